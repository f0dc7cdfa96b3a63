"""Who waited, got a time, and has it no more: by whose wish that is decides; and a time at which nobody is there is offered to nobody."""

import datetime as dt
import html
from importlib import import_module

import pytest
from django.apps import apps
from procrastinate.contrib.django.models import ProcrastinateJob

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.errors import JustTaken
from frontdesk.booking.models import Appointment, WaitlistEntry
from frontdesk.booking.take import Place
from frontdesk.booking.withheld import withheld_times
from frontdesk.day.away import actions as away
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request, Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.outreach.waitlist import actions
from frontdesk.practice import reasons
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Provider
from frontdesk.records.deaths import actions as deaths
from frontdesk.tenancy.today import today_at
from tests import factory as f
from tests.outreach.test_waitlist import SMALL, WEEK, book, fill, filled, free, offered, small, wait  # noqa: F401
from tests.portion import some_of
from tests.web_client import as_staff, at

AWAY = "The provider is away"


@pytest.fixture
def waited(filled):  # noqa: F811
    """Two wait; the first has accepted what was offered: (practice, their entry, their appointment)."""
    entry = wait(filled, f.patient(filled, established=True, email="ana@example.org"))
    free(filled, filled.taken[8])
    fill()
    given = entry.offers.get(state="offered")
    booked = actions.accept(filled.desk, given)
    entry.refresh_from_db()
    assert (entry.state, entry.got) == ("booked", booked)
    return filled, entry, booked


def again(entry: WaitlistEntry) -> tuple[str, str]:
    entry.refresh_from_db()
    return entry.state, entry.reason


# By whose wish -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reason", some_of([AWAY, "Booked by mistake", "El profesional de salud no está", "The roof leaks"], one_in=2)
)
def test_what_the_practice_cancels_puts_them_back_where_they_waited(waited, reason):
    practice, entry, one = waited
    since = entry.created_at
    booking.cancel(practice.desk, one, reason=reason)
    assert again(entry)[0] == "waiting"
    assert entry.created_at == since
    said = Entry.objects.filter(action="waitlist.wait_again", thing_id=entry.pk).get()
    assert said.changes["state"] == ["booked", "waiting"]


@pytest.mark.parametrize("who", ["the patient", "staff for them"])
def test_what_the_patient_gives_up_ends_it_and_the_history_says_so(waited, who):
    practice, entry, one = waited
    if who == "the patient":
        booking.cancel(patient_actor("ana@example.org"), one, reason="I cannot get there")
    else:
        booking.cancel(practice.desk, one, reason="The patient asked")
    assert again(entry) == ("left", actions.GIVEN_UP)
    assert Entry.objects.filter(action="waitlist.gave_up", thing_id=entry.pk).get().changes["state"] == [
        "booked",
        "left",
    ]


def test_the_time_of_who_waits_again_may_have_been_moved_in_between(waited):
    practice, entry, one = waited
    free(practice, practice.taken[10])
    new = booking.reschedule(practice.desk, one, place=f.place("09:00", date=f.day(6)))
    booking.cancel(practice.desk, new, reason=AWAY)
    assert again(entry)[0] == "waiting"


def test_who_waited_for_something_earlier_than_what_they_had_does_not_wait_for_something_earlier_than_nothing(filled):  # noqa: F811
    had = filled.taken[-1]
    entry = wait(filled, had.patient, appointment=had)
    free(filled, filled.taken[8])
    fill()
    new = actions.accept(filled.desk, entry.offers.get(state="offered"))
    booking.cancel(filled.desk, new, reason=AWAY)
    assert again(entry) == ("left", actions.CANCELLED)


def test_who_has_such_a_visit_all_the_same_waits_for_no_other(waited):
    practice, entry, one = waited
    free(practice, practice.taken[10])
    other = booking.book(
        practice.desk, entry.patient, visit_type=f.visit("follow-up"), place=f.place("09:00", date=f.day(6))
    )
    booking.cancel(practice.desk, one, reason=AWAY)
    assert again(entry)[0] == "booked"
    assert entry.got == other
    booking.cancel(practice.desk, other, reason=AWAY)
    assert again(entry)[0] == "waiting"


