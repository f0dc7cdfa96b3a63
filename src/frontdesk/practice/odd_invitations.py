"""What is odd about invitations to visits that are due: whoever follows one on the day it goes out finds no day that can be booked yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from ..availability.ahead import LastDay, last_day
from ..availability.engine import Engine
from ..availability.model import Wanted
from ..rules.due import window
from ..rules.facts import Facts, Visit
from ..rules.families.plans import Plan
from .file import PracticeFile

TOO_EARLY = "Invitations go out %(invited)s days ahead, but patients book only %(ahead)s days ahead: the link has no times for them at first."
TOO_EARLY_BY_FAR = (
    "Patients book at most a day ahead, and invitations go out earlier: the link has no times for them at first."
)
INVITED = Facts(channel="staff", invited=True)
Odd = tuple[str, int, tuple[str, ...], tuple[tuple[str, str], ...]]


def odd_invitations(file: PracticeFile, visits: Sequence[Visit], today: dt.date) -> Iterator[Odd]:
    """What is said, of the sentence in which line, the sentence that lets patients book no further ahead, and the days of both.

    Of every visit that the sentence makes due: with everybody whom it may be with, wherever.
    """
    engine, invited = Engine(file.setup), file.recalls.invite.days
    for entry in file.setup.book.entries:
        rule = entry.rule
        if not isinstance(rule, Plan) or rule.when.impossible:
            continue
        due_on = today + dt.timedelta(days=invited)
        opens = window(due_on, rule.give, rule.step)[0]
        for type_ in rule.scope.visits:
            last = _farthest(engine, [visit for visit in visits if visit.type == type_ and rule.covers(visit)], today)
            if last is not None and last.date < opens:
                ahead = (last.date - today).days
                names = (("invited", str(invited)), ("ahead", str(ahead)))
                shape = TOO_EARLY if ahead > 1 else TOO_EARLY_BY_FAR
                yield shape, entry.line, (last.rule,) if last.rule else (), names
                break


def _farthest(engine: Engine, visits: Sequence[Visit], today: dt.date) -> LastDay | None:
    """The last day that somebody who is invited today may book, whomever it is with."""
    setup = engine.setup
    days = []
    for visit in visits:
        agreed = engine.terms(visit.type, visit.provider, visit.location, INVITED)
        noon = dt.datetime.combine(today, dt.time(12), setup.locations[visit.location].zone)
        if not agreed.obstacles:
            days.append(last_day(Wanted(visit.type, noon, INVITED), agreed, setup))
    return max(days, default=None)
