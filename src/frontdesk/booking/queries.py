"""Reading appointments: only what the actor may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from ..access.may import Actor, may_any, require_open
from ..access.query import query
from ..intake.models import Document, Request
from ..people.models import Patient
from ..people.queries import mine
from ..practice.models import VisitType
from ..tenancy.models import Practice
from .models import Appointment, Recall, WaitlistOffer

ONLY_HELD = Q(state="held") | Q(
    state="cancelled", hold_expires_at__isnull=False
)  # never booked: a hold, or one that ended


@query("appointment.view")
def visible(actor: Actor) -> QuerySet[Appointment]:
    """The appointments that an actor may see: all, or a patient's or clinician's own."""
    found = Appointment.objects.select_related(
        "patient", "provider", "location", "visit_type", "payer", "request", "successor"
    )
    if may_any(actor, "appointment.view"):
        return found
    if actor.kind == "patient":
        return found.filter(mine(actor, "appointment.view"))
    return found.filter(provider_id=actor.provider) if actor.provider else found.none()


def waiting_for_a_time(patient: Patient, visit_type: VisitType) -> Request | None:
    """The request of theirs that only waits for a time for such a visit."""
    waiting = Request.objects.filter(patient=patient, visit_type=visit_type, state="approved")
    return waiting.order_by("created_at").first()


def chosen_by(patient: UUID | str) -> QuerySet[Appointment]:
    """What is kept for a patient because they chose it: it ends when they choose another, and never stands in its way.

    What the waitlist offers or the practice proposes is apart.
    """
    held = Appointment.objects.filter(patient_id=patient, state="held", proposed=False)
    return held.exclude(waitlist_offers__state="offered").order_by("pk")


def last_with(patient: Patient) -> Appointment | None:
    """Their last visit, past or to come: with whom and where they are."""
    rows = Appointment.objects.filter(patient=patient, state__in=["booked", "arrived", "completed"])
    return rows.select_related("provider", "location").order_by("-start").first()


def by_id(actor: Actor, key: UUID) -> Appointment | None:
    """One appointment, or None: unknown and foreign are the same."""
    return visible(actor).filter(pk=key).first()


def upcoming(actor: Actor) -> QuerySet[Appointment]:
    """Booked appointments from now on, soonest first."""
    return visible(actor).filter(state__in=["booked", "arrived"], end__gte=now()).order_by("start")


def on_day(actor: Actor, practice: Practice, day: dt.date) -> QuerySet[Appointment]:
    """All that begins on a date of the practice, holds that are alive included."""
    require_open(actor, "calendar.view")
    begin = dt.datetime.combine(day, dt.time(), practice.zone)
    found = visible(actor).filter(start__gte=begin, start__lt=begin + dt.timedelta(days=1)).exclude(state="rescheduled")
    return (
        found.exclude(state="held", hold_expires_at__lt=now())
        .exclude(state="cancelled")
        .order_by("start", "provider__name")
    )


def not_taking_place(actor: Actor, practice: Practice, day: dt.date) -> QuerySet[Appointment]:
    """Of an actor who is a provider: what was booked with them on a day and is canceled or moved; a time that was only kept is none."""
    if actor.provider is None:
        return Appointment.objects.none()
    begin = dt.datetime.combine(day, dt.time(), practice.zone)
    was_booked = visible(actor).filter(hold_expires_at=None, provider_id=actor.provider)
    there = was_booked.filter(start__gte=begin, start__lt=begin + dt.timedelta(days=1))
    return there.filter(state__in=("cancelled", "rescheduled")).order_by("start", "pk")


@query("billing.view")
def for_billing(actor: Actor, practice: Practice, first: dt.date, days: int) -> QuerySet[Appointment]:
    """Appointments with payer and documentation status: no reason for the visit, no answers.

    `card` says whether a picture of the insurance card is on file, `referred` whether a referral is.
    """
    begin = dt.datetime.combine(first, dt.time(), practice.zone)
    papers = Document.objects.filter(patient=OuterRef("patient"), scan__in=("none", "clean"))
    return (
        Appointment.objects.filter(start__gte=begin, start__lt=begin + dt.timedelta(days=days))
        .exclude(ONLY_HELD)
        .select_related("patient", "payer", "location", "provider")
        .annotate(
            card=Exists(papers.filter(field="insurance-card")),
            referred=Exists(papers.filter(field="referral")),
        )
        .only(
            "number",
            "start",
            "state",
            "self_pay",
            "practice_id",
            "patient__first_name",
            "patient__last_name",
            "patient__member_id",
            "payer__name",
            "payer__code",
            "location__name",
            "location__timezone",
            "provider__name",
        )
        .order_by("start")
    )


def by_keys(keys: Iterable[UUID | None]) -> dict[UUID | None, Appointment]:
    """These, whatever has become of them."""
    rows = Appointment.objects.select_related("provider", "location", "visit_type", "patient")
    return {one.pk: one for one in rows.filter(pk__in=[key for key in keys if key is not None]).order_by("pk")}


def of_recall(recall: Recall) -> QuerySet[Appointment]:
    """Everything that was kept or booked for a visit that was due."""
    return Appointment.objects.select_related("provider", "location", "visit_type", "patient").filter(recall=recall)


def predecessors(appointments: Iterable[Appointment]) -> list[Appointment]:
    """What was moved to these."""
    return list(Appointment.objects.filter(successor__in=list(appointments)).order_by("pk"))


def offered_instead(appointment: Appointment) -> WaitlistOffer | None:
    """The earlier time that its patient waited for."""
    rows = WaitlistOffer.objects.filter(hold__replaces=appointment, state="offered", expires_at__gt=now())
    return rows.first()
