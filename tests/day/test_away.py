"""A provider will not be here: asked for, decided, in force as a rule, and everybody who is affected is asked at once."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.access.may import NotAllowed
from frontdesk.booking import actions
from frontdesk.booking.calendar import places
from frontdesk.booking.errors import HoldGone, SameTime
from frontdesk.booking.models import Appointment, Proposal, Reservation, TimeAway
from frontdesk.booking.take import Place
from frontdesk.day.away import actions as away
from frontdesk.day.away import queries
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.proposals.preview import planned_proposals
from frontdesk.practice.file.editing import with_sentence
from frontdesk.practice.models import Policy, Provider
from frontdesk.practice.policies import file_of, published
from frontdesk.web.out_words import out_words
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

CHEN = "Dr. Chen is away on {day}."


def chen():
    return Provider.objects.select_related("practice").get(code="chen")


def book(practice, time="09:00", **who):
    patient = f.patient(practice, established=True, **who)
    desk = f.actor(practice, "front_desk")
    return actions.book(desk, patient, visit_type=f.visit("follow-up"), place=f.place(time))


def ill(practice, who=None, **when):
    maria = f.actor(practice, "scheduler")
    how = {"first_on": f.day(), "last_on": f.day(), "from_minute": 0, "to_minute": 1440, "note": "", **when}
    return away.at_once(maria, who or chen(), **how)


def fresh(one):
    return Appointment.objects.get(pk=one.pk)


def test_a_clinicians_wish_is_a_draft_that_changes_nothing(cedar):
    doctor = f.actor(cedar, "clinician", provider="chen")
    made = away.ask_for_time_away(doctor, chen(), first_on=f.day(), last_on=f.day(), note="A course")
    assert (made.state, Policy.objects.count()) == ("draft", 1)
    task = Task.objects.get()
    assert (task.kind, task.what) == ("away", CHEN.format(day=f.day()))


def test_a_clinician_asks_only_for_themselves_and_decides_nothing(cedar):
    doctor = f.actor(cedar, "clinician", provider="lee")
    with pytest.raises(NotAllowed):
        away.ask_for_time_away(doctor, chen(), first_on=f.day(), last_on=f.day())
    made = away.ask_for_time_away(
        doctor,
        Provider.objects.select_related("practice").get(code="lee"),
        first_on=f.day(),
        last_on=f.day(),
    )
    with pytest.raises(NotAllowed):
        away.decide_time_away(doctor, made, yes=True)
    assert not queries.visible(f.actor(cedar, "clinician", provider="chen"))


def test_decided_it_is_a_sentence_of_the_published_rules(cedar):
    ill(cedar, from_minute=780)
    assert published().version == 2
    text = f"Dr. Chen is away on {f.day()} from 13:00 to 24:00."
    assert text in [entry.text for entry in file_of(published()).setup.book.entries]
    assert Policy.objects.get(state="published").text.startswith(f.CEDAR[:200])


def test_a_no_needs_a_reason_and_leaves_the_rules_alone(cedar):
    doctor, maria = f.actor(cedar, "clinician", provider="chen"), f.actor(cedar, "scheduler")
    made = away.ask_for_time_away(doctor, chen(), first_on=f.day(), last_on=f.day())
    with pytest.raises(Exception, match="Say why"):
        away.decide_time_away(maria, made, yes=False)
    assert away.decide_time_away(maria, made, yes=False, reason="Two are away already").state == "declined"
    assert (Policy.objects.count(), Task.objects.filter(state="open").count()) == (1, 0)


@pytest.mark.parametrize(("first", "last"), [(7, 6), (-3, -1)])
def test_dates_that_make_no_sense_are_refused(cedar, first, last):
    with pytest.raises(away.WrongDates):
        away.at_once(
            f.actor(cedar, "scheduler"),
            chen(),
            first_on=f.day(first),
            last_on=f.day(last),
            from_minute=0,
            to_minute=1440,
            note="",
        )


def test_whom_it_affects_by_the_hours_of_the_day(cedar):
    early, late = book(cedar, "08:00"), book(cedar, "11:00")
    made = ill(cedar, from_minute=10 * 60)
    assert [one.pk for one in queries.affected(made)] == [late.pk]
    assert {task.thing_id for task in Task.objects.filter(kind="broken", state="open")} == {late.pk}
    assert early.pk


# Proposals --------------------------------------------------------------------------------------------------


def test_all_who_are_affected_are_proposed_different_times_at_once_and_keep_the_old_until_they_answer(cedar):
    old = [book(cedar, time) for time in ("08:00", "09:00", "10:00")]
    made = ill(cedar)
    maria = f.actor(cedar, "scheduler")
    sent = f.proposed_each(maria, queries.affected(made), reason=away.sentence(made))
    assert sent == 3
    holds = [one.hold for one in Proposal.objects.select_related("hold")]
    assert len({(hold.provider_id, hold.start) for hold in holds}) == 3
    assert {one.state for one in Appointment.objects.filter(pk__in=[o.pk for o in old])} == {"booked"}
    told = Message.objects.filter(template="time-proposed")
    assert told.count() == 3
    assert all("cannot take place" in message.body for message in told)
    assert Task.objects.filter(kind="move", state="open").count() == 3


def test_taking_the_proposed_time_moves_the_appointment_and_settles_everything(cedar):
    one = book(cedar)
    made = ill(cedar)
    f.proposed_each(f.actor(cedar, "scheduler"), queries.affected(made), reason=away.sentence(made))
    proposal = Proposal.objects.get()
    done = proposals.accept(f.themselves(one.patient), proposal)
    one.refresh_from_db()
    assert (done.state, one.state, one.successor_id) == ("accepted", "rescheduled", proposal.hold_id)
    assert not one.reservations.exists()
    assert not Task.objects.filter(state="open", kind__in=("move", "broken")).exists()
    with pytest.raises(HoldGone):
        proposals.accept(f.themselves(one.patient), proposal)


def test_declining_frees_the_held_time_and_leaves_the_old_appointment_and_the_task(cedar):
    one = book(cedar)
    made = ill(cedar)
    f.proposed_each(f.actor(cedar, "scheduler"), queries.affected(made), reason=away.sentence(made))
    proposal = Proposal.objects.get()
    proposals.decline(f.themselves(one.patient), proposal)
    assert not Reservation.objects.filter(appointment=proposal.hold).exists()
    one.refresh_from_db()
    assert one.state == "booked"
    assert Task.objects.filter(kind="move", state="open").exists()


def test_nobody_else_answers_for_a_patient(cedar):
    one = book(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    with pytest.raises(NotAllowed):
        proposals.accept(f.themselves(f.patient(cedar)), Proposal.objects.get())


def test_when_nobody_answers_the_time_goes_and_somebody_calls(cedar):
    one = book(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    Proposal.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    assert proposals.pass_on() == 1
    assert not Reservation.objects.filter(appointment=Proposal.objects.get().hold).exists()
    assert Task.objects.get(kind="move").state == "open"


def test_where_no_time_fits_the_patient_is_asked_to_choose(db):
    practice = f.load_cedar(
        f.CEDAR.replace("at most 90 days", "at most 7 days").replace(
            "[mon, tue, wed, thu, fri, sat, sun]", f"[{f.day():%a}]".lower()
        )
    )
    one = book(practice)
    made = ill(practice)
    ill(practice, Provider.objects.select_related("practice").get(code="lee"), first_on=f.day(0))
    ill(practice, first_on=f.day(0), last_on=f.day(6))
    sent = f.proposed_each(f.actor(practice, "scheduler"), queries.affected(made), reason="away")
    assert sent == 0
    assert Message.objects.filter(template="time-withdrawn").count() == 1
    one.refresh_from_db()
    assert one.state == "booked"


def test_choosing_another_time_answers_the_proposal_when_it_is_confirmed(cedar):
    one = book(cedar)
    proposal = f.proposed(one)
    chosen = f.chosen(one, "11:00")
    proposal.refresh_from_db()
    assert (proposal.hold.state, proposal.state) == ("held", "proposed")
    assert Task.objects.get(kind="move").state == "open"  # until they have confirmed it, somebody sees to it
    actions.confirm(f.themselves(one.patient), chosen)
    assert Proposal.objects.get().state == "passed" and Task.objects.get(kind="move").state == "done"


# The pages --------------------------------------------------------------------------------------------------


def test_the_patients_page_shows_old_and_new_and_takes_an_answer(cedar):
    one = book(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    me = as_patient(cedar, one.patient)
    page = me.get(at(cedar, f"appointments/{one.pk}/")).content.decode()
    assert "We have to move this appointment" in page and "Take this time" in page
    assert "ill" not in page.split("We have to move")[1].split("</section>")[0].replace("will", "")
    said = {"answer": "take", "proposal": one.proposals.get().pk}
    answer = me.post(at(cedar, f"appointments/{one.pk}/proposal/"), said)
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.state == "rescheduled"


def test_a_scheduler_writes_an_illness_down_and_asks_everybody_in_three_presses(cedar):
    book(cedar)
    maria = as_staff(cedar, "scheduler")
    answer = maria.post(
        at(cedar, "console/away/"), {"provider": "chen", "first_on": str(f.day()), "last_on": str(f.day())}
    )
    page = maria.get(answer["Location"]).content.decode()
    assert "1 appointment is affected" in page
    made = TimeAway.objects.get()
    maria.post(at(cedar, f"console/away/{made.pk}/propose/"))
    f.propose_what_waits(cedar)
    assert "Waiting on the patient" in maria.get(answer["Location"]).content.decode()


def page_of(practice, made):
    page = as_staff(practice, "scheduler").get(at(practice, f"console/away/{made.pk}/")).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("first", ["the absence", "the cancellation"])
def test_the_page_keeps_whom_it_moved_by_whichever_way_and_what_came_of_each(cedar, first):
    maria = f.actor(cedar, "scheduler")
    at_times = {"Ann": "08:00", "Bob": "09:00", "Cid": "10:00", "Dot": "11:00", "Eve": "11:30"}
    ann, bob, cid, dot, eve = [book(cedar, time, first_name=name) for name, time in at_times.items()]
    actions.cancel(maria, eve, reason="Booked by mistake")
    if first == "the cancellation":
        actions.cancel(maria, bob, reason="The provider is away")
    made = ill(cedar)
    f.proposed_each(maria, [fresh(ann)], reason=away.sentence(made))
    proposals.accept(f.themselves(ann.patient), Proposal.objects.get())
    if first == "the absence":
        actions.cancel(maria, fresh(bob), reason="The provider is away")
    new = actions.reschedule(maria, fresh(cid), place=f.place("09:00", date=f.day(8)))
    gone = actions.reschedule(maria, fresh(dot), place=f.place("10:00", date=f.day(8)))
    actions.cancel(maria, gone, reason="The patient asked")
    assert [was.patient.first_name for was, _last in queries.moved_by(made)] == ["Ann", "Bob", "Cid", "Dot"]
    said = page_of(cedar, made)
    assert "Still booked then: 0 of 4" in said and "0 appointments" not in said
    shown = said[said.index("Moved or canceled") :]
    assert "Bob" in shown and shown.count("Canceled") == 2 and "Eve" not in shown
    assert f"{new.start.astimezone(f.CHICAGO):%b} {new.start.astimezone(f.CHICAGO).day}" in shown


def test_undone_it_says_that_who_was_moved_or_canceled_stays_so(cedar):
    one, other = book(cedar, "09:00"), book(cedar, "10:00")
    made = ill(cedar)
    actions.cancel(f.actor(cedar, "scheduler"), fresh(one), reason="The provider is away")
    away.take_back(f.actor(cedar, "scheduler"), made, reason="well again")
    said = page_of(cedar, made)
    assert one.patient.name in said and other.patient.name not in said
    assert "moves no appointment any more" not in said and "were canceled by then, and stay so" in said


def test_who_has_their_time_again_was_not_moved_by_it(cedar):
    maria, one = f.actor(cedar, "scheduler"), book(cedar)
    made = ill(cedar)
    correcting.undo(maria, actions.reschedule(maria, fresh(one), place=f.place("09:00", date=f.day(8))))
    assert queries.moved_by(made) == [] and [each.pk for each in queries.affected(made)] == [one.pk]


def test_who_kept_their_time_and_moved_for_another_reason_was_not_moved_by_it(cedar):
    maria, one, other = f.actor(cedar, "scheduler"), book(cedar), book(cedar, "10:00")
    made = ill(cedar)
    tasks.done(maria, Task.objects.get(kind="broken", thing_id=one.pk), outcome="kept", note="Dr. Lee covers")
    for each in (one, other):
        actions.reschedule(
            maria, fresh(each), place=f.place(f"{each.start.astimezone(f.CHICAGO):%H:%M}", date=f.day(8))
        )
    assert [was.pk for was, _last in queries.moved_by(made)] == [other.pk]


def test_undone_it_says_nothing_of_who_moved_after_that(cedar):
    maria, one = f.actor(cedar, "scheduler"), book(cedar)
    made = ill(cedar)
    away.take_back(maria, made, reason="well again")
    actions.reschedule(maria, fresh(one), place=f.place("09:00", date=f.day(8)))
    assert queries.moved_by(TimeAway.objects.get(pk=made.pk)) == []
    assert one.patient.name not in page_of(cedar, made)


def test_the_sentence_about_somebody_whose_name_ends_so_is_not_about_them(db):
    """Lee and Ann Lee are out on one day; a step of each visit is Ann's."""
    cedar = f.load_cedar(f.CEDAR.replace("name: Dr. Lee", "name: Ann Dr. Chen"))
    maria = f.actor(cedar, "scheduler")
    who = f.patient(cedar, established=True)
    there = f.place("09:30", provider="lee", date=f.day(9))
    one = actions.book(maria, who, visit_type=f.visit("follow-up"), place=there, override=True, reason="asked")
    days = {"first_on": f.day(9), "last_on": f.day(9), "from_minute": 0, "to_minute": 1440, "note": "ill"}
    other = away.at_once(maria, chen(), **days)
    ann = away.at_once(maria, Provider.objects.get(code="lee"), **days)
    actions.reschedule(maria, fresh(one), place=f.place("09:30", provider="lee", date=f.day(16)), override=True, reason="asked")  # fmt: skip
    assert [was.pk for was, _last in queries.moved_by(ann)] == [one.pk]
    assert queries.moved_by(other) == []


