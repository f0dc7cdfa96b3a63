"""Which questions a patient is asked, in which order: the form of the visit, what the rules need, and nothing that is known already."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

from django.utils import translation
from django.utils.html import format_html_join
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_noop

from ...access.may import Actor, may_for_patient, visits_seen
from ...availability.model import Wanted
from ...availability.told import Advice, advice
from ...core.emergency import is_emergency
from ...intake.evaluation import Seen, facts
from ...intake.insurance import ANOTHER, NOT_KNOWN, PAYS_ALONE, by_code
from ...intake.models import Document, Draft
from ...intake.queries import kept_with
from ...intake.rules_for_patient import books_alone, engine_for, needs_of
from ...people import queries as people
from ...people.contacts import folded
from ...people.merged import record_that_stands
from ...people.models import Patient
from ...practice import policies
from ...practice import queries as named
from ...practice.actors import may_ask_for_newcomer
from ...practice.file import PracticeFile, Question, Wording
from ...practice.models import VisitType
from ...rules.facts import NO_INSURANCE, Facts, age_on
from ...rules.rule import RestrictingRule
from ...tenancy.today import today_at
from .. import unsent_requests
from ..own_words import labels_in_words, question_in_words
from ..request import PageRequest
from . import earlier
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
    always: ClassVar[tuple[str, ...]] = ("reason",)  # asked whatever the form and the rules say

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
        said = self.known is not None or self.answers.get("chosen") == "new"
        first = ["for"] if self.people and not said else []
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
            question.id
            for question in self.file.intake
            if code in (question.visits or ()) and question.shown.holds(known) is not False
        ]
        rules = [entry.rule for entry in self.file.setup.book.entries if entry.rule.scope.speaks_of(code)]
        for_it = [rule for rule in rules if rule.holds(known) is not False]
        needed = [field for rule in for_it if isinstance(rule, RestrictingRule) for field in rule.missing(known)]
        unknown = [field for rule in for_it for field in rule.unknown(known)]
        asked = {*self.steps(), *on_form, *needed, *unknown} - {"name"}
        return len(asked - (self._asked_elsewhere() - {"insurance"}))

    def questions(self) -> list[Question]:
        """The form of the visit, and what the rules need before booking, in the file's words; always the reason, which decides much."""
        known = self.facts()
        must_be, weighed = self._asked_by_rules(known)
        needed = [*self.always, *must_be]
        on_form = [question.id for question in self.file.intake if question.on_form_of(self.visit_type.code, known)]
        said = ["insurance"] if self._insurance_said() else []  # once it is said, no rule needs it any more
        fields = dict.fromkeys([*self.always, *on_form, *must_be, *weighed, *said])
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

    def _asked_by_rules(self, known: Facts) -> tuple[list[str], list[str]]:
        """What the rules need or would have to know before booking, and on what a length, a room or a word of theirs hangs; answered
        already or not.

        The first is what a request waits for (`evaluate`): who is not asked here is asked right after it was sent.
        """
        engine = engine_for(self.known, self.file.setup, known)
        now_ = needs_of(engine, self._wanted(known))
        needed, weighed = dict.fromkeys((*now_.information, *now_.unknown)), dict.fromkeys(now_.weighed)
        for field in known.answers:
            without = {name: value for name, value in known.answers.items() if name != field}
            before = needs_of(engine, self._wanted(replace(known, answers=without)))
            needed |= dict.fromkeys({field} & {*before.information, *before.unknown})
            weighed |= dict.fromkeys({field} & {*before.weighed})
        order = [question.id for question in self.file.intake]

        def place(field: str) -> int:
            return order.index(field) if field in order else len(order)

        return sorted(needed, key=place), sorted((asked for asked in weighed if shown_now(asked, known)), key=place)

    def said(self) -> dict[str, str]:
        """Answers by field, as a request keeps them: those of the questions that are asked in the end."""
        asked = self.questions()
        named = {question.id: str(self.answers.get(f"q:{question.id}") or "") for question in asked}
        gone = self._no_more_on_file(asked)
        answers = {field: value for field, value in named.items() if value and field not in gone}
        return {**answers, **(self._insurance_said() if "insurance" in named else {})}

    def _no_more_on_file(self, asked: list[Question]) -> set[str]:
        """Of what they said that we have it, and we have it no more or not from them."""
        fields = {question.id for question in asked if question.kind == "document"}
        there = {field for field in fields if self.answers.get(f"q:{field}") == earlier.ON_FILE}
        return {field for field in there if self.on_file(field) is None}

    def _insurance_said(self) -> dict[str, str]:
        """What a record that had none is told, on the page that asks it of everybody."""
        code = self.answers.get("payer")
        if self.known is None or not code:
            return {}
        insurance = by_code(code) or NOT_KNOWN
        member = str(self.answers.get("member_id") or "")
        return {"insurance": insurance.answer} | ({"member-id": member} if member else {}) if insurance else {}

    def emergencies(self) -> dict[str, str]:
        """Answers with words of an emergency, after which they were not told yet whom to call."""
        said = {field: text for field, text in self.said().items() if is_emergency(text)}
        return {field: text for field, text in said.items() if self.answers.get(f"told:{field}") != text}

    def documents(self) -> list[Document]:
        """The files of what is asked now: one whose question is asked no more is not sent, as its page is not shown."""
        asked = {question.id for question in self.questions() if question.kind == "document"}
        return [document for document in kept_with(self.draft) if document.field in asked]

    def complete(self) -> str | None:
        """The first step that is not answered, or None."""
        given = {document.field for document in self.documents()}
        done = set(self.answers.get("done", [])) - self._no_more_on_file(self.questions()) | given
        done -= set() if self.may_be_sent else {"who"}
        return next((step for step in self.steps() if step not in done), None)

    @property
    def self_pay(self) -> bool:
        return bool(self.self_pay_step) and self.answers.get("self_pay") is True

    @property
    def self_pay_step(self) -> str:
        """The question beside which it is asked who pays; '' where the practice does not want to know, or no insurance would."""
        if not self.file.asks_self_pay:
            return ""
        known = (
            self.answers.get("payer") if self.known is None else facts(self.known, {}, "online", seen=self.seen).payer
        )
        return "" if known in (None, "", NO_INSURANCE) else "reason"

    def before(self, field: str) -> str:
        """What they said the last time, so that they need not say it again; a reason is new each time."""
        if self.known is None or field == "reason":
            return ""
        return earlier.answer_before(self.actor, self.known, self.visit_type, field)

    def on_file(self, field: str) -> Document | None:
        """A document that we have from them, and that is not old."""
        if self.known is None:
            return None
        return earlier.document_on_file(self.actor, self.known, self.visit_type, field)

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

    @property
    def may_be_sent(self) -> bool:
        """Whether who asks may ask for this visit of whom they have named, as far as that is said; it is judged again when it is sent."""
        birth = self.answers.get("birth")
        if self.known is not None or not birth:
            return True
        acts = str(self.answers.get("acts") or "")
        return may_ask_for_newcomer(
            self.draft.practice, dt.date.fromisoformat(birth), self.visit_type.code, acts_as=acts
        )

    def books_alone(self) -> bool:
        """Whether the rules let them choose a time at once, by what is said so far; else it is a request first."""
        known = self.facts()
        given = {document.field: "document" for document in self.documents()}
        engine = engine_for(self.known, self.file.setup, known)
        before = {field: date for field, date in known.given.items() if field not in given}
        wanted = self._wanted(replace(known, answers={**given, **known.answers}, given=before))
        needs = needs_of(engine, wanted)
        waits = needs.information or needs.unknown or needs.approval
        return not waits and books_alone(engine, wanted)

    def _wanted(self, known: Facts) -> Wanted:
        # Of somebody new it is known that nothing has been: their record begins with this request.
        patient = str(self.draft.pk if self.known is None else self.known.pk)
        return Wanted(self.visit_type.code, now(), known, patient=patient, seen=self.seen)


