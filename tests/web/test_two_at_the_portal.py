"""Two tabs, or two people with access, at every form of the portal: who comes second books, ends and loses nothing that they did not see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Document, Request
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.web import crossing
from tests import factory as f
from tests.portion import some_of
from tests.web.forms import forms_of
from tests.web.presses_prepared import upload
from tests.web.richer import RicherWorld
from tests.web.test_permissions import TABLE
from tests.web.world import differences, of_cedar, rows
from tests.web_client import at


@dataclass(frozen=True)
class Late:
    """`make` gives the page that is left open and where its form goes; `meanwhile` is what happens before the press."""

    make: Callable[..., tuple[str, str]]
    meanwhile: Callable[[RicherWorld], object]
    typed: Callable[[], dict[str, object]] = dict
    says: str = "This has changed in the meantime."
    reads: str = ""  # what was typed, on the page that comes next


def _asked(world: RicherWorld) -> Request:
    return world.own["asked"]


def approved(world: RicherWorld, _path: str = "") -> None:
    told = {"reason": "a cough"}
    world.own["asked"] = intake.submit(
        f.themselves(world.patient), world.patient, visit_type=f.visit("follow-up"), answers=told
    )
    waitlist.leave(world.desk, world.waiting, reason="found one")


def of_request(path: str, page: str | None = None) -> Callable[..., tuple[str, str]]:
    def make(world: RicherWorld) -> tuple[str, str]:
        approved(world)
        here = f"requests/{_asked(world).pk}/"
        return here + (path if page is None else page), here + path

    return make


def of_answer(world: RicherWorld) -> tuple[str, str]:
    approved(world)
    intake.ask(world.desk, _asked(world), fields=["pharmacy"])
    page = f"requests/{_asked(world).pk}/answer/"
    return page, page


def of_visit(path: str, page: str | None = None) -> Callable[..., tuple[str, str]]:
    def make(world: RicherWorld) -> tuple[str, str]:
        here = f"appointments/{world.booked.pk}/"
        return here + (path if page is None else page), here + path

    return make


def moved(world: RicherWorld) -> None:
    """In the other tab."""
    booking.confirm(f.themselves(world.patient), f.chosen(Appointment.objects.get(pk=world.booked.pk), "11:00"))


def withdrawn(world: RicherWorld) -> None:
    intake.withdraw(f.themselves(world.patient), Request.objects.get(pk=_asked(world).pk))


def proposed_again(world: RicherWorld) -> None:
    proposals.propose(world.scheduler, Appointment.objects.get(pk=world.other.pk), reason="away again")


def accepted(world: RicherWorld) -> None:
    waitlist.accept(f.themselves(world.patient), world.offer)


def replaced(world: RicherWorld) -> None:
    from frontdesk.intake import drafts

    intake.replace_document(
        f.themselves(world.patient),
        Document.objects.get(pk=world.document.pk),
        new=drafts.keep_document(world.practice, "other", f.photo()),
    )


def answered(world: RicherWorld) -> None:
    intake.answer(f.themselves(world.patient), _asked(world), answers={"pharmacy": "Main Street"})


LATE = {
    "requests/<uuid:key>/answer/": Late(
        of_answer,
        answered,
        lambda: {"pharmacy-answer": "The one on Oak Avenue"},
        "Somebody answered this after you opened that page",
        "The one on Oak Avenue",
    ),
    "requests/<uuid:key>/withdraw/": Late(
        of_request("withdraw/"),
        lambda world: intake.ask(world.desk, _asked(world), fields=["pharmacy"]),
        lambda: {"reason": "I feel better"},
    ),
    "requests/<uuid:key>/times/": Late(of_request("times/"), withdrawn, lambda: {"time": "x"}),
    "requests/<uuid:key>/wait/": Late(of_request("wait/"), withdrawn),
    "appointments/<uuid:key>/proposal/": Late(
        lambda world: (f"appointments/{world.other.pk}/", f"appointments/{world.other.pk}/proposal/"),
        proposed_again,
        lambda: {"answer": "take"},
        "We keep another time for you than that page showed.",
    ),
    "appointments/<uuid:key>/move/": Late(of_visit("move/"), moved, lambda: {"time": "x"}),
    "appointments/<uuid:key>/cancel/": Late(of_visit("cancel/"), moved, lambda: {"reason": "I feel better"}),
    "appointments/<uuid:key>/wait/": Late(of_visit("wait/"), moved, says="so you were not put on the waitlist"),
    "appointments/<uuid:key>/confirm/": Late(of_visit("confirm/", ""), moved),
    "waitlist/<uuid:key>/leave/": Late(
        lambda world: (f"appointments/{world.booked.pk}/", f"waitlist/{world.waiting.pk}/leave/"),
        lambda world: waitlist.decline(f.themselves(world.patient), world.offer),
    ),
    "waitlist/offers/<uuid:key>/accept/": Late(
        lambda world: (f"waitlist/offers/{world.offer.pk}/", f"waitlist/offers/{world.offer.pk}/accept/"),
        lambda world: waitlist.leave(f.themselves(world.patient), world.waiting),
        says="We no longer keep this time for you.",
    ),
    "waitlist/offers/<uuid:key>/decline/": Late(
        lambda world: (f"waitlist/offers/{world.offer.pk}/", f"waitlist/offers/{world.offer.pk}/decline/"), accepted
    ),
    "documents/<uuid:key>/replace/": Late(
        lambda world: (f"documents/{world.document.pk}/replace/",) * 2,
        replaced,
        lambda: {"file": upload()},
        "This file was replaced already.",
    ),
    "holds/<uuid:key>/": Late(
        lambda world: (f"holds/{world.held.pk}/",) * 2,
        lambda world: booking.cancel(SYSTEM, world.held, reason="nobody wants it"),
        says="We no longer keep this time for you.",
    ),
    "holds/<uuid:key>/extend/": Late(
        lambda world: (f"holds/{world.held.pk}/", f"holds/{world.held.pk}/extend/"),
        lambda world: booking.cancel(SYSTEM, world.held, reason="nobody wants it"),
        says="We no longer keep this time for you.",
    ),
    "holds/<uuid:key>/let-go/": Late(
        lambda world: (f"holds/{world.held.pk}/", f"holds/{world.held.pk}/let-go/"),
        lambda world: booking.cancel(SYSTEM, world.held, reason="nobody wants it"),
    ),
}
# What is tried elsewhere, or is about nothing that another changes.
ELSEWHERE = {
    "preferences/": "writes only what was changed on it (tests/web/test_as_it_was_shown.py)",
    "due/<str:token>/confirm/": "names the time that it showed (tests/web/test_as_it_was_shown.py)",
    "due/<str:token>/": "the time itself, with a key",
    "due/<str:token>/let-go/": "names the time that it showed (tests/web/test_must_move_everywhere.py)",
    "due/<str:token>/refuse/": "one visit, that is refused once",
    "due/<str:token>/questions/": "begins what is typed in this browser alone, or goes on with it",
    "due/<str:token>/ask/<slug:step>/": "what is typed in this browser alone (tests/web/test_due_questions.py)",
    "due/<str:token>/emergency/": "what is typed in this browser alone (tests/web/test_due_questions.py)",
    "ask/check/": "carries the answers that it showed (tests/web/test_as_it_was_shown.py)",
    "ask/code/": "carries the request that it showed (tests/web/test_side_by_side.py)",
    "ask/emergency/": "carries the request that it showed (tests/web/test_side_by_side.py)",
    "ask/<slug:step>/": "carries the request that it showed (tests/web/test_side_by_side.py)",
    "ask/on-this-device/": "what was begun in this browser",
    "ask/start-anew/": "carries the request that it showed (tests/web/test_side_by_side.py)",
    "documents/": "something new, for the patient whom it names (tests/web/test_as_it_was_shown.py)",
    "preferences/confirm/": "their own number, which it names",
    "preferences/confirm/code/": "a code, which works once",
    "home/first-time/": "a birth date, which opens once",
    "preferences/carers/": "somebody new, by their address: added once",
    "preferences/carers/<uuid:key>/end/": "one person by key, who is ended once",
    "": "begins something new",
    "referrals/<str:token>/": "changes nothing",
    "language/": "one's own",
    "stay/": "one's own",
    "sign-in/": "one's own",
    "sign-in/code/": "one's own",
    "sign-out/": "one's own",
}


@pytest.fixture
def world(db):
    return of_cedar(RicherWorld)


def left_open(world, client, late):
    """The form as the page showed it."""
    page, action = (at(world.practice, one) for one in late.make(world))
    found = [one for one in forms_of(page, client.get(page).content.decode()) if one.action.split("?")[0] == action]
    assert found, f"no form for {action} on {page}"
    return found[0]


def test_every_form_of_the_portal_stands_in_one_of_these_tables():
    """A new form belongs in one of them, and so gets tried by two tabs."""
    taking = {
        route
        for route, (who, methods) in TABLE.items()
        if "POST" in methods and "patient" in who and not route.startswith(("console/", "setup/"))
    }
    assert taking - set(LATE) - set(ELSEWHERE) == set() and (set(LATE) | set(ELSEWHERE)) - taking == set()
    assert not set(LATE) & set(ELSEWHERE)


@pytest.mark.parametrize("route", some_of(LATE, one_in=4, torture=2))
def test_who_presses_late_changes_nothing_and_reads_why(world, route):
    late = LATE[route]
    client = world.client("patient", tokens=True)
    form = left_open(world, client, late)
    late.meanwhile(world)
    before = rows()
    answer = client.post(form.action, form.data(**late.typed()), follow=True)
    assert differences(before, rows()) == {}
    text = answer.content.decode()
    assert answer.status_code in (200, 409) and late.says in text and late.reads in text


def test_who_cancels_beside_a_time_that_they_have_not_seen_is_asked_again_with_it(world):
    client = world.client("patient", tokens=True)
    page = at(world.practice, f"appointments/{world.other.pk}/cancel/")
    form = next(x for x in forms_of(page, client.get(page).content.decode()) if "row_shown" in x.fields)
    proposed_again(world)
    before = rows()
    answer = client.post(form.action, form.data(reason="I feel better"))
    assert answer.status_code == 409 and differences(before, rows()) == {}
    text = answer.content.decode()
    assert "We keep another time for you" in text and "This has changed in the meantime" in text
    form = next(x for x in forms_of(page, text) if "row_shown" in x.fields)
    assert form.data()["reason"] in ("I feel better", ["I feel better"])
    client.post(form.action, form.data())
    assert Appointment.objects.get(pk=world.other.pk).state == "cancelled"


@pytest.mark.parametrize("route", ["requests/<uuid:key>/answer/", "requests/<uuid:key>/withdraw/"])
def test_the_control_without_what_it_showed_the_press_goes_through_or_is_read_another_way(world, route, monkeypatch):
    """The harness sees it where nothing is compared."""
    late = LATE[route]
    client = world.client("patient", tokens=True)
    form = left_open(world, client, late)
    late.meanwhile(world)
    if "answer" in route:
        intake.ask(world.desk, Request.objects.get(pk=_asked(world).pk), fields=["pharmacy"])
    before = rows()
    monkeypatch.setattr(crossing.Door, "answer", lambda _door: None)
    monkeypatch.setattr(crossing.Door, "remember", lambda _door, _answer: None)
    client.post(form.action, form.data(**late.typed()))
    assert "intake_request" in differences(before, rows())
