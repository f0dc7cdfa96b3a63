"""A form with many rows can be sent: as many as a page shows fit into what is read, and the rest stands on the next page."""

import re

from django.conf import settings

from frontdesk.booking.models import ToPropose
from frontdesk.web.console import away as pages
from tests.day.test_given_to_another import book, ill
from tests.web.test_two_people import WEEK
from tests.web_client import as_staff, at

BESIDE = 30  # fields of a form beside its rows


def test_what_a_page_shows_at_most_is_read():
    limit = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert limit > 7 * 24 * 60 // 15 + BESIDE and limit > 3 * pages.AT_ONCE + BESIDE


def test_a_week_with_every_step_painted_can_be_saved(cedar):
    every = [
        f"{day}-{minute}" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") for minute in range(0, 1440, 15)
    ]
    client = as_staff(cedar, "manager")
    answer = client.post(at(cedar, "setup/hours/chen/"), {**WEEK, "step": "15", "cell": every})
    assert answer.status_code == 302


def test_the_rest_of_many_stands_on_the_next_page_and_is_sent_from_there(cedar, monkeypatch):
    monkeypatch.setattr(pages, "AT_ONCE", 1)
    first, second = book(cedar, "09:00"), book(cedar, "10:00")
    made, scheduler = ill(cedar), as_staff(cedar, "scheduler")
    address = at(cedar, f"console/away/{made.pk}/propose/")

    def listed(query):
        text = scheduler.get(address + query).content.decode()
        return text, re.findall(r'name="pick" value="([^"]+)"', text)

    text, picks = listed("")
    assert picks == [str(first.pk)] and "page=2" in text
    text, picks = listed("?page=2")
    assert picks == [str(second.pk)]
    place = re.search(rf'name="place-{second.pk}"\s+value="([^"]+)"', text)[1]
    scheduler.post(address, {"looked": "1", "pick": str(second.pk), f"place-{second.pk}": place})
    assert [row.appointment for row in ToPropose.objects.all()] == [second]
