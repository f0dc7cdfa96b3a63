"""What a page says after an error is true: done, not done, or where to look."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from frontdesk.people.models import Patient
from frontdesk.web import middleware
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


def test_a_session_that_ended_meanwhile_undoes_what_was_done_and_says_so(cedar, monkeypatch):
    from frontdesk.web import sessions

    client = as_staff(cedar, "front_desk")
    who = f.patient(cedar)

    def ended(self, request, response):
        Session.objects.all().delete()
        return real(self, request, response)

    real = sessions.SessionMiddleware.process_response
    monkeypatch.setattr(sessions.SessionMiddleware, "process_response", ended)
    answer = client.get(at(cedar, f"console/patients/{who.pk}/"))
    assert answer.status_code == 403
    assert "Nothing was changed. Sign in" in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "says"), [("post", "We do not know whether that was done"), ("get", "The system is not available")]
)
def test_a_connection_lost_at_commit_is_never_said_to_have_changed_nothing(cedar, monkeypatch, method, says):
    from contextlib import contextmanager

    @contextmanager
    def lost(slug):
        with real(slug) as practice:
            yield practice
        raise OperationalError("server closed the connection unexpectedly")

    client = as_patient(cedar, f.patient(cedar))
    client.raise_request_exception = False
    real = middleware.inside_practice_called
    monkeypatch.setattr(middleware, "inside_practice_called", lost)
    answer = getattr(client, method)(at(cedar, "documents/"))
    assert answer.status_code == 503 and says in answer.content.decode()
    assert ("Nothing was changed" in answer.content.decode()) == (method == "get")
    assert Patient.objects.count() >= 1


def written(client, path, method="get") -> bool:
    """Whether that page writes the session."""
    with CaptureQueriesContext(connection) as asked:
        getattr(client, method)(path)
    return any(one["sql"].startswith('UPDATE "django_session"') for one in asked)


def test_pages_that_are_looked_at_write_the_session_once_in_a_while_and_each_press_does(cedar, settings, monkeypatch):
    desk, queue = as_staff(cedar, "front_desk"), at(cedar, "console/queue/")
    assert written(desk, queue) and not written(desk, queue)
    assert written(desk, at(cedar, "stay/"), "post")
    begun = time.time()
    monkeypatch.setattr(time, "time", lambda: begun + settings.SESSION_GRAIN + 1)
    assert written(desk, queue) and not written(desk, queue)


def test_a_session_ends_a_little_sooner_than_it_says_and_never_later(cedar, settings, monkeypatch):
    """By the last look that was written down; a press is always written."""
    desk, queue = as_staff(cedar, "front_desk"), at(cedar, "console/queue/")
    desk.get(queue)
    begun = desk.session["pressed_at"]
    for later, status in (
        (settings.SESSION_GRAIN - 1, 200),
        (settings.SESSION_COOKIE_AGE, 200),
        (2 * settings.SESSION_COOKIE_AGE + 1, 302),
    ):
        monkeypatch.setattr(time, "time", lambda later=later: begun + later)
        assert desk.get(queue).status_code == status
