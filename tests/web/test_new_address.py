"""A location at another address: who was told the old one is listed before it is published, and told where whoever publishes wants that."""

import datetime as dt

import pytest

from frontdesk.booking import actions as booking
from frontdesk.messaging.models import Message
from frontdesk.practice.drafts import actions
from frontdesk.practice.models import Policy
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_staff, at

OLD, NEW = "120 Sample Street, Chicago", "9 Other Road, Chicago"


def the_file(address, sensitive=False):
    more = "    sensitive: true\n" if sensitive else ""
    return f.CEDAR.replace("name: Downtown\n", f"name: Downtown\n    address: {address}\n{more}")


@pytest.fixture(params=[False, True], ids=["told", "sensitive"])
def sensitive(request):
    return request.param


@pytest.fixture
def practice(db, sensitive):
    return f.load_cedar(the_file(OLD, sensitive))


def publishing(practice, text, tell, **later):
    manager = f.actor(practice, "manager")
    actions.edit(manager, actions.work_on(manager, practice), change=lambda _: text, reason="a new office")
    publisher = as_staff(practice, "manager")
    page = publisher.get(at(practice, "setup/draft/"))
    form = next(
        one for one in forms_of(at(practice, "setup/draft/"), page.content.decode()) if one.action.endswith("publish/")
    )
    said = {**form.fields, "reason": "we moved", **({"tell_places": "1"} if tell else {}), **later}
    said = {name: value for name, value in said.items() if value is not None}
    assert publisher.post(form.action, said).status_code == 302
    return page.content.decode()


@pytest.mark.parametrize("tell", [True, False])
def test_who_was_told_the_old_address_is_listed_and_told_the_new_one_where_that_is_wanted(practice, sensitive, tell):
    one, over = f.booked(practice), f.booked(practice, time="10:00")
    booking.cancel(f.actor(practice, "scheduler"), over, reason="ill")
    page = publishing(practice, the_file(NEW, sensitive), tell)
    assert "Told the old street address of Downtown" in page and f"Number {one.number}:" in page
    assert f"Number {over.number}:" not in page and ("call them" in page) == sensitive
    told = Message.objects.filter(template="place-changed")
    assert [message.patient_id for message in told] == ([one.patient_id] if tell and not sensitive else [])
    assert all(NEW in message.body and OLD not in message.body for message in told)


def test_a_version_that_moves_no_place_asks_nothing(practice, sensitive):
    f.booked(practice)
    page = publishing(practice, the_file(OLD, sensitive) + "  Book visits at least 2 hours ahead.\n", True)
    assert "tell_places" not in page and not Message.objects.filter(template="place-changed").exists()


@pytest.mark.parametrize("tell", [True, False])
def test_a_version_that_is_scheduled_tells_it_as_it_comes_into_force(practice, sensitive, tell):
    """Also who was booked in the meantime, and was told the old address then."""
    booked = f.booked(practice)
    over = f.booked(practice, time="10:00")
    at_nine = f"{f.day(1)}T09:00"
    page = publishing(practice, the_file(NEW, sensitive), tell, when="later", at=at_nine)
    assert ("messages go out for 2 visits" in page) != sensitive
    assert ("For 2 visits no message says where they are" in page) == sensitive
    after = as_staff(practice, "manager").get(at(practice, "setup/draft/")).content.decode()
    assert ("are told the new one then" in after) == tell
    since = f.booked(practice, time="11:00")
    booking.cancel(f.actor(practice, "scheduler"), over, reason="ill")
    Policy.objects.filter(state="scheduled").update(publish_at=dt.datetime.now(dt.UTC))
    assert not Message.objects.filter(template="place-changed").exists()
    assert actions.publish_due().state == "published"
    told = {message.patient_id for message in Message.objects.filter(template="place-changed")}
    assert told == ({booked.patient_id, since.patient_id} if tell and not sensitive else set())


def place_changed(visit, *states):
    found = Message.objects.filter(template="place-changed", thing_id=visit.pk).order_by("created_at")
    return list(found.filter(state__in=states or ["queued"]))


def published(practice, address, tell):
    manager = f.actor(practice, "manager")
    draft = actions.edit(manager, actions.work_on(manager, practice), change=lambda _: the_file(address), reason="x")
    return actions.publish_draft(manager, draft, reason="we moved", tell_places=tell)


WRONG, RIGHT = "77 Wrong Avenue, Chicago", "88 Right Road, Chicago"


@pytest.fixture
def moving(db):
    practice = f.load_cedar(f.at_any_hour(the_file(OLD)))
    return practice, f.booked(practice), Policy.objects.get(state="published")


def test_a_version_that_is_put_back_withdraws_what_waits(moving):
    practice, visit, first = moving
    published(practice, WRONG, True)
    assert [WRONG in one.body for one in place_changed(visit)] == [True]
    first.refresh_from_db()
    actions.roll_back(f.actor(practice, "manager"), first, reason="a slip")
    assert place_changed(visit) == [], "nobody was told the wrong one, and they go by the old one"


@pytest.mark.parametrize("tell", [True, False])
def test_of_two_new_addresses_the_later_is_said_alone(moving, tell):
    practice, visit, _first = moving
    published(practice, WRONG, True)
    published(practice, RIGHT, tell)
    waiting = place_changed(visit)
    assert len(waiting) == 1 and RIGHT in waiting[0].body


def test_who_was_told_the_wrong_one_is_told_the_right_one_when_it_is_put_back(moving):
    practice, visit, first = moving
    published(practice, WRONG, True)
    Message.objects.filter(template="place-changed").update(state="sent")
    first.refresh_from_db()
    actions.roll_back(f.actor(practice, "manager"), first, reason="a slip")
    assert [OLD in one.body for one in place_changed(visit)] == [True]


def test_back_to_a_version_in_between_they_are_told_that(moving):
    practice, visit, _first = moving
    between = published(practice, WRONG, True)
    published(practice, RIGHT, True)
    between.refresh_from_db()
    actions.roll_back(f.actor(practice, "manager"), between, reason="it was right")
    assert [WRONG in one.body for one in place_changed(visit)] == [True]


def test_whom_nobody_told_anything_is_told_nothing_when_it_is_put_back(moving):
    practice, _visit, first = moving
    published(practice, WRONG, False)
    first.refresh_from_db()
    actions.roll_back(f.actor(practice, "manager"), first, reason="a slip")
    assert not Message.objects.filter(template="place-changed").exists()
