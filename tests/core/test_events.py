"""Events: heard in the order of the list, by nobody else, and what a listener raises reaches the action."""

from dataclasses import dataclass

import pytest

from frontdesk.core import events


@dataclass(frozen=True)
class Happened(events.Event):
    what: str


@dataclass(frozen=True)
class SomethingElse(events.Event):
    what: str


@pytest.fixture(autouse=True)
def _listeners_of_the_house_come_back(monkeypatch):
    monkeypatch.setattr(events, "_listeners", {})


def test_listeners_hear_an_event_in_the_order_of_the_list():
    heard = []
    events.listen([(Happened, [lambda e: heard.append(f"first {e.what}"), lambda e: heard.append(f"then {e.what}")])])
    events.raise_event(Happened("x"))
    assert heard == ["first x", "then x"]


def test_an_event_that_nobody_listens_to_is_no_error():
    events.listen([(Happened, [])])
    events.raise_event(SomethingElse("x"))


def test_what_a_listener_raises_reaches_the_action():
    def fails(event):
        raise LookupError(event.what)

    events.listen([(Happened, [fails])])
    with pytest.raises(LookupError):
        events.raise_event(Happened("x"))


def test_a_kind_of_event_stands_once_in_the_list():
    with pytest.raises(ValueError, match="Happened stands twice"):
        events.listen([(Happened, []), (Happened, [])])
