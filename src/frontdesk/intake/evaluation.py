"""What the practice's rules say about a request: awaiting info, awaiting approval, or approved; and by which sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from ..access.may import may_for_patient, visits_seen
from ..availability.engine import Engine
from ..availability.model import Minute, Setup, Wanted, minute_of
from ..availability.not_kept import asks_for_them, asks_what_was_kept, with_not_kept
from ..people.models import Patient
from ..practice import policies
from ..practice.actors import patient_actor
from ..practice.models import VisitType
from ..rules.facts import NO_INSURANCE, Channel, Facts, age_on
from ..tenancy.context import read_until_written
from ..tenancy.today import today_at
from .following.queries import followed
from .insurance import insurance_for, insurance_of, member_id_of
from .missed_or_canceled import ended_by, kept_by
from .models import Request
from .papers import Came, given_for
from .rules_for_patient import against_it, books_alone, engine_for, needs_of
from .states import RequestState
from .together import Together

Seen = frozenset[str] | None
WILL_BRING = "will bring"  # instead of a picture of the card: it is owed until there is one
WILL_BE_SENT = "will be sent"  # by the doctor who refers them: staff see that it is missing, and ask for it
BROUGHT = ("insurance-card",)  # what may be brought to the visit: nobody needs a camera to ask for one
PROMISED = ("referral",)  # what a patient may not have in hand: a request can be sent without it, and waits for it


@dataclass(frozen=True)
class Verdict:
    """`deciding` are sentences; `missing` fields by id, each with the sentence that asks for it."""

    state: RequestState
    deciding: tuple[str, ...]
    missing: tuple[str, ...] = ()
    for_clinician: bool = False


@dataclass(frozen=True)
class Chosen:
    """The time that is to be booked for a request: with whom, where, when, and whether the patient is established by then.

    `booked`: with this.  Else it is what was asked for, and what comes of it may be with anybody.
    """

    provider: str
    location: str
    start: dt.datetime
    established: bool
    booked: bool = True


def evaluate(request: Request, *, for_staff: bool = False, chosen: Chosen | None = None) -> Verdict:
    """By the rules in force now.  What a person approved stays approved; what is missing is missing all the same.

    With `chosen` as they will hold at that start: the same judgement as of the times on offer.
    Where it stands is shown to who asked, so it is judged by what they may know of the patient; `for_staff`, and once they are
    told of it no more: by everything.
    """
    file = policies.current()
    seen = None if for_staff else seen_by_asker(request)
    known = facts_of(request, seen=seen)
    engine = engine_for(request.patient, file.setup, known)
    wanted = Wanted(request.visit_type.code, now(), known, patient=str(request.patient_id), seen=seen)
    if chosen is not None:
        wanted = _then(wanted, chosen, engine.setup.locations[chosen.location].zone)
    needs = needs_of(engine, wanted) if chosen is None else engine.needs(wanted)
    asked = tuple(field for field in (*needs.information, *needs.unknown) if field)
    if asked:
        sentences = dict.fromkeys(needs.sources.get(field, "") for field in needs.information)
        return Verdict(
            "awaiting_info",
            tuple(filter(None, sentences)) or ("A rule cannot be decided without it.",),
            asked,
            needs.from_clinician,
        )
    if request.approved_by:
        return Verdict("approved", request.deciding or ())
    refusals = _refusals(engine, wanted, chosen)
    if refusals:
        return Verdict("awaiting_approval", refusals)
    if needs.approval:
        return Verdict("awaiting_approval", needs.approval, (), needs.from_clinician)
    return Verdict("approved", ("No rule asks for approval, and nothing is missing.",))


def _then(wanted: Wanted, chosen: Chosen, zone: ZoneInfo) -> Wanted:
    facts = wanted.facts.on(chosen.start.astimezone(zone).date(), seen=chosen.established)
    wanted = replace(wanted, now=chosen.start, facts=facts)
    return replace(wanted, providers=(chosen.provider,), locations=(chosen.location,)) if chosen.booked else wanted


def _refusals(engine: Engine, wanted: Wanted, chosen: Chosen | None) -> tuple[str, ...]:
    """What is against one start by the patient's other visits is said where that start is taken."""
    if chosen is None:
        return impossible(engine, wanted)
    start = [minute_of(chosen.start)]
    return barred(engine, wanted, start) if chosen.booked else impossible(engine, wanted, start)


def impossible(engine: Engine, wanted: Wanted, moments: Iterable[Minute] | None = None) -> tuple[str, ...]:
    """The sentences that keep every provider from this visit whenever it is (or from these moments on); none when one can do it.

    By the patient's other visits and by dates that were asked, too: what has to come first and is neither kept nor booked,
    a distance that leaves no date as far ahead as it may be booked.
    """
    against: dict[str, None] = {}
    for moment in engine.moments(wanted) if moments is None else moments:
        for _, agreed in engine.pairs(wanted, moment):
            reasons = against_it(engine, wanted, agreed, moment)
            if not reasons:
                return ()
            against.update((reason.rule or reason.detail, None) for reason in reasons)
    return tuple(against)


