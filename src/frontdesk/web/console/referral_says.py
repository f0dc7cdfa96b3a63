"""A record beside a referral: what each of them says, where that is not the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ...intake.models import Referral
from ...intake.referrals.actions import insurance_said
from ...people.contacts import shown as shown_contact
from ...people.models import Patient
from ..templatetags.frontdesk import birth


def both_say(one: Referral, known: Patient) -> list[tuple[object, str, str]]:
    """What it is, what the record says and what the referral says.  What a referral does not say is no difference."""
    ours = f"{known.payer.name if known.payer else ''} {known.member_id}".strip()
    payer = one.payer or (known.payer if one.member_id else None)
    theirs = f"{payer.name if payer else ''} {one.member_id}".strip()
    if one.payer_id == known.payer_id and not one.member_id:
        theirs = ""
    both = (
        (_("Name"), known.name, one.patient_name),
        (_("Date of birth"), birth(known.birth_date), birth(one.birth_date) if one.birth_date else ""),
        (_("Insurance"), ours, theirs),
        (_("Phone"), shown_contact(known.phone), shown_contact(one.phone)),
        (_("Email"), known.email, one.email),
    )
    return [(what, record, referral) for what, record, referral in both if referral and referral != record]


def insurances(one: Referral, known: Patient) -> tuple[str, str]:
    """The record's payer, and what the record has after the referral is accepted for it; '' where that is the same."""
    said = insurance_said(one, known)
    ours = known.payer.name if known.payer else ""
    theirs = f"{said.get('insurance', ours)} {said.get('member-id', '')}".strip() if said else ""
    return f"{ours} {known.member_id}".strip(), theirs
