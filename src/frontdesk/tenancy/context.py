"""In which practice we are.  Without one, every query sees nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from .models import Practice


@contextmanager
def inside_practice(practice: Practice | UUID) -> Iterator[None]:
    """One transaction in which the rows of one practice, and of no other, are seen.

    The setting is local to the transaction: a connection goes back to the pool without it.
    """
    with transaction.atomic():
        enter(practice)
        yield


def enter(practice: Practice | UUID) -> None:
    """For the rest of the transaction that is open already."""
    key = practice.pk if isinstance(practice, Practice) else practice
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(key)])
