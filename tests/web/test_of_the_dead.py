"""Staff's pages of a patient who has died: they say so at the head, and no button books, invites or offers."""

import re

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.records.deaths.actions import deceased
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

PRESSES = re.compile(r"book|invite|offer|series|recall|propose|/move/|approve|/ask/")


@pytest.fixture
def rosa(cedar):
    who = f.patient(cedar, first_name="Rosa", last_name="Neumann", established=True)
    who.request = intake.create_for_caller(SYSTEM, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    who.visit = booking.book(SYSTEM, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    who.late = booking.book(SYSTEM, who, visit_type=f.visit("procedure"), place=f.place("10:00"))
    booking.arrive(SYSTEM, f.its_time(who.late))
    deceased(SYSTEM, who, on=f.day(-1))
    return who


def pages(who):
    return {
        "record": f"console/patients/{who.pk}/",
        "request": f"console/requests/{who.request.pk}/",
        "visit": f"console/appointments/{who.visit.pk}/",
        "came": f"console/appointments/{who.late.pk}/",
        "times": f"console/book/{who.pk}/?visit=follow-up",
        "write down": f"console/book/{who.pk}/request/?visit=follow-up",
        "series": f"console/book/{who.pk}/series/?visit=follow-up",
        "order": f"console/patients/{who.pk}/recall/",
        "wait": f"console/patients/{who.pk}/wait/?visit=follow-up",
        "move": f"console/appointments/{who.late.pk}/move/",
    }


NAMES = ("record", "request", "visit", "came", "times", "write down", "series", "order", "wait", "move")


def presses(text, who):
    """The forms and links of the page's own part that lead to a time, an invitation or an offer for somebody."""
    main = text[text.index("<main") : text.index("</main>")]
    found = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"|<a class="btn[^"]*"[^>]*href="([^"]*)"', main)
    return [link for pair in found for link in pair if PRESSES.search(link.partition("?")[0])]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_says_so_at_its_head_and_books_nothing(cedar, rosa, name):
    page = as_staff(cedar, "scheduler").get(at(cedar, pages(rosa)[name]), follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert re.search(r"Died [^<.]+\.</strong>", text)
    assert presses(text, rosa) == []
    assert 'name="time"' not in text


@pytest.mark.parametrize("name", ["record", "times", "came"])
def test_control_while_they_live_the_same_pages_do(cedar, rosa, name):
    type(rosa).objects.filter(pk=rosa.pk).update(deceased_on=None)
    text = as_staff(cedar, "scheduler").get(at(cedar, pages(rosa)[name]), follow=True).content.decode()
    assert presses(text, rosa) or 'name="time"' in text


def test_looked_up_they_lead_to_their_record_and_the_calendar_places_nobody(cedar, rosa):
    desk = as_staff(cedar, "scheduler")
    text = desk.get(at(cedar, "console/book/"), {"q": "Neumann"}).content.decode()
    assert f"console/patients/{rosa.pk}/" in text and f"console/book/{rosa.pk}/" not in text
    query = {"visit": "follow-up", "patient": str(rosa.pk), "date": str(f.day())}
    assert "cal-fits" not in desk.get(at(cedar, "console/calendar/"), query).content.decode()


def test_at_the_address_of_somebody_who_has_died_nothing_is_offered_for_them(cedar):
    who = f.patient(cedar, established=True)
    home, offered = as_patient(cedar, who), f'value="{who.pk}"'
    assert offered in home.get(at(cedar, "home/")).content.decode()
    deceased(SYSTEM, who, on=f.day(-1))
    assert offered not in home.get(at(cedar, "home/")).content.decode()
