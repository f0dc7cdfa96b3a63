"""What staff read about who was told: made from what was really written into the outbox, and never assumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Model
from django.utils.timezone import now
from django.utils.translation import gettext

from ..intake.models import Referral
from ..intake.patients import number_to_call
from ..messaging.consent import channel_of
from ..messaging.models import Message
from ..messaging.serving import leaves
from ..messaging.ways import ways
from ..people.models import Patient

GONE = ("failed", "withdrawn")


def told(done: str, patient: Patient, thing: Model, *templates: str) -> str:
    """`done`, and whether the patient hears of it: the last of these messages about `thing`, or what to do where none goes."""
    return f"{done} {_heard(patient, _last(thing, templates))}"


def told_all(done: str, about: Iterable[tuple[Patient, Model]], *templates: str) -> str:
    """The same for several: who could not be told is named with the number to call."""
    last = [(patient, _last(thing, templates)) for patient, thing in about]
    silent = dict.fromkeys(_call(patient) for patient, message in last if not _goes(message))
    words = gettext("Messages are on their way.") if last else ""
    if silent:
        words = gettext("These could not be told: %(people)s.") % {"people": "; ".join(silent)}
    return f"{done} {words}".strip()


def told_clinic(done: str, referral: Referral) -> str:
    """Whether the clinic that sent a referral hears of its end."""
    message = _last(referral, ("referral-status",))
    if referral.clinic_email and message is not None and _goes(message):
        words = gettext("A message to the clinic is on its way to %(to)s.") % {"to": message.to}
    elif referral.clinic_phone:
        words = gettext("The clinic could not be told: it left no e-mail address. Call it at %(phone)s.")
        words %= {"phone": referral.clinic_phone}
    else:
        words = gettext("The clinic could not be told: it left no e-mail address.")
    return f"{done} {words}"


def would_tell(patient: Patient, visit: str, start: dt.datetime | None = None) -> str:
    """Said before the press: who will be told and how, of such a visit that begins at `start`; or whom to call."""
    if patient.deceased_on is not None or (start is not None and start <= now()):
        return gettext("No message will be sent.")
    to = next((way for way in ways(patient, visit) if leaves(channel_of(way))), "")
    words = {"name": patient.name, "to": to, "phone": number_to_call(patient)}
    if "@" in to:
        return gettext("%(name)s will get an e-mail at %(to)s.") % words
    if to:
        return gettext("%(name)s will get a text at %(to)s.") % words
    if words["phone"]:
        return gettext("No message can be sent: call %(name)s at %(phone)s.") % words
    return gettext("No message can be sent, and there is no number for %(name)s.") % words


def was_told(thing: Model, *templates: str) -> bool:
    """Whether the last of these messages about a thing went, or goes, to somebody; nobody who was not told has to answer."""
    return _goes(_last(thing, templates))


# Helpers ----------------------------------------------------------------------------------------------------


def _last(thing: Model, templates: tuple[str, ...]) -> Message | None:
    found = Message.objects.filter(thing_kind=thing._meta.model_name, thing_id=thing.pk, template__in=templates)
    return found.order_by("-created_at").first()


def _goes(message: Message | None) -> bool:
    return message is not None and message.state not in GONE and bool(message.to) and leaves(message.channel)


def _heard(patient: Patient, message: Message | None) -> str:
    if message is None or patient.deceased_on is not None:
        return gettext("No message was sent.")
    if _goes(message):
        return gettext("A message to %(name)s is on its way to %(to)s.") % {"name": patient.name, "to": message.to}
    phone = number_to_call(patient)
    if phone:
        words = gettext("Nobody could be told: call %(name)s at %(phone)s.")
        return words % {"name": patient.name, "phone": phone}
    return gettext("Nobody could be told, and there is no number for %(name)s.") % {"name": patient.name}


def _call(patient: Patient) -> str:
    number = number_to_call(patient) or gettext("no number")
    return f"{patient.name}, {number}"
