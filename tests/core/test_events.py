"""Events: heard in the order of the list, by nobody else, and what a listener raises reaches the action."""

import importlib
import pkgutil
from dataclasses import dataclass

import pytest

import frontdesk
from frontdesk.core import events
from frontdesk.server import listeners


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


def test_an_event_that_does_not_stand_in_the_list_is_an_error_and_undoes_its_action():
    """It would be lost otherwise: nothing would follow from it, and nobody would notice."""
    heard = []
    events.listen([(Happened, [heard.append])])
    with pytest.raises(events.NobodyKnows, match="SomethingElse"):
        events.raise_event(SomethingElse("x"))
    assert heard == []


def test_one_that_is_unheard_on_purpose_is_none():
    heard = []
    events.listen([(Happened, [heard.append])], unheard=[SomethingElse])
    events.raise_event(SomethingElse("x"))
    events.raise_event(Happened("y"))
    assert heard == [Happened("y")]


def test_what_a_listener_raises_reaches_the_action():
    def fails(event):
        raise LookupError(event.what)

    events.listen([(Happened, [fails])])
    with pytest.raises(LookupError):
        events.raise_event(Happened("x"))


def test_a_kind_of_event_stands_once_in_the_list():
    with pytest.raises(ValueError, match="Happened stands twice"):
        events.listen([(Happened, []), (Happened, [])])


def test_what_is_heard_is_not_declared_unheard_too():
    with pytest.raises(ValueError, match="Happened stands twice"):
        events.listen([(Happened, [print])], unheard=[Happened])


def kinds_of_the_house():
    """Every kind of event that a room has, wherever in `frontdesk` it stands."""
    for module in pkgutil.walk_packages(frontdesk.__path__, "frontdesk."):
        if module.name.endswith(".events"):
            importlib.import_module(module.name)
    found, looked_at = set(), [events.Event]
    while looked_at:
        kinds = looked_at.pop().__subclasses__()
        looked_at += kinds
        found |= {kind for kind in kinds if kind.__module__.startswith("frontdesk.")}
    return found


def test_every_kind_of_event_is_heard_by_somebody_or_unheard_on_purpose():
    heard = {kind for kind, listeners in listeners.ORDER if list(listeners)}
    assert {kind for kind, _ in listeners.ORDER} == heard, "whom nobody hears stands among the unheard"
    assert len(kinds_of_the_house()) > 20, "the kinds were found"
    assert kinds_of_the_house() == heard | set(listeners.UNHEARD)