# The sentence in the file -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\nrules: |\n  One.\n\nend: 2\n", "a: 1\nrules: |\n  One.\n  # why\n  New.\n\nend: 2\n"),
        ("rules: |\n    One.\n    Two.\n", "rules: |\n    One.\n    Two.\n    # why\n    New.\n"),
        ("rules:\n  - One.\n  - Two.\nend: 2\n", "rules:\n  - One.\n  - Two.\n  # why\n  - 'New.'\nend: 2\n"),
        ("a: 1\n", "a: 1\nrules: |\n  # why\n  New.\n"),
        ("rules: []\nend: 2\n", "rules: |\n  # why\n  New.\nend: 2\n"),
    ],
)
def test_a_sentence_is_added_and_nothing_else_of_the_file_changes(before, after):
    assert with_sentence(before, "New.", "why") == after


def test_the_scheduler_sees_who_would_get_which_time_before_anybody_is_told(cedar):
    first, second = book(cedar, "09:00"), book(cedar, "09:30")
    row = ill(cedar)
    maria = as_staff(cedar, "scheduler")
    before = Message.objects.count()
    page = maria.get(at(cedar, f"console/away/{row.pk}/propose/")).content.decode()
    assert first.patient.name in page and second.patient.name in page
    shown = [one.start for one in planned_proposals([first, second])]
    assert None not in shown and len(set(shown)) == 2
    assert Message.objects.count() == before and not Proposal.objects.exists()


