"""What staff read about who was told is what was written into the outbox: where nothing goes, whom to call."""

import datetime as dt
import re
from pathlib import Path

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.series.actions import Look
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.intake.referrals import actions as referrals
from frontdesk.messaging.models import Consent, Message
from tests import factory as f
from tests.markup import as_read
from tests.web_client import as_staff, at

SOURCE = Path(__file__).resolve().parents[2] / "src" / "frontdesk" / "web"
REACH = {
    "told": (
        {"email": "rosa@example.org", "phone": ""},
        "A message to Rosa Neumann is on its way to rosa@example.org.",
    ),
    "no address": ({"email": "", "phone": ""}, "Nobody could be told, and there is no number for Rosa Neumann."),
    "opted out": ({"email": "", "phone": "+13125550199"}, "Nobody could be told: call Rosa Neumann at (312) 555-0199."),
}


@pytest.fixture(params=REACH)
def who(cedar, request):
    fields, words = REACH[request.param]
    made = f.patient(cedar, first_name="Rosa", last_name="Neumann", established=True, **fields)
    if request.param == "opted out":
        Consent.objects.create(practice=cedar, contact=made.phone, channel="text", given=False, how="text STOP")
    made.words = words
    return made


def asked(who, visit="follow-up", state=""):
    made = intake.create_for_caller(SYSTEM, who, visit_type=f.visit(visit), answers={"reason": "x"})
    if state:
        type(made).objects.filter(pk=made.pk).update(state=state)
    return type(made).objects.get(pk=made.pk)


def booked(who, time="10:00"):
    return booking.book(SYSTEM, who, visit_type=f.visit("follow-up"), place=f.place(time))


def on_request(path, state="awaiting_approval", **data):
    def press(practice, desk, who):
        one = asked(who, state=state)
        return desk.post(at(practice, f"console/requests/{one.pk}/{path}/"), {"version": one.version, **data}, follow=True)  # fmt: skip

    return press


def on_appointment(path, **data):
    def press(practice, desk, who):
        one = booked(who)
        return desk.post(at(practice, f"console/appointments/{one.pk}/{path}/"), {"version": one.version, **data}, follow=True)  # fmt: skip

    return press


def book(practice, desk, who):
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    return desk.post(path, {"time": Look(f.place("11:00")).value}, follow=True)


def series(practice, desk, who):
    values = [Look(f.place("09:00", date=f.day(n))).value for n in (7, 14)]
    return desk.post(at(practice, f"console/book/{who.pk}/series/?visit=follow-up"), {"at": values}, follow=True)


PRESSES = {
    "ask": on_request("ask", field="reason"),
    "approve": on_request("approve", reason="x"),
    "decline": on_request("decline", reason="x"),
    "book a request": lambda p, d, w: on_request("book", state="approved", time=Look(f.place("11:00")).value)(p, d, w),
    "book a caller": book,
    "move": lambda p, d, w: on_appointment("move", time=Look(f.place("11:30")).value)(p, d, w),
    "cancel": on_appointment("cancel", reason="ill"),
    "propose": on_appointment("propose", reason="ill"),
    "series": series,
}


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_each_press_says_whether_somebody_was_told_and_else_whom_to_call(cedar, who, press):
    page = as_read(press(cedar, as_staff(cedar, "scheduler"), who).content.decode())
    assert who.words in page, re.findall(r'role="status".*?</', page, re.S)
    assert not (who.words.startswith("Nobody") and "has been told" in page)


def test_no_sentence_of_the_pages_claims_a_message_by_itself():
    """Whatever says so is made in one place, from the outbox."""
    claims = re.compile(r"""gettext\(\s*["'][^"']*(been told|is told|were told|been asked|been invited|gets one message|told the)""")  # fmt: skip
    found = [
        (path.name, match[0])
        for path in SOURCE.rglob("*.py")
        if path.name != "told.py"
        for match in claims.finditer(path.read_text())
    ]
    assert found == []
    assert claims.search('gettext("Booked. The patient has been told.")')


def test_what_is_over_is_told_to_nobody_and_says_so(cedar):
    who = f.patient(cedar, established=True)
    past = f.place("09:00", date=f.day(-1))
    desk = as_staff(cedar, "scheduler")
    form = {"time": Look(past).value, "override": "1", "reason": "they were seen without an appointment"}
    page = as_read(desk.post(at(cedar, f"console/book/{who.pk}/?visit=follow-up"), form, follow=True).content.decode())
    assert "Booked. No message was sent." in page and not Message.objects.filter(template="booked").exists()


@pytest.mark.parametrize(
    ("clinic", "words"),
    [
        ({"clinic_email": "desk@clinic.example"}, "A message to the clinic is on its way to desk@clinic.example."),
        ({"clinic_phone": "+13125550177"}, "it left no email address. Call it at (312) 555-0177."),
        ({}, "The clinic could not be told: it left no email address."),
    ],
)
def test_the_end_of_a_referral_says_whether_the_clinic_hears_and_leaves_no_call_to_make(cedar, clinic, words):
    from frontdesk.intake.models import Referral

    made = Referral.objects.create(practice=cedar, number=9, source="by hand", received_at=dt.datetime.now(dt.UTC), **clinic)  # fmt: skip
    referrals.follow_up(SYSTEM, made, what="call them", within=dt.timedelta(0))
    desk = as_staff(cedar, "scheduler")
    form = {"reason": "not here", "version": "1"}
    page = as_read(desk.post(at(cedar, f"console/referrals/{made.pk}/end/"), form, follow=True).content.decode())
    assert words in page
    assert Task.objects.get(kind="referral").state == "done"
    referrals.reopen(SYSTEM, made)
    assert Task.objects.get(kind="referral").state == "open"


# Where no server is set for texts ------------------------------------------------------------------------------


@pytest.fixture
def mail_alone(settings):
    settings.DEMO, settings.EMAIL_URL, settings.TEXT_URL = False, "smtp://127.0.0.1:1", ""


def cancelled_by_staff(cedar, who):
    one = booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    desk, url = as_staff(cedar, "front_desk"), at(cedar, f"console/appointments/{one.pk}/")
    before = desk.get(url).content.decode()
    after = desk.post(f"{url}cancel/", {"version": one.version, "reason": "ill"}, follow=True).content.decode()
    return as_read(before), as_read(after)


def test_who_has_a_number_alone_is_called_and_nobody_reads_that_a_text_is_on_its_way(cedar, mail_alone):
    who = f.patient(cedar, first_name="Rosa", last_name="Neumann", established=True, email="", phone="+13125550199")
    before, after = cancelled_by_staff(cedar, who)
    assert "No message can be sent: call Rosa Neumann at (312) 555-0199." in before
    assert "Nobody could be told: call Rosa Neumann at (312) 555-0199." in after and "on its way" not in after


def test_who_has_both_is_told_by_the_way_that_there_is(cedar, mail_alone):
    who = f.patient(cedar, established=True, email="rosa@example.org", phone="+13125550199")
    _before, after = cancelled_by_staff(cedar, who)
    assert "on its way to rosa@example.org" in after


def test_the_messages_say_which_server_is_missing(cedar, mail_alone):
    page = as_read(as_staff(cedar, "front_desk").get(at(cedar, "console/messages/")).content.decode())
    assert "FRONTDESK_TEXT_URL" in page and "FRONTDESK_EMAIL_URL" not in page
