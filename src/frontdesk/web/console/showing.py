"""What each form of the console shows, for who comes second at it (`web/crossing.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access.may import Actor
from ...booking import queries as booking
from ...booking.models import Appointment, Merge, Proposal, Recall, TimeAway, WaitlistEntry, WaitlistOffer
from ...day.away import queries as away
from ...intake import patients
from ...intake import queries as intake
from ...intake.insurance import BY_CODE, insurance_name, insurance_of, member_id_of
from ...intake.models import Referral, Request, Task
from ...intake.referrals import queries as referrals
from ...intake.tasks import queries as tasks
from ...messaging import queries as messaging
from ...messaging.consent import agreed_for
from ...messaging.models import Message
from ...outreach.proposals import queries as proposals
from ...outreach.recalls import queries as recalls
from ...outreach.waitlist import queries as waitlist
from ...people import queries as people
from ...people.contacts import shown as shown_contact
from ...people.models import Patient, Proxy
from ...practice import queries as named
from ...records.merging.actions import merges_of
from ..crossing import VERSION, Part, Showing, among, language, yes_or_no
from ..forms import TimeForm
from ..out_words import days_words, span_words
from ..place_words import place_words
from ..portal.journey import question_for
from ..words import STATES, WHOSE_NAMES, came_of, state_said
from ..zones import when_at

WHY = {"reason": (_("Why?"), str)}
IN_WORDS = among({state: words for state, (words, _tone) in STATES.items()})


def _state(row: Any) -> Part:
    return Part("", _("State"), row.state, lambda state: state_said(state, row._meta.model_name))


def _by_key(find: Callable[[Actor, UUID], Model | None]) -> Callable[..., Iterable[Model | None]]:
    return lambda actor, data, key: [find(actor, key)]


# A patient's page -------------------------------------------------------------------------------------------


def _patient(actor: Actor, key: UUID) -> Patient | None:
    return people.find(actor, "").filter(pk=key).first()


def _preferences(patient: Patient) -> list[Part]:
    return [
        Part("language", _("Language"), patient.language, language),
        Part("time_zone", _("Time zone"), patient.time_zone),
        Part(
            "by_email", _("By email"), "on" if patient.email and agreed_for(patient, patient.email) else "", yes_or_no
        ),
        Part("by_text", _("By text"), "on" if patient.phone and agreed_for(patient, patient.phone) else "", yes_or_no),
        *_contacts(patient),
    ]


def _contacts(patient: Patient) -> list[Part]:
    return [Part("", _("Email"), patient.email), Part("", _("Phone"), shown_contact(patient.phone))]


def _whose(patient: Patient) -> list[Part]:
    fields = (("email_of", patient.email, patient.email_of), ("phone_of", patient.phone, patient.phone_of))
    return [Part(name, stored, now, among(WHOSE_NAMES)) for name, stored, now in fields if stored]


def _seen(patient: Patient) -> list[Part]:
    return [
        Part("before", _("Seen here before"), "on" if patient.established else "", yes_or_no),
        Part("last", _("Last visit here, if you know it"), str(patient.last_visit_on or "")),
    ]


def _confidential(patient: Patient) -> list[Part]:
    acting = (
        Part("", _("People who can manage the patient's appointments"), proxy.name or proxy.contact)
        for proxy in patients.acting(patient)
    )
    return [Part("contact", _("Only this one may be used"), patient.confidential_contact), *acting]


def _own_provider(patient: Patient) -> list[Part]:
    own = patient.own_provider
    return [Part("provider", _("Own provider"), own.code if own is not None else "", _provider_name)]


def _insurance(patient: Patient) -> list[Part]:
    return [
        Part("payer", _("Insurance"), insurance_of(patient).code or "", _payer_name),
        Part("member_id", _("Member ID"), member_id_of(patient)),
    ]


def _payer_name(code: str) -> str:
    return insurance_name(BY_CODE[code]) if code in BY_CODE else named.payer_names().get(code, code)


def _provider_name(code: str) -> str:
    return named.provider_names().get(code, code)


def _died(patient: Patient) -> list[Part]:
    return [Part("on", _("Died on"), str(patient.deceased_on or ""))]


def _record(patient: Patient) -> list[Part]:
    return [
        Part("", _("Name"), patient.name),
        Part("", _("Born"), str(patient.birth_date)),
        *_contacts(patient),
        Part("", _("Only this one may be used"), patient.confidential_contact),
        Part("", _("Insurance"), insurance_name(insurance_of(patient))),
        Part("", _("Member ID"), member_id_of(patient)),
        Part("", _("Died on"), str(patient.deceased_on or "")),
        Part("", _("Merge with another record"), "on" if patient.same_as_id else "", yes_or_no),
    ]


def _proxy(proxy: Proxy) -> list[Part]:
    return [
        Part("", _("Name"), proxy.name or proxy.contact),
        Part("", _("Who they are"), proxy.who),
        _state(proxy),
        Part("", _("Access ended by our staff"), "on" if proxy.ended_by_staff else "", yes_or_no),
    ]


def _its_proxy(actor: Actor, data: QueryDict, key: UUID, proxy: UUID) -> list[Model | None]:
    patient = _patient(actor, key)
    return [patient.proxies.filter(pk=proxy).first() if patient is not None else None]


def _both(actor: Actor, data: QueryDict, key: UUID) -> list[Model | None]:
    """The record that is kept, and the one that was chosen."""
    try:
        other = None if data.get("two") else UUID(data.get("other", ""))
    except ValueError:
        other = None
    return [_patient(actor, key), *([_patient(actor, other)] if other is not None else [])]


def _its_merge(actor: Actor, data: QueryDict, key: UUID, merged: UUID) -> list[Model | None]:
    kept = _patient(actor, key)
    return [*(merge for merge in (merges_of(kept) if kept is not None else []) if merge.pk == merged)]


def _merge(merge: Merge) -> list[Part]:
    return [Part("", _("Name"), merge.gone.name), _state(merge)]


PREFERENCES = Showing("preferences", _by_key(_patient), _preferences)
WHOSE = Showing("whose", _by_key(_patient), _whose)
SEEN_BEFORE = Showing("seen-before", _by_key(_patient), _seen)
INSURANCE = Showing("insurance", _by_key(_patient), _insurance)
OWN_PROVIDER = Showing("own-provider", _by_key(_patient), _own_provider)
CONFIDENTIAL = Showing("confidential", _by_key(_patient), _confidential)
DECEASED = Showing("deceased", _by_key(_patient), _died, WHY)
PROXY = Showing("proxy", _its_proxy, _proxy)
RECORD = Showing("record", _both, _record, {"reason": (_("How do you know?"), str)})
MERGED = Showing("merged", _its_merge, _merge, WHY)


# Lists of what is to be done --------------------------------------------------------------------------------


def _recall(recall: Recall) -> list[Part]:
    return [_state(recall), Part("", _("Due"), str(recall.due_on)), Part("", _("Told"), str(recall.told))]


def _entry(entry: WaitlistEntry) -> list[Part]:
    return [_state(entry), Part("urgent", _("Urgent"), "yes" if entry.urgent else "", _urgent)]


def _urgent(value: str) -> str:
    return yes_or_no("on" if value == "yes" else "")


def _offer(given: WaitlistOffer) -> list[Part]:
    return [_state(given)]


def _proposed_time(proposal: Proposal) -> list[Part]:
    hold = proposal.hold
    return [_state(proposal), Part("", _("New time"), f"{hold.provider.name}, {when_at(hold.start, hold.location)}")]


def _message(message: Message) -> list[Part]:
    return [
        _state(message),
        Part("", _("To"), shown_contact(message.to)),
        Part("", _("Dealt with"), message.settled_by),
    ]


def _away(row: TimeAway) -> list[Part]:
    when = f"{days_words(row.first_on, row.last_on)}, {span_words(row.from_minute, row.to_minute)}"
    return [_state(row), Part("", _("Time away"), when)]


RECALL = Showing("recall", _by_key(lambda actor, key: recalls.visible(actor).filter(pk=key).first()), _recall, WHY)
ENTRY = Showing("entry", _by_key(waitlist.by_id), _entry, WHY)
OFFER = Showing("offer", _by_key(waitlist.offer_by_id), _offer)
PROPOSED = Showing("proposed", _by_key(proposals.by_id), _proposed_time)
MESSAGE = Showing("message", _by_key(lambda actor, key: messaging.outbox(actor).filter(pk=key).first()), _message, WHY)
AWAY = Showing("away", _by_key(away.by_id), _away, WHY)


# What has a version of its own ------------------------------------------------------------------------------


def _versioned(row: Appointment | Referral | Request) -> list[Part]:
    return [_state(row), Part("", _("version"), str(row.version))]


def _when(row: Appointment) -> list[Part]:
    time = f"{row.provider.name}, {when_at(row.start, row.location)}"
    return [_state(row), Part("", _("Time"), time), Part("", _("Why?"), row.reason)]


def _whose_turn(row: Request) -> list[Part]:
    return [
        _state(row),
        Part("", _("Patient"), row.patient.name),
        Part("", _("Assigned to"), row.owner.name if row.owner else ""),
        Part("", _("Note"), row.note),
    ]


def _to_do(task: Task) -> list[Part]:
    return [
        _state(task),
        Part("", _("Assigned to"), task.owner.name if task.owner else ""),
        Part("", _("Outcome"), came_of(task.outcome)),
        Part("", _("Note"), task.note),
    ]


def _minutes(row: Appointment) -> list[Part]:
    return [*_when(row), Part("minutes", _("Minutes"), str(int((row.end - row.start).total_seconds() // 60)))]


def _place(value: str) -> str:
    """A time that was pressed, in words."""
    form = TimeForm({"time": value})
    if not form.is_valid():
        return value
    return place_words(form.place)


def _colleague(value: str) -> str:
    return next((member.name for member in people.signed_in() if str(member.pk) == value), "")


def _name_of_record(value: str) -> str:
    try:
        patient = people.patient_by_key(UUID(value))
    except ValueError:
        patient = None
    return patient.name if patient is not None else ""


def _proposal(appointment: Appointment) -> list[Part]:
    waits = appointment.proposals.filter(state="proposed").first()
    asked = waits is not None or tasks.is_open("move", thing_id=appointment.pk)
    return [*_versioned(appointment), Part("", _("The patient has been asked"), "on" if asked else "", yes_or_no)]


def _away_and_affected(actor: Actor, data: QueryDict, key: UUID) -> list[Model | None]:
    """The time away, and of those whose appointment lies in it whoever the page listed: it shows so many at once."""
    row = away.by_id(actor, key)
    if row is None:
        return []
    there = away.affected(row)
    listed = [appointment for appointment in there if f"place-{appointment.pk}" in data]
    return [row, *(listed if "looked" in data else there)]


def _proposed(row: TimeAway | Appointment) -> list[Part]:
    """Of each of them the new time that they have been asked about."""
    if isinstance(row, TimeAway):
        return _away(row)
    waits = row.proposals.filter(state="proposed").select_related("hold__provider", "hold__location").first()
    hold = waits.hold if waits is not None else None
    asked = tasks.is_open("move", thing_id=row.pk)
    asked = asked or row.to_propose.filter(state="waiting").exists()
    name = row.patient.name
    return [
        _state(row),
        Part("", f"{name}: {gettext('Now')}", when_at(row.start, row.location)),
        Part("", _("The patient has been asked"), "on" if waits is not None or asked else "", yes_or_no),
        Part(f"place-{row.pk}", f"{name}: {gettext('New time')}", _value(hold) if hold is not None else "", _place),
    ]


def _value(appointment: Appointment) -> str:
    """Its place, as forms carry one."""
    return f"{appointment.provider.code}|{appointment.location.code}|{appointment.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def _asked(asked: Request) -> list[Part]:
    """Whether who asks is matched, or known to be new."""
    return [*_versioned(asked), Part("", _("Matched"), "" if asked.patient.self_registered else "on", yes_or_no)]


PROPOSE_ALL = Showing("propose-all", _away_and_affected, _proposed)
PROPOSAL = Showing("proposal", _by_key(booking.by_id), _proposal, WHY)
CHOSEN = {"time": (_("Time"), _place), "any_time": (_("Day and time"), str)}
APPOINTMENT = Showing(
    "appointment", _by_key(booking.by_id), _when, {**WHY, **CHOSEN, "state": (_("What is right"), IN_WORDS)}, VERSION
)
LENGTH = Showing("length", _by_key(booking.by_id), _minutes, WHY, VERSION)
OPEN_REQUEST = Showing(
    "open-request",
    _by_key(intake.by_id),
    _whose_turn,
    {
        **WHY,
        **CHOSEN,
        "field": (_("What is asked for"), lambda value: str(question_for(value).ask)),
        "note": (_("Note"), str),
        "to": (_("To whom"), _colleague),
        "patient": (_("Record"), _name_of_record),
    },
    VERSION,
)
OPEN_REFERRAL = Showing(
    "open-referral",
    _by_key(referrals.by_id),
    _versioned,
    {
        **WHY,
        "patient": (_("Record"), _name_of_record),
        "keep_insurance": (_("Keep the insurance of the record"), yes_or_no),
    },
    VERSION,
)
TASK = Showing(
    "task",
    _by_key(tasks.by_id),
    _to_do,
    {"outcome": (_("Outcome"), came_of), "note": (_("Note"), str), "to": (_("To whom"), _colleague)},
    VERSION,
)
REFERRAL = Showing("referral", _by_key(referrals.by_id), _versioned, WHY)
REQUEST = Showing("request", _by_key(intake.by_id), _asked)
