"""A room was closed, and who had it was asked to move: when it is open again it stays, unless another reason stands."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from tests import factory as f

ROOM = "{id: proc-1, kind: procedure room}"
SHUT = ROOM.replace("}", ', hours: [{days: [mon, tue, wed, thu, fri, sat, sun], from: "10:00", to: "12:00"}]}')


def open_kinds(one):
    return set(Task.objects.filter(thing_id=one.pk, state="open").values_list("kind", flat=True))


@pytest.mark.parametrize("besides", [False, True])
def test_when_the_room_is_open_again_the_visit_stays(cedar, besides):
    who = f.patient(cedar, established=True)
    desk = f.actor(cedar, "scheduler")
    one = booking.book(desk, who, visit_type=f.visit("procedure"), place=f.place("09:00"))
    f.load_cedar(f.CEDAR.replace(ROOM, SHUT))
    open_exception_tasks()
    assert open_kinds(one) == {"broken"}
    kept = f.proposed(one, desk)
    Message.objects.update(state="sent")
    assert open_kinds(one) == {"move"}
    f.load_cedar(f.CEDAR + (f"  Dr. Chen is away on {f.day()}.\n" if besides else ""))
    kept.refresh_from_db()
    assert open_kinds(one) == ({"move"} if besides else set())
    assert besides or kept.state == "passed"
    assert Message.objects.filter(template="time-stays", thing_id=one.pk).exists() is not besides
