"""What two records have to be called about, or are due, is asked once when they are one person; apart again each has its own."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Recall
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import to_tell, worklist
from frontdesk.people.models import Patient
from frontdesk.records.matching import actions as matching
from frontdesk.records.merging import actions as merging
from tests import factory as f


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


@pytest.fixture
def kay(cedar):
    return f.patient(cedar, first_name="Kay", email="kay@example.org", established=True)


@pytest.fixture
def gina(cedar):
    return f.patient(cedar, first_name="Gina", email="gina@example.org", established=True)


def missed(desk, who, time="09:00", visit="follow-up"):
    one = booking.book(desk, who, visit_type=f.visit(visit), place=f.place(time))
    return booking.no_show(desk, f.its_time(one))


def books(desk, who, time="10:00"):
    return booking.book(desk, Patient.objects.get(pk=who.pk), visit_type=f.visit("follow-up"), place=f.place(time))


def one(desk, kay, gina):
    return merging.merge(desk, Patient.objects.get(pk=kay.pk), gone=Patient.objects.get(pk=gina.pk), reason="the card")


def two(desk, kay):
    kay = Patient.objects.get(pk=kay.pk)
    merging.unmerge(desk, kay, merge=merging.merges_of(kay)[0], reason="two people")


def to_call(*kinds):
    return set(Task.objects.filter(state="open", kind__in=kinds).values_list("thing_id", flat=True))


@pytest.mark.parametrize("who_missed", ["kay", "gina"])
def test_who_has_a_visit_to_come_in_the_other_record_is_not_called_about_the_one_that_was_missed(desk, kay, gina, who_missed):  # fmt: skip
    away, comes = (kay, gina) if who_missed == "kay" else (gina, kay)
    gone = missed(desk, away)
    books(desk, comes)
    one(desk, kay, gina)
    assert to_call("no_show") == set()
    assert Task.objects.get(kind="no_show").outcome == "booked again"
    two(desk, kay)
    assert to_call("no_show") == {gone.pk}
    assert Task.objects.get(kind="no_show").patient_id == away.pk


def test_one_of_another_kind_settles_nothing(desk, kay, gina):
    gone = missed(desk, kay, visit="procedure")
    books(desk, gina)
    one(desk, kay, gina)
    assert to_call("no_show") == {gone.pk}


def test_one_of_the_same_record_settles_no_more_than_before(desk, kay, gina):
    """What they had booked besides was known when they were to be called."""
    books(desk, kay)
    gone = missed(desk, kay)
    one(desk, kay, gina)
    assert to_call("no_show") == {gone.pk}


@pytest.mark.parametrize("has_it", ["kay", "gina", ""])
def test_who_missed_in_both_is_called_once_by_whoever_has_it(desk, kay, gina, has_it):
    mine, theirs = missed(desk, kay), missed(desk, gina, "11:00")
    if has_it:
        tasks.take(desk, Task.objects.get(thing_id=(mine if has_it == "kay" else theirs).pk, kind="no_show"))
    one(desk, kay, gina)
    left = Task.objects.get(kind="no_show", state="open")
    assert left.patient_id == kay.pk
    if has_it:
        assert left.thing_id == (mine if has_it == "kay" else theirs).pk and left.owner is not None
    two(desk, kay)
    assert to_call("no_show") == {mine.pk, theirs.pk}


def test_what_is_booked_between_for_one_of_them_settles_no_call_of_the_other(desk, kay, gina):
    gone = missed(desk, gina)
    one(desk, kay, gina)
    books(desk, kay)
    assert to_call("no_show") == set()
    two(desk, kay)
    assert to_call("no_show") == {gone.pk}


def test_a_call_about_the_record_that_is_gone_is_about_the_one_that_stays(cedar, desk, kay):
    gone = f.patient(cedar, first_name="Gina", email="", established=True)
    Message.objects.create(
        practice=cedar, patient=gone, template="booked", to="", state="failed", error="nowhere",
        created_at="2026-01-01T00:00Z", thing_kind="patient", thing_id=gone.pk,
    )  # fmt: skip
    open_exception_tasks()
    tasks.take(desk, Task.objects.get(kind="message", thing_id=gone.pk))
    one(desk, kay, gone)
    left = Task.objects.get(kind="message", state="open")
    assert (left.thing_id, left.patient_id) == (kay.pk, kay.pk) and left.owner is not None
    open_exception_tasks()
    assert to_call("message") == {kay.pk}
    two(desk, kay)
    left = Task.objects.get(kind="message", state="open")
    assert (left.thing_id, left.patient_id) == (gone.pk, gone.pk)


# What is due ------------------------------------------------------------------------------------------------------


def due(who, on=10, visit="follow-up", **more) -> Recall:
    return recalls.order(SYSTEM, who, visit_type=f.visit(visit), due_on=f.day(on), give_days=30, **more)


def now_(row):
    return type(row).objects.get(pk=row.pk)


def test_who_is_due_for_one_visit_in_both_is_invited_and_listed_once(cedar, desk, kay, gina):
    mine, theirs = due(kay), due(gina, 12)
    one(desk, kay, gina)
    assert [recall.pk for recall in to_tell(cedar)] == [mine.pk]
    assert set(worklist(desk, cedar, "due")) == {mine}
    two(desk, kay)
    assert {recall.pk for recall in to_tell(cedar)} == {mine.pk, theirs.pk}
    assert (now_(theirs).state, now_(theirs).reason, now_(theirs).patient_id) == ("planned", "", gina.pk)


@pytest.mark.parametrize("invited", ["kay", "gina"])
def test_the_one_that_has_a_link_stays_and_its_link_books(desk, kay, gina, invited):
    mine, theirs = due(kay), due(gina)
    has_it, other = (mine, theirs) if invited == "kay" else (theirs, mine)
    recalls.invite(desk, has_it)
    Message.objects.update(state="sent")
    one(desk, kay, gina)
    assert (now_(has_it).state, now_(other).state) == ("invited", "closed")
    books(desk, kay)
    assert now_(has_it).state == "booked"
    two(desk, kay)
    assert now_(other).state in ("planned", "booked") and now_(other).told == 0


def test_who_was_invited_in_both_has_both_links(desk, kay, gina):
    mine, theirs = due(kay), due(gina)
    for recall in (mine, theirs):
        recalls.invite(desk, recall)
    Message.objects.update(state="sent")
    one(desk, kay, gina)
    assert (now_(mine).state, now_(theirs).state) == ("invited", "invited")


@pytest.mark.parametrize("other", [{"visit": "procedure"}, {"on": 200}])
def test_another_visit_is_due_besides(desk, kay, gina, other):
    mine, theirs = due(kay), due(gina, **other)
    one(desk, kay, gina)
    assert (now_(mine).state, now_(theirs).state) == ("planned", "planned")


# Who asked as a stranger ------------------------------------------------------------------------------------------


def asks(practice, visit="follow-up"):
    who = {"first": "Zoe", "last": "Xylander", "birth": f.dt.date(1970, 1, 2)}
    made = patients.newcomer(SYSTEM, practice, **who, contact="new@example.org", insurance=f.ALONE, member_id="", language="en")  # fmt: skip
    return intake.submit(SYSTEM, made, visit_type=f.visit(visit), answers={"reason": "a cough"})


def test_what_is_to_be_done_for_who_asked_goes_to_the_record_that_is_theirs(cedar, desk, kay):
    asked = asks(cedar)
    tasks.open_task("urgent", asked, due_at=asked.created_at, patient=asked.patient, what="chest pain")
    matching.match(desk, asked, patient=kay, reason="saw an ID")
    assert Task.objects.get(kind="urgent").patient_id == kay.pk


def test_what_they_have_booked_as_a_stranger_settles_the_call_and_what_is_due(cedar, desk, kay):
    gone, mine = missed(desk, kay, visit="procedure"), due(kay, visit="procedure")
    asked = asks(cedar, "procedure")
    visit = booking.approve_and_book(desk, asked, place=f.place("10:00"))
    assert to_call("no_show") == {gone.pk}
    matching.match(desk, now_(asked), patient=kay, reason="saw an ID")
    assert to_call("no_show") == set()
    assert now_(mine).appointment == visit


# Calls that the rules order ---------------------------------------------------------------------------------------

BY_RULE = "  When a visit is missed, the front desk calls within 1 day.\n"
ANOTHER = "  When a visit is missed, the manager calls within 2 days.\n"
CANCELED = "  When a visit is canceled, the scheduler calls within 4 hours.\n"
WHEN_BOOKED = "  When a visit is booked, the scheduler calls within 4 hours.\n"


@pytest.fixture
def by_rules(db):
    practice = f.load_cedar(f.CEDAR + BY_RULE + ANOTHER + CANCELED + WHEN_BOOKED)
    both = [f.patient(practice, first_name=name, email=f"{name.lower()}@example.org", established=True) for name in ("Kay", "Gina")]  # fmt: skip
    return f.actor(practice, "scheduler"), *both


def ordered(after):
    return sorted(Task.objects.filter(kind="order", state="open", after=after).values_list("what", "thing_id"), key=str)


def canceled(desk, who, time="09:00"):
    return booking.cancel(desk, books(desk, who, time), reason="The patient asked")


HOW = {"missed": missed, "canceled": canceled}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("has_it", ["kay", "gina", ""])
def test_what_a_rule_orders_for_both_is_one_call_for_each_sentence(by_rules, how, has_it):
    desk, kay, gina = by_rules
    mine, theirs = HOW[how](desk, kay), HOW[how](desk, gina, "11:00")
    taken = {"kay": mine, "gina": theirs}.get(has_it)
    if taken is not None:
        for task in Task.objects.filter(kind="order", thing_id=taken.pk, after=how):
            tasks.take(desk, task)
    before = ordered(how)
    one(desk, kay, gina)
    left = ordered(how)
    assert [what for what, _about in left] == sorted({what for what, _about in before})
    if taken is not None:
        assert {about for _what, about in left} == {taken.pk}
    two(desk, kay)
    assert ordered(how) == before


@pytest.mark.parametrize("how", HOW)
def test_who_has_such_a_visit_in_the_other_record_is_not_called_by_a_rule(by_rules, how):
    desk, kay, gina = by_rules
    HOW[how](desk, kay)
    coming = books(desk, gina)
    before = ordered(how)
    one(desk, kay, gina)
    assert before and ordered(how) == []
    assert coming.pk in {about for _what, about in ordered("booked")}
    two(desk, kay)
    assert ordered(how) == before


def test_a_visit_to_come_in_each_is_called_about_by_itself(by_rules):
    """Who has two visits has two, whichever record they were booked for."""
    desk, kay, gina = by_rules
    books(desk, kay), books(desk, gina, "11:00")
    before = ordered("booked")
    one(desk, kay, gina)
    assert len(before) == 2 and ordered("booked") == before
