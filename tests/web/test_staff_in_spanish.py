"""Staff who read Spanish read no code of the tables on their pages, and the practice's visits by their Spanish names."""

import re

import pytest
from django.db import transaction
from django.utils.translation import override

from frontdesk.access.roles import STAFF_ROLES
from frontdesk.access.wording import permission_words
from frontdesk.booking.models import WaitlistEntry
from frontdesk.day.away import actions as away
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.web.pages import read
from tests.web.test_permissions import TABLE
from tests.web.test_spanish_pages import texts
from tests.web.world import World
from tests.web_client import as_staff, at

# What the tables keep for a state, a part of the day, a channel, an order, an urgency.
CODES = {"morning", "afternoon", "evening", "phone", "online", "withdrawn", "requested", "no_show", "routine"} | {
    "awaiting_info",
    "awaiting_approval",
    "most urgent",
    "longest waiting",
}


SPANISH = f.CEDAR.replace("name: Follow-up visit", "name: Follow-up visit, es: {name: Visita de seguimiento}")


@pytest.fixture
def pages(db):
    world = World(f.load_cedar(SPANISH))
    WaitlistEntry.objects.update(parts=["morning", "afternoon"])
    found = {}
    for role in STAFF_ROLES:
        client = world.client(role, tokens=False)
        client.cookies["frontdesk_language"] = "es"
        for route, (allowed, methods) in TABLE.items():
            if role in allowed and "GET" in methods and route.startswith("console") and route not in found:
                with transaction.atomic():
                    answer = client.get(world.address(route))
                    transaction.set_rollback(True)
                if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                    found[route] = read(answer.content.decode())
    return found


def is_raw(text: str) -> bool:
    """A code by itself or between dots, or a visit by the English name.

    Rules are sentences and stay as they are written, and so do the columns of a file.
    """
    if text.startswith("Columnas"):
        return False
    parts = {part.strip() for part in re.split("[·,:]", text)}
    return bool(parts & CODES) or ("Follow-up visit" in text and not text.endswith("."))


def test_what_is_raw_is_found():
    assert is_raw("número 12 · pedida ayer · phone") and is_raw("morning, afternoon") and is_raw("Ana: Follow-up visit")
    assert not is_raw("Mañana, Tarde") and not is_raw("Follow-up visits need a referral.")


def test_no_page_of_staff_shows_a_code_or_a_visits_english_name(pages):
    assert len(pages) > 25
    wrong = {
        route: sorted(found)
        for route, page in pages.items()
        if (found := {text[:80] for text, one in texts(page) if one.language == "es" and is_raw(text)})
    }
    assert not wrong, "\n".join(f"{a}: {b}" for a, b in wrong.items())
    said = " ".join(text for text, _ in texts(pages["console/waitlist/"]))
    assert "Mañana" in said and "Visita de seguimiento" in said


def test_time_away_that_nobody_requested_is_not_said_to_be_requested(cedar):
    scheduler = f.actor(cedar, "scheduler")
    chen = Provider.objects.get(code="chen")
    dates = {"first_on": f.day(), "last_on": f.day(), "from_minute": 0, "to_minute": 1440}
    away.at_once(scheduler, chen, **dates, note="Ill")
    page = as_staff(cedar, "scheduler").get(at(cedar, "console/away/")).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert f"entered by {scheduler.name} · Ill" in text and "requested by" not in text


def test_permissions_are_called_what_people_do():
    asked = ("appointment.arrive", "away.ask:own")
    assert [permission_words(one) for one in asked] == ["Check patients in", "Ask for time away (only their own)"]
    with override("es"):
        assert [permission_words(one) for one in asked] == [
            "Registrar la llegada de los pacientes",
            "Pedir una ausencia (solo lo propio)",
        ]
