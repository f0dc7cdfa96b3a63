"""Who is checked in although nobody is there for them is somebody's, until they are given to another, seen, or sent home."""

import csv
import datetime as dt
import io
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.booking.moving import must_move_one
from frontdesk.day.away import actions as away
from frontdesk.day.away import queries
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.web_client import as_staff, at

PARK = '  - {id: park, name: NP Park, hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}\n'
PRESENT = "  Follow-up visits with NP Park are only offered while Dr. Chen is there.\n"
TEXT = (f.CEDAR.replace("intake:", PARK + "intake:", 1) + PRESENT).replace(
    'from: "08:00", to: "12:00"', 'from: "00:00", to: "24:00"'
)
ALL_DAY = {"from_minute": 0, "to_minute": 1440, "note": ""}


@pytest.fixture
def practice(db):
    return f.load_cedar(TEXT)


@pytest.fixture
def desk(practice):
    return f.actor(practice, "scheduler")


def of_today(practice, provider="chen", minutes=-60, **who):
    """A visit that begins so many minutes from now, or as near to that as today has it."""
    patient = f.patient(practice, established=True, **who)
    by, place = f.actor(practice, "scheduler"), f.place("09:00", provider, f.day(7))
    one = actions.book(by, patient, visit_type=f.visit("follow-up"), place=place, override=True, reason="x")
    midnight = now().astimezone(f.CHICAGO).replace(hour=0, minute=0, second=0, microsecond=0)
    start = now().replace(second=0, microsecond=0) + dt.timedelta(minutes=minutes)
    start = min(max(start, midnight), midnight + dt.timedelta(hours=23, minutes=59))
    earlier = one.start - start
    Appointment.objects.filter(pk=one.pk).update(start=start, end=one.end - earlier, overridden=[])
    for row in one.reservations.all():
        row.during = type(row.during)(row.during.lower - earlier, row.during.upper - earlier)
        row.save(update_fields=["during"])
    return again(one)


def again(one):
    return Appointment.objects.select_related("patient__practice", "visit_type", "provider", "location").get(pk=one.pk)


def ill(practice, code="chen", **when):
    provider = Provider.objects.select_related("practice").get(code=code)
    return away.at_once(
        f.actor(practice, "scheduler"), provider, **{"first_on": f.day(0), "last_on": f.day(0), **ALL_DAY, **when}
    )


def is_open(one, kind="here"):
    return Task.objects.filter(kind=kind, thing_id=one.pk, state="open").exists()


def text_of(practice, path, role="scheduler"):
    page = as_staff(practice, role).get(at(practice, path)).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("minutes", [-60, 60], ids=["begun while they wait", "to come"])
def test_who_is_here_when_their_provider_falls_ill_is_listed_and_somebodys(practice, desk, minutes):
    here, other = of_today(practice, minutes=minutes, first_name="Hyacinth"), of_today(practice, "lee")
    for one in (here, other):
        actions.arrive(desk, one)
    made = ill(practice)
    assert queries.here_then(made) == [here] and queries.affected(made) == []
    assert is_open(here) and not is_open(other)
    page = text_of(practice, f"console/away/{made.pk}/")
    assert "1 appointment is affected" in page and "1 patient is here" in page and "Hyacinth" in page
    assert "Is here, and the provider is out" in text_of(practice, "console/exceptions/")
    assert "Is here, and the provider is out" in text_of(practice, f"console/appointments/{here.pk}/")
    assert "is out" not in text_of(practice, f"console/appointments/{other.pk}/")


def test_who_is_here_is_no_part_of_what_is_proposed_and_is_said_there_too(practice, desk):
    actions.arrive(desk, one := of_today(practice, first_name="Hyacinth"))
    page = as_staff(practice, "scheduler").get(at(practice, f"console/away/{ill(practice).pk}/propose/"))
    assert "Hyacinth" in (text := page.content.decode()) and f"pick-{one.pk}" not in text


def seen(desk, one):
    actions.complete(desk, one)


def sent_home(desk, one):
    actions.cancel(desk, one, reason="The provider is away")


def given_to_another(desk, one):
    place = f.place("09:00", "lee", f.day(1))
    actions.reschedule(desk, one, place=place, override=True, reason="The provider is away")


def not_here(desk, one):
    correcting.correct(desk, one, state="booked", reason="the wrong row")


@pytest.mark.parametrize("ended", [seen, sent_home, given_to_another, not_here])
def test_it_ends_when_they_are_seen_sent_home_given_to_another_or_were_not_here(practice, desk, ended):
    actions.arrive(desk, one := of_today(practice))
    ill(practice)
    assert is_open(one)
    ended(desk, again(one))
    assert not is_open(one)


