"""What the worker does for intake: a document waits for the scanner, then to be drawn."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint, RetryStrategy

from ..tenancy.context import inside_practice
from ..tenancy.models import Practice
from .drafts import scan
from .drawing.actions import draw
from .models import Document
from .scanner import NoAnswer

tasks = Blueprint()
PATIENCE = RetryStrategy(max_attempts=10, exponential_wait=3, retry_exceptions=[NoAnswer])


@tasks.task(name="scan", queue="chores", retry=PATIENCE)
def scan_document(practice: str, document: str) -> None:
    with inside_practice(UUID(practice)):
        row = Document.objects.filter(pk=UUID(document), scan="waiting").first()
        if row is not None:
            scan(row)


@tasks.task(name="draw", queue="chores")
def draw_document(practice: str, document: str) -> None:
    row = Practice.objects.filter(pk=UUID(practice)).first()
    if row is not None:
        draw(row, UUID(document))