def test_only_those_who_stay_selected_are_asked_and_they_get_the_time_that_was_shown(cedar):
    first, second = book(cedar, "09:00"), book(cedar, "09:30")
    row = ill(cedar)
    shown = planned_proposals([first])[0].start
    maria = as_staff(cedar, "scheduler")
    form = {"looked": "1", "pick": [str(first.pk)], f"place-{first.pk}": planned_proposals([first])[0].value}
    maria.post(at(cedar, f"console/away/{row.pk}/propose/"), form)
    f.propose_what_waits(cedar)
    made = Proposal.objects.get()
    assert (made.appointment_id, made.hold.start) == (first.pk, shown)
    assert not second.proposals.exists()


def test_with_nobody_selected_nothing_is_sent_and_that_is_said(cedar):
    book(cedar, "09:00")
    row = ill(cedar)
    page = as_staff(cedar, "scheduler").post(at(cedar, f"console/away/{row.pk}/propose/"), {"looked": "1"}, follow=True)
    assert "Nobody was selected" in page.content.decode() and not Proposal.objects.exists()


def test_the_time_that_was_shown_is_the_one_that_is_sent_or_it_is_shown_again(cedar):
    first, second = book(cedar, "09:00"), book(cedar, "09:30")
    row = ill(cedar)
    shown = {one.appointment.pk: one for one in planned_proposals([first, second])}
    where = shown[first.pk].place
    desk = f.actor(cedar, "front_desk")
    actions.book(desk, f.patient(cedar, established=True), visit_type=first.visit_type, place=where)
    maria, page = as_staff(cedar, "scheduler"), at(cedar, f"console/away/{row.pk}/propose/")
    form = {"looked": "1", "pick": [str(first.pk), str(second.pk)]}
    form |= {f"place-{key}": one.value for key, one in shown.items()}
    maria.post(page, form)
    f.propose_what_waits(cedar)
    answer = maria.get(at(cedar, f"console/away/{row.pk}/")).content.decode()
    assert "not free any more" in answer and first.patient.name in answer.split("not free any more")[1].split("</p>")[0]
    made = Proposal.objects.get()
    assert (made.appointment_id, made.hold.start) == (second.pk, shown[second.pk].start)
    assert not Message.objects.filter(patient=first.patient, template__in=("time-proposed", "time-withdrawn")).exists()


