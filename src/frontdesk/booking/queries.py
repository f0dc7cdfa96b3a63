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
from ..people.queries import of_own_patients
from ..practice import queries as named
from ..practice.models import VisitType
from ..tenancy.models import Practice
from .models import Appointment, Death, Recall, WaitlistOffer

ONLY_HELD = Q(state="held") | Q(
    state="cancelled", hold_expires_at__isnull=False
)  # never booked: a hold, or one that ended
AGAIN = "again"  # in what a death had ended: what each visit was that is booked again, by the key that it has now


@query("appointment.view")
def visible(actor: Actor) -> QuerySet[Appointment]:
    """The appointments that an actor may see: all, or a patient's or clinician's own."""
    appointments = Appointment.objects.select_related(
        "patient", "provider", "location", "visit_type", "payer", "request", "successor"
    )
    if may_any(actor, "appointment.view"):
        return appointments
    if actor.kind == "patient":
        return appointments.filter(of_own_patients(actor, "appointment.view"))
    return appointments.filter(provider_id=actor.provider) if actor.provider else appointments.none()


def waiting_for_a_time(patient: Patient, visit_type: VisitType) -> Request | None:
    """The request of theirs that only waits for a time for such a visit."""
    waiting = Request.objects.filter(patient=patient, visit_type=visit_type, state="approved")
    return waiting.order_by("created_at").first()


def holds_over() -> list[UUID]:
    """The holds that nobody has confirmed in time."""
    return list(Appointment.objects.filter(state="held", hold_expires_at__lt=now()).values_list("pk", flat=True))


def chosen_by(patient: UUID | str) -> QuerySet[Appointment]:
    """What is kept for a patient because they chose it: it ends when they choose another, and never stands in its way.

    What the waitlist offers or the practice proposes is apart.
    """
    held = Appointment.objects.filter(patient_id=patient, state="held", proposed=False)
    return held.exclude(waitlist_offers__state="offered").order_by("pk")


@query("appointment.view")
def chosen_for_requests(actor: Actor) -> QuerySet[Appointment]:
    """The times that are kept for what was asked for, because its patient chose them, and that nobody has confirmed yet."""
    return visible(actor).filter(_chosen(), replaces=None).order_by("-created_at")


def _chosen() -> Q:
    """For what was asked for, or in the place of a visit that they have."""
    offered = WaitlistOffer.objects.filter(hold=OuterRef("pk"), state="offered")
    kept = Q(state="held", proposed=False, hold_expires_at__gt=now())
    meant = Q(replaces=None, request__state="approved") | Q(replaces__state="booked")
    return kept & meant & Q(~Exists(offered))


def last_with(patient: Patient) -> Appointment | None:
    """Their last visit, past or to come: with whom and where they are."""
    rows = Appointment.objects.filter(patient=patient, state__in=["booked", "arrived", "completed"])
    return rows.select_related("provider", "location").order_by("-start").first()


def by_id(actor: Actor, key: UUID) -> Appointment | None:
    """One appointment, or None: unknown and foreign are the same."""
    return visible(actor).filter(pk=key).first()


def upcoming(actor: Actor) -> QuerySet[Appointment]:
    """Booked appointments from now on, soonest first."""
    return visible(actor).filter(_coming()).order_by("start")


def upcoming_and_chosen(actor: Actor) -> tuple[list[Appointment], list[Appointment]]:
    """Both of one reading: what is booked from now on, and what they chose, for a request or a move, and have not confirmed."""
    rows = list(visible(actor).filter(_coming() | _chosen()).order_by("start"))
    return [row for row in rows if row.state != "held"], [row for row in rows if row.state == "held"]


def _coming() -> Q:
    return Q(state__in=["booked", "arrived"], end__gte=now())


