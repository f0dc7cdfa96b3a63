"""A client that is signed in, for tests of pages."""

from __future__ import annotations

import re

from django.test import Client

from frontdesk.practice.drafts import queries
from frontdesk.practice.drafts.shown import shown
from frontdesk.practice.models import Policy
from tests import factory as f


class FreshClient(Client):
    """Gives back what a page that was loaded just now shows, as a browser would; `as_shown` in the data is an older page's."""

    practice = None

    def post(self, path, data=None, *args, **kwargs):
        if self.practice is not None and "/setup/" in path and isinstance(data or {}, dict):
            data = {"as_shown": shown_now(self.practice, path), **(data or {})}
        return super().post(path, data, *args, **kwargs)


def shown_now(practice, path: str = "") -> str:
    """What the form behind that address shows now."""
    match = re.search(r"/versions/([0-9a-f-]{36})/", path)
    row = Policy.objects.filter(pk=match[1]).first() if match else None
    if "/roll-back/" in path:
        row = queries.in_force()
    return str(shown(row or queries.draft() or queries.in_force(), practice))


def as_staff(practice, role: str, **more) -> Client:
    who = f.staff(practice, role, **more)
    client = FreshClient()
    client.practice = practice
    client.force_login(who, backend="frontdesk.web.signin.StaffBackend")
    return client


def as_patient(practice, patient) -> Client:
    client = Client()
    session = client.session
    session["practice"], session["contact"] = str(practice.pk), patient.email or patient.phone
    session.save()
    client.cookies["frontdesk"] = session.session_key
    return client


def at(practice, path: str) -> str:
    return f"/{practice.slug}/{path}"