def test_who_waits_otherwise_by_then_waits_once(waited):
    practice, entry, one = waited
    wait(practice, entry.patient)
    booking.cancel(practice.desk, one, reason=AWAY)
    assert again(entry) == ("left", actions.OTHERWISE)


def test_a_cancellation_that_is_taken_back_gives_them_their_time_again(waited):
    practice, entry, one = waited
    for reason in (AWAY, "The patient asked"):
        booking.cancel(practice.desk, one, reason=reason)
        assert again(entry)[0] != "booked"
        correcting.undo(practice.desk, one)
        assert again(entry) == ("booked", "")
        assert entry.got == one


def test_a_move_that_is_taken_back_leaves_them_with_what_they_got(waited):
    practice, entry, one = waited
    free(practice, practice.taken[10])
    new = booking.reschedule(practice.desk, one, place=f.place("09:00", date=f.day(6)))
    correcting.undo(practice.desk, new)
    booking.cancel(practice.desk, one, reason=AWAY)
    assert again(entry)[0] == "waiting"


def test_a_death_ends_it_and_its_taking_back_gives_them_their_time_again(waited):
    practice, entry, one = waited
    deaths.deceased(practice.desk, entry.patient, on=today_at(practice))
    assert again(entry) == ("left", deaths.DIED)
    deaths.alive(practice.desk, entry.patient, reason="a mistake")
    assert again(entry) == ("booked", "")
    assert entry.got.state == "booked" and entry.got != one


def test_or_they_wait_again_where_that_time_is_gone(waited):
    practice, entry, one = waited
    deaths.deceased(practice.desk, entry.patient, on=today_at(practice))
    book(practice, "09:00", 5)
    deaths.alive(practice.desk, entry.patient, reason="a mistake")
    assert again(entry) == ("waiting", "")
    assert Task.objects.filter(kind="rebook", thing_id=one.pk, state="open").exists()


# A time at which nobody is there ------------------------------------------------------------------------------


def test_a_time_that_is_given_back_because_nobody_is_there_is_offered_to_nobody(filled):  # noqa: F811
    entry = wait(filled)
    booking.cancel(SYSTEM, filled.taken[8], reason=AWAY)
    assert fill() == 0
    assert offered(entry) is None
    task = Task.objects.get(kind="refill", thing_id=filled.taken[8].pk)
    tasks.done(filled.desk, task, outcome="left_free")
    assert fill() == 1
    assert offered(entry).start == filled.taken[8].start


def test_staff_who_know_better_offer_it_and_book_it(filled):  # noqa: F811
    from frontdesk.outreach.waitlist.fill import offer_time

    entry = wait(filled)
    one = filled.taken[8]
    booking.cancel(SYSTEM, one, reason=AWAY)
    given = offer_time(filled.desk, entry, place=f.place("09:00", date=one.start.astimezone(f.CHICAGO).date()))
    assert given.hold.start == one.start


