"""What plans make due, beside what is due: for one patient behind their line, or for many to see whom it is about."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db.models import Q

from ....booking.models import Appointment, Recall
from ....booking.states import DUE, ELSEWHERE
from ....intake.evaluation import facts
from ....intake.models import Answer
from ....people.models import Patient
from ....practice import policies
from ....practice.kept_sentences import in_force_since
from ....rules.book import RuleBook
from ....rules.due import Course, TookPlace
from ....rules.due import Due as DueOn
from ....rules.facts import Facts, Visit
from ....rules.families.plans import DUE_DATE, AtAges, InPhases, Plan, soonest
from ....tenancy.models import Practice
from ....tenancy.today import today_at
from ..actions import BY_ITSELF
from ..visits import to_come, took_place


@dataclass(frozen=True)
class Plans:
    """Those of a book, each with its sentence."""

    book: RuleBook
    all: tuple[tuple[Plan, str], ...]

    def since(self, plan: Plan) -> dt.date | None:
        """The practice's local date on which it came into force; None where it has not."""
        return in_force_since(plan, self.book.vocabulary)

    def __iter__(self) -> Iterator[tuple[Plan, str]]:
        return iter(self.all)

    def __bool__(self) -> bool:
        return bool(self.all)


@dataclass(frozen=True)
class Wanted:
    """A visit that a sentence makes due."""

    visit: str
    due: DueOn
    plan: Plan
    sentence: str

    @property
    def values(self) -> dict[str, object]:
        """As they stand in the row."""
        return {
            "due_on": self.due.on,
            "opens_on": self.due.opens,
            "closes_on": self.due.closes,
            "counted_from": self.due.counted_from,
            "plan": self.sentence,
        }

    def is_that(self, recall: Recall, book: RuleBook) -> bool:
        """Whether the row says the same, in whichever words."""
        who = (recall.provider.code,) if recall.provider else ()
        where = (recall.location.code,) if recall.location else ()
        row = {name: getattr(recall, name) for name in self.values} | {"plan": book.in_its_words(recall.plan)}
        return row == self.values and (who, where) == (self.plan.scope.providers, self.plan.scope.locations)


@dataclass(frozen=True)
class Step:
    """What is to be done about one due visit: made, changed (`recall` is it), taken away, or over since they had it meanwhile."""

    kind: Literal["make", "change", "take away", "over"]
    wanted: Wanted | None = None
    recall: Recall | None = None


@dataclass(frozen=True)
class Word:
    """What a person has said by closing what is due, or the patient by refusing it; of one due by a sentence it speaks of that one alone."""

    recall: Recall

    def is_against(self, due: DueOn, since: dt.datetime) -> bool:
        """Whether it speaks of this one too.  `since`: when they last had such a visit, or the one that it follows."""
        if (self.recall.ended_at or self.recall.created_at) < since:
            return False
        if self.recall.reason in ELSEWHERE:
            return True
        by_hand = not self.recall.plan and self.recall.created_at >= since
        return by_hand and due.counted_from <= self.recall.closes_on


@dataclass
class Known:
    """What there is of one patient."""

    course: Course
    opened: list[Recall]
    coming: set[str]
    said: list[Word]
    starts: dict[dt.date, dt.datetime]  # the last visit of a date


def plans_in_force() -> Plans:
    """Raises NoPolicy."""
    return plans_of(policies.current().setup.book)


def plans_of(book: RuleBook) -> Plans:
    return Plans(book, tuple((entry.rule, entry.text) for entry in book.entries if isinstance(entry.rule, Plan)))


