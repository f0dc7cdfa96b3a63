"""What is due next: ordered, invited in time, booked by a link that books nothing else."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Recall
from frontdesk.day.correcting import actions as correcting
from frontdesk.imports.faults import Faults
from frontdesk.intake import actions as intake
from frontdesk.intake.patients import newcomer
from frontdesk.intake.states import IllegalTransition
from frontdesk.messaging import dates
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions, importing, queries
from frontdesk.records.deaths import actions as deaths
from tests import factory as f
from tests.web_client import as_staff, at


def order(practice, days: int = 30, who=None, **more) -> Recall:
    return actions.order(
        f.actor(practice, "clinician", provider="chen"),
        who or f.patient(practice, established=True),
        visit_type=f.visit("follow-up"),
        due_on=f.day(days),
        **more,
    )


def invited(practice, days: int = 14, **more) -> tuple[Recall, str]:
    """A recall and the path of its link."""
    recall = actions.invite(f.actor(practice, "front_desk"), order(practice, days, **more))
    return recall, re.search(r"/due/[\w-]+/", Message.objects.get(thing_id=recall.pk).body)[0]


@pytest.mark.parametrize(
    ("days", "told", "since", "due"),
    [
        (60, 0, None, False),  # too early
        (28, 0, None, True),  # four weeks ahead
        (10, 1, 13, False),  # told a short while ago
        (10, 1, 14, True),
        (10, 4, 20, False),  # told often enough: a person calls
        (-15, 0, None, False),  # the window is over: a worklist, not a message
        (-14, 0, None, True),
    ],
)
def test_patients_are_invited_in_time_and_reminded_not_too_often(cedar, days, told, since, due):
    recall = order(cedar, days)
    Recall.objects.update(told=told, told_at=now() - dt.timedelta(days=since) if since else None)
    assert (recall in queries.to_tell(cedar)) is due


def test_the_link_books_that_visit_in_its_window_and_tells_who_follows_it_nothing_else(cedar):
    recall, path = invited(cedar, give_days=3)
    client = Client()
    page = client.get(at(cedar, path[1:]))
    assert page.status_code == 200
    times = re.findall(r'name="time" value="([^"]+)"', page.content.decode())
    window = [recall.opens_on, recall.closes_on]
    assert times
    assert all(window[0] <= dt.date.fromisoformat(one.split("|")[2][:10]) <= window[1] for one in times)
    assert client.post(at(cedar, path[1:]), {"time": times[0]}).status_code == 302
    assert Recall.objects.get().state == "invited"  # a time is only kept; a GET books nothing
    client.get(at(cedar, f"{path[1:]}confirm/"))
    held = Appointment.objects.get()
    assert held.state == "held"
    booked = client.post(at(cedar, f"{path[1:]}confirm/"), {"hold": held.pk})
    assert "Your appointment" in booked.content.decode()
    recall.refresh_from_db()
    assert (recall.state, recall.appointment.state) == ("booked", "booked")
    assert client.get(at(cedar, "home/")).status_code == 302  # nobody is signed in by it
    assert client.get(at(cedar, path[1:])).status_code == 404  # and it works no more


@pytest.mark.parametrize("offset", [-10, 10])
def test_the_link_books_no_time_outside_of_its_window(cedar, offset):
    _, path = invited(cedar, 20, give_days=3)
    moment = f.place("09:00", date=f.day(20 + offset)).start.astimezone(dt.UTC)
    response = Client().post(at(cedar, path[1:]), {"time": f"chen|downtown|{moment:%Y-%m-%dT%H:%MZ}"})
    assert response.status_code == 409
    assert not Appointment.objects.exists()


def test_nor_with_somebody_else_than_was_ordered(cedar):
    from frontdesk.practice.models import Provider

    _, path = invited(cedar, 20, give_days=3, provider=Provider.objects.get(code="chen"))
    page = Client().get(at(cedar, path[1:])).content.decode()
    assert "Dr. Chen" in page and "lee|downtown" not in page
    moment = f.place("09:00", date=f.day(20)).start.astimezone(dt.UTC)
    assert Client().post(at(cedar, path[1:]), {"time": f"lee|downtown|{moment:%Y-%m-%dT%H:%MZ}"}).status_code == 409


def test_a_newer_link_ends_the_older(cedar):
    recall, path = invited(cedar)
    actions.invite(f.actor(cedar, "front_desk"), recall)
    assert Client().get(at(cedar, path[1:])).status_code == 404


def test_the_link_is_stored_as_a_hash_alone(cedar):
    _, path = invited(cedar)
    token = path.split("/")[2]
    assert len(token) >= 32 and token not in str(Recall.objects.values().get())


def test_any_booking_of_that_visit_closes_it_and_cancelling_opens_it_again(cedar):
    recall = order(cedar, 10)
    made = booking.book(
        f.actor(cedar, "front_desk"), recall.patient, visit_type=recall.visit_type, place=f.place(date=f.day(12))
    )
    recall.refresh_from_db()
    assert (recall.state, recall.appointment_id) == ("booked", made.pk)
    booking.cancel(f.actor(cedar, "front_desk"), made, reason="The patient asked")
    recall.refresh_from_db()
    assert (recall.state, recall.appointment_id) == (
        "planned",
        made.pk,
    )  # due still; it was this one, should that be taken back


def test_a_refusal_closes_it_by_a_press_and_never_by_opening_the_link(cedar):
    recall, path = invited(cedar)
    assert Client().get(at(cedar, f"{path[1:]}refuse/")).status_code == 405
    Client().post(at(cedar, f"{path[1:]}refuse/"))
    recall.refresh_from_db()
    assert recall.state == "refused"
    with pytest.raises(IllegalTransition):
        actions.invite(f.actor(cedar, "front_desk"), recall)


def test_a_death_closes_everything(cedar):
    recall, _ = invited(cedar)
    deaths.deceased(f.actor(cedar, "front_desk"), recall.patient, on=f.day(-1))
    recall.refresh_from_db()
    assert recall.state == "closed"
    assert Message.objects.get(thing_id=recall.pk).state == "withdrawn"


def test_overdue_ones_are_a_worklist(cedar):
    late, now_, later = order(cedar, -30), order(cedar, 5), order(cedar, 90)
    desk = f.actor(cedar, "front_desk")
    found = {which: list(queries.worklist(desk, cedar, which)) for which in ("overdue", "due", "planned")}
    assert found == {"overdue": [late], "due": [now_], "planned": [later]}


def test_a_clinician_orders_for_those_whom_they_see_and_for_nobody_else(cedar):
    mine, other = f.patient(cedar), f.patient(cedar)
    booking.book(f.actor(cedar, "front_desk"), mine, visit_type=f.visit("procedure"), place=f.place())
    doctor = as_staff(cedar, "clinician", provider="chen")
    assert doctor.get(at(cedar, f"console/patients/{mine.pk}/recall/")).status_code == 200
    assert doctor.get(at(cedar, f"console/patients/{other.pk}/recall/")).status_code == 404
    form = {"visit_type": f.visit("follow-up").pk, "amount": "3", "unit": "months", "give_days": "14"}
    assert doctor.post(at(cedar, f"console/patients/{mine.pk}/recall/"), form).status_code == 302
    assert Recall.objects.get().due_on == importing.later(f.day(0), 3, "months")


@pytest.mark.parametrize(
    ("day", "amount", "unit", "expected"),
    [
        ("2026-11-30", 3, "months", "2027-02-28"),
        ("2027-11-30", 3, "months", "2028-02-29"),
        ("2026-01-31", 1, "months", "2026-02-28"),
        ("2026-12-01", 2, "weeks", "2026-12-15"),
        ("2028-02-29", 12, "months", "2029-02-28"),
    ],
)
def test_months_end_where_months_end(day, amount, unit, expected):
    assert str(importing.later(dt.date.fromisoformat(day), amount, unit)) == expected


# From a file ------------------------------------------------------------------------------------------------

HEAD = "key,first name,last name,birth date,visit,provider,due,give or take days,note\n"


def line(who, key="E-1", due="2027-03-01", visit="follow-up", provider="chen", give="10") -> str:
    return f"{key},{who.first_name},{who.last_name},{who.birth_date},{visit},{provider},{due},{give},Check\n"


def test_a_file_is_loaded_whole_and_the_second_time_makes_nothing(cedar):
    who, desk = f.patient(cedar), f.actor(cedar, "front_desk")
    text = (HEAD + line(who) + line(who, "E-2", "2027-06-01")).encode()
    assert importing.load(desk, text) == importing.Loaded(2, 0)
    assert importing.load(desk, text) == importing.Loaded(0, 2)
    assert Recall.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"due": "2027-02-30"}, "line 2: 'due' must be a date that exists, such as 2027-03-01, not '2027-02-30'"),
        ({"visit": "folow-up"}, "line 2: no visit type 'folow-up'; there are follow-up, new-patient, procedure"),
        ({"provider": "nobody"}, "line 2: no provider 'nobody'; there are chen, lee"),
        ({"give": "many"}, "line 2: 'give or take days' must be a whole number up to 180, not 'many'"),
        ({"key": ""}, "line 2: 'key' is empty"),
    ],
)
def test_a_file_with_a_fault_is_refused_whole_with_line_and_reason(cedar, change, complaint):
    who, desk = f.patient(cedar), f.actor(cedar, "front_desk")
    with pytest.raises(importing.Faults) as faults:
        importing.load(desk, (HEAD + line(who, **change) + line(who, "E-9")).encode())
    assert faults.value.lines == [complaint]
    assert not Recall.objects.exists()


def test_a_key_that_stood_for_another_patient_is_refused_at_its_line(cedar):
    desk, who, other = f.actor(cedar, "front_desk"), f.patient(cedar), f.patient(cedar, last_name="Other")
    importing.load(desk, (HEAD + line(who)).encode())
    with pytest.raises(importing.Faults) as faults:
        importing.load(desk, (HEAD + line(who, "E-2") + line(other)).encode())
    assert faults.value.lines == ["line 3: the key 'E-1' was loaded before for another patient"]
    assert Recall.objects.count() == 1


def test_a_list_as_a_system_writes_it_is_read(cedar):
    who, desk = f.patient(cedar), f.actor(cedar, "front_desk")
    born = f"{who.birth_date:%-m/%-d/%Y} 0:00"
    text = f"Recall ID;FName;LNAME;DOB;Visit Type;Due Date\r\nE-1;{who.first_name};{who.last_name};{born};Follow-up visit;3/1/2027\r\n;;;;;\r\n"
    assert importing.load(desk, text.encode("utf-16")) == importing.Loaded(1, 0)
    assert Recall.objects.get().due_on == dt.date(2027, 3, 1)


def test_a_date_due_that_nobody_can_mean_is_refused(cedar):
    with pytest.raises(importing.Faults, match="line 2: 'due' must be within ten years of today, not '9999-12-31'"):
        importing.load(f.actor(cedar, "front_desk"), (HEAD + line(f.patient(cedar), due="9999-12-31")).encode())


def test_a_patient_who_is_not_one_and_the_same_is_refused(cedar):
    desk = f.actor(cedar, "front_desk")
    who = f.patient(cedar, last_name="Twin")
    f.patient(cedar, last_name="Twin")
    with pytest.raises(importing.Faults, match="more than one patient"):
        importing.load(desk, (HEAD + line(who)).encode())
    with pytest.raises(importing.Faults, match="no column 'due'"):
        importing.load(desk, b"key,first name,last name,birth date,visit\n")


# Each end has its consequence -----------------------------------------------------------------------------------


def booked_for(cedar, recall):
    made = booking.book(
        f.actor(cedar, "front_desk"), recall.patient, visit_type=recall.visit_type, place=f.place(date=f.day(12))
    )
    recall.refresh_from_db()
    assert recall.state == "booked"
    return made


def test_who_missed_the_visit_is_due_again(cedar):
    recall = order(cedar, 10)
    made = booked_for(cedar, recall)
    booking.no_show(f.actor(cedar, "front_desk"), f.its_time(made))
    recall.refresh_from_db()
    assert (recall.state, recall.told) == ("planned", 0)


def test_who_found_another_clinic_is_not_invited_again(cedar):
    recall = order(cedar, 10)
    made = booked_for(cedar, recall)
    booking.cancel(f.themselves(made.patient), made, reason="I found another clinic")
    recall.refresh_from_db()
    assert (recall.state, queries.to_tell(cedar)) == ("refused", [])


@pytest.mark.parametrize("reason", ["I found another clinic", "pressed by mistake"])
def test_the_very_visit_that_was_due_is_booked_again_when_its_cancellation_is_taken_back(cedar, reason):
    desk, who = f.actor(cedar, "scheduler"), f.patient(cedar, established=True)
    later = order(cedar, 30, who)
    made = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00", date=f.day(28)))
    later.refresh_from_db()
    sooner = order(cedar, 29, who)
    before = states(later, sooner)
    booking.cancel(desk, made, reason=reason)
    assert states(later, sooner) != before
    correcting.undo(desk, made)
    assert states(later, sooner) == before == [("booked", made.pk), ("planned", None)]


def states(*recalls):
    return [Recall.objects.values_list("state", "appointment").get(pk=one.pk) for one in recalls]


def test_a_visit_that_is_ordered_while_one_is_booked_is_that_one(cedar):
    who = f.patient(cedar, established=True)
    made = booking.book(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(date=f.day(9))
    )
    recall = actions.order(f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), due_on=f.day(10))
    assert (recall.state, recall.appointment_id, queries.to_tell(cedar)) == ("booked", made.pk, [])


def test_nobody_waits_past_their_last_day(cedar):
    from frontdesk.booking.models import WaitlistEntry
    from frontdesk.outreach.waitlist import actions as waitlist

    who = f.patient(cedar, established=True)
    for visit, last in (("follow-up", f.day(-1)), ("procedure", f.day(0))):
        waitlist.join(f.actor(cedar, "front_desk"), who, visit_type=f.visit(visit), first_on=f.day(-9), last_on=last)
    assert waitlist.close_what_is_over() == 1
    assert sorted(WaitlistEntry.objects.values_list("state", flat=True)) == ["closed", "waiting"]


def test_nobody_waits_for_something_earlier_than_a_visit_that_has_begun_though_nobody_has_marked_it(cedar, desk):
    from frontdesk.booking.models import WaitlistEntry
    from frontdesk.outreach.waitlist import actions as waitlist

    over, to_come = f.booked(cedar), f.booked(cedar, "10:00")
    for one in (over, to_come):
        waitlist.join(desk, one.patient, visit_type=one.visit_type, first_on=f.day(0), appointment=one)
    assert waitlist.close_what_is_over() == 0
    f.its_time(over)
    assert waitlist.close_what_is_over() == 1
    entry = WaitlistEntry.objects.get(patient=over.patient)
    assert (entry.state, entry.reason) == ("closed", waitlist.OVER)
    waitlist.join(desk, over.patient, visit_type=over.visit_type, first_on=f.day(0))


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_overdue_visit_is_invited_to_now_and_to_no_day_that_is_over(cedar, language):
    recall = order(cedar, -30, who=f.patient(cedar, established=True, language=language))
    actions.invite(f.actor(cedar, "front_desk"), recall)
    told = Message.objects.get(thing_id=recall.pk)
    over = [dates.day(one, language) for one in (recall.opens_on, recall.due_on, recall.closes_on)]
    assert told.template == "recall-overdue" and not any(day in told.body for day in over)
    client, path = Client(), at(cedar, re.search(r"/due/[\w-]+/", told.body)[0][1:])
    page = client.get(path)
    times = re.findall(r'name="time" value="([^"]+)"', page.content.decode())
    assert page.status_code == 200 and times and not any(day in page.content.decode() for day in over)
    assert "page=1" in page.content.decode()  # as far ahead as the practice's other visits
    assert client.post(path, {"time": times[-1]}).status_code == 302
    assert client.post(f"{path}confirm/", {"hold": Appointment.objects.get().pk}).status_code == 200
    recall.refresh_from_db()
    assert recall.state == "booked"


def test_an_invitation_within_the_window_names_only_days_that_are_left(cedar):
    recall, path = invited(cedar, 2, give_days=10)
    body = Message.objects.get(thing_id=recall.pk).body
    page = Client().get(at(cedar, path[1:])).content.decode()
    for text in (body, page):
        assert dates.day(recall.opens_on, "en") not in text and dates.day(recall.closes_on, "en") in text


def test_a_link_whose_window_has_ended_since_books_a_time_from_now_on(cedar, client):
    recall, link = invited(cedar)
    Recall.objects.filter(pk=recall.pk).update(opens_on=f.day(-60), due_on=f.day(-30), closes_on=f.day(-10))
    page = client.get(at(cedar, link.lstrip("/")))
    assert page.status_code == 200 and 'name="time"' in page.content.decode()


def test_a_file_never_means_a_record_that_somebody_typed_in_themselves(cedar):
    known = f.patient(cedar, first_name="Rosalind", last_name="Quill", birth_date=dt.date(1980, 1, 2))
    f.patient(cedar, first_name="Rosalind", last_name="Quill", birth_date=dt.date(1980, 1, 2), self_registered=True)
    line = f"key,first name,last name,birth date,visit,due\n1,Rosalind,Quill,1980-01-02,follow-up,{f.day(20)}\n"
    importing.load(f.actor(cedar, "scheduler"), line.encode())
    assert Recall.objects.get().patient == known


def test_a_known_key_with_another_visit_is_refused_and_not_lost(cedar):
    f.patient(cedar, first_name="Rosalind", last_name="Quill", birth_date=dt.date(1980, 1, 2))
    line = "key,first name,last name,birth date,visit,due\n77,Rosalind,Quill,1980-01-02,{},{}\n"
    importing.load(f.actor(cedar, "scheduler"), line.format("follow-up", f.day(20)).encode())
    with pytest.raises(Faults, match="another visit"):
        importing.load(f.actor(cedar, "scheduler"), line.format("procedure", f.day(40)).encode())


def test_who_is_there_and_not_matched_is_said_to_be_so_and_is_found_once_staff_have_said_who_they_are(cedar):
    """No record is like theirs, and staff can say so all the same."""
    born = dt.date(1961, 2, 3)
    contact = {"contact": "ada@example.org", "insurance": f.ALONE, "member_id": "", "language": "en"}
    made = newcomer(SYSTEM, cedar, first="Ada", last="Unmatched", birth=born, **contact)
    asked = intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
    desk, page = f.actor(cedar, "front_desk"), as_staff(cedar, "front_desk")
    with pytest.raises(importing.Faults) as caught:
        importing.load(desk, (HEAD + line(made)).encode())
    assert "not matched to a record yet; open their request" in str(caught.value.lines)
    caller = page.get(at(cedar, f"console/book/{made.pk}/")).content.decode()
    assert "Match it on their request first" in caller and f"console/requests/{asked.pk}/" in caller
    shown = page.get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()
    assert "A new patient: keep this record" in shown
    page.post(at(cedar, f"console/requests/{asked.pk}/no-match/"), {})
    assert importing.load(desk, (HEAD + line(made)).encode()).made == 1


@pytest.mark.parametrize(("days", "which"), [(55, "the later"), (7, "the earlier"), (30, "the earlier")])
def test_of_two_that_are_due_a_booking_settles_the_one_within_whose_days_it_lies(cedar, desk, days, which):
    who = f.patient(cedar, established=True)
    due = {
        "the earlier": actions.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(7)),
        "the later": actions.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(60)),
    }
    booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00", date=f.day(days)))
    assert {name for name, one in due.items() if Recall.objects.get(pk=one.pk).state == "booked"} == {which}
