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
from ..people.actions import unbar
from ..people.contacts import shown as shown_contact
from ..people.models import Patient, Proxy
from ..practice import policies
from ..practice.file import Messages, PracticeFile
from ..tenancy.models import Practice
from . import wakeups
from .consent import channel_of, closed
from .events import Settled
from .models import Consent, Message
from .quiet import next_allowed
from .serving import served
from .templates import CAN_WAIT, SECRET, fill, template_for
from .ways import visit_of, ways

TAKE_BACK = dt.timedelta(seconds=10)  # how long staff can take back what a patient is about to be told
UNSAYABLE = Q(state="failed", to="", settled_by="")  # there was nowhere to write to
NO_TIME = "there was no time left to say it: call"
QUIET = "in quiet hours nothing is sent, and after them it would be too late: call"
NO_WAY = "no email address or phone number that may be used: call"


def tell(
    patient: Patient, template: str, thing: Model, *, once: str = "", not_after: Any = None, **words: str
) -> Message | None:
    """Write to a patient where they agreed to be written to about that visit.  Where there is no way, staff see that, and call.

    `once`: the same name a second time writes nothing (and answers None).  `not_after`: a moment from which on it is not worth saying.
    """
    return _tell(patient, template, thing, Sending(once=once, not_after=not_after), words)


def tell_soon(
    actor: Actor, patient: Patient, template: str, thing: Model, *, not_after: Any = None, **words: str
) -> Message | None:
    """The same; but what staff do waits some seconds first, in which they can take it back."""
    how = Sending(wait=TAKE_BACK if actor.is_staff else None, not_after=not_after)
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


def _tell(patient: Patient, template: str, thing: Model, how: Sending, words: Mapping[str, str]) -> Message | None:
    if patient.deceased_on is not None:
        return None
    found = ways(patient, visit_of(thing), by_text_first=template.startswith("reminder"))
    to = found[0] if found else ""
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
    left = [to for to in ways(message.patient, message.visit or None) if to not in tried]
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


def for_whom(patient: Patient, to: str) -> str:
    """' for Ada' where an address or number is several people's: whoever reads it must know whose visit it is."""
    theirs = Patient.objects.filter(Q(email=to) | Q(phone=to) | Q(confidential_contact=to), same_as=None)
    acted = Proxy.objects.filter(contact=to, state="confirmed", patient__same_as=None).exclude(patient=patient)
    if not to or not (theirs.exclude(pk=patient.pk).exists() or acted.exists()):
        return ""
    return f" {'para' if patient.language == 'es' else 'for'} {patient.first_name}"


def withdraw_about(thing: Model, *templates: str) -> int:
    """What waits to be said about a thing, or could be said to nobody, is not said when it is no longer so; how many there were.

    Nobody has to be called any more about what failed: what had left stays as it is and is settled, the rest was never said.  Who can
    be written to nowhere is called about all that is left to say, which may be more in a moment.
    """
    about = Message.objects.filter(thing_kind=thing._meta.model_name, thing_id=thing.pk, template__in=templates)
    failed = list(about.filter(state="failed", settled_by="").exclude(to="").select_related("patient"))
    never_left = Q(state="failed", settled_by="", handed_at=None)
    many = _withdraw(about.filter(Q(state="queued") | never_left))
    about.filter(state="failed", settled_by="").update(settled_by=SYSTEM.name)
    for message in failed:
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
        unbar(about, contact)
        if patient is not None:
            patient.refresh_from_db(fields=["not_agreed_to"])
    return said


def touched(contact: str, *, given: bool, patient: Patient | None = None) -> set[UUID]:
    """In whose lines that word is written down: those about whom it says something, or something waits to be said there."""
    if patient is not None and given:
        return {patient.pk}
    found = Patient.objects.filter(not_agreed_to__contains=[contact]) if given else None
    keys = found.values_list("pk") if found is not None else _queued_for(contact).values_list("patient")
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


# What came in (`incoming.py`) ---------------------------------------------------------------------------------


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
    """Try a failed message once more, under its own key.  Raises TooLateToSay."""
    if message.state == "failed" and message.to:
        if message.not_after is not None and message.not_after <= now():
            raise TooLateToSay
        message.state, message.attempts, message.not_before, message.error = "queued", 0, None, ""
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


def _withdraw(waiting: QuerySet[Message]) -> int:
    """Nothing that lets somebody in stays behind in a message that is never sent."""
    waiting.filter(secret=True).update(body="(withdrawn; not kept)", words={})
    return waiting.update(state="withdrawn")


def withdraw_waiting(message: Message) -> bool:
    """It is not said where it has not left yet; whether that was so."""
    return bool(_withdraw(Message.objects.filter(pk=message.pk, state="queued")))


def waits_until(patient: Patient, template: str) -> dt.datetime | None:
    """The end of the quiet hours for which such a message to a patient would have to wait now; None where it would not."""
    return _not_before(_file(), template, patient) if template in CAN_WAIT else None


def not_before(message: Message) -> dt.datetime | None:
    """The end of the quiet hours that it is now in, where it has to wait for that; None where it may be said at once."""
    return _not_before(_file(), message.template, message.patient) if message.template in CAN_WAIT else None


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