def test_it_ends_when_the_provider_comes_after_all(practice, desk):
    actions.arrive(desk, one := of_today(practice))
    made = ill(practice)
    away.take_back(desk, made, reason="well again")
    assert not is_open(one)


def test_sent_home_by_mistake_they_are_somebodys_again(practice, desk):
    actions.arrive(desk, one := of_today(practice))
    ill(practice)
    correcting.undo(desk, actions.cancel(desk, again(one), reason="The provider is away"))
    assert again(one).state == "arrived" and is_open(one)


def test_who_checks_in_while_the_provider_is_out_stays_somebodys_and_whoever_pressed_reads_it(practice, desk):
    one = of_today(practice, minutes=60)
    ill(practice)
    assert is_open(one, "broken") and must_move_one(again(one))
    said = {"version": again(one).version, "back": ""}
    answer = as_staff(practice, "front_desk").post(
        at(practice, f"console/appointments/{one.pk}/arrive/"), said, follow=True
    )
    assert "The provider is out: give the patient to another provider" in answer.content.decode()
    assert is_open(one) and not is_open(one, "broken")


def test_a_check_in_that_was_a_mistake_leaves_what_must_move_as_it_was(practice, desk):
    one = of_today(practice, minutes=60)
    ill(practice)
    correcting.undo(desk, actions.arrive(desk, again(one)))
    assert is_open(one, "broken") and not is_open(one) and must_move_one(again(one))


def test_a_check_in_before_the_time_away_that_was_a_mistake_must_move_too(practice, desk):
    actions.arrive(desk, one := of_today(practice, minutes=60))
    ill(practice)
    not_here(desk, again(one))
    assert must_move_one(again(one))
    open_exception_tasks()
    assert is_open(one, "broken")


def test_rules_that_came_into_force_a_moment_ago_are_not_waited_for(practice, desk):
    one = of_today(practice)
    f.load_cedar(TEXT + f"  Dr. Chen is away on {f.day(0)}.\n")
    actions.arrive(desk, one)
    assert is_open(one)


def test_with_everybody_there_a_check_in_is_nobodys(practice, desk):
    one = of_today(practice)
    f.load_cedar(TEXT + f"  Dr. Lee is away on {f.day(0)}.\n")
    actions.arrive(desk, one)
    open_exception_tasks()
    assert not Task.objects.filter(state="open").exists()


def test_what_is_written_down_on_a_later_day_makes_nobody_wait(practice, desk):
    one = of_today(practice)
    start = one.start - dt.timedelta(days=2)
    Appointment.objects.filter(pk=one.pk).update(start=start, end=start + (one.end - one.start))
    f.load_cedar(TEXT + f"  Dr. Chen is away from {f.day(-3)} to {f.day(0)}.\n")
    actions.arrive(desk, again(one))
    open_exception_tasks()
    assert not is_open(one)


def test_whoever_must_be_there_meanwhile_counts_too(practice, desk):
    actions.arrive(desk, one := of_today(practice, "park"))
    made = ill(practice)
    assert queries.here_then(made) == [one] and is_open(one)


def sheet(practice):
    return text_of(practice, f"console/calendar/day-sheet/?date={f.day(0)}", "front_desk")


def test_the_day_sheet_says_who_is_out_and_what_must_move(practice, desk):
    one = of_today(practice, minutes=60)
    assert (
        "12:00 AM–midnight" in (before := sheet(practice))
        and "Out or closed" not in before
        and "Must move" not in before
    )
    ill(practice)
    text = sheet(practice)
    hers = text[text.index("Dr. Chen,") : text.index("Dr. Lee,")]
    assert "Out or closed all day" in hers and "Must move" in hers and "12:00 AM–midnight" not in hers
    assert "Out or closed" not in text.replace(hers, "")
    actions.arrive(desk, again(one))
    text = sheet(practice)
    assert "Must move" not in text and "Is here, and the provider is out" in text


def as_file(practice):
    answer = as_staff(practice, "front_desk").get(
        at(practice, f"console/calendar/day-sheet/?date={f.day(0)}&format=csv")
    )
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_so_does_its_file(practice, desk):
    one = of_today(practice, minutes=60)
    assert {row["must move"] for row in as_file(practice)} == {""}
    ill(practice)
    assert {(row["must move"], row["nobody there"]) for row in as_file(practice)} == {("yes", "")}
    actions.arrive(desk, again(one))
    assert {(row["must move"], row["nobody there"]) for row in as_file(practice)} == {("", "yes")}


def test_the_day_sheet_says_of_which_part_of_the_day_somebody_is_out(practice):
    ill(practice, from_minute=23 * 60)
    text = sheet(practice)
    assert "12:00 AM–midnight" in text and "Out or closed from 11 PM" in text
