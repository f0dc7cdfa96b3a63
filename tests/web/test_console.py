"""The staff console's pages: what they may not contain, how many questions they ask the database, files, finding."""

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.practice.models import Payer
from frontdesk.reports import queries as reports
from tests import factory as f
from tests.web_client import as_staff, at

SECRET = "Canary: a rash behind the knee"


def ask(practice, payer="medicaid", **who):
    patient = f.patient(practice, payer=Payer.objects.get(code=payer), **who)
    desk = f.actor(practice, "front_desk")
    return intake.create_for_caller(desk, patient, visit_type=f.visit("new-patient"), answers={"reason": SECRET})


def book(practice, time="09:00", **who):
    patient = f.patient(practice, established=True, **who)
    desk = f.actor(practice, "front_desk")
    return actions.book(desk, patient, visit_type=f.visit("follow-up"), place=f.place(time))


# How many questions a page asks -----------------------------------------------------------------------------


LISTS = [
    ("scheduler", "console/queue/"),
    ("scheduler", "console/queue/?state=awaiting_approval&owner=nobody&provider=chen"),
    ("front_desk", "console/calendar/?date={day}"),
    ("front_desk", "console/calendar/?view=week&date={day}"),
    ("front_desk", "console/calendar/?view=month&date={day}"),
    ("front_desk", "console/calendar/day-sheet/?date={day}"),
    ("front_desk", "console/exceptions/"),
    ("front_desk", "console/patients/?q=sample"),
    ("clinician", "console/mine/?date={day}"),
    ("billing", "console/billing/?date={day}"),
    ("manager", "console/reports/pipeline/"),
    ("manager", "console/reports/exceptions/"),
]


def test_a_page_asks_as_many_questions_for_many_rows_as_for_few(cedar):
    roles = {role for role, _ in LISTS}
    clients = {role: as_staff(cedar, role, **({"provider": "chen"} if role == "clinician" else {})) for role in roles}

    def asked(role, path) -> int:
        client, url = clients[role], at(cedar, path.format(day=f.day()))
        client.get(url)  # what is kept from one request to the next is kept now
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    def more(times):
        for time in times:
            ask(cedar)
            actions.no_show(f.actor(cedar, "front_desk"), f.its_time(book(cedar, time)))

    more(["08:00", "08:30", "11:00"])
    few = {one: asked(*one) for one in LISTS}
    more(["09:00", "09:30", "10:00", "10:30"])
    assert {one: asked(*one) for one in LISTS} == few
    assert {one: count for one, count in few.items() if count > 30} == {}


# What is not in them ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "console/billing/?date={day}",
        "console/billing/?date={day}&status=missing",
        "console/billing/?date={day}&format=csv",
    ],
)
def test_billing_sees_payer_and_papers_and_neither_reason_nor_answers_nor_visit(cedar, path):
    asked = ask(cedar, "aetna", first_name="Canaryfirst")
    actions.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place())
    page = as_staff(cedar, "billing").get(at(cedar, path.format(day=f.day()))).content.decode()
    assert "Canaryfirst" in page
    assert SECRET not in page and "New patient visit" not in page
    assert "insurance card" in page


def test_what_a_claim_lacks_stands_in_one_column_alone(cedar):
    who = f.patient(cedar, established=True)
    actions.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place())
    page = as_staff(cedar, "billing").get(at(cedar, f"console/billing/?date={f.day()}")).content.decode()
    row = re.search(rf"{who.last_name}.*?</tr>", page, re.S)[0]
    assert re.search(r'data-label="Member ID">–<', row) and ">Missing" not in row and "insurance" in row


def test_a_hold_that_ended_is_no_appointment_anywhere(cedar):
    desk, who = f.actor(cedar, "scheduler"), f.patient(cedar, established=True, first_name="Canaryfirst")
    held = actions.hold(desk, who, visit_type=f.visit("follow-up"), place=f.place(), channel="staff")
    actions.cancel(desk, held, reason="another time was chosen")
    monday = f.day() - dt.timedelta(days=f.day().weekday())

    def seen(one):
        billing = as_staff(cedar, "billing").get(at(cedar, f"console/billing/?date={f.day()}")).content.decode()
        page = as_staff(cedar, "scheduler").get(at(cedar, f"console/patients/{who.pk}/")).content.decode()
        figures = reports.appointments(f.actor(cedar, "manager"), cedar, monday, "cancelled")
        return "Canaryfirst" in billing, f"console/appointments/{one.pk}/" in page, one in figures

    assert seen(held) == (False, False, False)
    booked = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    actions.cancel(desk, booked, reason="ill")
    assert seen(booked) == (True, True, True)


