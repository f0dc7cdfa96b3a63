"""A POST with its token changes exactly the rows that the tables name, by who may; by who may not, or without a token, or by PUT, none.

Each button is pressed as a browser presses it, in one world for all of them, and all of it undone again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from frontdesk.tenancy.context import enter
from frontdesk.web import page as declaring
from frontdesk.web import shown_to
from tests import factory as f
from tests.portion import some_of
from tests.web.forms import forms_of
from tests.web.presses import PRESSES as AT_ONCE
from tests.web.presses import Press
from tests.web.presses_prepared import PREPARED
from tests.web.richer import RicherWorld
from tests.web.test_permissions import TABLE
from tests.web.world import NOT_LOOKED_AT, ROLES, differences, rows, written

PRESSES: dict[str, Press] = {**AT_ONCE, **PREPARED}
DONE = (200, 201, 204, 302)
TOKEN = settings.CSRF_COOKIE_NAME


Rows = dict[str, dict[str, str]]  # table → a row's key → digest of the row


@dataclass(frozen=True)
class Pressed:
    """What the answer was, and which rows differ since."""

    status: int
    rows: dict[str, str]


@dataclass(frozen=True)
class Button:
    """Where it leads, what its form shows, and all that stands at that moment."""

    press: Press
    action: str
    fields: dict[str, list[str]]
    stands: Rows


class Pressing:
    """A world, what stands in it, and what a request changes in it."""

    def __init__(self, world: RicherWorld) -> None:
        self.world, self.own = world, dict(world.own)
        self.clients = {role: world.client(role, tokens=True) for role in ROLES}
        self.stands = rows()

    @contextmanager
    def button(self, route: str) -> Iterator[Button]:
        """On its page, after what has to be done first; whatever is done inside is undone."""
        press = PRESSES[route]
        with self._undone():
            stands, there = self._first(press, press.role, self.stands)
            action, fields = self._found(route, press, there)
            yield Button(press, action, fields, stands)

    def pressed(
        self, button: Button, role: str = "", *, token: bool = True, method: str = "POST", anothers: bool = False
    ) -> Pressed:
        """By that role, in a browser of its own, with what the button of who may sends; undone.

        `anothers`: on the very page that was shown to whoever the table names.
        """
        press, role = button.press, role or button.press.role
        client, stands, secret = self.clients[role], button.stands, self.clients[press.role].cookies.get(TOKEN)
        with self._undone():
            if role != press.role and press.each and role in press.others:
                stands, _ = self._first(press, role, stands)
            if secret is not None:
                client.cookies[TOKEN] = secret.value
            said = {**button.fields, **press.said(self.world)}
            sent = {name: value for name, value in said.items() if value is not None}
            if not token:
                sent.pop("csrfmiddlewaretoken", None)
            if role != press.role and not anothers:
                sent.pop(shown_to.FIELD, None)
            headers = press.signed(self.world, button.action, sent) if press.signed and token else {}
            before = written()
            status = _sent(client, button.action, sent, headers, method)
            enter(self.world.practice)
            touched = _touched(before)
            found = differences({table: stands[table] for table in touched}, rows(touched)) if touched else {}
        found.pop("audit_head", None)  # the end of the trail's chain: it differs with every entry
        return Pressed(status, found)

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """The rows, and what each browser keeps."""
        kept, own = {role: deepcopy(client.cookies) for role, client in self.clients.items()}, dict(self.world.own)
        try:
            with transaction.atomic():
                yield
                transaction.set_rollback(True)
        finally:
            self.world.own = own
            for role, client in self.clients.items():
                client.cookies = kept[role]
            enter(self.world.practice)

    def _first(self, press: Press, role: str, stands: Rows) -> tuple[Rows, str]:
        """What has to be done before the button is there: what stands then, and in which practice."""
        if press.before is None:
            return stands, self.world.practice.slug
        before, client = written(), self.clients[role]
        client.handler.enforce_csrf_checks = False
        there = press.before(self.world, client)
        client.handler.enforce_csrf_checks = True
        enter(self.world.practice)
        return {**stands, **rows(_touched(before) or ["audit_head"])}, there or self.world.practice.slug

    def _found(self, route: str, press: Press, slug: str) -> tuple[str, dict[str, list[str]]]:
        """Where the button leads, and what its form shows."""
        path, _, query = press.page.partition("?")
        here, there = f"/{self.world.practice.slug}/", f"/{slug}/"
        page = self.world.address(path, of=route).replace(here, there, 1) + (f"?{query}" if query else "")
        address = self.world.address(route).replace(here, there, 1)
        if press.signed is not None:
            return address, {}
        answer = self.clients[press.role].get(page)
        forms = [one for one in forms_of(page, answer.content.decode()) if one.method == "post"]
        if press.scripted:
            return address, {"csrfmiddlewaretoken": forms[0].fields["csrfmiddlewaretoken"]}
        for form in forms:
            for action in (form.action, *form.leads):
                if action.split("?")[0] == address:
                    return action, form.fields
        raise AssertionError(f"no button for {route} on {page} ({answer.status_code}): {[one.action for one in forms]}")


def _touched(before: dict) -> list[str]:
    """Tables in which something was written since then; what the application does not see is no row to it."""
    after = written()
    return [table for table in after if after[table] != before.get(table) and table not in NOT_LOOKED_AT]


def _sent(client, action: str, sent: dict, headers: dict[str, str], method: str) -> int:
    """The status."""
    with override_settings(TEXT_URL="https://AC:12345@x"):
        if "/api/" in action and method == "POST":
            return client.post(action, sent, content_type="application/json", headers=headers).status_code
        if method == "POST":
            return client.post(action, sent, headers=headers).status_code
        return client.generic(
            method, action, urlencode(sent, doseq=True), "application/x-www-form-urlencoded"
        ).status_code


# What the tables say -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pressing(migrated, django_db_setup, django_db_blocker):
    """One world for all of them: each press is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Pressing(RicherWorld(f.load_cedar(f.at_any_hour(f.CEDAR))))
        transaction.set_rollback(True)


