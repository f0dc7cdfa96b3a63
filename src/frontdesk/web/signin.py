"""Who asks: staff by password, patients by a code that was sent to them."""

from __future__ import annotations

import time
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.backends import BaseBackend
from django.utils.translation import gettext

from ..access.may import Actor
from ..people import queries
from ..people.contacts import normal_contact
from ..people.models import Staff
from ..practice.actors import patient_actor
from . import unsent_requests
from .request import PageRequest
from .sessions import looks
from .view_as import viewer


class StaffBackend(BaseBackend):
    """Looks staff up in the practice of the page; row-level security hides everybody else."""

    def authenticate(  # type: ignore[override]
        self, request: PageRequest, email: str = "", password: str = ""
    ) -> Staff | None:
        known = normal_contact(email) if "@" in email else None
        staff = queries.staff_by_email(known or "")
        if staff is None:
            Staff().set_password(password)  # as long as for a known address
            return None
        return staff if staff.check_password(password) else None

    def get_user(self, user_id: UUID) -> Staff | None:
        return queries.with_permissions().filter(pk=user_id).first()


def actor_of(request: PageRequest) -> Actor:
    """The actor of a request: staff, a patient whose address is verified, or nobody."""
    if request.practice is None:
        return Actor("nobody")
    scheme, _, token = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if scheme.lower() == "bearer":  # another system: what its token does not open, no session does
        return queries.client_actor(token.strip()) or Actor("nobody")
    if request.practice.sample_of_id:
        looks = viewer(request)
        return queries.staff_actor(looks) if looks is not None else Actor("nobody")
    if request.user.is_authenticated:
        return queries.staff_actor(request.user)
    if request.session.get("contact"):
        return patient_actor(request.session["contact"])
    return queries.nobody()


BEFORE_A_PASSWORD = ("/console/password/", "/console/sign-out/", "/language/", "/stay/")


def must_choose_password(request: PageRequest) -> bool:
    """Who signed in with a password that somebody else made chooses one first, and sees nothing before."""
    if request.practice is None or request.path_info in BEFORE_A_PASSWORD or not request.user.is_authenticated:
        return False
    return request.user.first_password


def sign_out_if_left(request: PageRequest) -> None:
    """Who pressed nothing for as long as a session lasts is signed out; what a page sends by itself is no press (X-Keep)."""
    signed_in = request.user.is_authenticated or request.session.get("contact") or request.session.get("view_as")
    if request.practice is None or not signed_in:
        return
    moment, since = int(time.time()), request.session.get("pressed_at")
    if since is not None and moment - int(since) > settings.SESSION_COOKIE_AGE:
        logout(request)  # empties the session
        return
    by_itself = request.headers.get("X-Keep") or request.path_info == "/console/live/"
    just_now = looks(request) and since is not None and moment - int(since) < settings.SESSION_GRAIN
    if since is None or not (by_itself or just_now):
        request.session["pressed_at"] = moment


def sign_in_patient(request: PageRequest, contact: str) -> None:
    """From here on, this browser acts for the patients of a verified address."""
    request.session.cycle_key()
    request.session["contact"] = contact
    if unsent_requests.claim(request, contact):
        words = gettext(
            "A request that was started here before you signed in was closed. If it was yours, start it again."
        )
        messages.info(request, words)
