"""What is asked behind the link of a due visit: the form of the visit, and what its rules need, but not why they come.

What is typed is found again in the browser in which it was typed, and nowhere else: whoever else has the link begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar

from ...access.may import SYSTEM
from ...availability.model import Wanted
from ...booking.models import Appointment, Recall
from ...intake import drafts
from ...intake.evaluation import Seen
from ...intake.models import Document, Draft
from ...messaging.ways import seen_by_reached
from ...outreach.recalls.possible import wanted_of_recall
from ...outreach.recalls.queries import link_actor
from ...practice.file import Question
from ...rules.facts import Facts
from ..request import PageRequest
from . import earlier
from .journey import NOBODY, Journey
from .who_pays import paid_by

IN_SESSION = "due_drafts"  # key of the recall → token of what was typed behind its link
MOST = 8  # of one browser
HELD = "held"  # in what was typed: the time that was chosen, and by which answers


@dataclass
class DueJourney(Journey):
    """The way through the questions of a visit to which the patient was invited."""

    recall: Recall = field(kw_only=True)
    always: ClassVar[tuple[str, ...]] = ()  # not what brings them in: they were invited

    @cached_property
    def seen(self) -> Seen:
        return seen_by_reached(self.recall.patient, self.visit_type.code)

    @property
    def self_pay_step(self) -> str:
        """Who pays is said beside the times."""
        return ""

    def questions(self) -> list[Question]:
        """Without the papers that we have from them: that there are any is not told to who has the link."""
        asked = super().questions()
        return [question for question in asked if question.kind != "document" or not self._is_here(question.id)]

    def before(self, field: str) -> str:
        """What they said another time is not shown to who has the link."""
        return ""

    def on_file(self, field: str) -> Document | None:
        """Nor what we have from them."""
        return None

    def facts(self) -> Facts:
        return replace(super().facts(), channel="staff", invited=True)

    def _is_here(self, paper: str) -> bool:
        return earlier.document_on_file(SYSTEM, self.recall.patient, self.visit_type, paper) is not None

    @property
    def is_begun(self) -> bool:
        """Whether anything of it is kept."""
        return not self.draft._state.adding

    @property
    def paid_alone(self) -> str:
        return paid_by(self.actor, self.recall.patient)

    @property
    def wanted(self) -> Wanted:
        """What is looked for by what they have said so far."""
        return wanted_of_recall(self.recall, self.answers_and_papers)

    @property
    def answers_and_papers(self) -> dict[str, str]:
        return {**{document.field: "document" for document in self.documents()}, **self.said()}

    def holds(self, kept: Appointment) -> bool:
        """Whether that time was chosen by the answers as they are now."""
        return not self.steps() or self.answers.get(HELD) == [str(kept.pk), self.checked]


def due_journey(request: PageRequest, recall: Recall) -> DueJourney:
    """With what was typed in this browser; where nothing was, none of it is kept."""
    draft = drafts.find(request.session.get(IN_SESSION, {}).get(str(recall.pk), ""), NOBODY)
    return _of(recall, draft or Draft(practice=recall.patient.practice, answers=_nothing_said(recall)))


def begin(request: PageRequest, recall: Recall) -> DueJourney:
    """What was begun in this browser, or a new one."""
    there = due_journey(request, recall)
    if there.is_begun:
        return there
    draft, token = drafts.begin(recall.patient.practice)
    drafts.keep(draft, **_nothing_said(recall))
    tokens = {**request.session.get(IN_SESSION, {}), str(recall.pk): token}
    request.session[IN_SESSION] = dict(list(tokens.items())[-MOST:])
    return _of(recall, draft)


def kept_by_answers(journey: DueJourney, held: Appointment) -> None:
    """A time was chosen by what is said now."""
    if journey.steps():
        drafts.keep(journey.draft, **{HELD: [str(held.pk), journey.checked]})


def _of(recall: Recall, draft: Draft) -> DueJourney:
    return DueJourney(draft, recall.visit_type, recall.patient, actor=link_actor(recall), recall=recall)


def _nothing_said(recall: Recall) -> dict[str, object]:
    return {"visit": recall.visit_type.code, "chosen": str(recall.patient_id)}
