"""A time was pressed: do what it stands for, or say why not and what is free nearby.  The same for patients and staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext

from ..audit.action import KeyUsed
from ..availability.model import Reason
from ..booking.errors import BreaksRules, JustTaken
from ..booking.models import Appointment
from ..booking.offers import Offer
from ..booking.second_visit import SecondVisit
from ..booking.take import Place
from ..core.refusals import Refusal
from .forms import TimeForm, against_rules, new_key
from .page import once
from .place_words import place_words
from .request import PageRequest
from .telling import problem_words, why_not


@dataclass
class Placing:
    """`done`, or a `problem` with the nearest free times or the rules in the way."""

    done: Appointment | None = None
    problem: str = ""
    nearest: list[Offer] = field(default_factory=list)
    broken: list[Reason] = field(default_factory=list)
    wanted: str = ""
    second: bool = False  # whether it would be a second visit of its kind, and somebody has to say that both are wanted
    overridden: bool = False  # and whether the rules that it breaks were shown, and overruled
    moves: bool = False  # or whether it would move beside one
    done_before: Appointment | None = None  # what this page was used for already
    refused: int = 409  # the status of a problem

    @property
    def status(self) -> int:
        return self.refused if self.problem else 200

    @property
    def context(self) -> dict[str, object]:
        """What templates of times need."""
        return {
            "problem": self.problem,
            "nearest": self.nearest,
            "broken": self.broken,
            "wanted": self.wanted,
            "wanted_words": words_of(self.wanted) if self.broken or self.second else "",
            "second": self.second,
            "overridden": self.overridden,
            "moves": self.moves,
            "done_before": self.done_before,
            "key": new_key(),
        }


def words_of(value: str) -> str:
    """A time that was pressed, in words; '' where it is none."""
    form = TimeForm({"time": value})
    return place_words(form.place) if form.is_valid() else ""


def press(request: PageRequest, form: TimeForm, work: Callable[[Place, str | None], Appointment]) -> Placing:
    """On a POST, `work(place, key)`; what it raises in the field's words becomes the problem."""
    if request.method != "POST":
        return Placing()
    wanted = str(form.data.get("time", ""))
    if not form.is_valid():
        return Placing(problem=form.never or gettext("Choose one of the times."), wanted=wanted)
    try:
        done = once(lambda: work(form.place, form.once_key or None))
        if done.state == "cancelled":  # sent a second time
            return Placing(
                problem=gettext("What this page booked is canceled by now. Choose a time again."), wanted=wanted
            )
        return Placing(done)
    except JustTaken as taken:
        return Placing(problem=str(taken), nearest=taken.nearest, wanted=wanted)
    except BreaksRules as rules:
        if not request.actor.is_staff:
            return Placing(problem=why_not(rules.reasons), wanted=wanted)
        return Placing(problem=gettext("The rules do not allow this."), broken=rules.reasons, wanted=wanted)
    except SecondVisit as second_visit:
        return Placing(
            problem=str(second_visit),
            wanted=wanted,
            second=True,
            overridden=against_rules(request.POST),
            moves=second_visit.moves,
        )
    except KeyUsed as used:
        before = used.done if isinstance(used.done, Appointment) else None
        return Placing(problem=str(used), wanted=wanted, done_before=before)
    except Refusal as other:
        words = str(other) if request.actor.is_staff else problem_words(other)
        return Placing(problem=words, wanted=wanted, refused=other.status if other.status < 500 else 409)
