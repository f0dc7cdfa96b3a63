"""Wake-ups of intake: a document waits for the scanner."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint, RetryStrategy
from procrastinate.contrib.django import app

from ..tenancy.context import inside_practice
from .models import Document
from .scanner import NoAnswer

tasks = Blueprint()
PATIENCE = RetryStrategy(max_attempts=10, exponential_wait=3, retry_exceptions=[NoAnswer])


@tasks.task(name="scan", queue="chores", retry=PATIENCE)
def scan_document(practice: str, document: str) -> None:
    from .drafts import scan

    with inside_practice(UUID(practice)):
        found = Document.objects.filter(pk=UUID(document), scan="waiting").first()
        if found is not None:
            scan(found)


def defer_scan(document: Document) -> None:
    app.configure_task("intake:scan", queue="chores").defer(
        practice=str(document.practice_id), document=str(document.pk)
    )
