"""Who will be told, and how, stands on the page before staff press; and what can be undone has its button after."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, TimeAway
from frontdesk.booking.series import actions as series
from frontdesk.booking.series.actions import Look
from frontdesk.day.away import actions as away
from frontdesk.messaging.models import Consent, Message
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.web_client import as_staff, at

REACH = {
    "email": ({"email": "rosa@example.org"}, "Rosa Neumann will get an email at rosa@example.org."),
    "text": ({"email": "", "phone": "+13125550199"}, "Rosa Neumann will get a text at (312) 555-0199."),
    "opted out": (
        {"email": "", "phone": "+13125550198"},
        "No message can be sent: call Rosa Neumann at (312) 555-0198.",
    ),
    "nothing": ({"email": "", "phone": ""}, "No message can be sent, and there is no number for Rosa Neumann."),
}
UNDO = "You can undo this for 10 seconds"


@pytest.fixture(params=REACH)
def one(cedar, request):
    fields, words = REACH[request.param]
    who = f.patient(cedar, first_name="Rosa", last_name="Neumann", established=True, **fields)
    if request.param == "opted out":
        Consent.objects.create(practice=cedar, contact=who.phone, channel="text", given=False, how="text STOP")
    made = booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    made.words = words
    return made


def plain(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#x2B;", "+")


@pytest.mark.parametrize("path", ["appointments/{0.pk}/", "appointments/{0.pk}/move/", "calendar/?move={0.pk}"])
def test_the_page_says_who_will_be_told_and_how_before_the_press(cedar, one, path):
    text = plain(as_staff(cedar, "scheduler").get(at(cedar, "console/" + path.format(one))))
    assert one.words in text and UNDO in text


def test_the_page_of_new_times_says_so_of_each(cedar, one):
    desk = as_staff(cedar, "scheduler")
    away.at_once(f.actor(cedar, "scheduler"), Provider.objects.get(code="chen"), first_on=f.day(), last_on=f.day(), from_minute=0, to_minute=24 * 60, note="ill")  # fmt: skip
    text = plain(desk.get(at(cedar, f"console/away/{TimeAway.objects.get().pk}/propose/")))
    assert one.words in text and "undo all of them at once, or each on the page of its appointment" in text
    page = plain(desk.get(at(cedar, f"console/appointments/{one.pk}/")))
    assert "Propose another time" in page and page.count(one.words) == 3 and page.count(UNDO) == 2


def test_booking_says_so_too(cedar, one):
    Appointment.objects.filter(pk=one.pk).delete()
    desk = as_staff(cedar, "scheduler")
    for path in (
        f"book/{one.patient_id}/?visit=follow-up",
        f"calendar/?patient={one.patient_id}&visit=follow-up",
    ):
        text = plain(desk.get(at(cedar, f"console/{path}")))
        assert one.words in text and UNDO in text


@pytest.mark.parametrize(
    ("path", "form"),
    [("cancel", {"reason": "ill"}), ("propose", {"reason": "ill"}), ("move", {"time": "there"})],
)
def test_the_way_back_is_on_the_page_and_works_until_it_is_said(cedar, path, form):
    who = f.patient(cedar, established=True)
    desk = as_staff(cedar, "scheduler")
    one = booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    if "time" in form:
        form = {"time": Look(f.place("11:00")).value}

    def press():
        answer = desk.post(at(cedar, f"console/appointments/{one.pk}/{path}/"), {"version": Appointment.objects.get(pk=one.pk).version, **form}, follow=True)  # fmt: skip
        return answer.content.decode()

    way = re.search(r'action="([^"]+/undo/[^"]*)"', press())
    assert way, "no way to undo"
    text = desk.post(way[1], follow=True).content.decode()
    assert "Undone." in text and Appointment.objects.get(pk=one.pk).state == "booked"
    way = re.search(r'action="([^"]+/undo/[^"]*)"', press())
    assert way
    Message.objects.filter(state="queued").update(state="sent")
    text = desk.post(way[1], follow=True).content.decode()
    assert "This cannot be undone any more" in text and "Undone." not in text
    assert not re.search(r'action="[^"]+/undo/[^"]*"', text)


def test_a_way_back_of_an_earlier_press_does_not_take_back_a_later_one(cedar):
    """Canceled by mistake, taken back, canceled in earnest: the first page, still open, is pressed again."""
    who, desk = f.patient(cedar, established=True), as_staff(cedar, "scheduler")
    one = booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))

    def cancel():
        form = {"version": Appointment.objects.get(pk=one.pk).version, "reason": "ill"}
        page = desk.post(at(cedar, f"console/appointments/{one.pk}/cancel/"), form, follow=True).content.decode()
        return re.search(r'action="([^"]+/undo/[^"]*)"', page)[1]

    mistake = cancel()
    desk.post(mistake)
    assert Appointment.objects.get(pk=one.pk).state == "booked"
    earnest = cancel()
    assert desk.post(mistake).status_code == 409
    assert Appointment.objects.get(pk=one.pk).state == "cancelled"
    desk.post(earnest)
    assert Appointment.objects.get(pk=one.pk).state == "booked"


def test_the_rest_of_a_series_is_taken_back_by_one_press_as_its_page_promises(cedar):
    who, actor = f.patient(cedar, established=True), f.actor(cedar, "scheduler")
    first = series.book_series(
        actor, who, visit_type=f.visit("follow-up"), place=f.place("09:00"), every_weeks=1, times=2
    )
    desk, page = as_staff(cedar, "scheduler"), at(cedar, f"console/appointments/{first.pk}/")
    text = plain(desk.get(page))
    assert "And all later ones of this series" in text and UNDO in text
    form = {"version": first.version, "reason": "ill", "series": "1"}
    after = desk.post(f"{page}cancel/", form, follow=True).content.decode()
    assert not Appointment.objects.filter(state="booked").exists()
    desk.post(re.search(r'action="([^"]+/undo/[^"]*)"', after)[1])
    assert Appointment.objects.filter(state="booked", series=first.series).count() == 2
    assert not Message.objects.filter(template="cancelled", state="queued").exists()


def test_of_a_visit_that_is_over_nothing_is_said_of_messages(cedar):
    one = f.booked(cedar)
    desk, path = as_staff(cedar, "front_desk"), at(cedar, f"console/appointments/{one.pk}/")
    assert "No message" in desk.get(path).content.decode() or "will get" in desk.get(path).content.decode()
    past = now() - dt.timedelta(days=2)
    Appointment.objects.filter(pk=one.pk).update(start=past, end=past + dt.timedelta(minutes=30))
    page = desk.get(path).content.decode()
    contact = page.split("<dt>Contact</dt>")[1].split("</dd>")[0]
    assert "message" not in contact and "will get" not in contact


def test_what_no_message_goes_out_about_does_not_speak_of_one(cedar):
    desk = as_staff(cedar, "front_desk")
    unreached = f.booked(cedar, email="", phone="")
    page = desk.get(at(cedar, f"console/appointments/{unreached.pk}/")).content.decode()
    assert "No message can be sent" in page and UNDO in page and "before a message goes out" not in page
    reached = f.booked(cedar, "10:00", email="rosa@example.org")
    assert "before a message goes out" in desk.get(at(cedar, f"console/appointments/{reached.pk}/")).content.decode()


def test_the_zone_is_said_only_where_it_is_another_than_the_practices(cedar):
    from frontdesk.messaging.dates import when_here

    one = f.booked(cedar)
    assert "(C" not in when_here(one.start, one.location, "en")
    one.location.timezone = "America/New_York"
    assert when_here(one.start, one.location, "en").endswith("(EST)") or when_here(
        one.start, one.location, "en"
    ).endswith("(EDT)")
