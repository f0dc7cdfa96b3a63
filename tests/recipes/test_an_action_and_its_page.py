"""An action, what listens to it, a page that shows it, and a figure of a report: each as CONTRIBUTING.md says, and what it says comes with it."""

import csv
import io
from dataclasses import dataclass

import pytest
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import clear_url_caches, path
from django.utils.timezone import now

from frontdesk.access.may import Actor, NotAllowed
from frontdesk.access.query import QUERIES, query, watching
from frontdesk.audit.action import ACTIONS, action
from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.core import events
from frontdesk.core.refusals import Refusal
from frontdesk.server import listeners
from frontdesk.web.console import urls as console
from frontdesk.web.csv_file import csv_of, wanted
from frontdesk.web.page import page
from tests import factory as f
from tests.web_client import as_staff, at


@dataclass(frozen=True)
class Expected(events.Event):
    """Somebody told the practice that this patient will come."""

    actor: Actor
    appointment: Appointment


class AlreadyExpected(Refusal):
    """Nothing to write down."""

    code = "already_expected"
    sentence = "We expect this patient already. There is nothing left to do."


def what_is_new():
    """The action, the query and the page; made in a function, so that nothing of them outlives the test."""

    @action("appointment.expect", permission="appointment.book")
    def expect(actor: Actor, appointment: Appointment) -> Appointment:
        if appointment.confirmed_at is not None:
            raise AlreadyExpected
        appointment.confirmed_at = now()
        appointment.save(update_fields=["confirmed_at"])
        events.raise_event(Expected(actor, appointment))
        return appointment

    @query("reports.view")
    def expected(actor: Actor) -> QuerySet[Appointment]:
        return Appointment.objects.filter(confirmed_at__isnull=False).order_by("start")

    @page("reports.view")
    def expected_page(request) -> HttpResponse:
        rows = expected(request.actor)
        if wanted(request):
            return csv_of(request, "expected", ("number", "start"), ((one.number, one.start) for one in rows))
        return HttpResponse(f"{len(rows)} expected")

    return expect, expected, expected_page


@pytest.fixture
def recipe(monkeypatch):
    """The house with them in it, for the length of a test; what has been heard, in order."""
    kept_actions, kept_queries, heard = dict(ACTIONS), dict(QUERIES), []
    expect, expected, expected_page = what_is_new()
    route = path("reports/expected/", expected_page, name="expected")
    console.urlpatterns.insert(0, route)
    clear_url_caches()
    events.listen([*listeners.ORDER, (Expected, [heard.append])], unheard=listeners.UNHEARD)
    yield expect, expected, heard
    console.urlpatterns.remove(route)
    clear_url_caches()
    listeners.install()
    for now_there, before in ((ACTIONS, kept_actions), (QUERIES, kept_queries)):
        now_there.clear()
        now_there.update(before)


def visits(practice, *times):
    desk = f.actor(practice, "scheduler")
    return [
        booking.book(desk, f.patient(practice, established=True), visit_type=f.visit("follow-up"), place=f.place(time))
        for time in times
    ]


def test_an_action_is_allowed_written_down_and_done_once(cedar, recipe):
    expect, _expected, heard = recipe
    (visit,) = visits(cedar, "09:00")
    with pytest.raises(NotAllowed):
        expect(f.actor(cedar, "billing"), visit)
    assert not heard
    desk = f.actor(cedar, "front_desk")
    for _ in range(2):
        expect.once("a press", desk, Appointment.objects.get(pk=visit.pk))
    assert [event.appointment.pk for event in heard] == [visit.pk]
    (entry,) = Entry.objects.filter(action="appointment.expect")
    assert (entry.thing_id, entry.actor_id) == (visit.pk, desk.id) and "confirmed_at" in entry.changes
    with pytest.raises(AlreadyExpected):
        expect(desk, Appointment.objects.get(pk=visit.pk))


def test_what_a_listener_raises_takes_the_action_back(cedar, recipe):
    expect, _expected, _heard = recipe
    (visit,) = visits(cedar, "09:00")

    def fails(event):
        raise LookupError

    events.listen([*listeners.ORDER, (Expected, [fails])], unheard=listeners.UNHEARD)
    with pytest.raises(LookupError):
        expect(f.actor(cedar, "front_desk"), visit)
    assert Appointment.objects.get(pk=visit.pk).confirmed_at is None
    assert not Entry.objects.filter(action="appointment.expect").exists()


def test_a_page_opens_to_whom_its_permission_says_and_answers_no_other_method(cedar, recipe):
    address = at(cedar, "console/reports/expected/")
    assert as_staff(cedar, "manager").get(address).content == b"0 expected"
    assert as_staff(cedar, "front_desk").get(address).status_code == 403
    assert as_staff(cedar, "manager").post(address).status_code == 405


def test_a_figure_is_how_many_records_there_are_behind_it_and_says_whose_they_are(cedar, recipe):
    expect, expected, _heard = recipe
    first, second, _third = visits(cedar, "09:00", "09:30", "10:00")
    for visit in (first, second):
        expect(f.actor(cedar, "front_desk"), visit)
    manager = as_staff(cedar, "manager")
    with watching() as seen:
        shown = manager.get(at(cedar, "console/reports/expected/"))
    assert shown.content == b"2 expected" and seen.patients == {first.patient_id, second.patient_id}
    rows = list(
        csv.reader(io.StringIO(manager.get(at(cedar, "console/reports/expected/"), {"format": "csv"}).content.decode()))
    )
    assert [row[0] for row in rows[1:]] == [str(first.number), str(second.number)]
    with pytest.raises(NotAllowed):
        expected(f.actor(cedar, "front_desk"))
