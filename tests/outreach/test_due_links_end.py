"""The link to a visit that is due opens while who got it may still be told of that visit: an access that has ended is none by a link."""

import datetime as dt

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.booking.models import Appointment
from frontdesk.intake import patients
from frontdesk.messaging.actions import consent
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions, queries
from frontdesk.records.merging.actions import merge
from tests import factory as f
from tests.outreach.test_invited_by_mistake import link_of
from tests.outreach.test_recalls import order
from tests.web_client import at

PARENT = "rosa@example.org"
TABLE = """
proxies:
  - {who: parent, under age: 18, may: [see, book, cancel]}
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


@pytest.fixture
def desk(practice):
    return f.actor(practice, "front_desk")


def child(practice):
    made = f.patient(practice, email="", birth_date=f.day(-3000), established=True)
    named = patients.name_proxy(SYSTEM, made, contact=PARENT, who="parent", name="Rosa")
    patients.confirm_proxy(SYSTEM, named)
    consent(SYSTEM, practice, contact=PARENT, given=True, how="told the tests")
    return made


def ends(desk, who):
    patients.end_proxy(desk, who.proxies.get(), reason="a court order")


def only(desk, who):
    patients.reach_only_at(desk, who, contact="safe@example.org")


def anothers(desk, who):
    type(who).objects.filter(pk=who.pk).update(email_of="unsaid")


def becomes_another(desk, who):
    kept = f.patient(who.practice, first_name="Ada", established=True)
    merge(desk, kept, gone=who, reason="x")


def dies_not(desk, who):
    consent(SYSTEM, who.practice, contact=who.email or PARENT, given=False, how="text STOP")


WHAT = [(child, ends, False), (child, only, False)]
WHAT += [(None, one, False) for one in (only, anothers, becomes_another)] + [
    (child, dies_not, True),
    (None, dies_not, True),
]


def sent(practice, desk, make):
    who = make(practice) if make else f.patient(practice, established=True)
    due = actions.invite(desk, order(practice, 20, who))
    assert Message.objects.get(thing_id=due.pk).to == (who.email or PARENT)
    token = link_of(due)
    Message.objects.update(state="sent")
    assert queries.by_token(token) == due
    return who, token


@pytest.mark.parametrize(("make", "change", "opens"), WHAT)
def test_it_opens_to_whom_it_was_sent_while_they_may_be_told(practice, desk, make, change, opens):
    """That somebody wants no more messages takes nothing from them."""
    who, token = sent(practice, desk, make)
    change(desk, who)
    assert (queries.by_token(token) is not None) is opens
    page = Client().get(at(practice, f"due/{token}/"))
    assert page.status_code == (200 if opens else 404)
    if not opens:
        for path in ("", "confirm/", "refuse/"):
            assert Client().post(at(practice, f"due/{token}/{path}"), {}).status_code == 404
        assert not Appointment.objects.exists()


def test_where_nobody_asks_who_got_it_the_link_outlives_the_access(practice, desk, monkeypatch):
    who, token = sent(practice, desk, child)
    ends(desk, who)
    monkeypatch.setattr(queries, "may_still_be_told", lambda _: True)
    assert Client().get(at(practice, f"due/{token}/")).status_code == 200


def test_what_came_back_closes_nothing_to_who_got_it_another_way(practice, desk):
    who = f.patient(practice, established=True, phone="+13125550142")
    due = actions.invite(desk, order(practice, 20, who))
    from frontdesk.messaging.actions import bounced

    first = Message.objects.get(thing_id=due.pk)
    token = link_of(due)
    Message.objects.update(state="sent")
    first.refresh_from_db()
    first.words = {"link": f"/due/{token}/", "from_day": "x", "to_day": "y"}
    bounced(first, "no such mailbox")
    assert Message.objects.filter(thing_id=due.pk, to=who.phone, state="queued").exists()
    type(who).objects.filter(pk=who.pk).update(email="right@example.org")
    assert queries.by_token(token) == due


# As far as who got it may act ---------------------------------------------------------------------------------


CARER = "carer@example.org"


def sent_to_a_carer(may):
    practice = f.load_cedar(f.CEDAR + f"\nproxies:\n  - {{who: carer, may: [{may}]}}\n")
    desk, who = f.actor(practice, "front_desk"), f.patient(practice, email="", established=True)
    patients.confirm_proxy(desk, patients.name_proxy(SYSTEM, who, contact=CARER, who="carer", name="C"))
    consent(SYSTEM, practice, contact=CARER, given=True, how="told the tests")
    due = actions.invite(desk, order(practice, 20, who))
    Message.objects.update(state="sent")
    return practice, due, at(practice, f"due/{link_of(due)}/")


def keep_a_time(url, due):
    """As by an older page, that showed times."""
    hour = f.place("09:00", date=due.due_on).start.astimezone(dt.UTC)
    return Client().post(url, {"time": f"chen|downtown|{hour:%Y-%m-%dT%H:%MZ}"})


def test_whom_the_practice_lets_see_visits_alone_books_and_refuses_none_by_the_link(db):
    _, due, url = sent_to_a_carer("see")
    page = Client().get(url)
    assert page.status_code == 200 and b"<form" not in page.content.partition(b"<main")[2].partition(b"</main")[0]
    assert keep_a_time(url, due).status_code == 403
    assert Client().post(f"{url}refuse/", {}).status_code in (302, 403)
    due.refresh_from_db()
    assert due.state == "invited" and not Appointment.objects.exists()


def test_who_may_book_does_so_by_the_link(db):
    _, due, url = sent_to_a_carer("see, book")
    assert keep_a_time(url, due).status_code == 302
    held = Appointment.objects.get(state="held")
    assert Client().post(f"{url}confirm/", {"hold": str(held.pk)}).status_code == 200
    assert Appointment.objects.filter(state="booked").exists()


def test_and_refuses_it(db):
    _, due, url = sent_to_a_carer("see, book")
    assert Client().post(f"{url}refuse/", {}).status_code == 200
    due.refresh_from_db()
    assert due.state == "refused"
