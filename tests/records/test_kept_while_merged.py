"""What is kept, offered or due for a record that is merged into another is of the record that is kept, and is had once.

Whoever acts on it while the two are merged, or taken apart, has done nothing, or did it before: never for the record that went.
"""

import contextlib
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from frontdesk.access.may import NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.booking import locks
from frontdesk.booking.errors import AcceptedAlready, HoldGone
from frontdesk.booking.models import Appointment, Recall, Reservation
from frontdesk.booking.second_visit import SecondVisit
from frontdesk.core.refusals import Refusal
from frontdesk.intake import actions as intake
from frontdesk.intake.states import IllegalTransition
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls import queries
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people import lines
from frontdesk.people.alive import MergedRecord
from frontdesk.people.lines import Stale
from frontdesk.people.models import Patient
from frontdesk.records.matching.actions import match
from frontdesk.records.merging import actions as merging
from frontdesk.tenancy.context import enter, inside_practice
from tests import factory as f
from tests.booking.test_judged_behind_the_line import meanwhile
from tests.outreach.test_invited_by_mistake import link_of
from tests.portion import some_of

ANA = "ana@example.org"
TEXT = f.at_any_hour(f.CEDAR)


@dataclass
class Two:
    """Two records of one person, whose address both have."""

    practice: Any
    desk: Any
    kept: Patient
    gone: Patient


def two_of(practice) -> Two:
    desk = f.actor(practice, "scheduler")
    return Two(practice, desk, *(f.patient(practice, first_name="Ana", email=ANA, established=True) for _ in range(2)))


@pytest.fixture
def two(db):
    return two_of(f.load_cedar(TEXT))


@pytest.fixture
def two_at_once(fresh_db):
    with transaction.atomic():
        return two_of(f.load_cedar(TEXT))


def book(two, time):
    return booking.book(two.desk, two.gone, visit_type=f.visit("follow-up"), place=f.place(time))


def now_(row):
    """As whoever opens its page reads it."""
    return type(row).objects.get(pk=row.pk)


# Each makes something for the record that goes, and answers with how it is taken, by whom it is pressed.


def offer(two):
    given = f.offered(two.gone, f.place("09:00"))
    return lambda actor: waitlist.accept(actor, now_(given))


def earlier(two):
    given = f.offered(two.gone, f.place("09:00"), book(two, "11:00"))
    return lambda actor: waitlist.accept(actor, now_(given))


def proposal(two):
    given = f.proposed(book(two, "10:00"), two.desk)
    return lambda actor: proposals.accept(actor, now_(given))


def chosen_instead(two):
    held = f.chosen(book(two, "10:00"), "11:00")
    return lambda actor: booking.confirm(actor, now_(held))


