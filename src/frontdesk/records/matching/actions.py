"""Deciding who somebody is.  Never done by itself: a name, a birth date and a number can be another person's."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import action
from ...booking import locks
from ...booking.events import FoundNew, Matched
from ...booking.models import Appointment, Recall, Reservation, WaitlistEntry
from ...booking.patients import known_otherwise, latest, new_or_not
from ...core.events import raise_event
from ...core.refusals import Refusal
from ...intake import actions as intake
from ...intake.contact_owner import whose, whose_now
from ...intake.deciding_again.actions import judged_anew
from ...intake.following import actions as following
from ...intake.insurance import COLUMNS, FIELD, insurance_of, member_under
from ...intake.keeping_out import refuse_who_acts
from ...intake.models import Answer, Document, Request, Task
from ...messaging.consent import not_agreed_by
from ...people.alive import require_alive
from ...people.models import UNPROVED, Patient, Proxy
from ..handing_over import hand_over
from ..once.actions import call_once, settle_together
from .overlap import refuse_overlap


class AlreadyMatched(Refusal):
    code = "already_matched"

    @property
    def sentence(self) -> str:
        return gettext("This record was matched already. Reload the page to see its status.")


class NotProven(Refusal):
    """Who asks has not proven an address of the record, and nobody has looked who they are."""

    code = "not-proven"

    @property
    def sentence(self) -> str:
        return gettext(
            "They used an email address or phone number that this record does not have. Call the number on record or look at an ID, and enter how you know that it is them. Until then the request stays by itself."
        )


class BothWait(Refusal):
    """One person cannot wait twice for one kind of visit."""

    code = "both-wait"

    @property
    def sentence(self) -> str:
        return gettext("Both wait for the same kind of visit. Take one of the two off the waitlist first.")


class OpenTwice(Refusal):
    """Something that can be there once for a person would be there twice."""

    code = "open-twice"

    @property
    def sentence(self) -> str:
        return gettext("Both records have the same thing open. Close one of the two first, then match them.")


@action("request.match")
def match(
    actor: Actor,
    request: Request,
    *,
    patient: Patient,
    use_contact: bool = False,
    whose_contact: str = "",
    version: int | None = None,
    reason: str = "",
) -> Request:
    """Who asks is somebody with a record: the request, its documents and its times go there.

    Who asked from an address that the record does not have goes on seeing where that request stands, and nothing else.
    `reason`: how staff know that it is them; needed unless what they proved to be theirs is on that record already.
    `use_contact`: what they proved to be theirs takes the place of the record's, which needs a reason always.

    The record that was made for the request stays, closed, and points to the other.
    Raises Stale, AlreadyMatched, NotProven, BothWait, OpenTwice, OverlapsOwn, ActsForThem, KeptOut.
    """
    locks.line_up(patients=[request.patient_id, patient.pk])
    request = intake.locked_row(request, version)
    made = request.patient
    patient.refresh_from_db()
    if made.pk == patient.pk or not made.self_registered or patient.same_as_id:
        raise AlreadyMatched
    require_alive(patient)
    checked = bool(reason.strip())
    if not checked and (use_contact or not _proven(request, patient)):
        raise NotProven
    known = known_otherwise(patient) or known_otherwise(made)
    try:
        with transaction.atomic():
            moved = _hand_over(made, patient)
    except IntegrityError:
        raise OpenTwice from None
    made.same_as, made.self_registered = patient, False
    made.save(update_fields=["same_as", "self_registered"])
    _keep_what_differs(request, patient, made)
    _complete(patient, made, known_before=known)
    if use_contact:
        _reach_at(patient, made, whose_contact)
    new_or_not(patient)
    request = intake.locked_row(request)
    judged_anew(request)
    settle_together(actor, patient, moved)
    call_once(patient, moved, actor.name, request.pk)
    raise_event(Matched(actor, request, made, patient))
    return request


@action("request.no_match")
def no_match(actor: Actor, request: Request, *, whose_contact: str = "") -> Request:
    """Who asks is new here: their record is like any other from now on.  Raises AlreadyMatched."""
    made = intake.locked_row(request).patient
    if not made.self_registered:  # somebody has decided since: it is the real record that stands there now
        raise AlreadyMatched
    made.self_registered = False
    made.email_of = whose_now(made, made.email, whose_contact)
    made.phone_of = whose_now(made, made.phone, whose_contact)
    made.save(update_fields=["self_registered", "email_of", "phone_of"])
    raise_event(FoundNew(actor, request))
    return request


def _proven(request: Request, patient: Patient) -> bool:
    """Whether what they proved to be theirs, by a code, lets them into the record already.

    That is the address with which the record was made, or from which somebody asked for them; not what they typed beside it, nor
    who may act for them besides.
    """
    proven = {*request.patient.known_contacts, request.asked_by} - {""}
    known = [patient.confidential_contact] if patient.confidential_contact else patient.known_contacts
    acting = patient.proxies.filter(state="confirmed").values_list("contact", flat=True)
    return bool(proven & {*known, *acting})


def _hand_over(made: Patient, patient: Patient) -> dict[str, list[str]]:
    """The keys of what went over, by the names of the models."""
    refuse_overlap(patient, made)
    Reservation.objects.filter(kind="patient", subject=made.pk).update(subject=patient.pk)
    waiting = ("waiting", "offered")
    both = WaitlistEntry.objects.filter(patient=patient, state__in=waiting).values("visit_type")
    if WaitlistEntry.objects.filter(patient=made, state__in=waiting, visit_type__in=both).exists():
        raise BothWait
    following.keep(made)
    moved: dict[str, list[str]] = {}
    for model in (Request, Document, Appointment, Recall, WaitlistEntry, Task):
        rows = model._default_manager.filter(patient=made)
        moved[str(model._meta.model_name)] = [str(key) for key in rows.values_list("pk", flat=True)]
        hand_over(rows, patient)
    known = {*Proxy.objects.filter(patient=patient).values_list("contact", flat=True), *patient.own_contacts}
    for proxy in Proxy.objects.filter(patient=made):
        # Who acts for the new record does not act for the old one by that alone: staff confirm it there.
        if proxy.contact not in known:
            Proxy.objects.filter(pk=proxy.pk).update(patient=patient, state="asked")
    return moved


def _keep_what_differs(request: Request, patient: Patient, made: Patient) -> None:
    """What the record knows of the insurance stays; what was said otherwise stands with the request, for staff to see."""
    known, said = insurance_of(patient), insurance_of(made)
    member = member_under(said, made.member_id)
    if not known or not said or (said == known and patient.member_id in ("", member)):
        return
    for field, value in ((FIELD, "" if said == known else said.answer), ("member-id", member)):
        if value:
            new = {"practice_id": request.practice_id, "value": value}
            Answer.objects.get_or_create(request=request, field=field, defaults=new)


def _complete(patient: Patient, made: Patient, *, known_before: bool) -> None:
    """What the record did not know about insurance is taken over; what it knew stays.  An address never is; that they agreed to be written to at it is."""
    known, said = insurance_of(patient), insurance_of(made)
    if said and not known:
        for name, value in said.columns.items():
            setattr(patient, name, value)
        patient.member_id = member_under(said, made.member_id)  # it is one insurance's, and so is one that was there
    elif said == known and not patient.member_id:
        patient.member_id = member_under(said, made.member_id)
    patient.not_agreed_to = not_agreed_by(patient, made)
    patient.known_before = known_before  # a first visit of the other record is not what has made them known
    patient.established = patient.established or made.established
    patient.last_visit_on = latest(patient.last_visit_on, made.last_visit_on)
    patient.last_visit_said = latest(patient.last_visit_said, made.last_visit_said)
    kept = ["not_agreed_to", "known_before", "established", "last_visit_on", "last_visit_said"]
    patient.save(update_fields=[*COLUMNS, *kept])


def _reach_at(patient: Patient, made: Patient, said: str) -> None:
    """Staff ticked it, and have looked who it is.  What was only typed takes the place of nothing, and opens as little as before."""
    refuse_who_acts(patient, [made.email, made.phone])
    for name in ("email", "phone"):
        contact, mark = getattr(made, name), getattr(made, f"{name}_of")
        if contact and (mark not in UNPROVED or not getattr(patient, name)):
            setattr(patient, name, contact)
            setattr(patient, f"{name}_of", mark if mark in UNPROVED else whose(patient, contact, said))
    patient.save(update_fields=["email", "phone", "email_of", "phone_of"])
