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


# What happens, and what carries it back.  A room that hears the first hears the second, or says here why it need not.
CARRIED_BACK = (
    ("Booked", "BookingTakenBack"),
    ("Booked", "HeldAgain"),
    ("Moved", "TakenBack"),
    ("Moved", "HeldAgain"),
    ("Cancelled", "TakenBack"),
    ("Arrived", "SetBack"),
    ("Completed", "SetBack"),
    ("NoShow", "SetBack"),
    ("ReferralEnded", "ReferralReopened"),
    ("Merged", "Unmerged"),
    ("PatientDied", "DeathTakenBack"),
)
NEED_NOT = {
    ("booking.ending", "HeldAgain"): "what ended with it was another's wish to choose, and its time may be gone",
    ("booking.ending", "SetBack"): "what was kept in its place ended when they came, and its time may be gone",
    ("booking.messages", "SetBack"): "what they were reminded of they have heard",
    ("day.exceptions.promised.actions", "ReferralReopened"): "every round looks at all that wait",
    ("outreach.recalls.actions", "DeathTakenBack"): "taken up again with all else that the death ended",
    ("outreach.waitlist.hearing.actions", "DeathTakenBack"): "taken up again with all else that the death ended",
}


def rooms_that_hear(kind, order):
    (heard,) = [hearing for event, hearing in order if event.__name__ == kind]
    return {listener.__module__.removeprefix("frontdesk.") for listener in heard}


def deaf_to_what_carries_back(order):
    return {
        (room, back)
        for happened, back in CARRIED_BACK
        for room in rooms_that_hear(happened, order) - rooms_that_hear(back, order)
    }


def test_who_hears_that_something_happens_hears_that_it_is_carried_back():
    assert deaf_to_what_carries_back(listeners.ORDER) == set(NEED_NOT)


def test_a_room_that_hears_only_the_first_is_seen():
    without = [
        (kind, [heard for heard in hearing if kind.__name__ != "HeldAgain" or "ordered" not in heard.__module__])
        for kind, hearing in listeners.ORDER
    ]
    assert ("day.exceptions.ordered.actions", "HeldAgain") in deaf_to_what_carries_back(without)
