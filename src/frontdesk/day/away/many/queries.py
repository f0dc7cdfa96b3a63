"""How far a press that proposes another time to many has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ....booking.models import Appointment, TimeAway, ToPropose
from ....booking.states import ToProposeState


@dataclass(frozen=True)
class Press:
    """The last press about a time away: what it asked for, row by row."""

    rows: tuple[ToPropose, ...]

    @property
    def done(self) -> int:
        return sum(to_propose.state != "waiting" for to_propose in self.rows)

    @property
    def is_over(self) -> bool:
        return self.done == len(self.rows)

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """From the press until the last of them was done."""
        ends = [to_propose.done_at for to_propose in self.rows if to_propose.done_at is not None]
        return self.rows[0].pressed_at, max(ends, default=self.rows[0].pressed_at)

    def of(self, *states: ToProposeState) -> list[Appointment]:
        return [to_propose.appointment for to_propose in self.rows if to_propose.state in states]


def last_press(away: TimeAway) -> Press | None:
    """None where nobody has pressed yet."""
    mine = ToPropose.objects.filter(away=away)
    last = mine.order_by("-pressed_at").values("pressed_at")[:1]
    rows = mine.filter(pressed_at=last).select_related("appointment__patient").order_by("pk")
    to_propose = tuple(rows)
    return Press(to_propose) if to_propose else None


def being_prepared(appointments: Iterable[UUID]) -> set[UUID]:
    """Those for whom a time is being proposed."""
    rows = ToPropose.objects.filter(appointment__in=list(appointments), state="waiting")
    return set(rows.order_by("pk").values_list("appointment", flat=True))