def _question(field: str, must: bool) -> Question:
    """What a rule needs cannot be left empty, whatever the form says."""
    question = question_for(field)
    return replace(question, required=True) if must else question


def shown_now(field: str, known: Facts) -> bool:
    """Whether a question on which something hangs is one to whoever has answered so: one that follows from another answer may not be."""
    return question_for(field).shown.holds(known) is True


def question_for(field: str) -> Question:
    """The practice's own question about a field, or a plain one."""
    question = policies.current().question(field)
    if question is not None:
        return question
    kind = KINDS.get(field, "text")
    if field == "insurance":
        names = named.payers().values_list("name", flat=True)
        spanish = (*names, _in_spanish(ANOTHER), _in_spanish(PAYS_ALONE))
        return Question(
            field,
            "What insurance do you have?",
            "choice",
            options=(*names, ANOTHER, PAYS_ALONE),
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
        return format_html_join(", ", "{}", ((labels.get(option, option),) for option in answer.split(", ")))
    return answer_words(answer)


def current(request: PageRequest) -> Journey | None:
    """The journey that the page or the form is about; where it names none, the latest that is open in this browser."""
    draft = unsent_requests.shown(request)
    return None if draft is None else of_draft(request, draft)


def every(request: PageRequest) -> list[Journey]:
    """All that were begun and not sent, and that may be sent, the latest first."""
    ways = (of_draft(request, draft) for draft in unsent_requests.every(request))
    return [way for way in ways if way is not None and way.may_be_sent]


def of_draft(request: PageRequest, draft: Draft) -> Journey | None:
    """The way of that draft; None where its visit is offered no longer."""
    visit = named.visit_type(draft.answers.get("visit", ""))
    if visit is None:
        return None
    mine = tuple(people_for(request, visit.code))
    chosen = draft.answers.get("chosen", "")
    meant = {chosen, record_that_stands(chosen)} if chosen and mine else set()
    known = next((patient for patient in mine if str(patient.pk) in meant), None)
    return Journey(draft, visit, known, mine, request.actor)


def people_for(request: PageRequest, visit: str) -> list[Patient]:
    """For whom the signed-in person may ask for such a visit."""
    if request.actor.kind != "patient":
        return []
    mine = people.people_of(request.actor, "request.submit")
    return [patient for patient in mine if may_for_patient(request.actor, "request.submit", patient.pk, visit)]


def known_patient(request: PageRequest) -> Patient | None:
    """The record of a signed-in patient (the first, where an address has several)."""
    if request.actor.kind != "patient":
        return None
    return people.people_of(request.actor, "request.submit").first()


def _in_spanish(text: str) -> str:
    with translation.override("es"):
        return gettext(text)
