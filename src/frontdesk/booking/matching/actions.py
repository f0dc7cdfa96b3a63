"""Deciding who somebody is.  Never done by itself: a name, a birth date and a number can be another person's."""

from __future__ import annotations

from ...audit.action import action
from ...intake import actions as intake
from ...intake.models import Document, Request
from ...people.alive import require_alive
from ...people.may import Actor
from ...people.models import Patient, Proxy
from ..models import Appointment, Recall, Reservation, WaitlistEntry


class AlreadyMatched(Exception):
    def __str__(self) -> str:
        return "This record was matched already. Reload the page to see how it stands."


class OverlapsOwn(Exception):
    def __str__(self) -> str:
        return "That patient has another appointment at the same time. Move one of the two first."


@action("request.match")
def match(
    actor: Actor, request: Request, *, patient: Patient, use_contact: bool = False, version: int | None = None
) -> Request:
    """Who asks is somebody with a record: the request, its documents and its times go there.

    `use_contact`: the address or number that they proved to be theirs takes the place of the record's.

    The record that was made for the request stays, closed, and points to the other.  Raises Stale, AlreadyMatched, OverlapsOwn.
    """
    request = intake.locked(request, version)
    made = request.patient
    if made.pk == patient.pk or not made.self_registered or patient.same_as_id:
        raise AlreadyMatched
    require_alive(patient)
    _hand_over(made, patient)
    made.same_as, made.self_registered = patient, False
    made.save(update_fields=["same_as", "self_registered"])
    _complete(patient, made, use_contact)
    request = intake.locked(request)
    intake.judged_anew(request)
    return request


@action("request.no_match")
def no_match(actor: Actor, request: Request) -> Request:
    """Who asks is new here: their record is like any other from now on."""
    request.patient.self_registered = False
    request.patient.save(update_fields=["self_registered"])
    return request


def _hand_over(made: Patient, patient: Patient) -> None:
    times = Reservation.objects.filter(kind="patient", subject=made.pk)
    taken = Reservation.objects.filter(kind="patient", subject=patient.pk, lane=0)
    if any(taken.filter(during__overlap=one.during).exists() for one in times.filter(lane=0)):
        raise OverlapsOwn
    times.update(subject=patient.pk)
    for model in (Request, Document, Appointment, Recall, WaitlistEntry):
        model._default_manager.filter(patient=made).update(patient=patient)
    known = set(Proxy.objects.filter(patient=patient).values_list("contact", flat=True))
    for proxy in Proxy.objects.filter(patient=made):
        # Who acts for the new record does not act for the old one by that alone: staff confirm it there.
        if proxy.contact not in known:
            Proxy.objects.filter(pk=proxy.pk).update(patient=patient, state="asked")


def _complete(patient: Patient, made: Patient, use_contact: bool) -> None:
    """What the record did not know is taken over; what it knew stays, save an address that staff say is new."""
    for name in ("email", "phone", "payer", "member_id"):
        newer = use_contact and name in ("email", "phone")
        if getattr(made, name) and (newer or not getattr(patient, name)):
            setattr(patient, name, getattr(made, name))
    patient.save(update_fields=["email", "phone", "payer", "member_id"])
