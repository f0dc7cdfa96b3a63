"""Files of patients that nobody needs: rows that were never sent, and files of the vault that no row points to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now

from ..intake import vault
from ..intake.models import Document
from ..tenancy.each import Part, in_portions
from ..tenancy.models import Practice

DAY = dt.timedelta(days=1)


def sweep(practice: Practice) -> None:
    """Called outside of a transaction.  Raises the first error, when all others had their turn."""

    def files() -> list[str]:
        return vault.names(practice.pk, (now() - DAY).timestamp())

    def remove(names: Sequence[str]) -> int:
        """Those of these files that no row names."""
        unknown = set(names) - _named(names) if _may_sweep() else set[str]()
        for name in sorted(unknown):
            vault.remove(practice.pk, name)
        return len(unknown)

    in_portions(practice, [Part(_rows, _delete), Part(files, remove)])


def _abandoned() -> QuerySet[Document]:
    return Document.objects.filter(patient=None, request=None, draft=None, created_at__lt=now() - DAY)


def _rows() -> list[UUID]:
    return list(_abandoned().values_list("pk", flat=True))


def _delete(keys: Sequence[UUID]) -> int:
    there = list(_abandoned().filter(pk__in=keys)) if _may_sweep() else []
    for document in there:
        document.delete()
    return len(there)


def _named(names: Sequence[str]) -> set[str]:
    """Those of these that a document is kept under, or one of its pages."""
    asked = list(names)
    rows = Document.objects.filter(name__in=asked) | Document.objects.filter(pages__overlap=asked)
    return {name for own, pages in rows.values_list("name", "pages") for name in (own, *pages)}


def _may_sweep() -> bool:
    """Not while a backup is being made: what its rows name must be there until it was copied (`operations/backup.py`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('frontdesk.documents'))")
        return bool(cursor.fetchone()[0])
