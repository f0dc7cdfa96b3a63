"""Wakes the worker for a document that waits for the scanner, then to be drawn; committed with it."""

from __future__ import annotations

import contextlib
import datetime as dt

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from .models import Document


def defer_drawing(document: Document) -> None:
    """One at a time, however many wait: drawing never takes every hand of a worker."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(
            "intake:draw", queue="chores", lock="draw", queueing_lock=f"draw {document.pk}", priority=-1
        ).defer(practice=str(document.practice_id), document=str(document.pk))


def left_to_draw(before: dt.datetime, most: int = 200) -> int:
    """Wake the worker for what waits and no wake-up came for (files from before there was drawing), the newest first."""
    waiting = Document.objects.filter(drawing="waiting", scan__in=("none", "clean"), created_at__lt=before)
    documents = list(waiting.order_by("-created_at")[:most])
    for document in documents:
        defer_drawing(document)
    return len(documents)


def defer_scan(document: Document) -> None:
    app.configure_task("intake:scan", queue="chores").defer(
        practice=str(document.practice_id), document=str(document.pk)
    )
