"""A client that is signed in, for tests of pages."""

from __future__ import annotations

import re
from http.cookies import Morsel

from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.urls import resolve

from frontdesk.access.may import NotAllowed
from frontdesk.people.queries import staff_actor
from frontdesk.practice.drafts import queries
from frontdesk.practice.drafts.shown import shown
from frontdesk.practice.models import Policy
from frontdesk.tenancy.context import enter
from frontdesk.tenancy.models import Practice
from frontdesk.web import crossing
from tests import factory as f


class FreshClient(Client):
    """Gives back what a page that was loaded just now shows, as a browser would; `as_shown` in the data is an older page's."""

    practice = who = None

    def actor(self):
        """Who is signed in: the rows are those that they may see."""
        return staff_actor(self.who) if self.who is not None else None

    def post(self, path, data=None, *args, **kwargs):
        if self.practice is not None and isinstance(data or {}, dict):
            data = data or {}
            if "/setup/" in path:
                data = {"as_shown": shown_now(self.practice, path), **data}
            data = {**rows_shown_now(self.actor(), path, data), **data}
        return super().post(path, data, *args, **kwargs)


class Browser(Client):
    """Keeps cookies as browsers do: several of one name, each sent to the addresses under its path (RFC 6265, 5.4)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept: dict[tuple[str, str], Morsel] = {}

    def request(self, **request):
        self.cookies.clear()
        here = sorted((path, name) for name, path in self.kept if request["PATH_INFO"].startswith(path))
        for path, name in reversed(
            here
        ):  # the narrower path first, as they are sent; the server reads the last of a name
            self.cookies[name] = self.kept[name, path].value
        sent = {name: morsel.value for name, morsel in self.cookies.items()}
        answer = super().request(**request)
        for name, morsel in answer.cookies.items():
            self.kept[name, morsel["path"]] = morsel
            if morsel["max-age"] == 0:
                del self.kept[name, morsel["path"]]
        answer.sent_cookies = sent
        return answer


def shown_now(practice, path: str = "") -> str:
    """What the form behind that address shows now."""
    match = re.search(r"/versions/([0-9a-f-]{36})/", path)
    row = Policy.objects.filter(pk=match[1]).first() if match else None
    if "/roll-back/" in path:
        row = queries.in_force()
    return str(shown(row or queries.draft() or queries.in_force(), practice))


def rows_shown_now(actor, path: str, data: dict) -> dict[str, list[str]]:
    """What the form behind that address shows now of its rows, in the field that carries it."""
    _, practice, rest = path.partition("?")[0].split("/", 2)
    view = resolve(f"/{rest}", "frontdesk.web.urls")
    shows = getattr(view.func, "shows", None)
    enter(Practice.objects.get(slug=practice))
    said = QueryDict(mutable=True)
    said.update({name: value for name, value in data.items() if isinstance(value, str)})
    try:
        rows = shows.shown(actor, said, view.kwargs) if shows is not None and actor is not None else []
    except NotAllowed:  # who may not see the row sees no form of it either
        rows = []
    return {shows.carried: [crossing.token(shows, row) for row in rows]} if rows else {}


def as_staff(practice, role: str, **more) -> Client:
    who = f.staff(practice, role, **more)
    client = FreshClient()
    client.practice, client.who = practice, who
    sign_in(client, who)
    return client


def sign_in(client: Client, who) -> str:
    """That member of staff is signed in, at their practice; the key of the session."""
    client.force_login(who, backend="frontdesk.web.signin.StaffBackend")
    session = client.session
    session["practice"] = str(who.practice_id)
    session.save()
    return session.session_key


def as_patient(practice, patient) -> Client:
    client = FreshClient()
    client.practice, client.actor = practice, lambda: f.themselves(patient)
    return as_contact(practice, patient.email or patient.phone, client)


def as_contact(practice, contact: str, client: Client | None = None) -> Client:
    """A browser in which somebody has proved that this address or number is theirs."""
    client = client or Client()
    session = client.session
    session["practice"], session["contact"] = str(practice.pk), contact
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def at(practice, path: str) -> str:
    return f"/{practice.slug}/{path}"


def led_to(answer) -> str:
    """Where an answer leads, whichever request the address names."""
    return answer.headers["Location"].partition("?")[0]