def asked_for(two):
    asked = intake.create_for_caller(two.desk, two.gone, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    held = booking.hold(two.desk, two.gone, visit_type=asked.visit_type, place=f.place("09:00"), channel="online", request=asked)  # fmt: skip
    return lambda actor: booking.confirm(actor, now_(held))


def kept_for_due(two):
    due = recalls.order(two.desk, two.gone, visit_type=f.visit("follow-up"), due_on=f.day(8))
    held = booking.hold(two.desk, two.gone, visit_type=due.visit_type, place=f.place("09:00"), channel="staff", recall=due)  # fmt: skip
    return lambda actor: booking.confirm(actor, now_(held))


KINDS = [offer, earlier, proposal, chosen_instead, asked_for, kept_for_due]
IN_PLACE = (earlier, proposal, chosen_instead)
HAD_ALREADY = (HoldGone, AcceptedAlready, IllegalTransition)


def merges(two):
    return merging.merge(two.desk, two.kept, gone=two.gone, reason="the card")


def to_come():
    return list(Appointment.objects.filter(state="booked").values_list("patient", flat=True))


def whose_time():
    """Of everything that is taken for a patient."""
    return set(Reservation.objects.filter(kind="patient").values_list("subject", flat=True))


@pytest.mark.parametrize("kind", some_of(KINDS, one_in=4, torture=2))
@pytest.mark.parametrize("by", ["staff", "themselves"])
def test_after_a_merge_it_is_taken_for_the_record_that_is_kept_and_once(two, kind, by):
    press = kind(two)
    merges(two)
    actor = two.desk if by == "staff" else f.themselves(two.kept)
    press(actor)
    assert to_come() == [two.kept.pk] and whose_time() == {two.kept.pk}
    with contextlib.suppress(*HAD_ALREADY):  # a second time: it is theirs already, or is refused
        press(actor)
    assert to_come() == [two.kept.pk] and whose_time() == {two.kept.pk}


@pytest.mark.parametrize("kind", some_of(KINDS, one_in=3))
def test_what_was_taken_before_the_merge_is_not_taken_again(two, kind):
    press = kind(two)
    press(two.desk)
    merges(two)
    with contextlib.suppress(HAD_ALREADY):
        press(two.desk)
    assert to_come() == [two.kept.pk] and whose_time() == {two.kept.pk}


def test_the_link_to_a_due_visit_books_it_for_the_record_that_is_kept_and_once(two):
    due = recalls.invite(two.desk, recalls.order(two.desk, two.gone, visit_type=f.visit("follow-up"), due_on=f.day(8)))
    token = link_of(due)
    merges(two)
    there = queries.by_token(token)
    actor = queries.link_actor(there)
    wanted = {"visit_type": there.visit_type, "place": f.place("09:00"), "channel": "staff"}
    held = booking.hold(actor, there.patient, **wanted, recall=there)
    booking.confirm(actor, held)
    assert to_come() == [two.kept.pk] and whose_time() == {two.kept.pk}
    assert queries.by_token(token) is None and Recall.objects.get().state == "booked"


def test_a_link_that_was_opened_before_the_merge_keeps_nothing_for_the_record_that_went(two):
    due = recalls.invite(two.desk, recalls.order(two.desk, two.gone, visit_type=f.visit("follow-up"), due_on=f.day(8)))
    there = queries.by_token(link_of(due))
    patient, actor = there.patient, queries.link_actor(there)
    merges(two)
    with pytest.raises((Refusal, NotAllowed)):
        booking.hold(actor, patient, visit_type=there.visit_type, place=f.place("09:00"), channel="staff", recall=there)
    assert not Appointment.objects.exists()


def test_two_visits_that_are_due_of_two_records_are_not_both_booked_without_being_asked(two):
    links = []
    for who in (two.kept, two.gone):
        due = recalls.order(two.desk, who, visit_type=f.visit("follow-up"), due_on=f.day(8))
        links.append(link_of(recalls.invite(two.desk, due)))
    merges(two)

    def books(token, time):
        there = queries.by_token(token)
        actor = queries.link_actor(there)
        wanted = {"visit_type": there.visit_type, "place": f.place(time), "channel": "staff"}
        booking.confirm(actor, booking.hold(actor, there.patient, **wanted, recall=there), only=True)

    books(links[0], "09:00")
    with pytest.raises(SecondVisit):
        books(links[1], "10:00")
    assert to_come() == [two.kept.pk]


def test_what_is_offered_to_who_turns_out_to_be_known_is_offered_to_the_record_that_they_have(two):
    asked = intake.create_for_caller(two.desk, two.gone, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    Patient.objects.filter(pk=two.gone.pk).update(self_registered=True)
    press = offer(two)
    match(two.desk, asked, patient=Patient.objects.get(pk=two.kept.pk), reason="the card")
    press(two.desk)
    assert to_come() == [two.kept.pk] and whose_time() == {two.kept.pk}


# At the same moment -----------------------------------------------------------------------------------------------


def prepared(two, kind):
    """As several presses, one after the other."""
    with transaction.atomic():
        enter(two.practice)
        return kind(two)


@pytest.mark.parametrize("kind", KINDS)
def test_while_the_records_are_merged_staff_take_nothing_for_the_one_that_goes(two_at_once, kind):
    press = prepared(two_at_once, kind)
    raised = meanwhile(two_at_once.practice, lambda: merges(two_at_once), lambda: press(two_at_once.desk))
    assert [type(one) for one in raised] == [Stale]
    with inside_practice(two_at_once.practice):
        assert whose_time() == {two_at_once.kept.pk}
        press(two_at_once.desk)  # as they read it when they look again
        assert to_come() == [two_at_once.kept.pk] and whose_time() == {two_at_once.kept.pk}


def test_the_control_without_that_look_they_take_it_outside_of_the_line_of_the_record_that_is_kept(
    two_at_once, monkeypatch
):
    press = prepared(two_at_once, chosen_instead)
    for module in (locks, lines):
        monkeypatch.setattr(module, "still_of", lambda row, waited: row)
    raised = meanwhile(two_at_once.practice, lambda: merges(two_at_once), lambda: press(two_at_once.desk))
    assert [type(one) for one in raised] != [Stale]


@pytest.mark.parametrize("kind", KINDS)
def test_while_it_is_taken_the_merge_waits_and_finds_it_taken(two_at_once, kind):
    press = prepared(two_at_once, kind)
    raised = meanwhile(two_at_once.practice, lambda: press(two_at_once.desk), lambda: merges(two_at_once))
    assert raised == []
    with inside_practice(two_at_once.practice):
        assert to_come() == [two_at_once.kept.pk] and whose_time() == {two_at_once.kept.pk}


@pytest.mark.parametrize("kind", KINDS)
def test_while_they_are_taken_apart_nothing_is_taken_for_the_record_that_was_kept(two_at_once, kind):
    press = prepared(two_at_once, kind)
    with inside_practice(two_at_once.practice):
        kept = merges(two_at_once)
        merge = merging.merges_of(kept)[0]
    apart = lambda: merging.unmerge(two_at_once.desk, kept, merge=merge, reason="two people")  # noqa: E731
    raised = meanwhile(two_at_once.practice, apart, lambda: press(two_at_once.desk))
    assert [type(one) for one in raised] == [Stale]
    with inside_practice(two_at_once.practice):
        press(two_at_once.desk)
        assert to_come() == [two_at_once.gone.pk] and whose_time() == {two_at_once.gone.pk}


@pytest.mark.parametrize("kind", [offer, earlier, proposal])
def test_what_runs_out_while_the_records_are_merged_is_left_for_the_next_round(two_at_once, kind):
    """The rounds pass on what nobody took: of the record that goes nothing, and what went over is passed on by the next."""
    prepared(two_at_once, kind)
    with inside_practice(two_at_once.practice):
        long_ago = f.day(-2)
        for model in (waitlist.WaitlistOffer, proposals.Proposal):
            model.objects.update(expires_at=long_ago.isoformat() + "T00:00Z")
    over = proposals.pass_on if kind is proposal else waitlist.pass_on
    rounds = []
    raised = meanwhile(two_at_once.practice, lambda: merges(two_at_once), lambda: rounds.append(over()))
    with inside_practice(two_at_once.practice):
        rounds.append(over())
    assert (raised, rounds) == ([], [0, 1])


# What is begun with a row that was read before the line ---------------------------------------------------------


def moves(two):
    one = book(two, "10:00")
    return lambda: booking.reschedule(two.desk, now_(one), place=f.place("11:00"))


def proposes(two):
    one = book(two, "10:00")
    return lambda: proposals.propose(two.desk, now_(one), reason="ill")


def waits_for_earlier(two):
    one = book(two, "10:00")

    def press():
        there = now_(one)
        waitlist.join(two.desk, there.patient, visit_type=there.visit_type, appointment=there, first_on=f.day())

    return press


def books_what_was_asked_for(two):
    asked = intake.create_for_caller(two.desk, two.gone, visit_type=f.visit("follow-up"), answers={"reason": "x"})

    def press():
        there = now_(asked)
        wanted = {"visit_type": there.visit_type, "place": f.place("11:00"), "request": there}
        booking.book(two.desk, there.patient, **wanted)

    return press


BEGINNINGS = [moves, proposes, waits_for_earlier, books_what_was_asked_for]


def all_that_is_there():
    """Each row of somebody's that takes or waits for time, and whose what it came from is."""
    booked_ = Appointment.objects.values_list("patient", "successor__patient", "request__patient", "replaces__patient")
    waiting = waitlist.WaitlistEntry.objects.values_list("patient", "appointment__patient")
    return [{key for key in row if key is not None} for row in (*booked_, *waiting)]


@pytest.mark.parametrize("begins", BEGINNINGS)
def test_while_they_are_taken_apart_nothing_is_begun_for_the_record_that_was_kept(two_at_once, begins):
    press = prepared(two_at_once, begins)
    with inside_practice(two_at_once.practice):
        kept = merges(two_at_once)
        merge = merging.merges_of(kept)[0]
    apart = lambda: merging.unmerge(two_at_once.desk, kept, merge=merge, reason="two people")  # noqa: E731
    raised = meanwhile(two_at_once.practice, apart, press)
    assert [type(one) for one in raised] == [Stale]
    with inside_practice(two_at_once.practice):
        assert all(whose == {two_at_once.gone.pk} for whose in all_that_is_there())
        press()  # as they read it when they look again
        assert all_that_is_there() and all(whose == {two_at_once.gone.pk} for whose in all_that_is_there())


@pytest.mark.parametrize("begins", BEGINNINGS)
def test_while_they_are_merged_nothing_is_begun_for_the_record_that_goes(two_at_once, begins):
    press = prepared(two_at_once, begins)
    raised = meanwhile(two_at_once.practice, lambda: merges(two_at_once), press)
    assert [type(one) for one in raised] in ([Stale], [MergedRecord])
    with inside_practice(two_at_once.practice):
        press()
        assert all_that_is_there() and all(whose == {two_at_once.kept.pk} for whose in all_that_is_there())