def test_a_clinician_sees_their_own_day_what_waits_for_them_and_no_button(cedar):
    book(cedar, first_name="Canaryfirst")
    doctor = as_staff(cedar, "clinician", provider="chen")
    page = doctor.get(at(cedar, f"console/mine/?date={f.day()}")).content.decode()
    assert "Canaryfirst" in page and "Check in" not in page and "Move" not in page
    other = (
        as_staff(cedar, "clinician", provider="lee").get(at(cedar, f"console/mine/?date={f.day()}")).content.decode()
    )
    assert "Canaryfirst" not in other


def test_front_desk_sees_no_reports_no_rules_and_no_way_around_them(cedar):
    one = book(cedar)
    desk = as_staff(cedar, "front_desk")
    page = desk.get(at(cedar, f"console/appointments/{one.pk}/")).content.decode()
    for words in ("Reports", "Rules", "Referrals", "Time away", "Change the length"):
        assert words not in page


def test_a_manager_and_an_administrator_see_no_patient_anywhere_that_they_can_open(cedar):
    ask(cedar, first_name="Canaryfirst", last_name="Canarylast")
    book(cedar, first_name="Canaryfirst", last_name="Canarylast")
    for role in ("manager", "admin"):
        client = as_staff(cedar, role)
        for path in (
            "console/find/?q=canary",
            "console/find/?q=1001",
            "console/reports/pipeline/",
            "setup/rules/",
            "setup/staff/",
        ):
            assert "Canary" not in client.get(at(cedar, path)).content.decode(), (role, path)


# Files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("scheduler", "console/queue/?state=awaiting_approval"),
        ("scheduler", "console/referrals/?which=open"),
        ("scheduler", "console/exceptions/?kind="),
        ("scheduler", "console/waitlist/?"),
        ("scheduler", "console/recalls/?"),
        ("scheduler", "console/messages/?"),
        ("scheduler", "console/patients/?q=sample"),
        ("billing", "console/billing/?"),
        ("front_desk", "console/calendar/day-sheet/?by=location"),
        ("manager", "setup/audit/?"),
        ("admin", "setup/staff/?"),
    ],
)
def test_every_list_is_to_be_had_as_a_file_and_that_is_written_down(cedar, role, path):
    ask(cedar)
    answer = as_staff(cedar, role).get(at(cedar, f"{path}&format=csv"))
    assert answer["Content-Type"].startswith("text/csv")
    assert "attachment" in answer["Content-Disposition"]
    assert Entry.objects.filter(action="list.export").count() == 1


def test_what_a_spreadsheet_would_run_is_text(cedar):
    import csv

    ask(cedar, first_name='=HYPERLINK("http://x")', last_name="+1")
    body = (
        as_staff(cedar, "scheduler")
        .get(at(cedar, "console/queue/?state=awaiting_approval&format=csv"))
        .content.decode("utf-8-sig")
    )
    rows = list(csv.reader(io.StringIO(body)))
    assert rows[1][1].startswith("'=")


# The request and the queue -----------------------------------------------------------------------------------


def test_a_decision_can_be_undone_from_the_word_that_says_it_is_done(cedar):
    asked = ask(cedar)
    maria = as_staff(cedar, "scheduler")
    url = at(cedar, f"console/requests/{asked.pk}/")
    page = maria.post(f"{url}decline/", {"reason": "no", "version": asked.version}, follow=True).content.decode()
    way = re.search(rf'action="({url}undo/\?version=\d+[^"]*)"', page)[1]
    assert "Undone" not in maria.post(f"{url}undo/", follow=True).content.decode(), "it does not say what it showed"
    page = maria.post(way, follow=True).content.decode()
    assert "Undone. No message was sent." in page
    asked.refresh_from_db()
    assert asked.state == "awaiting_approval"


def test_each_missing_thing_is_asked_for_with_one_press(cedar):
    patient = f.patient(cedar, payer=Payer.objects.get(code="aetna"))
    asked = intake.create_for_caller(
        f.actor(cedar, "front_desk"), patient, visit_type=f.visit("new-patient"), answers={"reason": "x"}
    )
    asked = intake.ask(f.actor(cedar, "front_desk"), asked, fields=["insurance-card"])
    Request.objects.filter(pk=asked.pk).update(state="requested")
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()
    assert 'data-key="1"' in page and 'name="field" value="insurance-card"' in page


