"""Every family of rules that can break what is booked does, before publishing and after; what speaks of booking alone breaks nothing."""

import pytest

from frontdesk.booking import actions
from frontdesk.booking.exceptions.actions import gather
from frontdesk.booking.exceptions.queries import broken_by
from frontdesk.intake.models import Task
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.file import read
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at

DAY = f.day()
NURSE = '  - {id: nora, name: Nora, kind: nurse, hours: [{at: downtown, days: [mon], from: "05:00", to: "06:00"}]}\n'
ELSEWHERE = "locations:\n  - {id: other, name: Other, rooms: [{id: laser-1, kind: laser}]}\n"
BASE = f.CEDAR.replace("intake:", NURSE + "intake:").replace("locations:\n", ELSEWHERE)
SEATS = "  Follow-up visits have 3 seats.\n"


@pytest.fixture
def practice(db):
    return f.load_cedar(BASE)


def book(practice, time="09:00", visit="follow-up", date=None, **more):
    payer = Payer.objects.get(code="aetna")
    who = f.patient(practice, established=visit == "follow-up", payer=payer)
    scheduler = f.actor(practice, "scheduler")
    return actions.book(scheduler, who, visit_type=f.visit(visit), place=f.place(time, date=date), **more)


def reasons(text):
    return [(one.pk, [reason.kind for reason in why]) for one, why in broken_by(read(text).setup).found]


BREAKS = [
    ("offers", "Only Dr. Lee offers follow-up visits."),
    ("offers", "Dr. Chen does not offer follow-up visits."),
    ("patient", "Follow-up visits are for patients under 18."),
    ("payer", "Dr. Chen does not take Aetna."),
    ("payer", "The practice only takes Medicare."),
    ("resource", "Follow-up visits need a laser."),
    ("closure", f"Dr. Chen is away on {DAY}."),
    ("closure", f"The practice is closed on {DAY} from 08:00 to 12:00."),
    ("hours", "Follow-up visits start with 10 minutes with a nurse."),
    ("reserved", "Keep every day from 08:00 to 12:00 for procedures."),
]


@pytest.mark.parametrize(("kind", "sentence"), BREAKS)
def test_each_family_that_restricts_says_whom_it_breaks_and_asks_somebody_after(practice, kind, sentence):
    one = book(practice)
    text = BASE + f"  {sentence}\n"
    assert reasons(text) == [(one.pk, [kind])]
    f.load_cedar(text)
    gather()
    assert Task.objects.filter(kind="broken", thing_id=one.pk, state="open").exists()


@pytest.mark.parametrize(
    "sentence",
    [
        "Book visits at least 20 days ahead.",
        "Visits need approval.",
        "At most 1 visit per day with Dr. Chen.",
        "At most 1 upcoming visits per patient.",
        "Follow-up visits need smoker before booking.",
        "Keep 8 times a day with Dr. Chen for procedures.",
        "Patients may not book follow-up visits themselves.",
    ],
)
def test_what_speaks_of_booking_breaks_nothing(practice, sentence):
    book(practice), book(practice, "09:30")
    text = BASE.replace("rules: |", "  - {id: smoker, ask: Smoker?}\nrules: |") + f"  {sentence}\n"
    text = text.replace("  Patients may book follow-up visits themselves.\n", "") if "may not" in sentence else text
    assert reasons(text) == []


def test_fewer_seats_than_people_breaks_all_who_have_them(db):
    practice = f.load_cedar(BASE + SEATS)
    together = {book(practice).pk for _ in range(3)}
    book(practice, "10:00")
    assert {key for key, kinds in reasons(BASE + SEATS.replace("3", "2")) if kinds == ["seats"]} == together
    assert {key for key, _kinds in reasons(BASE)} == together
    assert reasons(BASE + SEATS.replace("3", "5")) == []


def test_who_was_new_when_it_was_booked_is_new_at_that_visit(practice):
    one = book(practice, visit="new-patient", override=True, reason="a test")
    one.patient.established = True
    one.patient.save()
    assert reasons(BASE + "  New patient visits are for new patients.\n") == []


def test_told_times_that_move_are_listed_and_somebody_is_asked(practice):
    one = book(practice)
    text = BASE.replace("America/Chicago", "America/Denver")
    found = dict(reasons(text))
    assert "told" in found[one.pk]
    f.load_cedar(text)
    gather()
    assert "told" in Task.objects.get(kind="broken", thing_id=one.pk).what
    assert Task.objects.filter(kind="broken").count() == 1


def test_a_zone_of_another_name_with_the_same_clock_moves_nothing(practice):
    book(practice)
    assert reasons(BASE.replace("America/Chicago", "America/Winnipeg")) == []


@pytest.mark.parametrize("without", ["provider", "payer"])
def test_the_page_of_the_draft_lists_who_is_taken_out_even_while_there_are_faults(practice, without):
    one = book(practice)
    text = BASE + "  This is no rule.\n"
    if without == "provider":
        text = "".join(line for line in text.splitlines(keepends=True) if "Dr. Chen" not in line)
    else:
        text = text.replace(", {id: aetna, name: Aetna}", "")
    actor = f.actor(practice, "manager")
    drafts.edit(actor, drafts.start(actor, practice), change=lambda _text: text, reason="x")
    page = as_staff(practice, "manager").get(at(practice, "setup/draft/?look=1")).content.decode()
    assert "As far as the draft can be read with its errors" in page
    assert f"Number {one.number}" in page if without == "provider" else f"Appointment {one.number}" in page


# A version that comes into force on a date ------------------------------------------------------------------


def scheduled(practice, sentence, day):
    manager = f.actor(practice, "manager")
    row = drafts.edit(
        manager, drafts.work_on(manager, practice), change=lambda text: text + f"  {sentence}\n", reason="x"
    )
    return drafts.schedule(manager, row, at=f.place("00:00", date=f.day(day)).start, reason="from then on")


def test_a_scheduled_version_is_about_the_appointments_from_its_date_on(practice):
    before, after = (book(practice, date=f.day(day)) for day in (6, 9))
    row = scheduled(practice, "Dr. Chen does not take Aetna.", 8)
    page = as_staff(practice, "manager").get(at(practice, f"setup/versions/{row.pk}/")).content.decode()
    assert f"Number {after.number}:" in page and "1 appointment would no longer fit." in page
    assert f"Number {before.number}:" not in page


def test_what_the_version_before_it_breaks_is_not_said_of_the_later_one(practice):
    book(practice, date=f.day(9))
    first = scheduled(practice, "Dr. Chen does not take Aetna.", 8)
    later = scheduled(practice, "Visits need approval.", 9)
    manager = as_staff(practice, "manager")
    pages = [manager.get(at(practice, f"setup/versions/{row.pk}/")).content.decode() for row in (first, later)]
    assert ["would no longer fit" in page for page in pages] == [True, False]