def whom_it_may_be_about(practice: Practice, plans: Plans) -> list[UUID]:
    """Who had a visit that a plan counts from, is of an age that one names, or has something due by one."""
    alive = Patient.objects.filter(deceased_on=None, same_as=None)
    about = Q(pk__in=Recall.objects.exclude(plan="").filter(state__in=DUE).values("patient"))
    visits = {visit for plan, _ in plans for scope in (plan.scope, *plan.other_scopes) for visit in scope.visits}
    everything = any(not scope.visits for plan, _ in plans for scope in plan.other_scopes)
    if plans:
        kept = Appointment.objects.filter(took_place(practice))
        about |= Q(pk__in=(kept if everything else kept.filter(visit_type__code__in=visits)).values("patient"))
    if any(isinstance(plan, AtAges) for plan, _ in plans):
        about |= Q(self_registered=False)  # who asked by themselves, and is matched to nobody, is no patient yet
    return list(alive.filter(about).order_by("pk").values_list("pk", flat=True))


def whom_it_is_about(practice: Practice, keys: Sequence[UUID], plans: Plans) -> list[UUID]:
    """Those of them for whom something is to be done."""
    patients = list(Patient.objects.filter(pk__in=keys).select_related("practice", "payer", "own_provider"))
    known = known_of(practice, patients, plans)
    return [patient.pk for patient in patients if steps(known[patient.pk], plans)]


def known_of(practice: Practice, patients: Iterable[Patient], plans: Plans) -> Mapping[UUID, Known]:
    """Read together for all of them."""
    by_key = {patient.pk: patient for patient in patients}
    today, zone = today_at(practice), practice.zone
    kept: dict[UUID, list[TookPlace]] = defaultdict(list)
    starts: dict[UUID, dict[dt.date, dt.datetime]] = defaultdict(dict)
    visits = Appointment.objects.filter(took_place(practice), patient__in=by_key).order_by("start")
    for key, visit, provider, location, start in visits.values_list(
        "patient", "visit_type__code", "provider__code", "location__code", "start"
    ):
        date = start.astimezone(zone).date()
        kept[key].append(TookPlace(Visit(visit, provider, location), date))
        starts[key][date] = start
    opened, words = _due_and_said(by_key)
    coming = _coming(practice, by_key)
    said = _said(by_key, plans)
    return {
        key: Known(
            Course(
                today,
                patient.birth_date,
                tuple(kept[key]),
                _facts(patient, said[key], plans),
                patient.created_at.astimezone(zone).date(),
                _closed(words[key]),
            ),
            opened[key],
            coming[key],
            words[key],
            starts[key],
        )
        for key, patient in by_key.items()
    }


def steps(known: Known, plans: Plans) -> list[Step]:
    """What is to be done, visit type by visit type; nothing where all is as the rules have it."""
    visits = [visit for plan, _ in plans for visit in plan.scope.visits]
    visits += [recall.visit_type.code for recall in known.opened if recall.plan]
    return [step for visit in dict.fromkeys(visits) for step in _steps_of(visit, known, plans)]


def _steps_of(visit: str, known: Known, plans: Plans) -> list[Step]:
    its = [recall for recall in known.opened if recall.visit_type.code == visit]
    mine = [recall for recall in its if recall.plan]
    told = [recall for recall in mine if recall.told or recall.state != "planned"]
    untold = [recall for recall in mine if recall not in told]
    wanted = _wanted(visit, known, plans)
    today = known.course.today
    over = [Step("over", recall=recall) for recall in told if wanted is not None and _is_over(recall, wanted, today)]
    if len(mine) < len(its) or visit in known.coming or len(over) < len(told):
        wanted = None  # a person has ordered one, it is booked, or they were told of one
    if wanted is None:
        return over + [Step("take away", recall=recall) for recall in untold]
    to_do = over + [Step("take away", recall=recall) for recall in untold[1:]]
    if not untold:
        return [*to_do, Step("make", wanted)]
    return to_do if wanted.is_that(untold[0], plans.book) else [*to_do, Step("change", wanted, untold[0])]


