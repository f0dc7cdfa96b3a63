"""The queue: how long a request may wait, who has it, what staff filter by, and taking back what was just done."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.access.may import NotAllowed
from frontdesk.audit.models import Entry
from frontdesk.intake import actions, service_levels
from frontdesk.intake.models import Request, SavedView
from frontdesk.intake.queue import actions as queue
from frontdesk.intake.queue import queries
from frontdesk.intake.queue.queries import Filters
from frontdesk.intake.undo import actions as undoing
from frontdesk.messaging.models import Message
from frontdesk.people.lines import Stale
from frontdesk.people.models import Staff
from frontdesk.practice.models import Location, Payer, Provider
from tests import factory as f
from tests.web_client import as_patient, at

LEVELS = f.CEDAR + "  Requests wait at most 2 business days for approval.\n"


def ask(practice, payer="medicaid", answers=None, **more) -> Request:
    who = f.patient(practice, payer=Payer.objects.get(code=payer))
    said = {"reason": "a cough"} if answers is None else answers
    desk = f.actor(practice, "front_desk")
    return actions.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers=said, **more)


def rows(practice, role="scheduler", **filters):
    return list(queries.rows(f.actor(practice, role), Filters(**{"state": "awaiting_approval", **filters})))


def test_a_request_knows_until_when_it_may_wait_in_its_state(db):
    practice = f.load_cedar(LEVELS)
    asked = ask(practice)
    assert asked.state == "awaiting_approval"
    zone = practice.zone
    assert asked.due_at.astimezone(zone).time().replace(second=0) == dt.time(23, 59)
    assert 1 <= (asked.due_at.astimezone(zone).date() - now().astimezone(zone).date()).days <= 4
    assert ask(practice, "aetna").due_at is None  # approved: no rule limits that wait


def test_a_changed_rule_changes_how_long_open_requests_may_wait(db):
    practice = f.load_cedar(LEVELS)
    asked = ask(practice)
    f.load_cedar(f.CEDAR + "  Requests wait at most 3 hours for approval.\n")
    assert queue.retime(practice) == 1
    asked.refresh_from_db()
    assert asked.due_at == asked.state_since + dt.timedelta(hours=3)
    assert queue.retime(practice) == 0


def test_what_is_about_to_wait_too_long_stands_on_top(db):
    practice = f.load_cedar(LEVELS)
    first, second, third = ask(practice), ask(practice), ask(practice)
    Request.objects.filter(pk=third.pk).update(due_at=now() - dt.timedelta(hours=1))
    Request.objects.filter(pk=first.pk).update(due_at=None)
    assert [one.pk for one in rows(practice)] == [third.pk, second.pk, first.pk]
    tab = next(tab for tab in queries.tabs(f.actor(practice, "scheduler")) if tab.state == "awaiting_approval")
    assert (tab.count, tab.late) == (3, 1)
    assert [one.pk for one in rows(practice, late="1")] == [third.pk]


def test_filters_find_by_payer_visit_and_owner(cedar):
    asked = ask(cedar)
    mine = f.actor(cedar, "scheduler")
    queue.take(mine, asked)
    assert rows(cedar, payer="medicaid") and not rows(cedar, payer="aetna") and not rows(cedar, payer="none")
    assert rows(cedar, visit="new-patient") and not rows(cedar, visit="procedure")
    assert not rows(cedar, owner="nobody") and rows(cedar, owner=str(mine.id)) and not rows(cedar, owner="rubbish")
    assert list(queries.rows(mine, Filters(state="awaiting_approval", owner="me")))


def test_the_provider_filter_finds_who_was_asked_for_and_what_anybody_may_do(db):
    practice = f.load_cedar(f.CEDAR + "  Only Dr. Chen offers new patient visits.\n")
    anybody = ask(practice)
    lee = ask(practice, wants=(Provider.objects.get(code="lee"), Location.objects.get(code="downtown")))
    assert {one.pk for one in rows(practice, provider="chen")} == {anybody.pk}
    assert {one.pk for one in rows(practice, provider="lee")} == {lee.pk}
    assert {one.pk for one in rows(practice, location="downtown")} == {anybody.pk, lee.pk}


def test_what_stands_in_the_address_is_read_and_nothing_else():
    filters = Filters.read({"state": "scheduled; DROP", "payer": "x" * 500, "_sort": "patient__ssn"})
    assert (filters.state, len(filters.payer), filters.query()) == ("", 60, f"payer={'x' * 60}")


def test_handing_over_keeps_the_note_and_who_did_it(cedar):
    asked = ask(cedar)
    giver, to = f.actor(cedar, "front_desk"), f.staff(cedar, "scheduler")
    queue.hand_over(giver, asked, to=to, reason="She asked for you")
    asked.refresh_from_db()
    assert (asked.owner_id, asked.hand_over) == (to.pk, "She asked for you")
    last = Entry.objects.order_by("number").last()
    assert (last.action, last.actor_id, last.reason) == ("request.hand_over", giver.id, "She asked for you")


def test_many_at_once_leave_alone_what_somebody_changed_in_the_meantime(cedar):
    one, other = ask(cedar), ask(cedar)
    me = f.actor(cedar, "front_desk")
    seen = other.version
    queue.take(f.actor(cedar, "scheduler"), other)
    done, left = queue.each(lambda r, v: queue.take(me, r, version=v), [(one, one.version), (other, seen)])
    assert (done, [r.pk for r in left]) == (1, [other.pk])
    with pytest.raises(Stale):
        queue.take(me, other, version=seen)


def test_a_saved_view_is_ones_own(cedar):
    me, other = f.actor(cedar, "front_desk"), f.actor(cedar, "front_desk")
    view = queue.save_view(me, cedar, name="Medicaid", query="payer=medicaid")
    queue.save_view(me, cedar, name="Medicaid", query="payer=medicare")
    assert [one.query for one in queries.saved_views(me)] == ["payer=medicare"]
    assert not queries.saved_views(other)
    queue.remove_view(other, view)
    assert SavedView.objects.count() == 1
    with pytest.raises(NotAllowed):
        queue.save_view(f.actor(cedar, "manager"), cedar, name="x", query="")


# Taking back ------------------------------------------------------------------------------------------------


def test_what_staff_tell_a_patient_waits_ten_seconds_and_can_be_taken_back(cedar):
    asked, maria = ask(cedar), f.actor(cedar, "scheduler")
    actions.decline(maria, asked, reason="We do not take this insurance")
    told = Message.objects.get(template="request-declined")
    assert told.not_before > now() + dt.timedelta(seconds=8)
    undone = undoing.undo(maria, asked)
    assert (undone.state, undone.note) == ("awaiting_approval", "")
    told.refresh_from_db()
    assert told.state == "withdrawn"


@pytest.mark.parametrize("state", ["sent", "sending", "delivered"])
def test_what_a_patient_has_been_told_cannot_be_taken_back(cedar, state):
    asked, maria = ask(cedar), f.actor(cedar, "scheduler")
    actions.approve(maria, asked)
    Message.objects.filter(template="request-approved").update(state=state)
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(maria, asked)


def test_neither_can_what_was_handed_over_and_may_have_arrived(cedar):
    asked, maria = ask(cedar), f.actor(cedar, "scheduler")
    actions.decline(maria, asked, reason="We do not take this insurance")
    Message.objects.filter(template="request-declined").update(handed_at=now())
    assert undoing.last_of(maria, asked) is None
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(maria, asked)


def test_only_who_did_it_takes_it_back_and_only_the_last_thing(cedar):
    asked, maria = ask(cedar), f.actor(cedar, "scheduler")
    actions.approve(maria, asked)
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(f.actor(cedar, "scheduler"), asked)
    queue.take(f.actor(cedar, "front_desk"), asked)
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(maria, asked)


def test_an_approval_that_is_taken_back_waits_for_approval_as_long_as_before(cedar):
    asked, maria = ask(cedar), f.actor(cedar, "scheduler")
    since = asked.state_since
    actions.approve(maria, asked)
    undone = undoing.undo(maria, asked)
    assert (undone.state, undone.approved_by) == ("awaiting_approval", "")
    assert abs(undone.state_since - since) < dt.timedelta(minutes=1)
    assert undone.deciding == ["New patient visits need approval when the insurance is Medicaid."]


def test_a_request_that_was_taken_is_given_back_to_who_had_it(cedar):
    asked = ask(cedar)
    owner = f.staff(cedar, "scheduler")
    queue.hand_over(f.actor(cedar, "front_desk"), asked, to=owner)
    me = f.actor(cedar, "front_desk")
    asked.refresh_from_db()
    queue.take(me, asked)
    assert undoing.undo(me, asked).owner_id == owner.pk
    assert Staff.objects.filter(pk=owner.pk).exists()


def test_the_database_lets_nothing_else_move_back(cedar):
    from django.db import IntegrityError, transaction

    asked = ask(cedar, "aetna")
    assert asked.state == "approved"
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=asked.pk).update(state="requested")


PROMISE = f.CEDAR.replace("phone:", "replies within days: 2, phone:", 1)
NOBODY_ALONE = PROMISE.replace("  Patients may book new patient visits themselves.\n", "")


def end_of(date, zone):
    return dt.datetime.combine(date, dt.time(23, 59), zone)


@pytest.mark.parametrize("payer", ["medicaid", "aetna"])
def test_what_the_patient_is_promised_is_until_when_it_may_wait(db, payer):
    """For a yes, and for a time that we have to find."""
    practice = f.load_cedar(NOBODY_ALONE)
    asked = ask(practice, payer)
    assert asked.due_at == end_of(asked.reply_by, practice.zone)
    assert service_levels.answer_by(asked) == asked.reply_by


def test_nothing_is_counted_while_the_patient_has_to_choose(db):
    practice = f.load_cedar(PROMISE)
    assert ask(practice, "aetna").due_at is None


def test_of_a_rule_and_a_promise_the_earlier_holds_and_is_what_the_patient_reads(db):
    practice = f.load_cedar(NOBODY_ALONE + "  Requests wait at most 3 hours for approval.\n")
    asked = ask(practice)
    today = asked.due_at.astimezone(practice.zone).date()
    assert asked.due_at == asked.state_since + dt.timedelta(hours=3)
    assert (asked.reply_by, service_levels.answer_by(asked)) == (today, today)
    page = as_patient(practice, asked.patient).get(at(practice, f"requests/{asked.pk}/")).content.decode()
    assert f"We answer by {today:%a, %b} {today.day}." in page


def test_the_days_begin_anew_when_the_patient_has_answered(db):
    practice = f.load_cedar(NOBODY_ALONE)
    asked = ask(practice, answers={})
    assert asked.state == "awaiting_info" and asked.due_at is None
    Request.objects.filter(pk=asked.pk).update(reply_by=now().date() - dt.timedelta(days=9))
    asked.refresh_from_db()
    actions.answer(f.actor(practice, "front_desk"), asked, answers={"reason": "a cough"})
    asked.refresh_from_db()
    assert asked.state == "awaiting_approval" and asked.due_at > now()
