"""Writing a message, in the transaction of what causes it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model

from ..people.models import Patient
from ..tenancy.models import Practice
from . import jobs
from .models import Message
from .templates import TEMPLATES


def tell(patient: Patient, template: str, thing: Model, **context: Any) -> Message | None:
    """Write to a patient by e-mail, or by text where there is no address; None where there is neither."""
    to = patient.email or patient.phone
    if not to:
        return None
    return write(patient.practice, to, template, patient=patient, thing=thing, **context)


def write(
    practice: Practice,
    to: str,
    template: str,
    *,
    patient: Patient | None = None,
    thing: Model | None = None,
    **context: Any,
) -> Message:
    """A message into the outbox.  It is committed with its cause, and delivered after."""
    made = TEMPLATES[template]
    context["practice"] = practice.name
    message = Message.objects.create(
        practice=practice,
        patient=patient,
        channel="email" if "@" in to else "text",
        to=to,
        template=template,
        subject=made.subject.format(**context)[:200],
        body=made.body.format(**context),
        secret=made.secret,
        thing_kind=str(thing._meta.model_name) if thing is not None else "",
        thing_id=thing.pk if thing is not None else None,
    )
    if message.channel == "email" and settings.EMAIL_URL:
        jobs.defer_delivery(message)
    return message


def link(practice: Practice, path: str) -> str:
    """An address for a message: from the configured public address, never from a Host header."""
    return f"{settings.PUBLIC_URL}/{practice.slug}{path}"
