"""A room that is closed, and in which somebody has decided that a visit takes place, is taken by it all the same."""

import pytest

from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.models import Reservation
from tests import factory as f

ROOM = "{id: proc-1, kind: procedure room}"
OPEN = '{id: proc-1, kind: procedure room, hours: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "09:00"}]}'
TWO = f"{OPEN}, {OPEN.replace('proc-1', 'proc-2')}"


def book(practice, who="chen", time="10:00", **more):
    patient = f.patient(practice, established=True)
    place = f.place(time, who)
    return actions.book(f.actor(practice, "scheduler"), patient, visit_type=f.visit("procedure"), place=place, **more)


def rooms_of(appointment):
    return Reservation.objects.filter(appointment=appointment, kind="resource").count()


@pytest.mark.parametrize(("rooms", "taken"), [(OPEN, [1, 0]), (TWO, [1, 1])])
def test_it_takes_the_closed_room_and_the_next_another_or_none(db, rooms, taken):
    practice = f.load_cedar(f.CEDAR.replace(ROOM, rooms))
    with pytest.raises(BreaksRules, match="Procedures need a procedure room"):
        book(practice)
    first = book(practice, override=True, reason="the nurse opens it")
    second = book(practice, "lee", override=True, reason="the nurse opens it")
    assert [rooms_of(first), rooms_of(second)] == taken


def test_while_it_is_open_it_takes_the_one_room_as_ever(db):
    practice = f.load_cedar(f.CEDAR.replace(ROOM, OPEN))
    assert rooms_of(book(practice, time="08:00")) == 1
