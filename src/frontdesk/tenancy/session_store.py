"""How a session is kept."""

from __future__ import annotations

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as OneOfTheDatabase


class SessionStore(OneOfTheDatabase):
    """As Django's; one that is there is written by one statement: the request's transaction is open already."""

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None or must_create:
            super().save(must_create=must_create)
            return
        row = self.create_model_instance(self._get_session(no_load=False))  # type: ignore[attr-defined]
        there = self.model.objects.filter(session_key=row.session_key)
        if not there.update(session_data=row.session_data, expire_date=row.expire_date):
            raise UpdateError