def test_who_was_asked_or_told_is_left_alone_and_that_is_said(cedar):
    first, second = book(cedar, "09:00"), book(cedar, "09:30")
    row = ill(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), first, reason="ill", shown=(None,))
    maria, page = as_staff(cedar, "scheduler"), at(cedar, f"console/away/{row.pk}/propose/")
    shown = maria.get(page).content.decode()
    assert f"pick-{first.pk}" not in shown and f"pick-{second.pk}" in shown
    assert "gets no second message" in shown and first.patient.name in shown
    maria.post(page)
    f.propose_what_waits(cedar)
    assert Message.objects.filter(patient=first.patient, template__startswith="time-").count() == 1


def test_for_whom_no_time_is_kept_any_more_can_be_asked_again_where_somebody_says_so(cedar):
    one = book(cedar, "09:00")
    row = ill(cedar)
    actions.cancel(actions.SYSTEM, f.proposed(one).hold, reason="nobody answered")
    maria, page = as_staff(cedar, "scheduler"), at(cedar, f"console/away/{row.pk}/propose/")
    shown = maria.get(page).content.decode()
    assert "Select them to ask once more" in shown and f'id="pick-{one.pk}">' in shown  # not selected


def test_here_after_all_is_told_to_those_alone_who_were_told_and_they_are_affected_no_longer(cedar):
    first, second = book(cedar, "09:00"), book(cedar, "09:30")
    row = ill(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), first, reason="ill")
    Message.objects.update(state="sent")
    maria = as_staff(cedar, "scheduler")
    one = at(cedar, f"console/away/{row.pk}/")
    page = maria.get(one).content.decode()
    assert "gets a message that the appointment stays" in page
    said = page.split("gets a message that the appointment stays")[1].split("</p>")[0]
    assert first.patient.name in said and second.patient.name not in said
    before = set(Message.objects.values_list("pk", flat=True))
    away.take_back(f.actor(cedar, "scheduler"), row, reason="well again")
    after = Message.objects.exclude(pk__in=before)
    assert [(one.template, one.patient_id) for one in after] == [("time-stays", first.patient_id)]
    text = maria.get(one).content.decode()
    assert "moves no appointment any more" in text and "affected" not in text
    assert not Task.objects.filter(kind__in=("move", "broken"), state="open").exists()


