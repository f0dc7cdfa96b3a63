"""What the trail says that something was is what the database had when it was changed, whatever the page had read before."""

from contextlib import suppress

import pytest
from django.db import transaction

from frontdesk.audit import action
from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake import patients
from frontdesk.intake.preferences.actions import prefer
from frontdesk.messaging.actions import settle
from frontdesk.messaging.models import Message
from frontdesk.people import lines
from frontdesk.people.models import Patient, Proxy, Staff
from frontdesk.practice.models import Provider
from frontdesk.records.known.actions import say_own_provider
from frontdesk.tenancy.context import behind_the_first_line, in_line
from tests import factory as f


@pytest.fixture
def two(cedar):
    """Two at the desk, and the record as the second has read it, before the first does something."""
    who = f.patient(cedar, established=True)
    return f.actor(cedar, "front_desk"), f.actor(cedar, "front_desk"), who


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def said(action):
    return Entry.objects.filter(action=action).order_by("number").last().changes


def test_what_somebody_else_has_changed_meanwhile_is_not_theirs_who_comes_second(two):
    first, second, early = two
    prefer(first, fresh(early), language="es")
    prefer(second, early, time_zone="America/Denver")
    assert said("patient.preferences") == {"time_zone": ["", "America/Denver"]}


def test_what_it_was_is_what_whoever_was_first_had_made_of_it(two):
    first, second, early = two
    chen, lee = (Provider.objects.get(code=code) for code in ("chen", "lee"))
    say_own_provider(first, fresh(early), provider=chen)
    early = fresh(early)
    say_own_provider(first, fresh(early), provider=lee)
    say_own_provider(second, early, provider=None)
    assert said("patient.own_provider") == {"own_provider_id": [str(lee.pk), None]}


def test_a_change_back_to_what_the_page_had_read_is_a_change(two):
    first, second, early = two
    prefer(first, fresh(early), language="es")
    prefer(second, early, language="en")
    assert said("patient.preferences") == {"language": ["es", "en"]}


def test_of_who_acts_for_somebody_too(two):
    first, second, who = two
    proxy = patients.name_proxy(first, who, contact="kim@example.org", who="carer", name="Kim")
    early = Proxy.objects.get(pk=proxy.pk)
    patients.confirm_proxy(first, fresh(proxy))
    patients.end_proxy(second, early)
    assert said("patient.end_proxy") == {"state": ["confirmed", "ended"], "ended_by_staff": [False, True]}


def test_of_an_appointment_that_its_patient_has_confirmed_meanwhile(two):
    _first, second, who = two
    one = booking.book(second, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    early = Appointment.objects.get(pk=one.pk)
    booking.will_come(f.themselves(who), fresh(one))
    booking.cancel(second, early, reason="ill")
    assert set(said("appointment.cancel")) == {"state", "reason"}


def test_what_was_changed_before_anybody_waited_is_written_down_as_it_was_given(cedar):
    """What hears of it waits in lines of its own: that is after the change."""
    who = f.patient(cedar)
    message = Message.objects.create(
        practice=cedar, patient=who, channel="email", to=who.email, template="booked", body="x", state="failed"
    )
    settle(f.actor(cedar, "front_desk"), message)
    assert set(said("message.settle")) == {"settled_by"}


def test_only_the_first_line_of_an_action_counts_and_one_inside_of_another_has_its_own(db):
    seen = []
    with behind_the_first_line(lambda: seen.append("outer")):
        with behind_the_first_line(lambda: seen.append("inner")):
            in_line()
            in_line()
        assert seen == ["inner"]
        in_line()
        in_line()
    in_line()
    assert seen == ["inner", "outer"]


class Undone(Exception):
    """What was begun in a savepoint is taken back."""


@pytest.mark.parametrize("given_back", [True, False])
def test_it_is_looked_at_again_behind_a_line_that_was_given_back_with_a_savepoint(two, given_back):
    """Somebody else has had their turn since; the control has kept its line, and nobody could."""
    _first, second, early = two

    def tries(actor, who):
        if not given_back:
            lines.wait_for_patients([who.pk])
        with suppress(Undone), transaction.atomic():
            lines.wait_for_patients([who.pk])
            raise Undone
        Patient.objects.filter(pk=who.pk).update(language="es")  # as another's transaction has left it
        lines.wait_for_patients([who.pk])
        who = fresh(who)
        who.time_zone = "America/Denver"
        who.save()
        return who

    changed = action.Action(
        tries, "patient.preferences", needs_reason=False, permission="patient.preferences", anew=None
    )
    changed(second, early)
    assert set(said("patient.preferences")) == ({"time_zone"} if given_back else {"time_zone", "language"})


def test_the_control_what_was_read_before_the_line_would_be_somebody_elses_change(two, monkeypatch):
    for look in ("look_again", "about_to_be_saved"):
        monkeypatch.setattr(action._Before, look, lambda self, *_: None)
    first, second, early = two
    prefer(first, fresh(early), language="es")
    prefer(second, early, time_zone="America/Denver")
    assert said("patient.preferences")["language"] == ["en", "es"]
    assert Patient.objects.get(pk=early.pk).language == "es"


def without_a_line(change):
    """An action for which nobody waits: on the page's row, or on one that it reads again."""
    return action.Action(change, "staff.assign", needs_reason=False, permission="staff.edit", anew=None)


def on_the_page_s_row(_actor, row):
    row.name = "Kim Sample"
    row.save(update_fields=["name"])
    return row


def on_one_that_is_read_again(actor, row):
    return on_the_page_s_row(actor, fresh(row))


@pytest.mark.parametrize("change", [on_the_page_s_row, on_one_that_is_read_again])
def test_where_nobody_waits_in_a_line_the_trail_says_what_was_there_when_it_was_saved(cedar, change):
    early = f.staff(cedar, "front_desk")
    Staff.objects.filter(pk=early.pk).update(
        role="scheduler", name="Sam Sample"
    )  # as another's transaction has left it
    without_a_line(change)(f.actor(cedar, "admin"), early)
    assert said("staff.assign") == {"name": ["Sam Sample", "Kim Sample"]}


def test_where_somebody_else_has_made_the_same_change_nothing_was_changed(cedar):
    early = f.staff(cedar, "front_desk")
    Staff.objects.filter(pk=early.pk).update(name="Kim Sample")
    without_a_line(on_the_page_s_row)(f.actor(cedar, "admin"), early)
    assert said("staff.assign") == {}