def barred(engine: Engine, wanted: Wanted, starts: Iterable[Minute]) -> tuple[str, ...]:
    """The sentences that keep every provider from this visit at each of these starts, whatever else the patient has."""
    against: dict[str, None] = {}
    for start in starts:
        for _, agreed in engine.pairs(wanted, start):
            hard = [reason for reason in agreed.obstacles if reason.kind != "self-scheduling"]
            if not hard:
                return ()
            against.update((reason.rule or reason.detail, None) for reason in hard)
    return tuple(against)


def seen_by_asker(request: Request) -> Seen:
    """The visit types of the patient of which who asked may know; None: all, as for staff and where `asker_is_told` says no."""
    return visits_seen(patient_actor(request.asked_by), request.patient_id) if asker_is_told(request) else None


def asker_is_told(request: Request) -> bool:
    """Whether somebody else than the patient asked, and is still shown where it stands.

    Who acts no more would see nothing of the patient: judged by that, a history that they once saw would count as none.
    """
    if not request.asked_by:
        return False
    asker = patient_actor(request.asked_by)
    acts = any(
        may_for_patient(asker, does, request.patient_id, request.visit_type.code)
        for does in ("request.view", "request.submit")
    )
    return acts or followed(asker).filter(pk=request.pk).exists()


def said_on(request: Request) -> dict[str, str]:
    """What was answered for it, by field."""
    return dict(_read_of(request, "answers", ("intake_answer",), lambda row: (row.field, row.value)))


def _sent_for(request: Request) -> dict[str, str]:
    """Of which of its fields there is a document."""
    return dict(_read_of(request, "documents", ("intake_document",), lambda row: (row.field, "document")))


def _read_of(
    request: Request, related: str, tables: tuple[str, ...], pair: Callable[[Any], tuple[str, str]]
) -> list[tuple[str, str]]:
    """Of each of its rows, asked for once; of a page that has read them along with it, not at all."""
    rows = getattr(request, related).all()
    if related in getattr(request, "_prefetched_objects_cache", {}):
        return [pair(row) for row in rows]
    return read_until_written((related, request.pk), tables, lambda: [pair(row) for row in rows])


def without_promises(said: Mapping[str, str]) -> dict[str, str]:
    """What is there: a document that is only promised is not, unless it may be brought to the visit."""
    promises = (WILL_BRING, WILL_BE_SENT)
    return {field: value for field, value in said.items() if field not in PROMISED or value not in promises}


def _there(said: Mapping[str, str]) -> dict[str, str]:
    """Without what is only promised, of any kind."""
    return {field: value for field, value in said.items() if value not in (WILL_BRING, WILL_BE_SENT)}


def facts_of(
    request: Request,
    *,
    seen: Seen = None,
    under: Setup | None = None,
    by: dt.datetime | None = None,
    together: Together | None = None,
) -> Facts:
    """The facts that rules look at, from the request's answers and the patient's record; all else as in `facts`."""
    answered = without_promises(said_on(request))
    said = {**_sent_for(request), **answered}
    asked = {"seen": seen, "under": under, "by": by, "together": together}
    known = facts(request.patient, said, request.channel, self_pay=request.self_pay, **asked)  # type: ignore[arg-type]
    setup, came = policies.current().setup if under is None else under, _came(request.patient, together)
    given = given_for(setup, request.patient, _there(answered), seen=seen, by=by, request=request, known=came)
    return replace(known, given=given)


def facts(
    patient: Patient,
    said: dict[str, str],
    channel: Channel,
    *,
    self_pay: bool = False,
    seen: Seen = None,
    under: Setup | None = None,
    by: dt.datetime | None = None,
    together: Together | None = None,
) -> Facts:
    """`self_pay`: for this visit the patient has no insurance, whatever stands in the record (45 CFR 164.522(a)(1)(vi)).

    `seen`: the visit types of which whoever is answered may know (`access.may: visits_seen`); what the record knows from others
    is left out, as if these visits had not been.  None for staff, who are answered with all of it.
    `under`: other rules than those in force, by which it counts what was not kept.
    `by`: what was missed or kept by that moment, and nothing that came later.
    `together`: what was read of many patients, for who may know all of it as it is now.
    """
    assert together is None or (seen is None and by is None), "what was read for all is all of it"
    known = _in_the_record(patient)
    history = _History(patient.established, patient.no_shows, patient.last_visit_on)
    if seen is not None:
        history = _without_hidden(patient, history, seen)
    if by is not None:
        history = _until(patient, history, by)
    patient_facts = Facts(
        patient="established" if history.established else "new",
        age=age_on(patient.birth_date, today_at(patient.practice)),
        payer=NO_INSURANCE if self_pay else insurance_for(patient, said).code,
        channel=channel,
        no_shows=history.no_shows,
        last_visit=history.last_visit,
        answers={**known, **without_promises(said)},
        born=patient.birth_date,
        own_provider=patient.own_provider.code if patient.own_provider is not None else None,
        known_before=patient.known_before,
    )
    setup = policies.current().setup if under is None else under
    patient_facts = replace(
        patient_facts, given=given_for(setup, patient, _there(said), seen=seen, by=by, known=_came(patient, together))
    )
    if not asks_for_them(setup.book):
        return patient_facts
    moment = by or now()
    kept = _kept(patient, moment, seen, together) if asks_what_was_kept(setup.book) else {}
    record = _of_record(patient, patient_facts)
    ended = ended_by(patient, record, seen) if together is None else together.ended_by(patient.pk, record)
    return with_not_kept(setup, patient_facts, ended, moment, kept)


