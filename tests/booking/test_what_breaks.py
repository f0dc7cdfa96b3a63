"""Every family of rules that can break what is booked does, before publishing and after; what speaks of booking alone breaks nothing."""

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.day.exceptions.queries import broken_by, rules_against
from frontdesk.intake.models import Task
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.file import read
from frontdesk.practice.models import Payer
from frontdesk.rules.families import RULES
from frontdesk.rules.families.buffers import Buffer
from frontdesk.rules.families.closures import Closure
from frontdesk.rules.families.distance import Between, Distance, FromDate
from frontdesk.rules.families.length import Length
from frontdesk.rules.families.offers import DoesNotOffer, OnlyAt, OnlyBy
from frontdesk.rules.families.patients import ForAges, ForPatients
from frontdesk.rules.families.payers import Takes
from frontdesk.rules.families.present import NeedsSomebody, Together, WhileThere
from frontdesk.rules.families.reserved import KeptTime
from frontdesk.rules.families.resources import NeedsResources
from frontdesk.rules.families.seats import Seats
from frontdesk.rules.families.steps import Steps
from frontdesk.rules.families.travel import Travel
from frontdesk.rules.families.windows import Offered
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_staff, at

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
    return [(one.pk, [reason.kind for reason in why]) for one, why in broken_by(read(text).setup).appointments]


BREAKS = [
    (OnlyBy, "offers", "Only Dr. Lee offers follow-up visits."),
    (DoesNotOffer, "offers", "Dr. Chen does not offer follow-up visits."),
    (OnlyAt, "offers", "Follow-up visits are only offered at Other."),
    (ForPatients, "patient", "Follow-up visits are for new patients."),
    (ForAges, "patient", "Follow-up visits are for patients under 18."),
    (Takes, "payer", "Dr. Chen does not take Aetna."),
    (Takes, "payer", "The practice only takes Medicare."),
    (NeedsResources, "resource", "Follow-up visits need a laser."),
    (Closure, "closure", "Dr. Chen is away on {day}."),
    (Closure, "closure", "The practice is closed on {day} from 08:00 to 12:00."),
    (Offered, "window", "Follow-up visits are only offered from 10:00 to 11:00."),
    (Steps, "hours", "Follow-up visits start with 10 minutes with a nurse."),
    (KeptTime, "reserved", "Keep every day from 08:00 to 12:00 for procedures."),
    (NeedsSomebody, "staff", "Follow-up visits need a nurse."),
    (Together, "staff", "Follow-up visits are with Dr. Chen and Nora together."),
    (WhileThere, "staff", "Follow-up visits are only offered while a nurse is there."),
    (Between, "distance", "At least 3 days between follow-up visits and new patient visits."),
    (Distance, "distance", "Follow-up visits are at least 3 days after the last new patient visit."),
    (FromDate, "distance", "Follow-up visits are at most 20 years after the date of birth."),
]


def test_every_rule_that_says_it_breaks_what_is_booked_is_tried_here():
    counted = {
        Seats,
        Length,
        Buffer,
        Travel,
    }  # how many have a time is tried below; the others change what steps and rooms take; the way is tried by `test_between_places.py`
    assert {kind for kind in RULES if kind.breaks_booked} == {kind for kind, *_ in BREAKS} | counted


@pytest.mark.parametrize(("rule", "kind", "sentence"), some_of(BREAKS, one_in=3, torture=2))
def test_each_rule_that_breaks_says_whom_and_asks_somebody_after(practice, rule, kind, sentence):
    one = book(practice)
    there = f.place("09:00", date=f.day(6))
    desk, why = f.actor(practice, "scheduler"), {"override": True, "reason": "a test"}
    actions.book(desk, one.patient, visit_type=f.visit("new-patient"), place=there, **why)
    text = BASE + f"  {sentence.format(day=f.day())}\n"
    assert rule in {type(entry.rule) for entry in read(text).setup.book.entries}
    assert dict(reasons(text))[one.pk] == [kind]
    f.load_cedar(text)
    open_exception_tasks()
    assert Task.objects.filter(kind="broken", thing_id=one.pk, state="open").exists()


# Visits of one patient together ------------------------------------------------------------------------------


def of_one_patient(practice, *days, visit="procedure", **more):
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    return [
        actions.book(desk, who, visit_type=f.visit(visit), place=f.place("09:00", date=f.day(day)), **more)
        for day in days
    ]


def asked_about():
    return set(Task.objects.filter(kind="broken", state="open").values_list("thing_id", flat=True))


