"""Writing a message, in the transaction of what causes it; consent to be written to; and what comes in by text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext

from ..access.may import SYSTEM, Actor
from ..audit.action import action
from ..core.events import raise_event
from ..core.refusals import Refusal
from ..people import lines
from ..people.actions import allow_contact
from ..people.contacts import shown as shown_contact
from ..people.models import Patient
from ..practice import policies
from ..practice.file import Messages, PracticeFile
from ..tenancy.models import Practice
from . import wakeups
from .consent import channel_of, closed
from .events import Settled
from .models import Consent, Message
from .quiet import next_allowed
from .serving import served
from .templates import CAN_WAIT, NEEDS, SECRET, fill, template_for
from .unsaid import NO_TIME, NO_WAY, NOBODY_MAY, QUIET
from .ways import for_whom, visit_of, ways, ways_to_ask

TAKE_BACK = dt.timedelta(seconds=10)  # how long staff can take back what a patient is about to be told


def tell(
    patient: Patient, template: str, thing: Model, *, once: str = "", not_after: Any = None, **words: str
) -> Message | None:
    """Write to a patient where they agreed to be written to about that visit.  Where there is no way, staff see that, and call.

    `once`: the same name a second time writes nothing (and answers None).  `not_after`: a moment from which on it is not worth saying.
    """
    return _tell(patient, template, thing, Sending(once=once, not_after=not_after), words)


def tell_soon(
    actor: Actor, patient: Patient, template: str, thing: Model, *, not_after: Any = None, needs: str = "", **words: str
) -> Message | None:
    """The same; but what staff do waits some seconds first, in which they can take it back.

    `needs`: what these words ask their reader to do, as a permission, where the template does not say so (`templates.NEEDS`).
    """
    how = Sending(wait=TAKE_BACK if actor.is_staff else None, not_after=not_after, needs=needs)
    return _tell(patient, template, thing, how, words)


class TooLateToSay(Refusal):
    """What a message says is over."""

    code = "too_late_to_say"

    @property
    def sentence(self) -> str:
        return gettext("It is too late to send this: what it says is over.")


@dataclass(frozen=True)
class Sending:
    """How, when and for how long a message may be sent; `instead_of` is the first that said the same by another way."""

    once: str = ""
    wait: dt.timedelta | None = None
    not_after: dt.datetime | None = None
    instead_of: UUID | None = None
    needs: str = ""


def _tell(patient: Patient, template: str, thing: Model, how: Sending, words: Mapping[str, str]) -> Message | None:
    if patient.deceased_on is not None:
        return None
    by_text, needs = template.startswith("reminder"), how.needs or NEEDS.get(template, "")
    to = next(iter(ways_to_ask(patient, visit_of(thing), needs, by_text_first=by_text)), "")
    words = {**words, "for_whom": for_whom(patient, to)}
    message = _write(patient.practice, to, template, patient, thing, patient.language, how, words)
    return message if message is not None and message.to else None


def write(
    practice: Practice,
    to: str,
    template: str,
    *,
    patient: Patient | None = None,
    thing: Model | None = None,
    language: str = "en",
    once: str = "",
    wait: dt.timedelta | None = None,
    **words: str,
) -> Message | None:
    """A message into the outbox.  It is committed with its cause, and delivered after; `wait`: not at once."""
    return _write(practice, to, template, patient, thing, language, Sending(once=once, wait=wait), words)


def _write(
    practice: Practice,
    to: str,
    template: str,
    patient: Patient | None,
    thing: Model | None,
    language: str,
    how: Sending,
    words: Mapping[str, str],
) -> Message | None:
    message = _message(practice, to, template, patient, language, how, words)
    message.thing_kind = str(thing._meta.model_name) if thing is not None else ""
    message.thing_id, message.visit = (thing.pk, visit_of(thing) or "") if thing is not None else (None, "")
    if not message.to and patient is not None and ways(patient, visit_of(thing)):
        message.error = NOBODY_MAY
    return _put_out(message)


def _message(
    practice: Practice,
    to: str,
    template: str,
    patient: Patient | None,
    language: str,
    how: Sending,
    words: Mapping[str, str],
) -> Message:
    """A row that is filled in and not saved yet."""
    file = _file()
    channel = channel_of(to)
    written = fill(
        template_for(file, template, language),
        channel,
        {**blanks(practice, words), **words},
    )
    later = _not_before(file, template, patient) if template in CAN_WAIT else None
    message = Message(
        practice=practice,
        patient=patient,
        channel=channel,
        to=to,
        template=template,
        language=language,
        subject=written.subject,
        body=written.body,
        words=dict(words) if patient is not None else {},
        secret=template in SECRET,
        once=how.once,
        state="queued" if to else "failed",
        error="" if to else NO_WAY,
        instead_of=how.instead_of,
        not_before=later or (now() + how.wait if how.wait else None),
        not_after=how.not_after,
    )
    if message.not_after is not None and (message.not_before or now()) >= message.not_after:
        message.state, message.error = "failed", QUIET if later else NO_TIME
    return message


def blanks(practice: Practice, words: Mapping[str, str]) -> dict[str, str]:
    """What every message may say, and what is empty unless it is known.  What waited since before it said where says the place."""
    place = words.get("place", "")
    return {
        "practice": practice.name,
        "phone": shown_contact(practice.phone),
        "for_whom": "",
        "meanwhile": "",
        "choices": words.get("link", ""),
        "reply": "",
        "where": place,
    }


def _put_out(message: Message) -> Message | None:
    if message.once:
        try:
            with transaction.atomic():
                message.save(force_insert=True)
        except IntegrityError:
            return None
    else:
        message.save(force_insert=True)
    if message.state == "queued" and served(message.channel):
        wakeups.defer_delivery(message)
    return message


def elsewhere(message: Message) -> Message | None:
    """It cannot be said there: at once by the next way that they agreed to, where there is one that was not tried yet."""
    over = message.not_after is not None and message.not_after <= now()
    if message.patient is None or not message.words or over or message.template.startswith("text-"):
        return None  # an answer goes to who wrote, and to nobody else
    first = message.instead_of or message.pk
    tried = set(Message.objects.filter(Q(pk=first) | Q(instead_of=first)).values_list("to", flat=True)) | {message.to}
    needs = NEEDS.get(message.template, "")
    left = [to for to in ways_to_ask(message.patient, message.visit or None, needs) if to not in tried]
    if not left:
        return None
    how = Sending(not_after=message.not_after, instead_of=first)
    words = {**message.words, "for_whom": for_whom(message.patient, left[0])}
    again = _message(message.practice, left[0], message.template, message.patient, message.language, how, words)
    again.thing_kind, again.thing_id, again.visit = message.thing_kind, message.thing_id, message.visit
    return _put_out(again)


def withdraw_all(patient: Patient) -> int:
    """Nothing more is written to a patient; how many messages waited."""
    return _withdraw(Message.objects.filter(patient=patient, state="queued"))


def withdraw_about(thing: Model, *templates: str) -> int:
    """What waits to be said about a thing, or could be said to nobody, is not said when it is no longer so; how many there were.

    What failed needs no call: what had left is settled.  Who can be written to nowhere is called about all that is left to say in a moment.
    """
    about = Message.objects.filter(thing_kind=thing._meta.model_name, thing_id=thing.pk, template__in=templates)
    unsaid = Q(state="failed", settled_by="")
    there = list(about.filter(Q(state="queued") | unsaid).select_related("patient"))
    if not there:
        return 0
    mine = Message.objects.filter(pk__in=[message.pk for message in there])
    secret = any(message.secret for message in there)
    many = _withdraw(mine.filter(Q(state="queued") | (unsaid & Q(handed_at=None))), secret=secret)
    if failed := [message for message in there if message.state == "failed"]:
        mine.filter(unsaid).update(settled_by=SYSTEM.name)
    for message in failed:
        if message.to:
            raise_event(Settled(SYSTEM, message))
    return many


def link(practice: Practice, path: str) -> str:
    """An address for a message: from the configured public address, never from a Host header."""
    return f"{settings.PUBLIC_URL}/{practice.slug}{path}"


def zone_of(patient: Patient) -> ZoneInfo:
    """The zone that a patient's day has: their own, else the practice's."""
    return ZoneInfo(patient.time_zone or patient.practice.timezone)


def messages_of(file: PracticeFile | None) -> Messages:
    return file.messages if file is not None else Messages()


# Consent ----------------------------------------------------------------------------------------------------


@action("message.consent")
def consent(
    actor: Actor, practice: Practice, *, contact: str, given: bool, how: str, patient: Patient | None = None
) -> Consent:
    """Write down what the owner of an address or number said about being written to, and about whom: the latest counts.

    A yes holds for `patient`, where it was said about one; else for everybody whose record has that address or number.  After a no,
    a yes about one patient lifts it for that one alone, whoever comes to be reached there later.
    """
    about = touched(contact, given=given, patient=patient)
    lines.wait_for_patients(about)
    said = Consent.objects.create(
        practice=practice,
        contact=contact,
        channel=channel_of(contact),
        given=given,
        how=how,
        patient=patient,
    )
    if not given:
        waiting = _queued_for(contact)
        rest = list(waiting.select_related("patient__practice", "practice"))
        for message in rest:
            elsewhere(message)
        _withdraw(waiting.filter(pk__in=[message.pk for message in rest]))
    else:
        allow_contact(about, contact)
        if patient is not None:
            patient.refresh_from_db(fields=["not_agreed_to"])
    return said


def touched(contact: str, *, given: bool, patient: Patient | None = None) -> set[UUID]:
    """In whose lines that word is written down: those about whom it says something, or something waits to be said there."""
    if patient is not None and given:
        return {patient.pk}
    patients = Patient.objects.filter(not_agreed_to__contains=[contact]) if given else None
    keys = patients.values_list("pk") if patients is not None else _queued_for(contact).values_list("patient")
    return {key for (key,) in keys if key is not None} | ({patient.pk} if patient is not None else set())


def _queued_for(contact: str) -> QuerySet[Message]:
    """What waits to be sent there; an answer to a text goes to whoever wrote, whatever they said."""
    return Message.objects.filter(to=contact, state="queued").exclude(template__startswith="text-")


def agreed_with_record(practice: Practice, how: str, *contacts: str, patient: Patient | None = None) -> None:
    """Somebody gives an address or number so that they are reached there: that is consent, and it is written down."""
    for contact in filter(None, contacts):
        consent(SYSTEM, practice, contact=contact, given=True, how=how, patient=patient)


def asks_from(patient: Patient, contact: str) -> None:
    """Who has proved an address or number by a code asks for this patient from there: they are answered there.

    A no that was said there stays.
    """
    if contact in patient.not_agreed_to and not closed(contact):
        agreed_with_record(patient.practice, "given with a request", contact, patient=patient)


# Failures ---------------------------------------------------------------------------------------------------


@action("message.settle")
def settle(actor: Actor, message: Message, *, reason: str = "") -> Message:
    """Staff have dealt with a message that could not be delivered, such as by a call."""
    message.settled_by = actor.name
    message.save(update_fields=["settled_by"])
    raise_event(Settled(actor, message))
    return message


@action("message.again")
def send_again(actor: Actor, message: Message) -> Message:
    """Try a failed message once more, under its own key; what can wait goes out when quiet hours end.  Raises TooLateToSay."""
    if message.state == "failed" and message.to:
        if is_over_by_then(message):
            raise TooLateToSay
        message.state, message.attempts, message.not_before, message.error = "queued", 0, not_before(message), ""
        message.save(update_fields=["state", "attempts", "not_before", "error"])
        wakeups.defer_delivery(message)
    return message


def bounced(message: Message, words: str) -> None:
    """The mail system, or the text provider, says that it could not be delivered."""
    told = Message.objects.filter(pk=message.pk).exclude(state__in=["queued", "withdrawn", "failed"])
    if told.update(state="failed", error=words[:200]):
        elsewhere(message)


def arrived(message: Message) -> None:
    """The text provider says that it has arrived."""
    Message.objects.filter(pk=message.pk, state="sent").update(state="delivered", delivered_at=now())


def withdraw(message: Message) -> None:
    """It is not said after all."""
    _withdraw(Message.objects.filter(pk=message.pk))


def _withdraw(waiting: QuerySet[Message], *, secret: bool = True) -> int:
    """Nothing that lets somebody in stays behind in a message that is never sent.  `secret`: whether any of them may."""
    if secret:
        waiting.filter(secret=True).update(body="(withdrawn; not kept)", words={})
    return waiting.update(state="withdrawn")


def withdraw_waiting(message: Message) -> bool:
    """It is not said where it has not left yet; whether that was so."""
    return bool(_withdraw(Message.objects.filter(pk=message.pk, state="queued"), secret=message.secret))


def waits_until(patient: Patient, template: str) -> dt.datetime | None:
    """The end of the quiet hours for which such a message to a patient would have to wait now; None where it would not."""
    return _not_before(_file(), template, patient) if template in CAN_WAIT else None


def not_before(message: Message) -> dt.datetime | None:
    """The end of the quiet hours that it is now in, where it has to wait for that; None where it may be said at once."""
    return _not_before(_file(), message.template, message.patient) if message.template in CAN_WAIT else None


def is_over_by_then(message: Message) -> bool:
    """Whether what it says is over when it could go out: now, or when the quiet hours end that it is in."""
    return message.not_after is not None and message.not_after <= (not_before(message) or now())


def _not_before(file: PracticeFile | None, template: str, patient: Patient | None) -> dt.datetime | None:
    if patient is None:
        return None
    moment = now()
    allowed = next_allowed(moment, messages_of(file).quiet, zone_of(patient))
    return allowed if allowed > moment else None


def _file() -> PracticeFile | None:
    try:
        return policies.current()
    except policies.NoPolicy:
        return None
