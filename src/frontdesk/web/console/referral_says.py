"""A record beside a referral: what each of them says, where that is not the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ...intake.insurance import insurance_name, insurance_of, member_id_of, member_under
from ...intake.models import Referral
from ...intake.referrals.actions import insurance_said, is_vaguer
from ...people.contacts import shown as shown_contact
from ...people.models import Patient
from ..templatetags.frontdesk import birth


def both_say(referral: Referral, known: Patient) -> list[tuple[object, str, str]]:
    """What it is, what the record says and what the referral says.  What a referral does not say is no difference."""
    record, sent = insurance_of(known), insurance_of(referral)
    number = member_under(sent or record, referral.member_id)
    ours = f"{insurance_name(record)} {member_id_of(known)}".strip()
    theirs = f"{insurance_name(sent or (record if number else sent))} {number}".strip()
    if sent == record and not number:
        theirs = ""
    both = (
        (_("Name"), known.name, referral.patient_name),
        (_("Date of birth"), birth(known.birth_date), birth(referral.birth_date) if referral.birth_date else ""),
        (_("Insurance"), ours, theirs),
        (_("Phone"), shown_contact(known.phone), shown_contact(referral.phone)),
        (_("Email"), known.email, referral.email),
    )
    return [(what, record, referral) for what, record, referral in both if referral and referral != record]


def insurances(referral: Referral, known: Patient) -> tuple[str, str, bool]:
    """The record's payer, and what the record has after the referral is accepted for it; '' where that is the same.

    And whether the record rather keeps its own, since the referral says less.
    """
    said = insurance_said(referral, known)
    ours = insurance_name(insurance_of(known))
    theirs = insurance_name(insurance_of(referral)) if "insurance" in said else ours
    theirs = f"{theirs} {said.get('member-id', '')}".strip() if said else ""
    return f"{ours} {member_id_of(known)}".strip(), theirs, is_vaguer(referral, known)
