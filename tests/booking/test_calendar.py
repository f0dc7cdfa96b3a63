"""What the calendar shows, and that placement says what booking would."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions
from frontdesk.booking.calendar import month, places, queries
from frontdesk.booking.calendar.places import Placement
from frontdesk.booking.calendar.sheet import Column, Piece, laid_out
from frontdesk.booking.errors import BreaksRules, JustTaken
from frontdesk.booking.take import Place
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from tests import factory as f
from tests.web_client import as_staff, at


def book(practice, time="09:00", provider="chen", visit="follow-up", **more):
    who = more.pop("who", None) or f.patient(practice, established=True)
    desk = f.actor(practice, "scheduler")
    return actions.book(desk, who, visit_type=f.visit(visit), place=f.place(time, provider), **more)


def column(practice, code="chen", by="provider", date=None, role="front_desk", **more):
    actor = f.actor(practice, role, **more)
    subject = next(one for one in queries.subjects(actor, by) if one.code == code)
    return queries.columns(actor, [(subject, date or f.day())])[0]


def kinds(found, kind):
    return [(piece.begin, piece.end) for piece in found.pieces if piece.kind == kind]


def test_a_providers_day_has_hours_appointments_and_what_is_kept_free(db):
    practice = f.load_cedar(f.CEDAR + "  Keep 10 minutes free after follow-up visits.\n")
    book(practice)
    found = column(practice)
    assert kinds(found, "hours") == [(480, 720)]
    assert kinds(found, "appointment") == [(540, 570)]
    assert kinds(found, "buffer") == [(570, 580)]


def test_a_closure_is_shown_with_its_sentence(db):
    practice = f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()} from 11:00 to 13:00.\n")
    (shut,) = [piece for piece in column(practice).pieces if piece.kind == "closure"]
    assert (shut.begin, shut.end) == (660, 720)
    assert shut.text.startswith("Dr. Chen is away")


def test_a_room_and_a_location_show_what_takes_them(cedar):
    book(cedar, visit="procedure")
    assert kinds(column(cedar, "downtown/proc-1", "room"), "appointment") == [(540, 570)]
    assert kinds(column(cedar, "downtown/exam-1", "room"), "appointment") == []
    assert kinds(column(cedar, "downtown", "location"), "appointment") == [(540, 570)]


OAK = "locations:\n  - {id: oak, name: Oak Park, timezone: America/Chicago, rooms: [{id: exam-9, kind: exam room}]}\n"


@pytest.fixture
def two_places(db):
    """Dr. Chen is at Oak Park on other days than `f.day()`; Dr. Lee in the mornings Downtown, in the afternoons there."""
    other = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    today = other.pop(f.day().weekday())
    text = f.CEDAR.replace("locations:\n", OAK, 1)
    text = text.replace("- {id: chen, name: Dr. Chen, npi: \"1234567893\", hours: [", f"- {{id: chen, name: Dr. Chen, npi: \"1234567893\", hours: [{{at: oak, days: [{', '.join(other)}], from: \"13:00\", to: \"15:00\"}}, ")  # fmt: skip
    text = text.replace("name: Dr. Lee, hours: [", f"name: Dr. Lee, hours: [{{at: oak, days: [{today}], from: \"13:00\", to: \"15:00\"}}, ")  # fmt: skip
    return f.load_cedar(text)


def test_of_one_location_only_those_have_a_column_who_are_there_that_day_with_what_is_there(two_places):
    book(two_places), book(two_places, provider="lee")
    desk = as_staff(two_places, "scheduler")

    def shown(more=""):
        page = desk.get(at(two_places, f"console/calendar/?date={f.day()}{more}"))
        return {one.key: one for one in page.context["sheet"].columns}

    everywhere, oak, downtown = shown(), shown("&location=oak"), shown("&location=downtown")
    assert set(everywhere) == set(downtown) == {"chen", "lee"} and set(oak) == {"lee"}
    assert kinds(oak["lee"], "hours") == [(780, 900)] and kinds(oak["lee"], "appointment") == []
    assert kinds(downtown["lee"], "hours") == [(480, 720)] and kinds(downtown["lee"], "appointment") == [(540, 570)]
    who = f.patient(two_places, established=True)
    placed = shown(f"&location=oak&patient={who.pk}&visit=follow-up")["lee"]
    cells = [piece for piece in placed.pieces if piece.kind in ("fits", "against")]
    assert cells and {piece.thing.place.location for piece in cells} == {"oak"}


def test_a_hold_is_shown_until_it_expires(cedar):
    who = f.patient(cedar, established=True)
    hold = actions.hold(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(), channel="staff"
    )
    assert len(kinds(column(cedar), "appointment")) == 1
    type(hold).objects.filter(pk=hold.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
    assert kinds(column(cedar), "appointment") == []


def test_who_works_by_exception_or_is_no_longer_in_the_file_is_not_lost_from_sight(cedar):
    book(cedar, "15:00", override=True, reason="only then")
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/calendar/?date={f.day()}")).content.decode()
    assert "3:00 PM" in page


def test_a_clinician_has_one_column_whatever_the_address_says(cedar):
    lee = as_staff(cedar, "clinician", provider="lee")
    book(cedar)
    for query in ("", "&by=location", "&by=room", "&subject=chen", "&view=week&subject=chen"):
        page = lee.get(at(cedar, f"console/calendar/?date={f.day()}{query}")).content.decode()
        assert "Ada Sample" not in page
        assert "cal-empty" not in page


# The layout -------------------------------------------------------------------------------------------------


def test_what_overlaps_lies_beside_each_other_and_what_does_not_has_the_whole_width():
    one, two, three = Piece("appointment", 540, 600), Piece("appointment", 560, 620), Piece("appointment", 620, 640)
    laid_out([Column("chen", "Dr. Chen", f.day(), pieces=[two, three, one])])
    assert [(p.lane, p.lanes) for p in (one, two, three)] == [(1, 2), (2, 2), (1, 1)]


@pytest.mark.parametrize(("minutes", "rows"), [((480, 500), (1, 5)), ((483, 484), (1, 2)), ((1430, 1440), (191, 193))])
def test_rows_are_of_five_minutes_from_the_first_full_hour(minutes, rows):
    piece = Piece("appointment", *minutes)
    laid_out([Column("x", "x", f.day(), pieces=[Piece("hours", 480, 540), piece])])
    assert (piece.row, piece.row_end) == rows


def test_the_now_line_does_not_stretch_the_day():
    sheet = laid_out([Column("x", "x", f.day(), hours=[(480, 720)], pieces=[Piece("now", 190, 191)])])
    assert (sheet.first, sheet.last, sheet.columns[0].pieces) == (480, 720, [])


@pytest.mark.parametrize("date", ["2026-03-08", "2026-11-01"])
def test_on_both_days_of_change_an_appointment_stands_at_its_wall_clock_time(db, date):
    practice = f.load_cedar(f.CEDAR.replace('from: "08:00", to: "12:00"', 'from: "00:30", to: "12:00"'))
    day = dt.date.fromisoformat(date)
    done = book(practice)
    start = dt.datetime.combine(day, dt.time(9), f.CHICAGO)
    type(done).objects.filter(pk=done.pk).update(start=start, end=start + dt.timedelta(minutes=30))
    from psycopg.types.range import TimestamptzRange

    done.reservations.update(during=TimestamptzRange(start, start + dt.timedelta(minutes=30), "[)"))
    assert kinds(column(practice, date=day), "appointment") == [(540, 570)]


# Placement --------------------------------------------------------------------------------------------------


def cells(practice, placement, provider="chen", date=None):
    date = date or f.day()
    return places.cells(placement, provider, date, placement.engine())


def test_every_place_that_fits_can_be_booked_and_every_other_is_refused_for_the_reason_it_shows(db):
    """Placement says exactly what booking does, for every place of a day."""
    from django.db import transaction

    practice = f.load_cedar(
        f.CEDAR + "  Keep 10 minutes free after follow-up visits.\n  At most 3 visits per day with Dr. Chen.\n"
    )
    mine = book(practice, "08:00")
    for time in ("09:00", "11:30"):
        book(practice, time)
    found = cells(practice, Placement(mine.visit_type, mine.patient, mine))
    assert {cell.fits for cell in found} == {True, False}
    assert mine.start not in {cell.place.start for cell in found}, "it is there already"
    maria = f.actor(practice, "scheduler")
    for cell in found:
        with transaction.atomic():
            try:
                actions.reschedule(maria, mine, place=cell.place, reason="trying")
                went = []
            except BreaksRules as broken:
                went = broken.reasons
            except JustTaken:
                went = ["taken"]
            transaction.set_rollback(True)
        assert bool(went) is not cell.fits, (cell.wall, went, cell.reasons)


def test_a_provider_who_cannot_do_the_visit_says_so_once(db):
    practice = f.load_cedar(f.CEDAR + "  Dr. Lee does not offer procedures.\n")
    found = cells(practice, Placement(f.visit("procedure"), f.patient(practice)), "lee")
    assert [(cell.wall, cell.minutes, cell.reasons[0].rule) for cell in found] == [
        (480, 240, "Dr. Lee does not offer procedures.")
    ]


def test_an_empty_time_says_who_could_be_seen_and_what_stands_in_the_way_of_the_others(cedar):
    place = Place("chen", "downtown", f.place("09:00").start.astimezone(dt.UTC))
    for _ in range(2):
        book(cedar, "10:00" if _ else "11:00", visit="procedure")
    found = {one.visit.code: one for one in places.who_could_be_seen(place)}
    assert not found["follow-up"].reasons
    assert [r.rule for r in found["procedure"].reasons] == ["At most 2 procedures per day with Dr. Chen."]


def test_the_page_of_placement_has_a_button_for_what_fits_and_the_reason_for_what_does_not(cedar):
    mine, other = book(cedar, "08:00"), book(cedar, "09:00")
    maria = as_staff(cedar, "scheduler")
    url = at(cedar, f"console/calendar/?date={f.day()}&move={mine.pk}")
    page = maria.get(url).content.decode()
    value = f"chen|downtown|{other.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    assert f'value="{value}"' not in page
    why = maria.get(f"{url}&time={value}").content.decode()
    assert "Dr. Chen is taken 9:00 AM to 9:30 AM" in why
    assert "Against these rules" in why
    desk = as_staff(cedar, "front_desk").get(f"{url}&time={value}").content.decode()
    assert "Dr. Chen is taken" in desk and "Against these rules" not in desk


def test_the_verdict_while_dragging_is_the_same_and_tells_a_patient_nothing(cedar):
    mine = book(cedar, "08:00")
    book(cedar, "09:00")
    url = at(cedar, f"console/calendar/verdict/?appointment={mine.pk}&any_provider=chen&any_time={f.day()}T")
    maria = as_staff(cedar, "front_desk")
    assert maria.get(f"{url}10:00").json()["fits"] is True
    said = maria.get(f"{url}09:00").json()
    assert (said["fits"], said["reasons"][0]["kind"]) == (False, "taken")
    assert maria.get(f"{url}rubbish").json()["fits"] is False
    assert maria.get(at(cedar, "console/calendar/verdict/?appointment=x")).status_code == 404


# The month --------------------------------------------------------------------------------------------------


def test_how_full_a_day_is_counts_booked_minutes_of_open_minutes(db):
    practice = f.load_cedar(f.CEDAR + f"  Dr. Lee is away on {f.day()}.\n")
    book(practice)
    actor = f.actor(practice, "front_desk")
    days = [one for week in month.weeks(actor, practice, f.day()) for one in week]
    found = next(one for one in days if one.date == f.day())
    assert (found.open, found.booked, found.percent) == (240, 30, 12)
    assert len(days) % 7 == 0 and days[0].date.weekday() == 0
    lee = [one for week in month.weeks(actor, practice, f.day(), "lee") for one in week]
    assert next(one for one in lee if one.date == f.day()).percent is None


def away(practice, start="08:00", end="12:00"):
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()} from {start} to {end}.\n")
    open_exception_tasks()


@pytest.mark.parametrize(("by", "code"), [("provider", "chen"), ("location", "downtown")])
@pytest.mark.parametrize(("start", "moves"), [("09:00", True), ("10:00", False)])
def test_what_lies_in_time_away_must_move_and_the_calendar_and_my_day_say_so(cedar, by, code, start, moves):
    book(cedar)
    away(cedar, start)
    (piece,) = [one for one in column(cedar, code, by).pieces if one.kind == "appointment"]
    assert piece.must_move is moves
    said = as_staff(cedar, "front_desk").get(at(cedar, f"console/calendar/?date={f.day()}&by={by}")).content.decode()
    mine = as_staff(cedar, "clinician", provider="chen").get(at(cedar, f"console/mine/?date={f.day()}"))
    assert ("Must move" in said) is moves and ("Must move" in mine.content.decode()) is moves


def test_what_staff_keep_as_it_is_does_not_say_that_it_must_move(cedar):
    book(cedar)
    away(cedar)
    Task.objects.filter(kind="broken").update(state="done", done_at=now(), outcome="kept")
    (piece,) = [one for one in column(cedar).pieces if one.kind == "appointment"]
    assert not piece.must_move


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [("08:00", "12:00", "Out or closed all day"), ("11:00", "13:00", "Out or closed 11 AM–12 PM")],
)
def test_the_head_of_a_column_says_in_words_when_somebody_is_out(cedar, start, end, words):
    away(cedar, start, end)
    for address in (f"?date={f.day()}", f"?view=week&subject=chen&date={f.day()}"):
        page = as_staff(cedar, "front_desk").get(at(cedar, f"console/calendar/{address}")).content.decode()
        assert words in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_its_own_place_is_said_to_be_there_already_and_has_no_button(cedar):
    one, desk = book(cedar), as_staff(cedar, "scheduler")
    at_its_own = f"any_provider=chen&any_time={f.day()}T09:00"
    said = desk.get(at(cedar, f"console/calendar/verdict/?appointment={one.pk}&{at_its_own}")).json()
    assert (said["fits"], said["reasons"][0]["detail"]) == (False, "It is there already.")
    page = desk.get(at(cedar, f"console/calendar/?move={one.pk}&time={said['value']}")).content.decode()
    assert "It is there already." in page and "Move it there" not in page
    other = desk.get(at(cedar, f"console/calendar/verdict/?appointment={one.pk}&{at_its_own[:-5]}10:00")).json()
    assert other["fits"] is True
