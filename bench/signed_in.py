"""Clients that somebody is signed in at."""

from __future__ import annotations

from typing import Any


def signed_in(client: Any, who: Any) -> None:
    """`who` (staff) is signed in at their practice.  Inside it."""
    client.force_login(who, backend="frontdesk.web.signin.StaffBackend")
    session = client.session
    session["practice"] = str(who.practice_id)
    session.save()
