"""The request goes out: a record where there is none yet, then the request.  Sent twice, it is one request."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from ...access.may import SYSTEM, reaches, visits_seen
from ...intake import actions, drafts
from ...intake.evaluation import self_schedulable
from ...intake.patients import newcomer
from ...people import actions as people
from ...people.contacts import shown as shown_contact
from ...people.models import Patient
from ...people.queries import patient_by_key
from ...practice import queries as named
from ...practice.actors import patient_actor
from .. import begun
from ..own_words import question_in_words
from ..page import once
from ..request import PageRequest
from ..sender import limit
from ..templatetags.frontdesk import birth as birth_words
from ..templatetags.frontdesk import visit_name
from .journey import Journey, shown_answer


def send(request: PageRequest, journey: Journey) -> HttpResponse:
    try:
        limit(request, "request-from")
        people.limit(request.practice, "request", request.actor.contact or journey.draft.contact)
    except people.TooMany as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('portal:ask-check')}?{begun.FIELD}={journey.draft.pk}")
    with transaction.atomic():
        patient = journey.known or _record(request, journey)
        allowed = reaches(request.actor, "request.submit", patient.pk, journey.visit_type.code)
        transaction.set_rollback(not allowed)  # a request that is refused leaves no record
    if not allowed:
        messages.error(request, _not_online(request))
        return redirect("portal:start")
    key = str(journey.draft.pk)
    made = once(
        lambda: actions.submit.once(
            key,
            request.actor,
            patient,
            visit_type=journey.visit_type,
            answers=journey.said(),
            channel="online",
            documents=[document.pk for document in journey.documents()],
            self_pay=journey.self_pay,
        )
    )
    begun.sent(request, journey.draft, made)
    drafts.done(journey.draft)
    if made.state == "approved" and self_schedulable(
        made.patient, made.visit_type, journey.said(), seen=visits_seen(request.actor, made.patient_id)
    ):
        return redirect("portal:times", made.pk)
    return redirect("portal:request", made.pk)


def _record(request: PageRequest, journey: Journey) -> Patient:
    """A record of their own, made once for a draft: sent twice, it is the same one."""
    said = journey.answers
    contact = request.actor.contact or journey.draft.contact  # the one to which the code was sent
    earlier = patient_by_key(said.get("record"))
    if earlier is None:
        earlier = newcomer(
            SYSTEM,
            request.practice,
            first=said["first"].strip(),
            last=said["last"].strip(),
            birth=dt.date.fromisoformat(said["birth"]),
            contact=contact,
            payer=named.payer(said.get("payer", ""), former=True),
            member_id=said.get("member_id", ""),
            language=translation.get_language() or "en",
            acts_as=said.get("acts", ""),
        )
        drafts.keep(journey.draft, record=str(earlier.pk))
    request.actor = patient_actor(contact)
    return earlier


def _not_online(request: PageRequest) -> str:
    phone = shown_contact(request.practice.phone)
    text = gettext("We cannot take this request for somebody else here.")
    call = gettext("Call us at %(phone)s.") % {"phone": phone}
    return f"{text} {call}" if phone else text


def rows(journey: Journey) -> list[tuple[str, str, str | None]]:
    """What is to be checked: (what, answer, step to change it)."""
    said = journey.answers
    found: list[tuple[str, str, str | None]] = [(gettext("Visit"), visit_name(journey.visit_type), None)]
    found += _who(journey)
    if journey.self_pay_step:
        words = gettext("I'll pay for this visit myself") if journey.self_pay else gettext("My insurance")
        found.append((gettext("Who pays?"), words, journey.self_pay_step))
    given = {document.field for document in journey.documents()}
    for question in journey.questions():
        answer = said.get(f"q:{question.id}", "") or journey.said().get(question.id, "")
        answer = gettext("Photo or PDF received") if question.id in given else shown_answer(question, answer)
        found.append((question_in_words(question).ask, answer or gettext("Not answered"), question.id))
    return found


def _who(journey: Journey) -> list[tuple[str, str, str | None]]:
    said = journey.answers
    if journey.known is not None:
        return [(gettext("For"), journey.known.name, "for" if len(journey.people) > 1 else None)]
    payer = named.payer(said.get("payer", ""), former=True)
    member = f" · {said['member_id']}" if said.get("member_id") else ""
    proven = journey.actor.contact
    reached = proven or str(said.get("contact") or "")
    contact = [(gettext("Contact"), shown_contact(reached), None if proven else "contact")] if reached else []
    return [
        (gettext("Name"), f"{said['first']} {said['last']}", "who"),
        (gettext("Date of birth"), birth_words(dt.date.fromisoformat(said["birth"])), "who"),
        *contact,  # the one that is used: `_record`
        (gettext("Insurance"), (payer.name if payer else gettext("None of these")) + member, "insurance"),
    ]