def _wanted(visit: str, known: Known, plans: Plans) -> Wanted | None:
    """What is due by the rules; None where a person's word is against it."""

    def said_against(due: DueOn, plan: Plan) -> bool:
        if _was_over(due, plan, visit, known, plans):
            return True
        since = known.starts.get(due.since) or dt.datetime.combine(due.since, dt.time(), dt.UTC)
        return any(word.recall.visit_type.code == visit and word.is_against(due, since) for word in known.said)

    earliest = soonest(plans, visit, known.course, said_against)
    if earliest is None:
        return None
    due, plan, sentence = earliest
    return Wanted(visit, due, plan, sentence)


def _was_over(due: DueOn, plan: Plan, visit: str, known: Known, plans: Plans) -> bool:
    """Whether its days were over before the sentence came into force; what was made due before goes on."""
    if plan.looks_back or due.closes >= known.course.today:
        return False
    made = any(
        recall.plan and recall.visit_type.code == visit and recall.counted_from == due.counted_from
        for recall in known.opened
    )
    return not made and due.closes < (plans.since(plan) or known.course.today)


def _is_over(recall: Recall, wanted: Wanted, today: dt.date) -> bool:
    """Whether the next is counted from what came after that one, or the time of the next age has come: what they were told of is not it any more."""
    if recall.counted_from is None or wanted.due.counted_from <= recall.counted_from:
        return False
    return not isinstance(wanted.plan, AtAges) or wanted.due.opens <= today


def _due_and_said(patients: Mapping[UUID, Patient]) -> tuple[dict[UUID, list[Recall]], dict[UUID, list[Word]]]:
    """What is due, and what a person has said by closing or refusing one."""
    opened: dict[UUID, list[Recall]] = defaultdict(list)
    words: dict[UUID, list[Word]] = defaultdict(list)
    recalls = Recall.objects.filter(patient__in=patients).select_related("visit_type", "provider", "location")
    for recall in recalls.filter(state__in=DUE).order_by("due_on", "pk"):
        opened[recall.patient_id].append(recall)
    for recall in recalls.filter(state__in=("refused", "closed")).exclude(reason__in=BY_ITSELF):
        words[recall.patient_id].append(Word(recall))
    return opened, words


def _closed(words: Iterable[Word]) -> frozenset[tuple[str, dt.date]]:
    """Which visits of which plan were closed or refused, by what they were counted from."""
    recalls = [word.recall for word in words if word.recall.plan]
    return frozenset((recall.visit_type.code, recall.counted_from) for recall in recalls if recall.counted_from)


def _coming(practice: Practice, patients: Iterable[UUID]) -> dict[UUID, set[str]]:
    coming: dict[UUID, set[str]] = defaultdict(set)
    booked = Appointment.objects.filter(to_come(practice), patient__in=list(patients))
    for key, visit in booked.values_list("patient", "visit_type__code"):
        coming[key].add(visit)
    return coming


def _said(patients: Mapping[UUID, Patient], plans: Plans) -> dict[UUID, dict[str, str]]:
    """What was answered last, for any request of theirs, of what the plans turn on."""
    fields = {
        id_ for plan, _ in plans for condition in plan.when.conditions if (id_ := getattr(condition, "field", ""))
    }
    fields |= {DUE_DATE for plan, _ in plans if isinstance(plan, InPhases) and plan.by_weeks}
    answers_of: dict[UUID, dict[str, str]] = defaultdict(dict)
    if fields:
        answers = Answer.objects.filter(request__patient__in=patients, field__in=fields).exclude(value="")
        for key, field, value in answers.order_by("request__created_at", "pk").values_list(
            "request__patient", "field", "value"
        ):
            answers_of[key][field] = value
    return answers_of


def _facts(patient: Patient, said: dict[str, str], plans: Plans) -> Facts:
    """Asked of the record only where a plan has a condition."""
    if any(plan.when for plan, _ in plans):
        return facts(patient, said, "staff")
    return Facts(born=patient.birth_date, answers=said)
