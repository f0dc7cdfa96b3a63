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

from ...access.may import SYSTEM, may_for_patient, visits_seen
from ...intake import actions, drafts
from ...intake.evaluation import self_schedulable
from ...intake.insurance import NOT_KNOWN, Insurance, by_code
from ...intake.patients import newcomer
from ...people import actions as people
from ...people import lines
from ...people.contacts import shown as shown_contact
from ...people.merged import record_that_stands
from ...people.models import Patient
from ...people.queries import patient_by_key, registered_before
from ...practice.actors import patient_actor
from .. import unsent_requests
from ..own_words import question_in_words
from ..page import once
from ..request import PageRequest
from ..sender import limit
from ..templatetags.frontdesk import birth as birth_words
from ..templatetags.frontdesk import visit_name
from .for_whom import not_online
from .journey import Journey, shown_answer


def send(request: PageRequest, journey: Journey) -> HttpResponse:
    try:
        limit(request, "request-from")
        people.limit(request.practice, "request", request.actor.contact or journey.draft.contact)
    except people.TooMany as problem:
        messages.error(request, str(problem))
        return redirect(f"{reverse('portal:ask-check')}?{unsent_requests.FIELD}={journey.draft.pk}")
    with transaction.atomic():
        patient = journey.known or _record(request, journey)
        allowed = may_for_patient(request.actor, "request.submit", patient.pk, journey.visit_type.code)
        transaction.set_rollback(not allowed)  # a request that is refused leaves no record
    if not allowed:
        messages.error(request, not_online(request))
        return redirect("portal:start")
    key = str(journey.draft.pk)
    made = once(
        lambda: actions.submit.once(
            key,
            request.actor,
            patient,
            visit_type=journey.visit_type,
            answers=_said(journey),
            channel="online",
            documents=[document.pk for document in journey.documents()],
            self_pay=journey.self_pay,
        )
    )
    unsent_requests.sent(request, journey.draft, made)
    drafts.done(journey.draft)
    if made.state == "approved" and self_schedulable(
        made.patient, made.visit_type, journey.said(), seen=visits_seen(request.actor, made.patient_id)
    ):
        return redirect("portal:times", made.pk)
    return redirect("portal:request", made.pk)


def _record(request: PageRequest, journey: Journey) -> Patient:
    """A record of their own, made once for a draft, and once for who proved the same address and says the same name and birth date.

    Sent twice, it is the same one; and so are the limits of the rules for a patient.
    """
    said = journey.answers
    contact = request.actor.contact or journey.draft.contact  # the one to which the code was sent
    earlier = patient_by_key(record_that_stands(said.get("record")) or None)
    birth = dt.date.fromisoformat(said["birth"])
    if earlier is None:
        lines.wait_for_newcomer(contact)
        name, acts = f"{said['first']} {said['last']}", said.get("acts", "")
        if earlier := registered_before(contact, name=name, birth=birth, acts_as=acts):
            drafts.keep(journey.draft, record=str(earlier.pk), again=True)
    if earlier is None:
        earlier = newcomer(
            SYSTEM,
            request.practice,
            first=said["first"].strip(),
            last=said["last"].strip(),
            birth=birth,
            contact=contact,
            insurance=by_code(said.get("payer", ""), former=True) or NOT_KNOWN,
            member_id=said.get("member_id", ""),
            language=translation.get_language() or "en",
            acts_as=acts,
        )
        drafts.keep(journey.draft, record=str(earlier.pk))
    request.actor = patient_actor(contact)
    return earlier


def _said(journey: Journey) -> dict[str, str]:
    """With what was said of the insurance, where the record was there already and may say otherwise."""
    insurance = by_code(journey.answers.get("payer", ""), former=True) or NOT_KNOWN
    if not journey.answers.get("again") or not insurance:
        return journey.said()
    member = str(journey.answers.get("member_id") or "")
    return {**journey.said(), "insurance": insurance.answer, **({"member-id": member} if member else {})}


def rows(journey: Journey) -> list[tuple[str, str, str | None]]:
    """What is to be checked: (what, answer, step to change it)."""
    all_rows: list[tuple[str, str, str | None]] = [(gettext("Visit"), visit_name(journey.visit_type), None)]
    all_rows += _who(journey)
    if journey.self_pay_step:
        words = gettext("I'll pay for this visit myself") if journey.self_pay else gettext("My insurance")
        all_rows.append((gettext("Who pays?"), words, journey.self_pay_step))
    return [*all_rows, *answer_rows(journey)]


def answer_rows(journey: Journey) -> list[tuple[str, str, str]]:
    """Of each question that is asked: how it is put, the answer, and the step that asks it."""
    said, given = journey.said(), {document.field for document in journey.documents()}
    answers = []
    for question in journey.questions():
        received = [gettext("Photo or PDF received")] if question.id in given else []
        answer = ", ".join(filter(None, [*received, shown_answer(question, said.get(question.id, ""))]))
        answers.append((question_in_words(question).ask, answer or gettext("Not answered"), question.id))
    return answers


def _who(journey: Journey) -> list[tuple[str, str, str | None]]:
    said = journey.answers
    if journey.known is not None:
        return [(gettext("For"), journey.known.name, "for" if len(journey.people) > 1 else None)]
    insurance = by_code(said.get("payer", ""), former=True) or NOT_KNOWN
    member = f" · {said['member_id']}" if said.get("member_id") else ""
    proven = journey.actor.contact
    reached = proven or str(said.get("contact") or "")
    contact = [(gettext("Contact"), shown_contact(reached), None if proven else "contact")] if reached else []
    return [
        (gettext("Name"), f"{said['first']} {said['last']}", "who"),
        (gettext("Date of birth"), birth_words(dt.date.fromisoformat(said["birth"])), "who"),
        *contact,  # the one that is used: `_record`
        (gettext("Insurance"), _insurance_words(insurance) + member, "insurance"),
    ]


def _insurance_words(insurance: Insurance) -> str:
    """A payer is called as it is; what is no payer, in the language of the page."""
    return insurance.answer if insurance.payer is not None else gettext(insurance.answer or "Not answered")
