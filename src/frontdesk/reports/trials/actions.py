"""Begin a try-out, and work it out in the background."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import action
from ...availability.engine import Engine
from ...availability.model import Setup
from ...booking.engine_rows import booked
from ...core.refusals import Refusal
from ...outreach.recalls.planned.first_night import first_night
from ...practice.drafts.errors import HasFaults
from ...practice.file import FileFaults, read
from ...practice.models import Policy
from ...tenancy.context import inside_practice
from ..models import Trial
from ..next_available.queries import available, offered_pairs
from .cases import Case, Held, asked, held, how_many
from .outcome import outcome
from .placing import place
from .wakeups import defer_trial

DAYS = (7, 30, 90)
LOOK = 45  # days ahead that access is looked at
EVERY = 20  # cases between two words about how far it is


class WrongChoice(Refusal):
    code = "wrong_choice"

    @property
    def sentence(self) -> str:
        return gettext("Choose two different versions and how many days back.")


@action("policy.try")
def begin(actor: Actor, policy: Policy, *, against: Policy, days: int) -> Trial:
    """Try a version against another one (mostly the draft against what is in force).  Raises HasFaults, WrongChoice."""
    if policy.pk == against.pk or days not in DAYS:
        raise WrongChoice
    for version in (policy, against):
        try:
            read(version.text)
        except FileFaults as faults:
            raise HasFaults(faults.lines()) from None
    made = Trial.objects.create(
        practice=policy.practice,
        policy=policy,
        against=against,
        text=policy.text,
        against_text=against.text,
        days=days,
        made_by=actor.name,
        made_at=now(),
    )
    defer_trial(made)
    return made


def run(practice: UUID, key: UUID) -> None:
    """Called by the worker, outside of any transaction: reads everything, works it out, and says now and then how far it is."""
    with inside_practice(practice):
        trial = Trial.objects.select_for_update().filter(pk=key, state="queued").first()
        if trial is None:
            return
        trial.state = "running"
        cases, appointments = asked(trial.days, read(trial.text).setup), held(trial.days)
        there = how_many(trial.days)
        trial.total = 2 * (len(cases) + len(appointments))
        trial.save(update_fields=["state", "total"])
        files = [read(text) for text in (trial.against_text, trial.text)]
        setups = [file.setup for file in files]
        access = [_access(setup) for setup in setups]
        here = trial.practice
    try:
        results = _work(practice, trial, setups, cases, appointments)
        results["recalls"] = [asdict(first_night(here, file)) for file in files]
    except Exception:
        with inside_practice(practice):
            Trial.objects.filter(pk=key).update(state="failed", finished_at=now())
        raise
    results["access"] = _beside(access)
    results["looked"] = {"cases": [len(cases), there[0]], "appointments": [len(appointments), there[1]]}
    with inside_practice(practice):
        Trial.objects.filter(pk=key).update(state="done", done=trial.total, results=results, finished_at=now())


# Helpers ----------------------------------------------------------------------------------------------------


def _work(
    practice: UUID, trial: Trial, setups: list[Setup], cases: list[Case], appointments: list[Held]
) -> dict[str, Any]:
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count % EVERY == 0:
            with inside_practice(practice), transaction.atomic():
                Trial.objects.filter(pk=trial.pk).update(done=count)

    engines = [Engine(setup) for setup in setups]
    rows = []
    for case in cases:
        both = []
        for engine in engines:
            step()
            both.append(outcome(engine, case.visit, case.facts, case.at))
        rows.append(
            {
                "kind": case.kind,
                "number": case.number,
                "visit": case.visit,
                "at": case.at.isoformat(),
                "channel": case.facts.channel,
                "patient": case.facts.patient,
                "payer": case.facts.payer,
                "before": both[0].kind,
                "after": both[1].kind,
                "because_before": list(both[0].because),
                "because": list(both[1].because),
            }
        )
    filled = [asdict(place(setup, appointments, step)) for setup in setups]
    return {"cases": rows, "counts": _counts(rows), "sentences": _sentences(rows), "filled": filled}


def _counts(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    return {side: dict(Counter(row[side] for row in rows)) for side in ("before", "after")}


def _sentences(rows: list[dict[str, Any]]) -> list[list[Any]]:
    """[outcome, sentence, how many], of what the tried version would do, the most frequent first."""
    counts = Counter((row["after"], text) for row in rows for text in row["because"])
    return [[kind, text, count] for (kind, text), count in counts.most_common()]


def _access(setup: Setup) -> dict[tuple[str, str, str], tuple[int | None, int | None]]:
    """Next and third next available by visit type, provider and location, with what is booked now.  Inside a practice."""
    today = now().astimezone(setup.zone).date()
    begin = dt.datetime.combine(today - dt.timedelta(days=8), dt.time(), dt.UTC)
    engine = Engine(setup, booked(setup, begin, begin + dt.timedelta(days=LOOK + 16), None, ()))
    return {
        (visit, provider, location): (figures.next_days, figures.third_days)
        for visit in setup.visit_types
        for provider, location in offered_pairs(engine, visit)
        if (figures := available(engine, visit, location, provider, today, LOOK))
    }


def _beside(access: list[dict[tuple[str, str, str], tuple[int | None, int | None]]]) -> list[list[Any]]:
    """[visit, provider, location, [next, third] before or None, [next, third] after or None]."""
    before, after = access
    keys = {**before, **after}
    return [[*key, _pair(before.get(key)), _pair(after.get(key))] for key in keys]


def _pair(days: tuple[int | None, int | None] | None) -> list[int | None] | None:
    return list(days) if days is not None else None