def test_a_distance_breaks_both_that_are_too_near_and_none_that_are_not(practice):
    first, second, _third = of_one_patient(practice, 10, 11, 20)
    text = BASE + "  At least 3 days between procedures.\n"
    assert dict(reasons(text)) == {one.pk: ["distance"] for one in (first, second)}
    f.load_cedar(text)
    open_exception_tasks()
    assert asked_about() == {first.pk, second.pk}


def test_what_was_decided_for_one_of_two_stands_for_both(practice):
    distance = "  At least 3 days between procedures.\n"
    practice = f.load_cedar(BASE + distance)
    first = of_one_patient(practice, 10)[0]
    desk, place = f.actor(practice, "scheduler"), f.place("09:00", date=f.day(11))
    second = actions.book(
        desk, first.patient, visit_type=f.visit("procedure"), place=place, override=True, reason="Asked by the doctor"
    )
    f.load_cedar(BASE + distance + f"  Dr. Chen is away on {f.day(30)}.\n  Procedures are for established patients.\n")
    open_exception_tasks()
    assert second.overridden and asked_about() == set()


def test_what_was_decided_for_a_visit_that_is_over_excuses_what_is_about_it_alone(practice):
    distance = "At least 3 days between procedures."
    f.load_cedar(BASE + f"  {distance}\n")
    over, second, third = of_one_patient(practice, 10, 11, 20, override=True, reason="Asked by the doctor")
    Appointment.objects.exclude(pk=over.pk).update(overridden=[])
    Appointment.objects.filter(pk=over.pk).update(state="arrived", overridden=[distance])
    judged = lambda one: [reason.kind for reason in rules_against(Appointment.objects.get(pk=one.pk))]  # noqa: E731
    assert (judged(second), judged(third)) == ([], []), "it is too near to that one alone"
    Appointment.objects.filter(pk=third.pk).update(
        start=f.place("09:00", date=f.day(12)).start, end=f.place("09:30", date=f.day(12)).start
    )
    assert judged(second) == ["distance"], "it is too near to another, too"


def test_a_distance_from_a_date_is_excused_by_no_other_visit(practice):
    rule = "Follow-up visits are at most 20 years after the date of birth."
    f.load_cedar(BASE + f"  {rule}\n")
    one, other = of_one_patient(practice, 10, 11, visit="follow-up", override=True, reason="Asked by the doctor")
    assert one.overridden
    Appointment.objects.filter(pk=other.pk).update(overridden=[])
    assert [reason.kind for reason in rules_against(Appointment.objects.get(pk=other.pk))] == ["distance"]


# What is done to one visit judges others only by what it is to them (`test_needed_before.py`) --------------------


@pytest.mark.parametrize("done", ["moved before it", "canceled"])
def test_a_visit_that_is_over_for_what_never_needed_it_breaks_nothing(practice, done):
    """Who had theirs before Frontdesk needs none of what is booked here."""
    (first,) = of_one_patient(practice, 9, visit="follow-up")
    desk, there = f.actor(practice, "scheduler"), f.place("09:00", date=f.day(7))
    actions.book(desk, first.patient, visit_type=f.visit("procedure"), place=there)
    f.load_cedar(BASE + "  Procedures need a follow-up visit first.\n")
    if done == "canceled":
        actions.cancel(desk, first, reason="asked")
    else:
        actions.reschedule(desk, first, place=f.place("09:00", date=f.day(5)), reason="asked")
    open_exception_tasks()
    assert asked_about() == set()


def test_who_was_seen_before_frontdesk_keeps_what_they_have_booked(practice):
    of_one_patient(practice, 5, visit="follow-up")
    assert reasons(BASE + "  Follow-up visits need a new patient visit first.\n") == []


def test_what_was_kept_stays_settled_whatever_else_is_booked(practice):
    first, _second = of_one_patient(practice, 10, 11)
    f.load_cedar(BASE + "  At least 3 days between procedures.\n")
    open_exception_tasks()
    Task.objects.filter(kind="broken").update(state="done", done_at=f.place().start)
    desk, there = f.actor(practice, "scheduler"), f.place("09:00", date=f.day(20))
    actions.book(desk, first.patient, visit_type=f.visit("procedure"), place=there)
    assert asked_about() == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Book visits at least 20 days ahead.",
        "Visits need approval.",
        "At most 1 visit per day with Dr. Chen.",
        "At most 1 upcoming visit per patient.",
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
    open_exception_tasks()
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