def _came(patient: Patient, together: Together | None) -> Came | None:
    return None if together is None else together.papers_of(patient.pk)


def _kept(patient: Patient, by: dt.datetime, seen: Seen, together: Together | None) -> Mapping[str, dt.datetime]:
    return kept_by(patient, by, seen) if together is None else together.kept_by(patient.pk)


def record_of(patient: Patient) -> Facts:
    """What the record alone says, without what was not kept."""
    patient_facts = Facts(
        patient="established" if patient.established else "new",
        age=age_on(patient.birth_date, today_at(patient.practice)),
        channel="online",
        no_shows=patient.no_shows,
        last_visit=patient.last_visit_on,
        born=patient.birth_date,
        own_provider=patient.own_provider.code if patient.own_provider is not None else None,
        known_before=patient.known_before,
    )
    return _of_record(patient, patient_facts)


def _of_record(patient: Patient, patient_facts: Facts) -> Facts:
    return replace(patient_facts, answers=_in_the_record(patient), payer=insurance_of(patient).code)


def _in_the_record(patient: Patient) -> dict[str, str]:
    known = {
        "name": patient.name,
        "date-of-birth": str(patient.birth_date),
        "phone": patient.phone,
        "email": patient.email,
        "member-id": member_id_of(patient),
    }
    return {field: value for field, value in known.items() if value}


@dataclass(frozen=True)
class _History:
    """What kept and missed visits say about a patient."""

    established: bool
    no_shows: int
    last_visit: dt.date | None


def _without_hidden(patient: Patient, whole: _History, seen: frozenset[str]) -> _History:
    """As the record would stand if visits of other types than these had not been."""
    zone = patient.practice.zone
    been = patient.appointments.filter(state__in=("completed", "no_show"))
    rows = list(been.values_list("visit_type__code", "state", "start", "new_patient"))
    hidden = [row for row in rows if row[0] not in seen]
    kept = [start.astimezone(zone).date() for code, state, start, _ in rows if code in seen and state == "completed"]
    unseen = [start.astimezone(zone).date() for _, state, start, _ in hidden if state == "completed"]
    became_known = any(state == "completed" and new for _, state, _, new in hidden)
    last = whole.last_visit
    return _History(
        whole.established and (bool(kept) or not became_known or patient.known_before),
        max(0, whole.no_shows - sum(state == "no_show" for _, state, _, _ in hidden)),
        max(kept, default=None) if last is not None and unseen and last <= max(unseen) else last,
    )


def _until(patient: Patient, whole: _History, moment: dt.datetime) -> _History:
    """As the record stood at that moment, without the visits that were kept or missed later."""
    zone = patient.practice.zone
    been = patient.appointments.filter(state__in=("completed", "no_show")).values_list("state", "start")
    kept = [start.astimezone(zone).date() for state, start in been if state == "completed" and start <= moment]
    missed_later = sum(state == "no_show" and start > moment for state, start in been)
    kept_later = any(state == "completed" and start > moment for state, start in been)
    last = max([*kept, *([patient.last_visit_said] if patient.last_visit_said else [])], default=None)
    return _History(
        whole.established and (bool(kept) or not kept_later or patient.known_before),
        max(0, whole.no_shows - missed_later),
        last if kept_later else whole.last_visit,
    )


def self_schedulable(
    patient: Patient, visit_type: VisitType, said: dict[str, str], *, seen: Seen, instead_of: UUID | None = None
) -> bool:
    """Whether the rules let this patient book this visit without staff, with somebody who can do it for them; `seen` as in `facts`.

    `instead_of`: the appointment that it would take the place of.
    """
    known = facts(patient, said, "online", seen=seen)
    engine = engine_for(patient, policies.current().setup, known, () if instead_of is None else (instead_of,))
    return books_alone(engine, _online(patient, visit_type, known, seen))


def bookable_alone(patient: Patient, known: Facts, *, seen: Seen) -> list[VisitType]:
    """The visits that this patient may book without staff, as far as the rules can say before anything is asked: by what is `known` of
    them, as `facts` with that `seen` says it."""
    engine = engine_for(patient, policies.current().setup, known)
    visits = VisitType.objects.filter(active=True).order_by("name")
    return [visit for visit in visits if books_alone(engine, _online(patient, visit, known, seen))]


def _online(patient: Patient, visit: VisitType, known: Facts, seen: Seen) -> Wanted:
    return Wanted(visit.code, now(), known, patient=str(patient.pk), seen=seen)
