"""A class: several patients at one start, provider and room taken once; and time that is kept, when it is booked."""

import datetime as dt

import pytest

from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules, JustTaken
from frontdesk.booking.models import Reservation
from tests import factory as f

RULES = f.CEDAR + "  Procedures have 3 seats.\n"
RULES = RULES.replace("  At most 2 procedures per day with Dr. Chen.\n", "")


@pytest.fixture
def cedar_class(cedar):
    return f.load_cedar(RULES)


def join(practice, visit="procedure", time="09:00", role="front_desk", **more):
    return actions.book(
        f.actor(practice, role),
        f.patient(practice, established=True),
        visit_type=f.visit(visit),
        place=f.place(time),
        **more,
    )


def lanes(*appointments):
    return [sorted(one.reservations.exclude(kind="patient").values_list("kind", "lane")) for one in appointments]


def test_three_have_a_class_of_three_and_the_fourth_hears_the_nearest_times(cedar_class):
    made = [join(cedar_class) for _ in range(3)]
    assert lanes(*made) == [[("provider", n), ("resource", n)] for n in range(3)]
    rooms = {one.reservations.get(kind="resource").subject for one in made}
    assert len(rooms) == 1, "the room is taken once"
    with pytest.raises(JustTaken) as refused:
        join(cedar_class)
    assert len(refused.value.nearest) == 3


def test_a_class_keeps_everybody_else_from_its_provider(cedar_class):
    join(cedar_class)
    with pytest.raises(JustTaken):
        join(cedar_class, "follow-up")


def test_when_the_first_leaves_another_keeps_everybody_else_out(cedar_class):
    first, second, third = (join(cedar_class) for _ in range(3))
    actions.cancel(f.actor(cedar_class, "front_desk"), first, reason="ill")
    assert lanes(second, third) == [[("provider", 0), ("resource", 0)], [("provider", 2), ("resource", 2)]]
    with pytest.raises(JustTaken):
        join(cedar_class, "follow-up")
    again = join(cedar_class)
    assert lanes(again) == [[("provider", 1), ("resource", 1)]], "the free seat is given again"


def test_whoever_moves_away_and_whoever_moves_in_take_their_seats_with_them(cedar_class):
    desk = f.actor(cedar_class, "front_desk")
    first, second = join(cedar_class), join(cedar_class)
    other = join(cedar_class, time="10:00")
    moved = actions.reschedule(desk, first, place=f.place("10:00"))
    assert lanes(second, other, moved) == [[("provider", 0), ("resource", 0)]] * 2 + [
        [("provider", 1), ("resource", 1)]
    ]


def test_an_overbooking_on_top_of_a_class_stands_beyond_its_seats_and_closes_it(cedar_class):
    join(cedar_class)
    scheduler = f.actor(cedar_class, "scheduler")
    extra = actions.book(
        scheduler,
        f.patient(cedar_class, established=True),
        visit_type=f.visit("follow-up"),
        place=f.place("09:00"),
        override=True,
        reason="in pain",
    )
    assert extra.reservations.get(kind="provider").lane == 3
    with pytest.raises(JustTaken):
        join(cedar_class)


def test_the_database_refuses_a_seat_that_there_is_not(cedar_class):
    from django.db import IntegrityError, transaction

    made = join(cedar_class)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.filter(appointment=made, kind="provider").update(lane=3)


def test_kept_time_is_against_a_rule_until_it_is_given_to_everybody(cedar):
    day = f.day(3)
    name = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")[day.weekday()]
    rule = f"  Keep {name} from 08:00 to 10:00 with Dr. Chen for follow-up visits until {{}} days before.\n"
    f.load_cedar(f.CEDAR + rule.format(2))
    place = f.place("09:00", date=day)
    desk, who = f.actor(cedar, "front_desk"), f.patient(cedar)
    with pytest.raises(BreaksRules) as refused:
        actions.book(desk, who, visit_type=f.visit("procedure"), place=place)
    assert [one.kind for one in refused.value.reasons] == ["reserved"]
    f.load_cedar(f.CEDAR + rule.format(4))
    assert actions.book(desk, who, visit_type=f.visit("procedure"), place=place).start == place.start
    assert dt.timedelta(0) < place.start - dt.datetime.now(dt.UTC)
