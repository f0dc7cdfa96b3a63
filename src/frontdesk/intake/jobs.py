"""Wake-ups of intake: a document waits for the scanner, then to be drawn."""

from __future__ import annotations

import contextlib
import datetime as dt
from uuid import UUID

from django.db import transaction
from procrastinate import Blueprint, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ..tenancy.context import inside_practice
from ..tenancy.models import Practice
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


@tasks.task(name="draw", queue="chores")
def draw_document(practice: str, document: str) -> None:
    from .drawing.actions import draw

    found = Practice.objects.filter(pk=UUID(practice)).first()
    if found is not None:
        draw(found, UUID(document))


def defer_drawing(document: Document) -> None:
    """One at a time, however many wait: drawing never takes every hand of a worker."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(
            "intake:draw", queue="chores", lock="draw", queueing_lock=f"draw {document.pk}", priority=-1
        ).defer(practice=str(document.practice_id), document=str(document.pk))


def left_to_draw(before: dt.datetime, most: int = 200) -> int:
    """Wake the worker for what waits and no wake-up came for (files from before there was drawing), the newest first."""
    waiting = Document.objects.filter(drawing="waiting", scan__in=("none", "clean"), created_at__lt=before)
    found = list(waiting.order_by("-created_at")[:most])
    for document in found:
        defer_drawing(document)
    return len(found)


def defer_scan(document: Document) -> None:
    app.configure_task("intake:scan", queue="chores").defer(
        practice=str(document.practice_id), document=str(document.pk)
    )
