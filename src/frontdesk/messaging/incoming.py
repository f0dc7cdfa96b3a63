"""Text messages that come in: whose they are, what they say, and an answer in a language that is understood there."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from ..access.may import SYSTEM
from ..core.emergency import emergency_languages
from ..people.models import UNPROVED, Patient
from ..tenancy.models import Practice
from .actions import consent, link, write
from .inbound import meaning
from .models import Inbound, Message
from .stopping import starts, stops


def receive(practice: Practice, *, sender: str, body: str, key: str, answered: bool = True) -> tuple[Inbound, bool]:
    """A text message that came in, and whether it is new: a provider delivers one more than once.

    STOP, START and HELP are answered here, the rest is booking's, also of what was written beside them; nothing is dropped.  `answered`: whether there is an answer at all.
    """
    said = meaning(body)
    try:
        with transaction.atomic():
            got = Inbound.objects.create(
                practice=practice,
                sender=sender,
                body=body[:10_000].replace("\x00", ""),
                provider_key=key,
                meaning=said,
                patient=_whose(sender),
            )
    except IntegrityError:
        return Inbound.objects.get(provider_key=key), False
    word = "STOP" if stops(body) else "START" if starts(body) else ""
    if word:
        consent(SYSTEM, practice, contact=sender, given=word == "START", how=f"text {word}")
    reply = {"STOP": "text-stopped", "START": "text-started"}.get(word, "text-help" if said == "help" else "")
    if reply and said != "urgent" and answered and not of_the_dead(sender):
        answer(got, reply)
    return got, True


def _whose(number: str) -> Patient | None:
    """Whom a text from that number is about: of those whom it reaches today who we last wrote to it about, else the first."""
    last = _last_to(number)
    return last.patient if last is not None else next(iter(reached_at(number)), None)


def reached_at(number: str) -> list[Patient]:
    """Whom a number reaches today: those whose own it is, then those for whom who has it acts."""
    own = Q(confidential_contact=number) | Q(phone=number, confidential_contact="") & ~Q(phone_of__in=UNPROVED)
    whole = Patient.objects.filter(same_as=None)
    acted = whole.filter(proxies__contact=number, proxies__state="confirmed", confidential_contact="").distinct()
    return list(dict.fromkeys([*whole.filter(own).order_by("created_at"), *acted.order_by("created_at")]))


def of_the_dead(number: str) -> bool:
    """Whether a number reaches nobody who lives: who writes there is no patient, and reads of no visit."""
    reached = reached_at(number)
    return bool(reached) and all(patient.deceased_on is not None for patient in reached)


def is_about(got: Inbound, patient: Patient, appointments: list[UUID]) -> None:
    """Whoever knows what was asked says whom a text is about, and which of their appointments, by their keys."""
    got.patient, got.about = patient, appointments
    got.save(update_fields=["patient", "about"])


def _last_to(number: str) -> Message | None:
    """What we last wrote to a number of our own accord, about somebody whom it still reaches."""
    written = Message.objects.filter(to=number, patient__in=reached_at(number)).exclude(template__startswith="text-")
    return written.exclude(state="failed").select_related("patient").order_by("-created_at").first()


def _language(got: Inbound, template: str) -> str:
    """In which an answer is understood: an emergency's own, else the one in which we last wrote there, else the patient's."""
    spoken = emergency_languages(got.body) if template == "text-urgent" else ()
    if len(spoken) == 1:
        return spoken[0]
    last = _last_to(got.sender) or Message.objects.filter(to=got.sender).order_by("-created_at").first()
    return last.language if last is not None else got.patient.language if got.patient else "en"


def answer(
    got: Inbound,
    template: str,
    path: str = "/",
    words: dict[str, str] | None = None,
    *,
    about: Patient | None = None,
) -> Message | None:
    """Answer a text message to the number it came from, once each way, with a link to a page of ours.

    `about`: whose visit it says something of, in whose language `words` are.
    """
    practice = got.practice
    return write(
        practice,
        got.sender,
        template,
        patient=about or got.patient,
        language=about.language if about else _language(got, template),
        once=f"answer {got.pk} {template}",
        **{"link": link(practice, path), **(words or {})},  # type: ignore[arg-type]
    )
