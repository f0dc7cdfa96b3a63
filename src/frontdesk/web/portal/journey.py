"""Which questions a patient is asked, in which order: the form of the visit, what the rules need, and nothing that is known already."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.html import format_html_join
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_noop

from ...access.may import Actor, reaches, visits_seen
from ...availability.model import Wanted
from ...availability.told import Advice, advice
from ...core.emergency import is_emergency
from ...intake import queries as intake
from ...intake.carrying import said_before, sent_before
from ...intake.evaluation import Seen, facts
from ...intake.models import Document, Draft
from ...intake.queries import kept_with
from ...intake.standard.actions import may_change_the_record
from ...intake.standard.insurance import NOBODY_INSURES
from ...intake.when import books_alone, engine_for, needs_of
from ...people import queries as people
from ...people.contacts import folded
from ...people.models import Patient
from ...practice import policies
from ...practice import queries as named
from ...practice.file import PracticeFile, Question, Wording
from ...practice.models import VisitType
from ...rules.facts import NO_INSURANCE, Facts, age_on
from ...rules.families.information import NeedsInformation
from ...tenancy.today import today_at
from .. import begun
from ..own_words import labels_in_words, question_in_words
from ..request import PageRequest
from .questions import answer_words

OWN_STEPS = ("name", "date-of-birth", "phone", "email", "insurance", "member-id")  # steps of their own may ask them
KINDS = {  # of the standard fields that are not a line of text
    "insurance-card": "document",
    "referral": "document",
    "interpreter": "yes/no",
    "reason": "long text",
    "phone": "phone",
    "guardian-phone": "phone",
    "email": "email",
    "date-of-birth": "date",
    "address": "address",
}
NOBODY = Actor("nobody")
STILL_GOOD = dt.timedelta(days=365)  # how old a document may be that is not asked for again


@dataclass
class Journey:
    """One patient's way through the questions.  `known` is the record that somebody who is signed in chose.

    Who is signed in is reached at the address that they proved, and asked for no other.
    What `actor` may not see of that record is not used either: no answer, no document of it comes back in a form.
    """

    draft: Draft
    visit_type: VisitType
    known: Patient | None
    people: tuple[Patient, ...] = ()
    actor: Actor = NOBODY

    @property
    def whom(self) -> str:
        """For whom it is, as soon as that is said; '' where somebody who is signed in can ask for nobody but themselves."""
        if self.known is not None:
            return self.known.name if len(self.people) > 1 or self.known.pk not in self.actor.patients else ""
        said = f"{self.answers.get('first') or ''} {self.answers.get('last') or ''}".strip()
        return said

    @property
    def shows(self) -> str:
        """What a form of it says that it showed: which request, and by a digest for whom and for which visit."""
        who = [self.answers.get(name) or "" for name in ("visit", "chosen", "birth")]
        who.append(folded(self.answers.get("first") or ""))
        return f"{self.draft.pk}.{hashlib.sha256(json.dumps(who).encode()).hexdigest()[:16]}"

    @property
    def checked(self) -> str:
        """And what the page on which answers are checked showed: all of them."""
        return hashlib.sha256(json.dumps(self.said(), sort_keys=True).encode()).hexdigest()[:16] + self.shows

    @property
    def answers(self) -> dict[str, Any]:
        answers: dict[str, Any] = self.draft.answers
        return answers

    @cached_property
    def seen(self) -> Seen:
        """The visit types of `known` of which `actor` may know."""
        return visits_seen(self.actor, self.known.pk) if self.known is not None else None

    @cached_property
    def file(self) -> PracticeFile:
        return policies.current()

    def steps(self) -> list[str]:
        """The names of the steps, in order; 'check' and 'code' come after."""
        first = ["for"] if self.people and not self.answers.get("chosen") else []
        if self.known is None:
            first += ["who", *([] if self.actor.contact else ["contact"]), "insurance"]
        return [*first, *(question.id for question in self.questions())]

    def most(self) -> int:
        """How many steps there are at most, whatever is answered: a number that does not change on the way."""
        known = (
            Facts("new", None, None, "online")
            if self.known is None
            else facts(self.known, {}, "online", seen=self.seen)
        )
        code = self.visit_type.code
        on_form = [
            one.id for one in self.file.intake if code in (one.visits or ()) and one.shown.holds(known) is not False
        ]
        rules = [entry.rule for entry in self.file.setup.book.entries if isinstance(entry.rule, NeedsInformation)]
        for_it = [rule for rule in rules if rule.scope.speaks_of(code) and rule.holds(known) is not False]
        needed = [field for rule in for_it for field in rule.missing(known)]
        return len({*self.steps(), *on_form, *needed} - (self._asked_elsewhere() - {"insurance"}))

    def questions(self) -> list[Question]:
        """The form of the visit, and what the rules need before booking, in the file's words; always the reason, which decides much."""
        known = self.facts()
        needed = ["reason", *self._needed(known)]
        on_form = [question.id for question in self.file.intake if question.on_form_of(self.visit_type.code, known)]
        said = ["insurance"] if self._insurance_said() else []  # once it is said, no rule needs it any more
        fields = dict.fromkeys([*needed[:1], *on_form, *needed[1:], *said])
        must = set(needed)
        elsewhere = self._asked_elsewhere()
        return [_question(field, field in must) for field in fields if field not in elsewhere]

    def _asked_elsewhere(self) -> set[str]:
        """The standard fields that a step of its own has asked, or the record has: nobody is asked those twice."""
        if self.known is None:
            there = {"name", "date-of-birth", "insurance", *self._own_steps_said()}
            return there if self._contact() else there | {"phone", "email"}
        record = facts(self.known, {}, "online", seen=self.seen)
        there = {"name", "date-of-birth", *(field for field in OWN_STEPS if field in record.answers)}
        if record.payer is not None:
            return there | {"insurance"}
        return there | ({"member-id"} if self.answers.get("member_id") else set())

    def _contact(self) -> str:
        return str(self.actor.contact or self.answers.get("contact") or "")

    def _own_steps_said(self) -> dict[str, str]:
        """What the steps of their own say, by field."""
        contact = self._contact()
        said = {
            "name": f"{self.answers.get('first', '')} {self.answers.get('last', '')}",
            "date-of-birth": self.answers.get("birth", ""),
            "email": contact if "@" in contact else "",
            "phone": "" if "@" in contact else contact,
            "member-id": self.answers.get("member_id", ""),
        }
        return {field: text for field, value in said.items() if (text := str(value).strip())}

    def _needed(self, known: Facts) -> list[str]:
        """What the rules need before booking, whether it is answered already or not."""
        engine = engine_for(self.known, self.file.setup, known)

        def needs(facts_: Facts) -> tuple[str, ...]:
            return needs_of(engine, self._wanted(facts_)).information

        open_ = dict.fromkeys(needs(known))
        for field in known.answers:
            without = {name: value for name, value in known.answers.items() if name != field}
            if field in needs(replace(known, answers=without)):
                open_[field] = None
        order = [question.id for question in self.file.intake]
        return sorted(open_, key=lambda field: order.index(field) if field in order else len(order))

    def said(self) -> dict[str, str]:
        """Answers by field, as a request keeps them: those of the questions that are asked in the end."""
        asked = {question.id for question in self.questions()}
        named = {name.removeprefix("q:"): str(value) for name, value in self.answers.items() if name.startswith("q:")}
        found = {field: value for field, value in named.items() if field in asked and value}
        return {**found, **(self._insurance_said() if "insurance" in asked else {})}

    def _insurance_said(self) -> dict[str, str]:
        """What a record that had none is told, on the page that asks it of everybody."""
        code = self.answers.get("payer")
        if self.known is None or not code:
            return {}
        payer = named.payer(code)
        member = str(self.answers.get("member_id") or "")
        return {"insurance": payer.name if payer else NOBODY_INSURES} | ({"member-id": member} if member else {})

    def emergencies(self) -> dict[str, str]:
        """Answers with words of an emergency, after which they were not told yet whom to call."""
        said = {field: text for field, text in self.said().items() if is_emergency(text)}
        return {field: text for field, text in said.items() if self.answers.get(f"told:{field}") != text}

    def documents(self) -> list[Document]:
        return kept_with(self.draft)

    def complete(self) -> str | None:
        """The first step that is not answered, or None."""
        given = {document.field for document in self.documents()}
        done = set(self.answers.get("done", [])) | given
        return next((step for step in self.steps() if step not in done), None)

    @property
    def self_pay(self) -> bool:
        return self.answers.get("self_pay") is True

    @property
    def self_pay_step(self) -> str:
        """The question beside which it is asked who pays; '' where the practice does not want to know, or no insurance is known."""
        if not self.file.asks_self_pay:
            return ""
        if self.known is None:
            return "insurance"
        return "" if facts(self.known, {}, "online", seen=self.seen).payer in (None, NO_INSURANCE) else "reason"

    def before(self, field: str) -> str:
        """What they said the last time, so that they need not say it again (WCAG 3.3.7); a reason is new each time."""
        if self.known is None or field == "reason":
            return ""
        seen = intake.visible(self.actor).filter(patient=self.known).values("pk")
        goes_there = may_change_the_record(self.actor, self.known.pk)
        said = said_before(self.known, self.visit_type, for_the_record=goes_there)
        said = said.filter(request__in=seen, field=field)
        last = said.order_by("-request__created_at").first()
        return last.value if last else ""

    def on_file(self, field: str) -> Document | None:
        """A document that we have from them, and that is not old."""
        if self.known is None:
            return None
        serves = sent_before(self.known, self.visit_type).values("pk")
        kept = intake.documents(self.actor).filter(pk__in=serves, field=field, created_at__gt=now() - STILL_GOOD)
        return kept.exclude(scan="infected").exclude(drawing="refused").order_by("-created_at").first()

    def facts(self) -> Facts:
        """What is known so far, for the conditions of questions and of rules."""
        said = {name.removeprefix("q:"): str(v) for name, v in self.answers.items() if name.startswith("q:") and v}
        if self.known is not None:
            known = facts(self.known, said, "online", self_pay=self.self_pay, seen=self.seen)
            return replace(known, payer=known.payer or self.answers.get("payer") or None)
        birth = self.answers.get("birth", "")
        today = today_at(self.draft.practice)
        born = dt.date.fromisoformat(birth) if birth else None
        age = age_on(born, today) if born else None
        payer = NO_INSURANCE if self.self_pay else self.answers.get("payer") or None
        return Facts("new", age, payer, "online", answers={**said, **self._own_steps_said()}, born=born)

    def advice(self) -> Advice:
        """What the practice says to whoever answers so, before anything is sent; and the visits that it offers them."""
        facts = replace(self.facts(), date=today_at(self.draft.practice))
        return advice(self.file.setup, self.visit_type.code, facts, translation.get_language() or "en")

    def offered_instead(self) -> list[VisitType]:
        """The visits that the practice offers to whoever answers so, as far as they can be asked for here."""
        offers = self.advice().offers
        return list(named.visit_types().filter(code__in=offers)) if offers else []

    def books_alone(self) -> bool:
        """Whether the rules let them choose a time at once, by what is said so far; else it is a request first."""
        known = self.facts()
        given = {document.field: "document" for document in self.documents()}
        engine = engine_for(self.known, self.file.setup, known)
        wanted = self._wanted(replace(known, answers={**given, **known.answers}))
        needs = needs_of(engine, wanted)
        waits = needs.information or needs.unknown or needs.approval
        return not waits and books_alone(engine, wanted)

    def _wanted(self, known: Facts) -> Wanted:
        patient = None if self.known is None else str(self.known.pk)
        return Wanted(self.visit_type.code, now(), known, patient=patient, seen=self.seen)