def test_nor_does_a_patient_find_it_or_take_it(filled):  # noqa: F811
    from frontdesk.availability.model import Wanted
    from frontdesk.booking import offers

    one = filled.taken[8]
    ana = f.patient(filled, established=True, email="ana@example.org")
    reader = patient_actor("ana@example.org")
    asked = intake.submit(reader, ana, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    booking.cancel(SYSTEM, one, reason=AWAY)
    on = one.start.astimezone(f.CHICAGO).date()

    def found(channel):
        from frontdesk.booking.take import Place, Wish

        wish = Wish(ana, f.visit("follow-up"), Place.anywhere(one.start), channel, Request.objects.get(pk=asked.pk))
        wanted = wish.wanted()
        assert isinstance(wanted, Wanted)
        return [offer.start for offer in offers.times(wanted, on, 1)]

    assert found("staff") == [one.start]
    assert found("online") == []
    with pytest.raises(JustTaken) as taken:
        booking.hold(reader, ana, visit_type=f.visit("follow-up"), place=f.place("09:00", date=on), channel="online", request=asked)  # fmt: skip
    assert one.start not in [offer.start for offer in taken.value.nearest]


@pytest.mark.parametrize("before", ["Another reason", AWAY])
def test_it_is_withheld_after_a_first_cancellation_was_taken_back(filled, monkeypatch, before):  # noqa: F811
    """What settled the question about the first says nothing of the second."""
    monkeypatch.setattr("frontdesk.booking.freed_times.TAKE_BACK", dt.timedelta())
    one = filled.taken[8]
    wait(filled)
    booking.cancel(filled.desk, one, reason=before)
    correcting.undo(filled.desk, one)
    assert withheld_times() == []
    one.refresh_from_db()
    booking.cancel(filled.desk, one, reason=AWAY)
    assert len(withheld_times()) == 1 and fill() == 0
    tasks.done(filled.desk, Task.objects.get(kind="refill", state="open"), outcome="left_free")
    assert withheld_times() == []


def a_task_of(one):
    return Task.objects.get(kind="refill", state="open", thing_id=one.pk)


def woken():
    return ProcrastinateJob.objects.filter(task_name="booking:fill-waitlist", scheduled_at=None, status="todo").exists()


def test_an_answer_may_be_that_nobody_is_there_then(filled):  # noqa: F811
    one = filled.taken[8]
    wait(filled)
    booking.cancel(SYSTEM, one, reason=AWAY)
    ProcrastinateJob.objects.all().delete()
    tasks.done(filled.desk, a_task_of(one), outcome="nobody_there")
    assert len(withheld_times()) == 1 and fill() == 0 and not woken()


def answered(desk, one, outcome):
    booking.cancel(desk, one, reason="The patient asked")
    tasks.done(desk, a_task_of(one), outcome=outcome)


def test_the_last_answer_about_a_providers_time_counts(cedar, desk):
    answered(desk, f.booked(cedar, "09:00", by=desk), "nobody_there")
    assert len(withheld_times()) == 1
    answered(desk, f.booked(cedar, "09:00", by=desk), "left_free")
    assert withheld_times() == [], "somebody was there, and said so"
    answered(desk, f.booked(cedar, "09:00", by=desk), "nobody_there")
    assert len(withheld_times()) == 1


def test_that_nobody_is_there_can_be_said_otherwise_where_it_is_shown(filled):  # noqa: F811
    one = filled.taken[8]
    entry = wait(filled)
    booking.cancel(SYSTEM, one, reason=AWAY)
    task = a_task_of(one)
    front = as_staff(filled, "front_desk")
    where, done = at(filled, "console/exceptions/?kind=refill"), at(filled, f"console/exceptions/{task.pk}/done/")
    assert "Somebody is there" not in front.get(where).content.decode()
    front.post(done, {"outcome": "nobody_there", "version": task.version})
    assert len(withheld_times()) == 1 and fill() == 0
    page = front.get(where).content.decode()
    version = Task.objects.get(pk=task.pk).version
    assert "Somebody is there" in page and done in page and f'name="version" value="{version}"' in page
    front.post(done, {"outcome": "left_free", "version": version})
    assert withheld_times() == [] and woken() and fill() == 1 and offered(entry).start == one.start
    assert "Somebody is there" not in front.get(where).content.decode()
    front.post(done, {"outcome": "nobody_there", "version": version})
    assert withheld_times() == [], "what is answered otherwise stands, but for that answer"


def test_it_says_nothing_of_the_rest_of_that_time_nor_of_another_providers(cedar, desk):
    one = f.booked(cedar, "09:00", by=desk)
    answered(desk, one, "nobody_there")
    answered(
        desk,
        booking.book(
            desk, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place("09:00", "lee")
        ),
        "left_free",
    )
    other = booking.book(
        desk,
        f.patient(cedar, established=True),
        visit_type=f.visit("follow-up"),
        place=f.place("09:10"),
        override=True,
        reason="x",
    )
    answered(desk, other, "left_free")
    (left,) = withheld_times()
    assert (left.provider, left.minutes) == ("chen", 10)


@pytest.mark.parametrize("outcome", ["left_free", "filled"])
def test_any_other_answer_offers_it_to_who_waits(filled, outcome):  # noqa: F811
    one = filled.taken[8]
    entry = wait(filled)
    booking.cancel(SYSTEM, one, reason=AWAY)
    ProcrastinateJob.objects.all().delete()
    tasks.done(filled.desk, a_task_of(one), outcome=outcome)
    assert withheld_times() == [] and woken() and fill() == 1
    assert offered(entry).start == one.start


def test_a_move_because_nobody_is_there_withholds_the_old_time_too(filled, monkeypatch):  # noqa: F811
    monkeypatch.setattr("frontdesk.booking.freed_times.TAKE_BACK", dt.timedelta())
    one, other = filled.taken[8], filled.taken[12]
    free(filled, other)
    booking.reschedule(filled.desk, one, place=Place("chen", "downtown", other.start), reason=AWAY)
    entry = wait(filled)
    assert len(withheld_times()) == 1 and fill() == 0
    said = as_staff(filled, "front_desk").get(at(filled, "console/exceptions/?kind=refill")).content.decode()
    assert f"moved {one.patient.name}'s appointment: {AWAY}" in html.unescape(said) and "Nobody is there then" in said
    tasks.done(filled.desk, a_task_of(one), outcome="left_free")
    assert withheld_times() == [] and fill() == 1 and offered(entry).start == one.start


def test_a_move_for_another_reason_asks_nobody(filled):  # noqa: F811
    one, other = filled.taken[8], filled.taken[12]
    free(filled, other)
    booking.reschedule(filled.desk, one, place=Place("chen", "downtown", other.start), reason="Another reason")
    assert withheld_times() == [] and not Task.objects.filter(kind="refill", thing_id=one.pk).exists()


def test_a_move_that_is_taken_back_withholds_nothing(filled):  # noqa: F811
    one, other = filled.taken[8], filled.taken[12]
    free(filled, other)
    moved = booking.reschedule(filled.desk, one, place=Place("chen", "downtown", other.start), reason=AWAY)
    assert len(withheld_times()) == 1
    correcting.undo(filled.desk, moved)
    assert withheld_times() == [] and not Task.objects.filter(kind="refill", thing_id=one.pk, state="open").exists()


def test_a_move_by_some_minutes_that_is_taken_back_leaves_nothing_to_fill(cedar, desk):
    """The new time fills some of the old one; it fills nothing once the old one stands."""
    one = f.booked(cedar, "09:00", by=desk)
    moved = booking.reschedule(desk, one, place=f.place("09:10"), reason=AWAY, override=True)
    correcting.undo(desk, moved)
    assert withheld_times() == [] and not Task.objects.filter(kind="refill", state="open").exists()


def test_it_is_on_offer_again_when_they_are_there_after_all(filled, monkeypatch):  # noqa: F811
    """The time away said that nobody is there, and nothing else does."""
    monkeypatch.setattr("frontdesk.booking.freed_times.TAKE_BACK", dt.timedelta())
    one, boss = filled.taken[8], f.actor(filled, "scheduler")
    on = one.start.astimezone(f.CHICAGO).date()
    chen = Provider.objects.select_related("practice").get(code="chen")
    away_ = away.at_once(boss, chen, first_on=on, last_on=on, from_minute=0, to_minute=24 * 60, note="")
    one.refresh_from_db()
    booking.cancel(boss, one, reason=AWAY)
    entry = wait(filled)
    assert fill() == 0
    away.take_back(boss, away_, reason="well again")
    assert fill() == 1
    assert offered(entry).start == one.start


def test_a_time_in_a_few_minutes_is_withheld_too(filled, monkeypatch):  # noqa: F811
    one = filled.taken[8]
    monkeypatch.setattr("frontdesk.day.exceptions.actions.now", lambda: one.start - dt.timedelta(minutes=20))
    booking.cancel(SYSTEM, one, reason=AWAY)
    assert len(withheld_times()) == 1


def test_nobody_is_counted_there(db):
    """It keeps the time from being offered; a cap counts only what is booked."""
    practice = f.load_cedar(SMALL.replace("rules: |\n", "rules: |\n  At most 1 visit per day.\n"))
    practice.desk = f.actor(practice, "front_desk")
    one = book(practice, "09:00", 3)
    booking.cancel(SYSTEM, one, reason=AWAY)
    entry = wait(practice, first_on=f.day(3), last_on=f.day(3))
    assert fill() == 1
    assert offered(entry).start - one.start == dt.timedelta(minutes=30)


OWN = """
reasons:
  cancel:
    - {say: The patient moved, means: patient}
    - {say: Flooded, es: Inundado, means: not free}
    - "The patient is ill: rearranged by us"
"""


def test_what_a_reason_means_is_said_once_by_the_standard_ones_and_by_the_practices_own(db):
    f.load_cedar(SMALL + OWN)
    meant = {
        "The patient moved": "patient", "inundado": "not free", "The patient is ill: rearranged by us": "practice",
        "The patient asked": "patient", AWAY: "not free", "el profesional de salud no está ": "not free", "Because": "practice",
        "Not because The patient asked": "practice", "": "", " ": "",
    }  # fmt: skip
    assert {text: reasons.meaning_of(text) for text in meant} == meant
    assert {reasons.meaning_of(text, from_patient=True) for text in ("Because", AWAY)} == {"patient"}


def test_what_was_canceled_keeps_what_it_meant_when_the_reason_is_reworded(filled):  # noqa: F811
    f.load_cedar(WEEK + OWN)
    wait(filled)
    one = booking.cancel(SYSTEM, filled.taken[8], reason="Flooded")
    f.load_cedar(WEEK + OWN.replace("Flooded", "Water in the rooms"))
    assert len(withheld_times()) == 1 and fill() == 0
    assert (one.means, reasons.meaning_of("Flooded")) == ("not free", "practice")


def test_a_patient_who_writes_that_nobody_is_there_withholds_nothing(filled):  # noqa: F811
    one = filled.taken[8]
    booking.cancel(f.themselves(one.patient), one, reason=AWAY)
    assert withheld_times() == []


def test_what_is_taken_back_means_nothing(filled):  # noqa: F811
    one = booking.cancel(filled.desk, filled.taken[8], reason=AWAY)
    assert correcting.undo(filled.desk, one).means == ""
    free(filled, filled.taken[12])
    moved = booking.reschedule(filled.desk, one, place=f.place("09:00", date=f.day(7)), reason=AWAY)
    one.refresh_from_db()
    assert one.means == "not free"
    correcting.undo(filled.desk, moved)
    one.refresh_from_db()
    assert one.means == ""


def test_what_was_canceled_before_means_what_it_says_exactly(filled):  # noqa: F811
    f.load_cedar(SMALL + OWN)
    said = {"INUNDADO": "not free", AWAY: "not free", "The patient moved": "patient", "They say The patient asked": ""}
    there = dict(zip(said, filled.taken, strict=False))
    for reason, one in there.items():
        booking.cancel(SYSTEM, one, reason=reason)
    themselves = booking.cancel(f.themselves(filled.taken[8].patient), filled.taken[8], reason="too far")
    Appointment.objects.update(means="")
    import_module("frontdesk.booking.migrations.0008_what_it_means").known(apps, filled)
    means = dict(Appointment.objects.values_list("pk", "means"))
    assert {reason: means[one.pk] for reason, one in there.items()} == said
    assert means[themselves.pk] == "patient" and means[filled.taken[9].pk] == ""


def test_the_page_of_reasons_says_what_they_mean_and_keeps_it(db):
    from frontdesk.practice.models import Policy
    from tests.web_client import as_staff, at

    practice = f.load_cedar()
    manager, page = as_staff(practice, "manager"), at(practice, "setup/reasons/")
    said = "Flooded | Inundado | not free\nMoved away || patient\nRearranged"
    assert manager.post(page, {"cancel": said}).status_code == 302
    text = Policy.objects.get(state="draft").text
    assert "means: not free" in text and "means: patient" in text
    shown = manager.get(page).content.decode()
    assert "Flooded | Inundado | not free\nMoved away |  | patient\nRearranged" in shown.replace("\r", "")
