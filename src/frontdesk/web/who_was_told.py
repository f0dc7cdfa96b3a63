"""What staff read about who was told: made from what was really written into the outbox, and never assumed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Model, prefetch_related_objects
from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from ..booking.models import Appointment, WaitlistEntry
from ..intake.models import Referral
from ..messaging import dates
from ..messaging.actions import waits_until
from ..messaging.consent import channel_of
from ..messaging.models import Message
from ..messaging.queries import last_about
from ..messaging.serving import leaves
from ..messaging.unsaid import QUIET
from ..messaging.ways import Reached, to_call, usable, visit_of, ways, ways_to_ask
from ..outreach.waitlist.actions import offer_template
from ..people.contacts import shown as shown_contact
from ..people.models import Patient
from ..practice import policies
from ..practice import queries as named
from ..practice.actors import table
from ..practice.file import ProxyRule
from .own_words import visit_said

GONE = ("failed", "withdrawn")
TO_TAKE = "appointment.book"  # what an offer asks for
SOON = dt.timedelta(minutes=1)  # what leaves later than that waits for quiet hours to end


def told(done: str, patient: Patient, thing: Model, *templates: str) -> str:
    """`done`, and whether the patient hears of it: the last of these messages about `thing`, or what to do where none goes."""
    return f"{done} {_heard(patient, thing, _last(thing, templates))}"


def told_all(done: str, about: Iterable[tuple[Patient, Model]], *templates: str) -> str:
    """The same for several: who could not be told is named with the number to call."""
    there = list(about)
    messages = last_about([thing for _, thing in there], *templates)
    last = [(patient, thing, messages.get(thing.pk)) for patient, thing in there]
    silent = dict.fromkeys(_call(patient, thing) for patient, thing, message in last if not _goes(message))
    words = gettext("Messages are on their way.") if last else ""
    if silent:
        words = gettext("These could not be told: %(people)s.") % {"people": "; ".join(silent)}
    return f"{done} {words}".strip()


def told_clinic(done: str, referral: Referral) -> str:
    """Whether the clinic that sent a referral hears of its end."""
    message = _last(referral, ("referral-status",))
    if referral.clinic_email and message is not None and _goes(message):
        words = gettext("A message to the clinic is on its way to %(to)s.") % {"to": shown_contact(message.to)}
    elif referral.clinic_phone:
        words = gettext("The clinic could not be told: it left no email address. Call it at %(phone)s.")
        words %= {"phone": shown_contact(referral.clinic_phone)}
    else:
        words = gettext("The clinic could not be told: it left no email address.")
    return f"{done} {words}"


def would_tell(patient: Patient, visit: str, start: dt.datetime | None = None, asks: str = "") -> str:
    """Said before the press: who will be told and how, of such a visit that begins at `start`; or whom to call.

    `asks`: what the message asks its reader to do, as a permission: of several it goes to somebody who may (`ways_to_ask`).
    """
    if _says_nothing(patient, start):
        return gettext("No message will be sent.")
    to = _way(patient, visit, asks)
    words = {"name": patient.name, "to": shown_contact(to)}
    if "@" in to:
        return gettext("%(name)s will get an email at %(to)s.") % words
    if to:
        return gettext("%(name)s will get a text at %(to)s.") % words
    return _cannot(patient, visit)


def would_offer(patient: Patient, visit: str, start: dt.datetime) -> str:
    """The same of a time that is offered now to who waits: in quiet hours they hear of it after them, if the offer lasts as long."""
    morning = _after_quiet_hours(patient, visit, start)
    if morning is None:
        return would_tell(patient, visit, start, TO_TAKE)
    words = {"name": patient.name, "until": _on_our_clock(patient, morning)}
    if morning < _runs_out(start):
        words["to"] = shown_contact(_way(patient, visit, TO_TAKE))
        said = gettext("Quiet hours for %(name)s last until %(until)s: a message goes to %(to)s after them.")
        return said % words
    said = gettext("Quiet hours for %(name)s last until %(until)s, and the offer runs out before then.")
    return f"{said % words} {_cannot(patient, visit)}"


def undo_offer_words(patient: Patient, visit: str, start: dt.datetime) -> str:
    morning = _after_quiet_hours(patient, visit, start)
    if morning is not None and morning >= _runs_out(start):
        return gettext("You can undo this for 10 seconds.")
    return undo_words(patient, visit, start)


def _after_quiet_hours(patient: Patient, visit: str, start: dt.datetime) -> dt.datetime | None:
    """The end of the quiet hours that an offer would wait for; None where it need not wait, or reaches nobody anyway."""
    silent = _says_nothing(patient, start) or not _way(patient, visit)
    return None if silent else waits_until(patient, offer_template(patient, visit))


def _runs_out(start: dt.datetime) -> dt.datetime:
    return min(start, now() + policies.current().waitlist.keep)


def _on_our_clock(patient: Patient, moment: dt.datetime) -> str:
    return dates.when(moment, patient.practice.timezone, get_language() or "en")


def tells_before(appointment: Appointment) -> bool:
    """Whether messages say what is to be done before this visit: some go to somebody, and its name may be said in them."""
    hidden = appointment.visit_type.sensitive or appointment.location.sensitive
    return (
        not hidden
        and appointment.patient.deceased_on is None
        and bool(_way(appointment.patient, appointment.visit_type.code))
    )


def goes_to(patient: Patient) -> str:
    """Where what is written to somebody goes, whatever it is about; or whom to call."""
    to = _way(patient, None)
    if not to:
        return _cannot(patient)
    return gettext("Messages go to %(contact)s.") % {"contact": shown_contact(to)}


def would_tell_many(rows: Sequence[tuple[Patient, str]]) -> tuple[int, int]:
    """Said before one press that tells many: to how many of these visits a message goes, and for how many there is no way to send one."""
    ways_ = [bool(_way(patient, visit)) for patient, visit in rows if patient.deceased_on is None]
    return ways_.count(True), ways_.count(False)


def undo_words(patient: Patient, visit: str, start: dt.datetime | None = None) -> str:
    """Beside what `would_tell` says: until when it can be undone; of a message only where one goes."""
    if _says_nothing(patient, start) or not _way(patient, visit):
        return gettext("You can undo this for 10 seconds.")
    return gettext("You can undo this for 10 seconds, before a message goes out.")


def _says_nothing(patient: Patient, start: dt.datetime | None) -> bool:
    return patient.deceased_on is not None or (start is not None and start <= now())


def _way(patient: Patient, visit: str | None, asks: str = "") -> str:
    """Where a message about such a visit goes; '' where none can.  Where nobody may do what it `asks`, its reader is told to call."""
    there = ways_to_ask(patient, visit, asks) or ways(patient, visit)
    return next((way for way in there if leaves(channel_of(way))), "")


def reached_at(patient: Patient, *visits: str | None) -> str:
    """Where somebody is reached about visits of these types, by telephone before in writing: shown beside what is about them."""
    return reached_each([(patient, visits)])[0]


def reached_each(rows: Sequence[tuple[Patient, Sequence[str | None]]]) -> list[str]:
    """The same for a list: what it is judged by is read once."""
    prefetch_related_objects([patient for patient, _ in rows], "proxies")
    lines = table() if rows else ()
    return [_reached(patient, tuple(visits), lines) for patient, visits in rows]


def show_reached(rows: Sequence[Appointment | WaitlistEntry]) -> None:
    """With each of these, as `reached`, where somebody is reached about it."""
    for row, words in zip(rows, reached_each([(row.patient, [row.visit_type.code]) for row in rows]), strict=True):
        row.reached = words  # type: ignore[union-attr]


def show_how(people: Sequence[Patient]) -> None:
    """With each of these people, as `reached`, where they are reached: the same words on their page and in every list of them."""
    for patient, words in zip(people, reached_each([(person, ()) for person in people]), strict=True):
        patient.reached = words  # type: ignore[attr-defined]


def show_whom(failed: Iterable[Message]) -> None:
    """With each of these messages, which did not arrive, as `whom`: whom to call about what it says."""
    for message in failed:
        if message.patient is None:
            continue
        reached = to_call(message.patient, message.visit or None)
        if reached is None:
            message.whom = _nobody(message.patient) if _barred(message.patient) else ""  # type: ignore[attr-defined]
        elif reached.to != message.to:
            message.whom = gettext("call %(number)s") % {"number": _in_words(reached)}  # type: ignore[attr-defined]


def was_told(thing: Model, *templates: str) -> bool:
    """Whether the last of these messages about a thing went, or goes, to somebody; nobody who was not told has to answer."""
    return _goes(_last(thing, templates))


def told_of_each(things: Iterable[Model], *templates: str) -> set[UUID]:
    """The keys of those of which that is so; asked once for all of them."""
    return {key for key, message in last_about(things, *templates).items() if _goes(message)}


# Helpers ----------------------------------------------------------------------------------------------------


def _reached(patient: Patient, visits: tuple[str | None, ...], lines: tuple[ProxyRule, ...]) -> str:
    there = [*usable(patient, *visits, calls=True, lines=lines), *usable(patient, *visits, lines=lines)]
    if there:
        return _in_words(there[0])
    if not visits and (some := _for_some_visits(patient, lines)):
        return some
    barred = (
        _barred(patient) or bool(patient.email) or any(proxy.state == "confirmed" for proxy in patient.proxies.all())
    )
    return _nobody(patient, of_a_visit=bool(visits)) if barred else gettext("No phone number or email address")


def _for_some_visits(patient: Patient, lines: tuple[ProxyRule, ...]) -> str:
    """Who may be reached where nobody may about every visit, and about which: '+1 312… (a parent: Pat Kim): only about Follow-up visit'."""
    visits_by_person: dict[str, list[str]] = {}
    for visit in named.visit_types():
        there = [
            *usable(patient, visit.code, calls=True, lines=lines),
            *usable(patient, visit.code, lines=lines),
        ]
        if there:
            visits_by_person.setdefault(_in_words(there[0]), []).append(visit_said(visit))
    return "; ".join(
        gettext("%(who)s, only about: %(visits)s") % {"who": who, "visits": ", ".join(names)}
        for who, names in visits_by_person.items()
    )


def _last(thing: Model, templates: tuple[str, ...]) -> Message | None:
    return last_about([thing], *templates).get(thing.pk)


def _goes(message: Message | None) -> bool:
    return message is not None and message.state not in GONE and bool(message.to) and leaves(message.channel)


def _heard(patient: Patient, thing: Model, message: Message | None) -> str:
    if message is None or patient.deceased_on is not None:
        return gettext("No message was sent.")
    if _goes(message) and message.not_before is not None and message.not_before > now() + SOON:
        return gettext("A message to %(name)s goes to %(to)s after quiet hours, on %(when)s.") % {
            "name": patient.name,
            "to": shown_contact(message.to),
            "when": _on_our_clock(patient, message.not_before),
        }
    if _goes(message):
        return gettext("A message to %(name)s is on its way to %(to)s.") % {
            "name": patient.name,
            "to": shown_contact(message.to),
        }
    why = f"{gettext('In quiet hours nothing is sent.')} " if message.error == QUIET else ""
    return why + _call_instead(patient, visit_of(thing))


def _call_instead(patient: Patient, visit: str | None) -> str:
    phone = _number(patient, visit)
    if phone:
        words = gettext("Nobody could be told: call %(name)s at %(phone)s.")
        return words % {"name": patient.name, "phone": phone}
    if _barred(patient):
        return f"{gettext('Nobody could be told.')} {_nobody(patient)}"
    return gettext("Nobody could be told, and there is no number for %(name)s.") % {"name": patient.name}


def _call(patient: Patient, thing: Model) -> str:
    none = gettext("nobody may be called but the patient, no number of theirs")
    number = _number(patient, visit_of(thing)) or (none if _barred(patient) else gettext("no number"))
    return f"{patient.name}, {number}"


def _cannot(patient: Patient, *visits: str | None) -> str:
    """No message goes anywhere: whom to call."""
    words = {"name": patient.name, "phone": _number(patient, *visits)}
    if words["phone"]:
        return gettext("No message can be sent: call %(name)s at %(phone)s.") % words
    if _barred(patient):
        return f"{gettext('No message can be sent.')} {_nobody(patient)}"
    return gettext("No message can be sent, and there is no number for %(name)s.") % words


def _number(patient: Patient, *visits: str | None) -> str:
    """The number to call about visits of these types, and whose it is where it is not the patient's; '' where there is none."""
    reached = to_call(patient, *visits)
    return _in_words(reached) if reached is not None else ""


def _in_words(reached: Reached) -> str:
    who = {"parent": gettext("a parent"), "carer": gettext("a caregiver")}.get(reached.whose, "")
    said = f"{who}: {reached.name}" if who and reached.name else who
    to = shown_contact(reached.to)
    return f"{to} ({said})" if said else to


def _barred(patient: Patient) -> bool:
    """Whether there are numbers, none of which may be called about this."""
    acts = any(proxy.state == "confirmed" and "@" not in proxy.contact for proxy in patient.proxies.all())
    return acts or bool(patient.phone) or bool(patient.confidential_contact)


def _nobody(patient: Patient, *, of_a_visit: bool = True) -> str:
    if patient.confidential_contact:
        return gettext("Only %(address)s may be used to reach %(name)s.") % {
            "address": shown_contact(patient.confidential_contact),
            "name": patient.name,
        }
    if not of_a_visit:
        return gettext("Nobody may be called but the patient themselves; there is no number of theirs.")
    return gettext("Nobody may be called about this visit but the patient themselves; there is no number of theirs.")