def test_who_answered_on_the_page_knows_of_it_though_no_message_has_left(cedar):
    one = book(cedar, "09:00")
    row = ill(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    proposals.decline(f.themselves(one.patient), Proposal.objects.get())
    Message.objects.update(state="withdrawn")
    away.take_back(f.actor(cedar, "scheduler"), row, reason="well again")
    assert Message.objects.get(template="time-stays").patient == one.patient


def test_who_moved_and_has_the_old_time_again_is_not_said_to_have_another(cedar):
    first, second = book(cedar, "09:00"), book(cedar, "09:30")
    row = ill(cedar)
    for one in (first, second):
        proposals.propose(f.actor(cedar, "scheduler"), one, reason=away.sentence(row))
        proposals.accept(f.themselves(one.patient), Proposal.objects.get(appointment=one))
    away.take_back(f.actor(cedar, "scheduler"), row, reason="well again")
    first.refresh_from_db()
    old = Place("chen", "downtown", first.start)
    actions.reschedule(f.actor(cedar, "scheduler"), first.successor, place=old, reason="wants the old time")
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/away/{row.pk}/")).content.decode()
    assert second.patient.name in page and first.patient.name not in page


def test_a_time_kept_instead_of_a_visit_counts_as_that_visit(db):
    practice = f.load_cedar(f.CEDAR + "  At most 2 upcoming visits per patient.\n")
    who = f.patient(practice, established=True)
    desk, maria = f.actor(practice, "front_desk"), f.actor(practice, "scheduler")
    mine = [
        actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00", "chen", f.day(n)))
        for n in (7, 9)
    ]
    sent = f.proposed_each(maria, mine, reason="ill")
    assert sent == 2
    me = as_patient(practice, who)
    assert 'name="time"' in me.get(at(practice, f"appointments/{mine[1].pk}/move/")).content.decode()


def test_who_wrote_it_down_and_what_the_patient_did_is_said(cedar):
    one = book(cedar)
    row = ill(cedar)
    assert row.asked_by == "Some scheduler" and row.decided_by == "Some scheduler"
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    proposals.accept(f.themselves(one.patient), Proposal.objects.get())
    one.refresh_from_db()
    assert one.reason == "accepted the time that the practice proposed"


def test_a_move_to_where_it_is_is_refused_in_words_and_changes_nothing(cedar):
    one = book(cedar)
    before = Message.objects.count()
    with pytest.raises(SameTime, match="has this time already"):
        actions.reschedule(f.actor(cedar, "front_desk"), one, place=f.place("09:00"), reason="x")
    assert (Appointment.objects.count(), Message.objects.count()) == (1, before)


def test_rows_about_a_time_say_which(cedar):
    one = book(cedar)
    ill(cedar)
    page = as_staff(cedar, "scheduler").get(at(cedar, "console/exceptions/")).content.decode()
    assert f"Dr. Chen, Downtown · {one.visit_type.list_name}" in page


def test_a_clinicians_own_day_says_that_they_are_away_and_who_must_move(cedar):
    one = book(cedar)
    ill(cedar)
    doctor = as_staff(cedar, "clinician", provider="chen")
    address = at(cedar, f"console/mine/?date={f.day()}")
    assert out_words(CHEN.format(day=f.day())) in doctor.get(address).content.decode()
    assert "Must move" in doctor.get(address).content.decode(), "it lies in the time away, whoever has been asked"
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    assert "Must move" in doctor.get(address).content.decode()


def test_a_proposal_to_the_very_time_that_the_visit_has_is_refused_with_a_sentence(cedar):
    one, desk = book(cedar), as_staff(cedar, "scheduler")
    made = away.at_once(f.actor(cedar, "scheduler"), Provider.objects.get(code="chen"), first_on=f.day(), last_on=f.day(), from_minute=0, to_minute=24 * 60, note="ill")  # fmt: skip
    own = f"chen|downtown|{one.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    form = {"looked": "1", "pick": str(one.pk), f"place-{one.pk}": own}
    page = desk.post(at(cedar, f"console/away/{made.pk}/propose/"), form, follow=True).content.decode()
    assert "The appointment has this time already. Nothing was changed" in page
    f.propose_what_waits(cedar)
    assert not Message.objects.filter(template__startswith="time-").exists() and not Proposal.objects.exists()


def test_a_patient_who_says_yes_on_the_telephone_is_moved_to_the_time_that_is_kept_for_them(cedar):
    """It is theirs: it stands in nobody's way, not even their own, wherever staff look for a time."""
    one = book(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    hold = Proposal.objects.get().hold
    kept = f"{hold.provider.code}|{hold.location.code}|{hold.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    maria, url = as_staff(cedar, "scheduler"), at(cedar, f"console/appointments/{one.pk}/move/")
    page = maria.get(f"{url}?date={hold.start.astimezone(f.CHICAGO):%Y-%m-%d}").content.decode()
    assert f'value="{kept}"' in page
    place = Place(hold.provider.code, hold.location.code, hold.start)
    assert places.verdict(places.Placement(one.visit_type, one.patient, one), place) == []
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    answer = maria.post(url, {"time": kept, "key": key, "version": Appointment.objects.get(pk=one.pk).version})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.state, one.successor.start, one.successor.provider) == ("rescheduled", hold.start, hold.provider)
    assert not Appointment.objects.filter(state="held").exists()
    assert Task.objects.filter(kind="move", state="open").count() == 0


def test_of_who_could_be_told_nothing_no_answer_is_expected(cedar):
    """They are called: wherever staff look, it says so, and never that they have not answered."""
    told, silent = book(cedar), book(cedar, "10:00", email="", phone="")
    made = ill(cedar)
    maria = as_staff(cedar, "scheduler")
    f.proposed_each(f.actor(cedar, "scheduler"), queries.affected(made), reason=away.sentence(made))
    page = maria.get(at(cedar, f"console/away/{made.pk}/")).content.decode()
    assert page.count("Waiting on the patient") == 1 and page.count("Could not be told: call") == 1
    for one, words in ((told, "has not answered yet"), (silent, "could not be told: call them")):
        page = maria.get(at(cedar, f"console/appointments/{one.pk}/")).content.decode()
        assert words in page and "Must move" in page


def test_what_must_change_comes_first_on_the_patients_home(cedar):
    who = f.patient(cedar, established=True)
    desk = f.actor(cedar, "scheduler")
    sooner = actions.book(desk, who, visit_type=f.visit("procedure"), place=f.place("09:00", "lee", date=f.day(3)))
    later = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("10:00"))
    proposals.propose(desk, later, reason="ill")
    page = as_patient(cedar, who).get(at(cedar, "home/")).content.decode()
    assert page.index(str(later.pk)) < page.index(str(sooner.pk))
