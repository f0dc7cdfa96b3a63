"""Time away: a clinician asks, a scheduler decides; decided, it is one more sentence of the practice's rules."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import ReasonMissing, action, because_of
from ...booking import locks
from ...booking.models import TimeAway
from ...booking.states import AWAY_MOVES, AwayState
from ...core.refusals import Refusal
from ...intake.states import IllegalTransition
from ...intake.tasks.actions import close_tasks, open_task
from ...people import lines
from ...practice.actions import add_rule, remove_rule
from ...practice.models import Provider
from ...rules.families.closures import DAY
from ...tenancy.today import today_at
from ...tenancy.within_length import within_length
from ..exceptions.actions import open_what_rules_break
from .keeping import closure, sentence
from .queries import told_to_move
from .staying.actions import need_not_move, tell_stays
from .staying.queries import stay_without


class WrongDates(Refusal):
    code = "wrong_dates"

    @property
    def sentence(self) -> str:
        return gettext("The time away must end after it begins, and not lie in the past.")


class NotAProvider(Refusal):
    """Who asks for time away is somebody whose hours there are."""

    code = "not_a_provider"

    @property
    def sentence(self) -> str:
        return gettext(
            "Your sign-in does not say which provider you are. Ask your administrator to choose it on the Staff page."
        )


@action("away.ask")
def ask_for_time_away(
    actor: Actor,
    provider: Provider,
    *,
    first_on: dt.date,
    last_on: dt.date,
    from_minute: int = 0,
    to_minute: int = DAY,
    note: str = "",
) -> TimeAway:
    """A draft that changes nothing: somebody has to decide.  Raises WrongDates."""
    return _ask(actor, provider, first_on, last_on, from_minute, to_minute, note)


@action("away.write_down", permission="away.decide")
def write_down(
    actor: Actor,
    provider: Provider,
    *,
    first_on: dt.date,
    last_on: dt.date,
    from_minute: int = 0,
    to_minute: int = DAY,
    note: str = "",
) -> TimeAway:
    """Who may decide asks for somebody else.  Raises WrongDates."""
    return _ask(actor, provider, first_on, last_on, from_minute, to_minute, note)


@action("away.decide")
def decide_time_away(actor: Actor, away: TimeAway, *, yes: bool, reason: str = "") -> TimeAway:
    """Yes: the sentence is in force from now on, and what it breaks becomes exceptions.  No: with a reason.

    Raises IllegalTransition, ReasonMissing.
    """
    if not yes and not reason.strip():
        raise ReasonMissing
    if yes:
        lines.wait_to_publish()  # before its row: who takes it back waits in this order too
    away = _locked(away)
    _move(away, "approved" if yes else "declined")
    away.reason, away.decided_by = within_length(reason, 200), actor.name
    away.save()
    close_tasks(away, "away", outcome="approved" if yes else "declined", by=actor.name)
    if yes:
        because_of(sentence(away))
        add_rule(away.provider.practice, sentence(away), f"Time away, decided by {actor.name}")
        open_what_rules_break()
    return away


@action("away.withdraw")
def withdraw(actor: Actor, away: TimeAway) -> TimeAway:
    """Not needed after all, before anybody has decided.  Raises IllegalTransition."""
    away = _locked(away)
    if away.state != "draft":
        raise IllegalTransition(away.state, "withdrawn")
    _move(away, "withdrawn")
    away.save()
    close_tasks(away, "away", outcome="withdrawn", by=actor.name)
    return away


@action("away.take_back", permission="away.decide", needs_reason=True)
def take_back(actor: Actor, away: TimeAway, *, reason: str) -> TimeAway:
    """They are here after all: its sentence is in force no longer, and who was to be moved stays, unless something else keeps them away still.

    Raises IllegalTransition, ReasonMissing."""
    lines.wait_to_publish()
    locks.line_up(patients=[appointment.patient_id for appointment in told_to_move(away)])
    away = _locked(away)
    if away.state != "approved":
        raise IllegalTransition(away.state, "withdrawn")
    staying = stay_without(away, told_to_move(away))
    _move(away, "withdrawn")
    away.reason = within_length(reason, 200)
    away.save()
    because_of(sentence(away))
    for appointment in staying:
        need_not_move(actor, appointment)
    remove_rule(away.provider.practice, closure(away), f"Time away undone by {actor.name}")
    for appointment in staying:
        tell_stays(appointment)
    open_what_rules_break()
    return away


def at_once(
    actor: Actor,
    provider: Provider,
    *,
    first_on: dt.date,
    last_on: dt.date,
    from_minute: int,
    to_minute: int,
    note: str,
    key: str | None = None,
) -> TimeAway:
    """Somebody falls ill: written down and decided in one step, by who may decide."""
    asked = write_down.once(
        key,
        actor,
        provider,
        first_on=first_on,
        last_on=last_on,
        from_minute=from_minute,
        to_minute=to_minute,
        note=note,
    )
    return decide_time_away(actor, asked, yes=True) if asked.state == "draft" else asked


def _ask(
    actor: Actor, row: Provider, first_on: dt.date, last_on: dt.date, from_minute: int, to_minute: int, note: str
) -> TimeAway:
    if last_on < first_on or last_on < today_at(row.practice) or from_minute >= to_minute:
        raise WrongDates
    made = TimeAway.objects.create(
        practice_id=row.practice_id,
        provider=row,
        first_on=first_on,
        last_on=last_on,
        from_minute=from_minute,
        to_minute=to_minute,
        note=within_length(note, 200),
        asked_by=actor.name,
        created_at=now(),
    )
    open_task("away", made, due_at=now() + dt.timedelta(days=1), what=sentence(made))
    return made


def _locked(away: TimeAway) -> TimeAway:
    """The row as it is now, in the line of the rules: what is decided about it becomes one."""
    lines.wait_for_rules()
    rows = TimeAway.objects.select_for_update(of=("self",)).select_related("provider", "provider__practice")
    return rows.get(pk=away.pk)


def _move(away: TimeAway, state: AwayState) -> None:
    if state not in AWAY_MOVES[away.state]:
        raise IllegalTransition(away.state, state)
    away.state = state
