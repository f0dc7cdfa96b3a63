"""The session is saved inside the transaction of the request: what was done and who is signed in are committed together or not at all."""

from __future__ import annotations

from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from . import errors


class InTransaction(SessionMiddleware):
    """As Django's; stands inside of `middleware.in_practice`."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code >= 500 or (connection.in_atomic_block and connection.needs_rollback):
            return response  # all of it is undone
        try:
            answered: HttpResponse = super().process_response(request, response)
        except SessionInterrupted:  # signed out elsewhere while this was being done
            if connection.in_atomic_block:
                transaction.set_rollback(True)
            return errors.signed_out_meanwhile(request)  # type: ignore[arg-type]
        return answered