def _question(field: str, must: bool) -> Question:
    """What a rule needs cannot be left empty, whatever the form says."""
    found = question_for(field)
    return replace(found, required=True) if must else found


def question_for(field: str) -> Question:
    """The practice's own question about a field, or a plain one."""
    found = policies.current().question(field)
    if found is not None:
        return found
    kind = KINDS.get(field, "text")
    if field == "insurance":
        names = named.payers().values_list("name", flat=True)
        spanish = (*names, _in_spanish(NOBODY_INSURES))
        return Question(
            field,
            "What insurance do you have?",
            "choice",
            options=(*names, NOBODY_INSURES),
            es=Wording(_in_spanish("What insurance do you have?"), options=spanish),
        )
    plain = gettext_noop("What brings you in?") if field == "reason" else field.replace("-", " ").capitalize()
    return Question(field, plain, kind, es=Wording(_in_spanish(plain)))


def asked_as(field: str) -> str:
    """How a question is put, in the language of the page."""
    return question_in_words(question_for(field)).ask


def shown_answer(question: Question, answer: str) -> str:
    """What was said, as whoever reads the page would say it: kept is the English option, or yes and no."""
    if question.kind in ("choice", "several choices") and answer:
        labels = labels_in_words(question)
        return format_html_join(", ", "{}", ((labels.get(one, one),) for one in answer.split(", ")))
    if answer in ("yes", "no"):
        return gettext("Yes") if answer == "yes" else gettext("No")
    return answer_words(answer)