def wrong_by_main(pressing: Pressing, button: Button) -> dict[str, object]:
    """What differs from the table where the one presses it whom the table names."""
    done = pressing.pressed(button)
    tried = {
        "pressed": (done.status in DONE, done.rows) == (True, button.press.writes) or (done.status, done.rows),
        "without its token": pressing.pressed(button, token=False).rows == {},
        **{method: pressing.pressed(button, method=method).rows == {} for method in ("PUT", "HEAD")},
    }
    return {how: well for how, well in tried.items() if well is not True}


def wrong_by(pressing: Pressing, button: Button, roles: Iterable[str]) -> dict[str, dict[str, str]]:
    """Who may writes the same, or what stands beside it; who may not writes nothing."""
    press = button.press
    may = {role: press.writes if writes is None else writes for role, writes in press.others.items()}
    found = {role: pressing.pressed(button, role).rows for role in roles if role != press.role}
    return {role: written for role, written in found.items() if written != may.get(role, {})}


@pytest.mark.parametrize(("number", "route"), some_of(enumerate(PRESSES), one_in=12, torture=8))
def test_a_press_writes_what_the_table_names_and_nothing_else(pressing, number, route):
    """And two of the other roles, which differ from route to route."""
    with pressing.button(route) as button:
        assert wrong_by_main(pressing, button) == {}
        assert wrong_by(pressing, button, (ROLES[number % len(ROLES)], ROLES[(number + 3) % len(ROLES)])) == {}


@pytest.mark.parametrize("route", some_of(PRESSES, one_in=None, torture=10))
def test_the_same_press_by_every_other_role(pressing, route):
    with pressing.button(route) as button:
        assert wrong_by(pressing, button, ROLES) == {}


FORMS = [route for route, one in PRESSES.items() if one.role != "nobody" and one.signed is None and not one.scripted]


@pytest.mark.parametrize("route", some_of(FORMS, one_in=12, torture=8))
def test_a_form_that_was_shown_to_somebody_is_done_for_nobody_else_who_has_signed_in_since(pressing, route):
    with pressing.button(route) as button:
        others = [role for role in button.press.others if role not in ("nobody", button.press.role)]
        assert button.fields[shown_to.FIELD]
        if TABLE[route][0] and others:
            there = pressing.pressed(button, others[0], anothers=True)
            assert (there.status, there.rows) == (409, {})


def test_every_route_that_takes_a_post_is_pressed():
    taking = {route for route, (_, methods) in TABLE.items() if "POST" in methods}
    assert taking == set(PRESSES)
    assert not set(AT_ONCE) & set(PREPARED)


def test_who_may_press_is_among_those_to_whom_the_route_is_open():
    wrong = {
        route: who
        for route, press in PRESSES.items()
        if press.signed is None and (who := {press.role, *press.others} - set(TABLE[route][0]))
    }
    assert wrong == {}


# The controls: the harness finds what it is there to find --------------------------------------------------------

CONFIRMED = "appointments/<uuid:key>/confirm/"


def test_a_form_that_asks_for_no_token_is_found(pressing, monkeypatch):
    with pressing.button(CONFIRMED) as button:
        monkeypatch.setattr(pressing.clients["patient"].handler, "enforce_csrf_checks", False)
        assert set(wrong_by_main(pressing, button)) == {"without its token"}


def test_a_view_that_runs_on_head_is_found(pressing, monkeypatch):
    with pressing.button(CONFIRMED) as button:
        monkeypatch.setattr(declaring, "answered_by", lambda allowed: {*allowed, "HEAD"})
        assert set(wrong_by_main(pressing, button)) == {"HEAD"}


def test_one_row_too_many_is_found_whoever_presses(pressing, monkeypatch):
    real = declaring.answered_by

    def one_more(allowed):
        f.patient(pressing.world.practice, email="")
        return real(allowed)

    with pressing.button(CONFIRMED) as button:
        monkeypatch.setattr(declaring, "answered_by", one_more)
        assert wrong_by_main(pressing, button)["pressed"] == (302, {**button.press.writes, "people_patient": "1 new"})
    with pressing.button("appointments/<uuid:key>/cancel/") as button:  # by now its page writes one as well
        more = {**button.press.writes, "people_patient": "2 new"}
        assert wrong_by(pressing, button, ["front_desk", "scheduler"]) == {"front_desk": more, "scheduler": more}


def test_a_press_by_who_may_not_is_found(pressing, monkeypatch):
    """Somebody who may, where the table says that nobody of the kind does."""
    monkeypatch.setitem(pressing.clients, "billing", pressing.clients["scheduler"])
    with pressing.button("console/appointments/<uuid:key>/cancel/") as button:
        assert wrong_by(pressing, button, ["billing", "manager"]) == {"billing": button.press.writes}


def test_a_row_too_few_is_found(pressing, monkeypatch):
    with pressing.button(CONFIRMED) as button:
        monkeypatch.setattr(declaring, "answered_by", lambda allowed: {"GET"})
        assert wrong_by_main(pressing, button)["pressed"] == (405, {})
