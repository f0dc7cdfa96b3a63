"""What goes wrong is put before somebody, once, and is over when it is."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM, NotAllowed
from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.day.exceptions.queries import Broken, Judge, broken_by, rules_against
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.intake.tasks import queries
from frontdesk.messaging import actions as messaging
from frontdesk.messaging.models import Message
from frontdesk.practice.file import read
from tests import factory as f
from tests.web_client import as_staff, at


def book(practice, time="09:00", provider="chen", who=None, **more):
    who = who or f.patient(practice, established=True)
    desk = f.actor(practice, "front_desk")
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time, provider), **more)


def open_kinds():
    return sorted(Task.objects.filter(state="open").values_list("kind", flat=True))


def test_a_no_show_is_to_be_called(cedar):
    one = f.its_time(book(cedar))
    actions.no_show(f.actor(cedar, "front_desk"), one)
    task = Task.objects.get()
    assert (task.kind, task.thing_id, task.patient_id, task.owner) == ("no_show", one.pk, one.patient_id, None)
    assert task.due_at > now()


def test_a_freed_time_is_to_be_filled_and_is_when_somebody_takes_it(cedar):
    one = book(cedar)
    actions.cancel(f.actor(cedar, "front_desk"), one, reason="ill")
    assert open_kinds() == ["refill"]
    book(cedar)
    assert open_kinds() == []
    assert Task.objects.get().outcome == "filled"


def test_a_time_that_has_passed_is_no_longer_to_be_filled(cedar):
    one = book(cedar)
    actions.cancel(f.actor(cedar, "front_desk"), one, reason="ill")
    Appointment.objects.filter(pk=one.pk).update(start=now() - dt.timedelta(hours=2), end=now())
    open_exception_tasks()
    assert open_kinds() == []


def test_a_patients_hold_that_nobody_confirmed_is_asked_about_until_they_book(cedar):
    who = f.patient(cedar, established=True)
    hold = actions.hold(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(), channel="online"
    )
    Appointment.objects.filter(pk=hold.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
    actions.expire_holds()
    assert open_kinds() == ["hold"]
    book(cedar, "10:00", who=who)
    assert open_kinds() == []


def test_a_message_that_did_not_arrive_comes_up_once_until_it_is_dealt_with(cedar):
    book(cedar)
    message = Message.objects.get()
    Message.objects.update(state="failed", error="no such mailbox")
    assert (open_exception_tasks(), open_exception_tasks()) == (1, 0)
    assert Task.objects.get().what == "no such mailbox"
    messaging.settle(f.actor(cedar, "front_desk"), message)
    open_exception_tasks()
    assert open_kinds() == []


def test_a_new_record_that_is_likely_somebody_we_know_comes_up_once(cedar):
    f.patient(cedar, first_name="Rosa", last_name="Diaz")
    f.patient(cedar, first_name="Rosa", last_name="Diaz")
    f.patient(cedar, first_name="Nobody", last_name="Else", birth_date=dt.date(1999, 1, 1))
    open_exception_tasks()
    assert open_kinds() == ["duplicate"]  # one question; either page leads to the other
    for task in Task.objects.all():
        tasks.done(f.actor(cedar, "front_desk"), task, outcome="two_people")
    open_exception_tasks()
    assert open_kinds() == []


# What a changed rule breaks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Chen is away on {day}.",
        "Downtown is closed on {day} from 08:30 to 09:30.",
        "Dr. Chen does not offer follow-up visits.",
        "Follow-up visits need a procedure room.",
    ],
)
def test_an_appointment_that_a_changed_rule_breaks_comes_up_with_the_sentence(cedar, sentence):
    sentence = sentence.format(day=f.day())
    if "procedure room" in sentence:
        rule = f.CEDAR.replace(
            "{id: proc-1, kind: procedure room}", "{id: exam-9, kind: exam room}, {id: proc-9, kind: procedure room}"
        )
        book(cedar)
        other = book(cedar, provider="lee")
        f.load_cedar(rule + f"  {sentence}\n")
        assert not rules_against(other)  # one room is free for each by itself
        return
    one = book(cedar)
    assert open_exception_tasks() == 0
    f.load_cedar(f.CEDAR + f"  {sentence}\n")
    open_exception_tasks()
    task = Task.objects.get(kind="broken")
    assert (task.thing_id, task.what) == (one.pk, sentence)
    assert task.due_at <= one.start


def test_a_rule_that_goes_again_takes_the_exception_with_it(cedar):
    book(cedar)
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n")
    open_exception_tasks()
    f.load_cedar(f.CEDAR + "  # as it was\n")
    open_exception_tasks()
    assert open_kinds() == []


def test_what_was_agreed_once_stays_agreed(cedar):
    """Lead times, caps and approval speak of booking, not of what is booked; an override was decided by a person."""
    book(cedar)
    book(cedar, "10:00", override=False)
    maria = f.actor(cedar, "scheduler")
    who = f.patient(cedar, established=True)
    actions.book(maria, who, visit_type=f.visit("follow-up"), place=f.place("13:00"), override=True, reason="only then")
    f.load_cedar(
        f.CEDAR
        + "  Book visits at least 60 days ahead.\n  At most 0 follow-up visits per day with Dr. Chen.\n  Visits need approval.\n"
    )
    open_exception_tasks()
    assert open_kinds() == []


def test_a_provider_or_visit_type_that_is_gone_breaks_what_is_booked_with_it(cedar):
    book(cedar)
    f.load_cedar(f.CEDAR.replace("id: chen", "id: lopez").replace("Dr. Chen", "Dr. Lopez"))
    open_exception_tasks()
    assert Task.objects.get(kind="broken").what == "Dr. Chen is no longer at Downtown"


def test_what_a_draft_would_break_is_found_without_looking_at_everything(cedar, django_assert_max_num_queries):
    hurt = book(cedar)
    for time in ("09:30", "10:00", "10:30"):
        book(cedar, time, provider="lee")
    away = read(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n").setup
    with django_assert_max_num_queries(5):
        broken = broken_by(away)
    assert [one.pk for one, _reasons in broken.appointments] == [hurt.pk]
    assert (broken.looked_at, broken.of) == (1, 1), "Dr. Lee's are not even read"
    longer = f.CEDAR.replace("Book visits at most 90 days", "Book visits at most 80 days")
    with django_assert_max_num_queries(1):
        assert broken_by(read(longer).setup) == Broken()


def test_rooms_are_read_once_a_day_however_many_appointments_need_one(cedar, django_assert_max_num_queries):
    for minute in range(0, 180, 30):
        book(cedar, f"{9 + minute // 60:02}:{minute % 60:02}")
        book(cedar, f"{9 + minute // 60:02}:{minute % 60:02}", provider="lee")
    one_room = read(f.CEDAR + "  Follow-up visits need a procedure room.\n").setup
    with django_assert_max_num_queries(12):
        broken = broken_by(one_room)
    assert broken.looked_at == 12 and broken.appointments == [], "nobody has the room yet: each would fit by itself"


def test_it_is_said_how_many_were_not_looked_at(cedar, monkeypatch):
    monkeypatch.setattr("frontdesk.day.exceptions.queries.MOST", 2)
    for time in ("09:00", "09:30", "10:00"):
        book(cedar, time)
    broken = broken_by(read(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n").setup)
    assert (len(broken.appointments), broken.looked_at, broken.of) == (2, 2, 3)


def test_after_a_change_only_what_it_touches_is_looked_at_again(cedar, monkeypatch):
    """However many are booked: nobody waits for the round to come to the one that is broken."""
    looked: list[object] = []
    judged = Judge.against
    monkeypatch.setattr(Judge, "against", lambda judge, one: looked.append(one.pk) or judged(judge, one))
    hurt, _other = book(cedar), book(cedar, provider="lee")
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n")
    open_exception_tasks()
    assert looked == [hurt.pk]
    assert set(Appointment.objects.values_list("checked__version", flat=True)) == {2}
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n  Visits need approval.\n")
    open_exception_tasks()
    assert looked == [hurt.pk] and open_kinds() == ["broken"], "still to be dealt with"


# People and tasks -------------------------------------------------------------------------------------------


def test_each_task_gets_an_owner_an_outcome_and_an_audit_entry(cedar):
    from frontdesk.audit.models import Entry

    actions.no_show(f.actor(cedar, "front_desk"), f.its_time(book(cedar)))
    task, dana = Task.objects.get(), f.actor(cedar, "front_desk")
    task = tasks.take(dana, task, version=task.version)
    assert task.owner_id == dana.id
    with pytest.raises(Exception, match="changed this"):
        tasks.take(f.actor(cedar, "front_desk"), task, version=1)
    task = tasks.done(dana, task, outcome="booked_again")
    assert (task.state, task.done_by) == ("done", dana.name)
    said = Entry.objects.filter(thing_kind="task").order_by("number")
    assert list(said.values_list("action", flat=True)) == ["task.take", "task.done"]


def test_who_sees_which_tasks(cedar):
    tasks.open_task("away", f.patient(cedar), due_at=now())
    assert "away" in queries.kinds_for(f.actor(cedar, "scheduler"))
    assert "away" not in queries.kinds_for(f.actor(cedar, "front_desk"))
    assert not queries.open_tasks(f.actor(cedar, "front_desk"))
    for role in ("billing", "admin"):
        with pytest.raises(NotAllowed):
            queries.open_tasks(f.actor(cedar, role))
    tasks.open_task("message", f.patient(cedar), due_at=now())
    for role in ("manager", "clinician"):
        who = f.actor(cedar, role)
        assert not queries.open_tasks(who) and not any(count for _kind, count, _late in queries.counts(who))
        assert queries.by_id(who, Task.objects.get(kind="message").pk) is None


def test_the_page_has_one_button_for_the_next_step_and_a_way_to_be_done(cedar):
    one = f.its_time(book(cedar))
    actions.no_show(f.actor(cedar, "front_desk"), one)
    desk = as_staff(cedar, "front_desk")
    page = desk.get(at(cedar, "console/exceptions/")).content.decode()
    assert at(cedar, f"console/book/{one.patient_id}/") in page and "Call and book again" in page
    task = Task.objects.get()
    url = at(cedar, f"console/exceptions/{task.pk}/done/")
    desk.post(url, {"outcome": "not_reached", "again": "1d", "version": task.version})
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("open", "not_reached")
    assert task.due_at > now() + dt.timedelta(hours=23)
    desk.post(url, {"outcome": "booked_again", "version": task.version})
    task.refresh_from_db()
    assert task.state == "done"
    assert SYSTEM.kind == "system"


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_came_of_it_is_sent_and_kept_as_a_code_in_whatever_language_the_page_is(cedar, language):
    one = f.its_time(book(cedar))
    actions.no_show(f.actor(cedar, "front_desk"), one)
    desk = as_staff(cedar, "front_desk")
    desk.cookies["frontdesk_language"] = language
    page = at(cedar, "console/exceptions/")
    assert f'<option value="not_coming">{ {"en": "Does not want to come", "es": "No quiere venir"}[language] }' in desk.get(page).content.decode()  # fmt: skip
    task = Task.objects.get()
    for said in ("No quiere venir", "Does not want to come", "merged"):  # words, or what came of something else
        desk.post(f"{page}{task.pk}/done/", {"outcome": said, "version": task.version})
        task.refresh_from_db()
        assert (task.state, task.outcome) == ("open", "")
    desk.post(f"{page}{task.pk}/done/", {"outcome": "not_coming", "again": "1d", "version": task.version})
    task.refresh_from_db()
    assert task.outcome == "not_coming"
    assert {"en": "tried: Does not want to come", "es": "No quiere venir"}[language] in desk.get(page).content.decode()