def test_what_is_approved_waits_for_a_time_and_no_longer_for_who_approved_it(cedar):
    f.load_cedar(f.CEDAR + "  New patient visits need approval from a clinician.\n")
    one, maria = ask(cedar, "aetna"), as_staff(cedar, "scheduler")
    for state, waits in (("awaiting_approval", "A clinician"), ("approved", "Appointment time")):
        page = maria.get(at(cedar, f"console/queue/?state={state}")).content.decode()
        assert f">{waits}</td>" in page
        assert f",{waits}," in maria.get(at(cedar, f"console/queue/?state={state}&format=csv")).content.decode()
        if state == "awaiting_approval":
            intake.approve(f.actor(cedar, "clinician", provider="chen"), Request.objects.get(pk=one.pk))


def test_where_no_time_fits_a_caller_the_sentence_that_stands_in_the_way_is_named(cedar):
    f.load_cedar(f.CEDAR + "  At most 1 upcoming visit per patient.\n")
    who = book(cedar).patient
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/book/{who.pk}/?visit=follow-up")).content.decode()
    assert "A limit is reached" in page and "At most 1 upcoming visit per patient." in page


def test_the_rest_of_the_queue_stands_beside_a_request_with_the_same_filters(cedar):
    one, other, unlike = (
        ask(cedar, last_name="First"),
        ask(cedar, last_name="Second"),
        ask(cedar, "aetna", last_name="Third"),
    )
    page = (
        as_staff(cedar, "scheduler")
        .get(at(cedar, f"console/requests/{one.pk}/?state=awaiting_approval&payer=medicaid"))
        .content.decode()
    )
    assert f"console/requests/{other.pk}/?state=awaiting_approval&amp;payer=medicaid" in page
    assert str(unlike.pk) not in page


def test_many_are_taken_at_once_and_what_changed_is_named(cedar):
    one, other = ask(cedar), ask(cedar)
    desk = as_staff(cedar, "front_desk")
    picks = [f"{one.pk}:{one.version}", f"{other.pk}:{other.version - 1}", "rubbish:1"]
    page = desk.post(
        at(cedar, "console/queue/bulk/"),
        {"pick": picks, "do": "take", "address": "state=awaiting_approval"},
        follow=True,
    ).content.decode()
    assert "1 request done." in page
    assert f"they stay as they are: {other.number}" in page


def test_finding_opens_only_what_the_role_may(cedar):
    asked = ask(cedar, first_name="Canaryfirst")
    desk = as_staff(cedar, "front_desk").get(at(cedar, f"console/find/?q={asked.number}")).content.decode()
    assert f"console/requests/{asked.pk}/" in desk
    assert "Canaryfirst" in as_staff(cedar, "front_desk").get(at(cedar, "console/find/?q=canaryfirst")).content.decode()
    assert (
        "Canaryfirst" not in as_staff(cedar, "billing").get(at(cedar, "console/find/?q=canaryfirst")).content.decode()
    )


def test_a_series_that_cannot_be_says_which_times_and_why(cedar):
    who = f.patient(cedar, established=True)
    book(cedar, "09:00")
    value = f"chen|downtown|{f.place().start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    desk = as_staff(cedar, "front_desk")
    url = at(cedar, f"console/book/{who.pk}/series/?visit=follow-up")
    page = desk.post(url, {"time": value, "every": "2", "times": "3"}).content.decode()
    assert "Nothing was booked" in page and "Not available." in page
    assert desk.post(url, {"time": value, "every": "x", "times": "3"}).status_code == 409
    value = value.replace(
        f"{f.place().start.astimezone(dt.UTC):%H:%M}", f"{f.place('10:00').start.astimezone(dt.UTC):%H:%M}"
    )
    assert desk.post(url, {"time": value, "every": "2", "times": "3"}).status_code == 302


def test_a_time_of_the_calendar_goes_along_to_the_booking(cedar):
    who = f.patient(cedar, established=True)
    value = f"chen|downtown|{f.place().start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    desk = as_staff(cedar, "front_desk")
    page = desk.get(
        at(cedar, "console/book/"), {"visit": "follow-up", "time": value, "q": who.last_name}
    ).content.decode()
    assert f"console/book/{who.pk}/?visit=follow-up&amp;time=chen" in page
    page = desk.get(at(cedar, f"console/book/{who.pk}/"), {"visit": "follow-up", "time": value}).content.decode()
    assert "Book this time" in page
