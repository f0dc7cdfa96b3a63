"""What is kept in the place of a visit is as long as that visit is to be: also where that has changed since it was kept."""

from __future__ import annotations

from dataclasses import replace

from django.db import IntegrityError, transaction
from psycopg import errors as pg

from ..availability.engine import Engine
from ..availability.terms import Terms
from ..rules.facts import Channel
from . import locks
from .being_there import NO_ROOM_FOR_IT
from .ending import end_and_tell
from .errors import JustTaken
from .events import Resized
from .freed_times import minutes_of
from .models import Appointment
from .take import Place, Wish, judge, kept_instead_of, take_anew


def wish_of_kept(hold: Appointment) -> Wish:
    """What is kept for a visit, to be judged anew by what that visit is now."""
    place = Place(hold.provider.code, hold.location.code, hold.start)
    channel: Channel = "online" if hold.channel == "online" else "staff"
    return Wish(
        hold.patient,
        hold.visit_type,
        place,
        channel,
        hold.request,
        replaces=hold.replaces,
        agreed=True,
        proposed=hold.proposed,
    )


def resized(event: Resized) -> None:
    """It takes the new length where it is kept; where that does not fit, it ends, and who had been told of it hears so."""
    old = event.appointment
    for hold in list(locks.rows().filter(pk__in=kept_instead_of(old).values("pk")).order_by("pk")):
        hold.replaces = old
        engine, agreed, fits = _as_long(hold)
        if not fits or not _is_taken(hold, engine, agreed):
            end_and_tell(hold, NO_ROOM_FOR_IT)


def _is_taken(hold: Appointment, engine: Engine, agreed: Terms) -> bool:
    """Not where somebody else has taken a room of it since it was judged: for rooms nobody stands in line."""
    try:
        with transaction.atomic():
            take_anew(hold, wish_of_kept(hold), engine, agreed)
    except JustTaken:
        pass
    except IntegrityError as error:
        if not isinstance(error.__cause__, pg.ExclusionViolation):
            raise
    else:
        return True
    hold.refresh_from_db()
    return False


def _as_long(hold: Appointment) -> tuple[Engine, Terms, bool]:
    """Whether it fits there as long as it is to be now.  What spoke of booking was judged when it was kept, and stays agreed."""
    wish = wish_of_kept(hold)
    engine, _, agreed, reasons = judge(wish)
    before = {reason.named for reason in judge(replace(wish, minutes=minutes_of(hold)))[3] if not reason.contended}
    return engine, agreed, all(reason.named in before and not reason.contended for reason in reasons)
