"""What needs its patient to be established keeps its first visit before it, or is said to have lost it: whoever moves, cancels or misses that one."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.availability.clock import say
from frontdesk.availability.explain import explain
from frontdesk.availability.model import AheadOf, Reason, Wanted, minute_of
from frontdesk.booking import actions, offers
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.judging import Judge, with_facts
from frontdesk.booking.models import Appointment
from frontdesk.booking.needing import needing
from frontdesk.booking.take import Place, Wish
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.looking.actions import look_at_all
from frontdesk.intake.models import Task
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.proposals.ranking import nearest
from frontdesk.people.models import Patient
from frontdesk.practice import policies
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

FOR_NEW = "New patient visits are for new patients."
KNOWN = "Follow-up visits are for established patients."
TEXT = f.CEDAR.replace("  New patient visits need reason before booking.\n", "")
FIRST, LATER, BEHIND = 5, 9, 12  # days from today: the first visit, what needs it, and where it would come too late


def on(days, time="09:00", provider="chen"):
    return f.place(time, provider, date=f.day(days))


@pytest.fixture
def cedar(db):
    return f.load_cedar(TEXT)


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


@pytest.fixture
def who(cedar):
    return f.patient(cedar)


@pytest.fixture
def first(desk, who):
    return actions.book(desk, who, visit_type=f.visit("new-patient"), place=on(FIRST))


@pytest.fixture
def later(desk, who, first):
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=on(LATER))


def exceptions(one):
    return list(Task.objects.filter(kind="broken", thing_id=one.pk, state="open").values_list("what", flat=True))


def test_staff_are_told_before_they_move_it_behind_what_needs_it_and_may_with_a_reason(cedar, desk, first, later):
    with pytest.raises(BreaksRules) as refused:
        actions.reschedule(desk, first, place=on(BEHIND))
    (reason,) = refused.value.reasons
    assert reason.kind == "needed first" and KNOWN in reason.detail and exceptions(later) == []
    actions.reschedule(desk, first, place=on(BEHIND), reason="Wants it so", override=True)
    assert exceptions(later) == [KNOWN]


def test_it_moves_freely_up_to_what_needs_it(desk, first, later):
    moved = actions.reschedule(desk, first, place=on(LATER, "08:30"))
    assert exceptions(later) == []
    with pytest.raises(BreaksRules):
        actions.reschedule(desk, moved, place=on(LATER, "09:30"))


def test_where_another_visit_comes_before_it_too_it_moves_anywhere(cedar, desk, who, first, later):
    actions.book(desk, who, visit_type=f.visit("procedure"), place=on(LATER - 1))
    actions.reschedule(desk, first, place=on(BEHIND))
    assert exceptions(later) == []


def test_what_it_loses_and_has_again_is_settled(desk, first, later):
    moved = actions.reschedule(desk, first, place=on(BEHIND), reason="Wants it so", override=True)
    assert exceptions(later) == [KNOWN]
    actions.reschedule(desk, moved, place=on(FIRST, "10:00"))
    assert exceptions(later) == []
    assert Task.objects.get(kind="broken", thing_id=later.pk).outcome == "fits again"


def test_without_its_first_visit_it_is_an_exception_and_with_another_one_no_more(desk, who, first, later):
    actions.cancel(desk, first, reason="The patient is ill")
    assert exceptions(later) == [KNOWN]
    actions.book(desk, who, visit_type=f.visit("new-patient"), place=on(FIRST + 1))
    assert exceptions(later) == []


def test_a_cancellation_or_move_that_is_taken_back_settles_it(desk, first, later):
    cancelled = actions.cancel(desk, first, reason="The patient is ill")
    correcting.undo(desk, cancelled)
    assert exceptions(later) == []
    first.refresh_from_db()
    new = actions.reschedule(desk, first, place=on(BEHIND), reason="Wants it so", override=True)
    assert exceptions(later) == [KNOWN]
    correcting.undo(desk, new)
    assert exceptions(later) == []


def test_a_first_visit_that_is_missed_is_one_until_that_was_a_mistake(desk, first, later):
    missed = actions.no_show(desk, f.its_time(first))
    assert exceptions(later) == [KNOWN]
    correcting.correct(desk, missed, state="arrived", reason="Was here")
    assert exceptions(later) == []


NEEDS = "Follow-up visits need a procedure first."


@pytest.mark.parametrize("found_after", [False, True])
def test_what_was_missed_before_the_later_one_was_booked_breaks_nothing(db, found_after):
    """Whoever booked it all the same knew that the earlier one had not taken place."""
    cedar = f.load_cedar(TEXT)
    desk, who = f.actor(cedar, "scheduler"), f.patient(cedar, established=True)
    missed = actions.no_show(
        desk, f.its_time(actions.book(desk, who, visit_type=f.visit("procedure"), place=on(FIRST)))
    )
    later = actions.book(desk, who, visit_type=f.visit("follow-up"), place=on(LATER))
    hour = dt.timedelta(hours=1)
    Appointment.objects.filter(pk=missed.pk).update(
        start=now() - dt.timedelta(days=400), end=now() - dt.timedelta(days=399)
    )
    Appointment.objects.filter(pk=later.pk).update(created_at=now() - hour if found_after else now() + hour)
    f.load_cedar(f"{TEXT}  {NEEDS}\n")
    (one,) = with_facts(Appointment.objects.filter(pk=later.pk))
    against = Judge(policies.current().setup).against(one)
    assert [reason.rule for reason in against] == ([NEEDS] if found_after else [])


def test_a_booking_that_is_undone_takes_it_away_too(cedar, desk, first, later):
    correcting.undo(desk, first)
    assert exceptions(later) == [KNOWN]


def test_what_is_kept_of_somebody_known_before_needs_no_first_visit(cedar, desk, who, first, later):
    Patient.objects.filter(pk=who.pk).update(established=True)
    Appointment.objects.filter(patient=who).update(new_patient=False)
    first.refresh_from_db()
    assert needing(first) == []
    actions.reschedule(desk, first, place=on(BEHIND))
    assert exceptions(later) == []


def test_a_patient_is_offered_no_time_behind_it_and_is_told_why_in_plain_words(cedar, who, first, later):
    me = as_patient(cedar, who)
    path = at(cedar, f"appointments/{first.pk}/move/")
    late, early = (f"chen|downtown|{on(*when).start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}" for when in [(BEHIND,), (FIRST, "10:00")])  # fmt: skip
    answer = me.post(path, {"time": late})
    assert "Follow-up visit" in answer.content.decode()
    assert "that visit can only take place after this one. Move that one first" in answer.content.decode()
    assert KNOWN not in answer.content.decode()
    assert not Appointment.objects.filter(state="held").exists()
    assert me.post(path, {"time": early}).status_code == 302


def test_whom_a_hidden_visit_is_kept_from_is_not_told_of_it(first, later):
    assert needing(first, seen=frozenset({"new-patient"})) == []
    assert [one for one, _ in needing(first, seen=frozenset({"new-patient", "follow-up"}))] == [later]


def test_no_time_behind_it_is_proposed(first, later):
    found = nearest(first)
    assert found and all(place.start < later.start for place in found)


def test_a_proposal_that_was_made_before_it_was_booked_makes_it_an_exception_when_it_is_accepted(cedar, desk, first):
    f.load_cedar(TEXT + f"  The practice is closed from {f.day(FIRST)} to {f.day(LATER)}.\n")
    proposal = f.proposed(first)
    there = {"visit_type": f.visit("follow-up"), "place": on(LATER)}
    later = actions.book(desk, first.patient, **there, override=True, reason="we open for them")
    assert proposal.hold.start > later.start and exceptions(later) == []
    proposals.accept(desk, proposal)
    assert exceptions(later) == [KNOWN]


def test_the_cancel_button_says_what_comes_after_it_to_staff_and_patient(cedar, who, first, later):
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/appointments/{first.pk}/")).content.decode()
    assert "the rules no longer allow what comes after it" in page and f"/console/appointments/{later.pk}/" in page
    own = as_patient(cedar, who).get(at(cedar, f"appointments/{first.pk}/cancel/")).content.decode()
    assert "can only take place after this one" in own
    other = as_patient(cedar, who).get(at(cedar, f"appointments/{later.pk}/cancel/")).content.decode()
    assert "can only take place after this one" not in other


def test_the_lists_of_times_and_the_reasons_agree_about_what_it_must_come_before(cedar, who, first, later):
    start = minute_of(later.start)
    late = Reason("needed first", None, "it needs it before")
    wanted = Wanted("procedure", now(), patient=str(who.pk), ahead_of=(AheadOf(start, late),))
    engine = offers.engine()
    listed = {(slot.provider, slot.start) for slot in engine.slots(wanted, f.day(LATER), 2)}
    tried = [(name, minute_of(on(days, time, name).start)) for name in ("chen", "lee") for days in (LATER, LATER + 1) for time in ("08:00", "08:30", "09:00", "09:30", "11:30")]  # fmt: skip
    for provider, at_ in tried:
        against = explain(engine, wanted, provider, "downtown", at_)
        assert (late in against) == (at_ >= start)
        assert ((provider, at_) in listed) == (not against)


def test_behind_what_needs_it_the_order_is_the_reason_and_never_that_the_patient_is_known_by_then(
    cedar, desk, first, later
):
    f.load_cedar(TEXT + f"  {FOR_NEW}\n")
    which = f"Follow-up visit on {say(minute_of(later.start), f.place('09:00').start.tzinfo)}"
    with pytest.raises(BreaksRules) as refused:
        actions.reschedule(desk, first, place=on(BEHIND))
    (reason,) = refused.value.reasons
    assert reason.detail == f"{which} can only take place after this visit: move that one first. {KNOWN}"
    wish = Wish(first.patient, first.visit_type, Place.anywhere(now()), "staff", replaces=first)
    assert offers.none_because(wish.wanted(), f.day(BEHIND), 7, wish.without) == (reason.detail,)
    staff = as_staff(cedar, "scheduler")
    listed = staff.get(at(cedar, f"console/appointments/{first.pk}/move/?date={f.day(BEHIND)}")).content.decode()
    assert "move that one first" in listed and FOR_NEW not in listed


def test_what_was_put_behind_on_purpose_is_itself_no_exception_for_that(cedar, desk, first, later):
    f.load_cedar(TEXT + f"  {FOR_NEW}\n")
    moved = actions.reschedule(desk, first, place=on(BEHIND), reason="Wants it so", override=True)
    look_at_all()
    assert exceptions(moved) == [] and exceptions(later) == [KNOWN]


@pytest.mark.parametrize(("language", "said"), [("en", "that visit can only take place after this one"), ("es", "esa cita solo puede realizarse después de esta")])  # fmt: skip
def test_a_list_without_times_says_to_its_patient_which_visit_moves_first(cedar, who, first, later, language, said):
    f.load_cedar(TEXT + f"  {FOR_NEW}\n")
    Patient.objects.filter(pk=who.pk).update(language=language)
    me = as_patient(cedar, who)
    page = me.get(
        at(cedar, f"appointments/{first.pk}/move/?page=1"), headers={"accept-language": language}
    ).content.decode()
    assert said in page and KNOWN not in page and FOR_NEW not in page
