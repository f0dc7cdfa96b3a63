"""Which questions a patient is asked, in which order: what the rules need for the visit, and nothing that is known already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.timezone import now

from ...availability.engine import Engine
from ...availability.model import Wanted
from ...intake import drafts
from ...intake.actions import NOBODY_INSURES
from ...intake.evaluation import age_on, facts
from ...intake.models import Document, Draft
from ...people.models import Patient
from ...practice import policies
from ...practice.file import Question
from ...practice.models import Payer, VisitType
from ...rules.facts import Facts
from ..request import PageRequest

OWN_STEPS = {"name", "date-of-birth", "phone", "email", "insurance", "member-id"}  # asked by steps of their own


@dataclass
class Journey:
    """One patient's way through the questions.  `known` is the record of somebody who is signed in."""

    draft: Draft
    visit_type: VisitType
    known: Patient | None

    @property
    def answers(self) -> dict[str, Any]:
        answers: dict[str, Any] = self.draft.answers
        return answers

    def steps(self) -> list[str]:
        """The names of the steps, in order; 'check' and 'code' come after."""
        first = [] if self.known else ["who", "contact", "insurance"]
        return [*first, *(question.id for question in self.questions())]

    def questions(self) -> list[Question]:
        """What the rules need before booking, in the file's words; always the reason, which decides much."""
        file = policies.file_of(policies.published())
        needed = ["reason", *Engine(file.setup).needs(Wanted(self.visit_type.code, now(), self._facts())).information]
        return [question_for(field) for field in dict.fromkeys(needed) if field not in OWN_STEPS]

    def said(self) -> dict[str, str]:
        """Answers by field, as a request keeps them."""
        return {name.removeprefix("q:"): str(value) for name, value in self.answers.items() if name.startswith("q:")}

    def documents(self) -> list[Document]:
        return list(Document.objects.filter(draft=self.draft).defer("data"))

    def complete(self) -> str | None:
        """The first step that is not answered, or None."""
        given = {document.field for document in self.documents()}
        done = set(self.answers.get("done", [])) | given
        return next((step for step in self.steps() if step not in done), None)

    def _facts(self) -> Facts:
        payer = self.answers.get("payer")
        if self.known is not None:
            payer = facts(self.known, {}, "online").payer
        birth = str(self.known.birth_date) if self.known else self.answers.get("birth", "")
        import datetime as dt

        age = age_on(dt.date.fromisoformat(birth), now().astimezone(self.draft.practice.zone).date()) if birth else None
        established = self.known.established if self.known else False
        return Facts("established" if established else "new", age, payer or None, "online")


def question_for(field: str) -> Question:
    """The practice's own question about a field, or a plain one."""
    found = policies.file_of(policies.published()).question(field)
    if found is not None:
        return found
    kind = {"insurance-card": "document", "referral": "document", "interpreter": "yes/no", "reason": "long text"}.get(
        field, "text"
    )
    if field == "insurance":
        names = Payer.objects.filter(active=True).order_by("name").values_list("name", flat=True)
        return Question(field, "Who insures you?", "choice", options=(*names, NOBODY_INSURES))
    plain = "What brings you in?" if field == "reason" else f"{field.replace('-', ' ').capitalize()}"
    return Question(field, plain, kind)


def current(request: PageRequest) -> Journey | None:
    """The journey that this browser is on."""
    draft = drafts.find(request.session.get("draft", ""))
    if draft is None:
        return None
    visit = VisitType.objects.filter(code=draft.answers.get("visit", ""), active=True).first()
    return Journey(draft, visit, known_patient(request)) if visit else None


def known_patient(request: PageRequest) -> Patient | None:
    """The record of a signed-in patient (the first, where an address has several)."""
    if request.actor.kind != "patient" or not request.actor.patients:
        return None
    return (
        Patient.objects.select_related("payer", "practice")
        .filter(pk__in=request.actor.patients)
        .order_by("created_at")
        .first()
    )