def current(request: PageRequest) -> Journey | None:
    """The journey that the page or the form is about; where it names none, the latest that is open in this browser."""
    draft = begun.shown(request)
    return None if draft is None else of_draft(request, draft)


def every(request: PageRequest) -> list[Journey]:
    """All that were begun and not sent, the latest first."""
    return [way for draft in begun.every(request) if (way := of_draft(request, draft)) is not None]


def of_draft(request: PageRequest, draft: Draft) -> Journey | None:
    """The way of that draft; None where its visit is offered no longer."""
    visit = named.visit_type(draft.answers.get("visit", ""))
    if visit is None:
        return None
    mine = tuple(people_for(request, visit.code))
    chosen = draft.answers.get("chosen", "")
    known = next((patient for patient in mine if str(patient.pk) == chosen), None)
    return Journey(draft, visit, known, mine, request.actor)


def people_for(request: PageRequest, visit: str) -> list[Patient]:
    """For whom the signed-in person may ask for such a visit."""
    if request.actor.kind != "patient":
        return []
    mine = people.people_of(request.actor, "request.submit")
    return [patient for patient in mine if reaches(request.actor, "request.submit", patient.pk, visit)]


def known_patient(request: PageRequest) -> Patient | None:
    """The record of a signed-in patient (the first, where an address has several)."""
    if request.actor.kind != "patient":
        return None
    return people.people_of(request.actor, "request.submit").first()


def _in_spanish(text: str) -> str:
    with translation.override("es"):
        return gettext(text)
