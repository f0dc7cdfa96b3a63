"""A client that is signed in, for tests of pages."""

from __future__ import annotations

from django.test import Client

from tests import factory as f


def as_staff(practice, role: str, **more) -> Client:
    who = f.staff(practice, role, **more)
    client = Client()
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