def on_day(actor: Actor, practice: Practice, day: dt.date) -> QuerySet[Appointment]:
    """All that begins on a date of the practice, holds that are alive included."""
    require_open(actor, "calendar.view")
    begin = dt.datetime.combine(day, dt.time(), practice.zone)
    appointments = (
        visible(actor).filter(start__gte=begin, start__lt=begin + dt.timedelta(days=1)).exclude(state="rescheduled")
    )
    return (
        appointments.exclude(state="held", hold_expires_at__lt=now())
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
            "patient__uninsured",
            "patient__payer_id",
            "patient__insured_elsewhere",
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
    rows = Appointment.objects.select_related("provider", "location", "visit_type", "patient", "request")
    return {
        appointment.pk: appointment
        for appointment in rows.filter(pk__in=[key for key in keys if key is not None]).order_by("pk")
    }


def of_recall(recall: Recall) -> QuerySet[Appointment]:
    """Everything that was kept or booked for a visit that was due."""
    return Appointment.objects.select_related("provider", "location", "visit_type", "patient").filter(recall=recall)


def predecessors(appointments: Iterable[Appointment]) -> list[Appointment]:
    """What was moved to these."""
    return list(Appointment.objects.filter(successor__in=list(appointments)).order_by("pk"))


def that_took_place(requests: QuerySet[Request]) -> QuerySet[Request]:
    """The same, each with whether its visit took place (`took_place`): a request itself ends when it has its time."""
    done = Appointment.objects.filter(request=OuterRef("pk"), state="completed")
    return requests.annotate(took_place=Exists(done))


def ended_by_mistake(appointment: Appointment) -> bool:
    """Whether a death had ended it that was none."""
    return _mistakes(appointment).exists()


def booked_again(appointment: Appointment) -> Appointment | None:
    """What is booked of a visit that a death had ended which was none, wherever it has moved since."""
    mistakes = _mistakes(appointment).order_by("-created_at")
    keys = [new for death in mistakes for new, old in death.ended.get(AGAIN, {}).items() if old == str(appointment.pk)]
    again = Appointment.objects.filter(pk__in=keys[:1]).first()
    while again is not None and again.successor is not None:
        again = again.successor
    return again


def before_a_death(appointments: Iterable[Appointment]) -> list[Appointment]:
    """What these were until a death was entered by mistake: the same visits, which are booked again under other keys."""
    keys = [str(appointment.pk) for appointment in appointments]
    deaths = Death.objects.filter(**{f"ended__{AGAIN}__has_any_keys": keys}).order_by("pk")
    were = [death.ended[AGAIN][key] for death in deaths for key in keys if key in death.ended[AGAIN]]
    return list(Appointment.objects.filter(pk__in=were).order_by("pk"))


def again_after_a_death(keys: Iterable[str]) -> set[str]:
    """The keys under which these are booked again that a death had ended by mistake."""
    were = set(keys)
    deaths = Death.objects.filter(ended__appointment__has_any_keys=list(were), state="taken back")
    return {new for death in deaths for new, old in death.ended.get(AGAIN, {}).items() if old in were}


def _mistakes(appointment: Appointment) -> QuerySet[Death]:
    """The deaths that had ended it and were none, whichever record they were written down of."""
    return Death.objects.filter(ended__appointment__contains=str(appointment.pk), state="taken back")


def offered_instead(appointment: Appointment) -> WaitlistOffer | None:
    """The earlier time that its patient waited for."""
    rows = WaitlistOffer.objects.filter(hold__replaces=appointment, state="offered", expires_at__gt=now())
    return rows.first()


def turns(appointment: Appointment) -> list[tuple[str, dt.datetime, dt.datetime]]:
    """Who and what it takes, in their turn: (name, from, to)."""
    names = named.subject_names()
    rows = appointment.reservations.exclude(kind="patient").order_by("during")
    return [
        (names[row.subject], max(row.during.lower, appointment.start), min(row.during.upper, appointment.end))
        for row in rows
        if row.subject in names
    ]
