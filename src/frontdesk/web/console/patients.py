"""Looking patients up; a patient's page, and what staff may change there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor, may_open
from ...audit.action import ReasonMissing
from ...booking import queries as booking
from ...booking.models import Appointment, Merge, Proposal
from ...booking.moving import must_move
from ...booking.requests import looking_again
from ...core.refusals import Refusal
from ...core.typed import near_date
from ...day.canceled_late.queries import canceled_late
from ...intake import patients
from ...intake import queries as intake
from ...intake.contact_owner import asks as whose_is_it
from ...intake.insurance import by_code, insurance_name, insurance_of
from ...intake.preferences import actions as wishes
from ...intake.proxies import actions as acting
from ...messaging import queries as messaging
from ...messaging.consent import agreed_for
from ...outreach.proposals.queries import unanswered
from ...outreach.recalls.queries import visible as recalls
from ...outreach.waitlist import queries as waitlist
from ...people import queries
from ...people import queries as people
from ...people.contacts import Unreadable
from ...people.contacts import shown as shown_contact
from ...people.models import UNSAID, WHOSE, Patient
from ...practice import queries as named
from ...records.deaths import actions as deaths
from ...records.deaths.queries import deaths_of, ended
from ...records.known.actions import say_insurance, say_own_provider, say_seen_before
from ...records.known.queries import seen_here
from ...records.merging.actions import who_goes_with
from ...records.merging.newest_first import NotNewest, first_to_undo
from ...records.merging.queries import merged_into
from ...tenancy.today import today_at
from .. import posted
from ..csv_file import csv_of, wanted
from ..insurance import beside_the_list
from ..limited import Limited
from ..page import get_or_404, once, page
from ..picked import how_to_write_date
from ..portal.forms import PreferencesOfPatient
from ..request import PageRequest
from ..who_was_told import show_how
from . import by_key, showing

COMING = ("booked", "arrived")
A_LIFE = dt.timedelta(days=120 * 366)


@page("patient.view")
def search(request: PageRequest) -> HttpResponse:
    """By words of the name in any order, birth date, digits of the number, or the other system's key."""
    text = request.GET.get("q", "").strip()
    rows = by_key.people(request.actor, text) if text else []
    show_how(rows)
    if wanted(request):
        cells = (
            (patient.name, patient.birth_date, patient.phone, patient.email, insurance_name(insurance_of(patient)))
            for patient in rows
        )
        return csv_of(request, "patients", ("name", "born", "phone", "e-mail", "insurance"), cells)
    return render(request, "console/patients.html", {"q": text, "patients": rows})


@page("patient.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return _render(request, _patient(request, key))


@page("patient.preferences", ["POST"], shows=showing.PREFERENCES)
def preferences(request: PageRequest, key: UUID) -> HttpResponse:
    """What the patient said about being reached."""
    patient = _patient(request, key)
    form = PreferencesOfPatient(request.POST, initial={"time_zone": patient.time_zone})
    if not form.is_valid():
        return _render(request, patient, form=form, status=422)
    wishes.prefer(request.actor, patient, **form.cleaned_data)
    return _done(request, patient, gettext("Saved."))


@page("patient.confidential", ["POST"], shows=showing.CONFIDENTIAL)
def confidential(request: PageRequest, key: UUID) -> HttpResponse:
    """One address or number that alone may be used, and who keeps access all the same; empty ends it."""
    patient = _patient(request, key)
    keep = [proxy.pk for proxy in patients.acting(patient) if posted.text(request, f"access-{proxy.pk}") == "keep"]
    try:
        patients.reach_only_at(request.actor, patient, contact=posted.text(request, "contact").strip(), keep=keep)
    except (Unreadable, patients.ActsForThem, patients.KeptOut) as fault:
        return _render(request, patient, problem=fault.sentence, status=422)
    if not patient.confidential_contact:
        words = gettext("The usual ways are used again.")
    elif names := ", ".join(proxy.name or proxy.contact for proxy in patients.acting(patient)):
        words = gettext("From now on nothing else is used. These people still have access: %(names)s.") % {
            "names": names
        }
    else:
        words = gettext("From now on nothing else is used. Nobody else has access.")
    return _done(request, patient, words)


@page("patient.confidential", ["POST"], shows=showing.WHOSE)
def whose(request: PageRequest, key: UUID) -> HttpResponse:
    """Whose the address and the number are: the patient's own, a parent's, a carer's."""
    patient = _patient(request, key)
    said = {name: posted.text(request, name) or None for name in ("email_of", "phone_of")}
    try:
        patients.say_whose(request.actor, patient, **said)
    except Unreadable as fault:
        return _render(request, patient, problem=fault.sentence, status=422)
    return _done(request, patient, gettext("Saved."))


@page("patient.create", ["POST"], shows=showing.SEEN_BEFORE)
def seen_before(request: PageRequest, key: UUID) -> HttpResponse:
    """Whether they were here before the practice's visits were kept in Frontdesk, and when last."""
    patient, before = _patient(request, key), bool(posted.text(request, "before"))
    typed = posted.text(request, "last").strip() if before else ""
    last = near_date(typed, today_at(request.practice), A_LIFE)
    if typed and last is None:
        return _render(request, patient, problem=how_to_write_date(typed), status=422)
    try:
        say_seen_before(request.actor, patient, before=before, last_visit_on=last)
    except Refusal as problem:
        return _render(request, patient, problem=problem.sentence, status=422)
    return _done(request, patient, gettext("Saved."))


@page("patient.create", ["POST"], shows=showing.OWN_PROVIDER)
def own_provider(request: PageRequest, key: UUID) -> HttpResponse:
    """Whose patient they are, where rules ask for it."""
    patient, code = _patient(request, key), posted.text(request, "provider")
    provider = named.providers(patient.own_provider_id).filter(code=code).first() if code else None
    if code and provider is None:
        return _render(request, patient, problem=gettext("Choose a provider that there is, or none."), status=422)
    say_own_provider(request.actor, patient, provider=provider)
    return _done(request, patient, gettext("Saved."))


@page("patient.create", ["POST"], shows=showing.INSURANCE)
def insurance(request: PageRequest, key: UUID) -> HttpResponse:
    """How they are insured, as they or their card say it; that they are not; or that nobody has said."""
    patient, code = _patient(request, key), posted.text(request, "payer")
    said = by_code(code, patient.payer_id)
    if said is None:
        return _render(request, patient, problem=gettext("Choose an insurance that there is, or none."), status=422)
    member_id = posted.text(request, "member_id", 60).strip()
    say_insurance(request.actor, patient, **said.columns, member_id=member_id)
    return _done(request, patient, gettext("Saved."))


@page("patient.deceased", ["POST"], shows=showing.DECEASED)
def deceased(request: PageRequest, key: UUID) -> HttpResponse:
    """Nothing more is written, nothing is due."""
    patient = _patient(request, key)
    today = today_at(request.practice)
    on = near_date(typed := posted.text(request, "on"), today)
    if on is None:
        return _render(request, patient, problem=how_to_write_date(typed), status=422)
    if on > today:
        return _render(request, patient, problem=gettext("That date is in the future."), status=422)
    deaths.deceased(request.actor, patient, on=on)
    said = ", ".join(ended(deaths_of(patient)))
    words = gettext("Saved. No more messages are sent. Ended: %(what)s.") % {
        "what": said or gettext("nothing was open")
    }
    return _done(request, patient, words)


@page("patient.deceased", ["POST"], shows=showing.DECEASED)
def alive(request: PageRequest, key: UUID) -> HttpResponse:
    """It was a mistake."""
    patient = _patient(request, key)
    try:
        once(lambda: deaths.alive(request.actor, patient, reason=posted.text(request, "reason", 400)))
    except Refusal as problem:
        return _render(request, patient, problem=str(problem), status=409)
    return _done(
        request, patient, gettext("Undone. What was ended is there again; what is taken by now is in Exceptions.")
    )


@page("patient.name_proxy", ["POST"])
def add_proxy(request: PageRequest, key: UUID) -> HttpResponse:
    """Somebody who acts for the patient, as staff have seen it."""
    patient = _patient(request, key)
    who, name, contact = (posted.text(request, field).strip() for field in ("who", "name", "contact"))
    problem = "" if who in ("parent", "carer") else gettext("Enter who it is, and their email address or phone number.")
    if not problem:
        try:
            once(lambda: acting.add(request.actor, patient, contact=contact, who=who, name=name))
        except (Unreadable, patients.OwnContact) as fault:
            problem = fault.sentence
    if problem:
        return _render(request, patient, problem=problem, status=422)
    return _done(request, patient, gettext("Added."))


@page("patient.confirm_proxy", ["POST"], shows=showing.PROXY)
def confirm_proxy(request: PageRequest, key: UUID, proxy: UUID) -> HttpResponse:
    patient = _patient(request, key)
    patients.confirm_proxy(request.actor, get_or_404(people.proxy_of(patient, proxy)))
    return _done(request, patient, gettext("Confirmed."))


@page("patient.end_proxy", ["POST"], shows=showing.PROXY)
def end_proxy(request: PageRequest, key: UUID, proxy: UUID) -> HttpResponse:
    patient = _patient(request, key)
    patients.end_proxy(request.actor, get_or_404(people.proxy_of(patient, proxy)))
    return _done(request, patient, gettext("Ended."))


@page("patient.confirm_proxy", ["POST"], shows=showing.PROXY)
def let_in(request: PageRequest, key: UUID, proxy: UUID) -> HttpResponse:
    """Staff had kept them out; that is taken back, and why is written down."""
    patient = _patient(request, key)
    out = get_or_404(people.proxy_of(patient, proxy))
    try:
        once(lambda: patients.let_in(request.actor, out, reason=posted.text(request, "reason", 400)))
    except ReasonMissing as problem:
        return _render(request, patient, problem=problem.sentence, status=422)
    return _done(request, patient, gettext("Note removed."))


def _patient(request: PageRequest, key: UUID) -> Patient:
    return get_or_404(
        queries.find(request.actor, "")
        .select_related("practice", "payer", "same_as", "own_provider")
        .filter(pk=key)
        .first()
    )


def _merged(actor: Actor, patient: Patient) -> list[Merge]:
    """Each with who would go with it (`goes`), to be read before it is undone; or why it is not its turn (`not_yet`)."""
    merged = merged_into(actor, patient)
    first = first_to_undo(patient.pk) if merged else None
    for merge in merged:
        turn = first is None or merge.pk == first.pk
        merge.not_yet = "" if turn else NotNewest(first).sentence  # type: ignore[attr-defined, arg-type]
        merge.goes = who_goes_with(merge) if turn else []  # type: ignore[attr-defined]
    return merged


def _done(request: PageRequest, patient: Patient, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("console:patient", patient.pk)


def _render(
    request: PageRequest,
    patient: Patient,
    *,
    form: PreferencesOfPatient | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    show_how([patient])
    initial = {
        "language": patient.language,
        "time_zone": patient.time_zone,
        "by_email": bool(patient.email) and agreed_for(patient, patient.email),
        "by_text": bool(patient.phone) and agreed_for(patient, patient.phone),
    }
    context = {
        "patient": patient,
        "problem": problem,
        **_lists(request, patient),
        "merged": _merged(request.actor, patient),
        "ended": ended(deaths_of(patient)),
        "whose": WHOSE,
        "contacts": [
            (name, shown_contact(stored), now, whose_is_it(patient, stored) if now == UNSAID else "")
            for name, stored, now in (
                ("email_of", patient.email, patient.email_of),
                ("phone_of", patient.phone, patient.phone_of),
            )
            if stored
        ],
        "marks": {patient.email_of if patient.email else "", patient.phone_of if patient.phone else ""},
        "may_merge": may_open(request.actor, "patient.merge"),
        "proxies": patients.acting(patient),
        "kept_out": [(proxy, patients.ended_words(proxy)) for proxy in patients.kept_out(patient)],
        "form": form or PreferencesOfPatient(initial=initial),
        "may_change": may_open(request.actor, "patient.preferences"),
        "seen_here": seen_here(patient),
        "providers": list(named.providers(patient.own_provider_id)),
        "payers": list(named.payers(patient.payer_id)),
        "insurance": insurance_of(patient).code or "",
        "beside_the_list": beside_the_list(),
        "may_say_seen": may_open(request.actor, "patient.create"),
        "may_order": may_open(request.actor, "recall.order"),
        "may_book": may_open(request.actor, "appointment.book"),
        "may_wait": may_open(request.actor, "waitlist.join"),
    }
    return render(request, "console/patient.html", context, status=status)


def _written_to(patient: Patient) -> list[str]:
    """Every address and number at which somebody may be written to about them."""
    acting = [proxy.contact for proxy in patient.proxies.all() if proxy.state == "confirmed"]
    own = (patient.email, patient.phone, patient.confidential_contact)
    return [contact for contact in (*own, *acting) if contact]


def _lists(request: PageRequest, patient: Patient) -> dict[str, Iterable[object]]:
    """What was and is of theirs, as far as who looks may see it."""
    actor = request.actor
    asked = intake.visible(actor).filter(patient=patient).order_by("-created_at")
    theirs = booking.visible(actor).filter(patient=patient).order_by("-start")
    past = Limited(theirs.exclude(state__in=COMING, end__gte=now()).exclude(booking.ONLY_HELD), 50)
    return {
        "appointments": past,
        "requests": Limited(asked, 20),
        "recalls": Limited(recalls(actor).filter(patient=patient).order_by("-due_on"), 20),
        "upcoming": _coming(actor, patient),
        "waits": waitlist.waiting(actor).filter(patient=patient) if may_open(actor, "waitlist.view") else [],
        "need_a_time": list(looking_again(asked)),
        **_missed(theirs, past),
        "outgoing": Limited(messaging.written_to(patient), 20) if may_open(actor, "message.view") else [],
        "wrote": Limited(messaging.came_in(actor).filter(patient=patient), 20),
        "consents": Limited(messaging.consents_of(_written_to(patient)), 20),
        "documents": Limited(
            patient.documents.filter(request=None, referral=None, replaced_by=None).order_by("-created_at"), 50
        )
        if may_open(actor, "document.view")
        else [],
    }


def _missed(theirs: QuerySet[Appointment], past: Limited[Appointment]) -> dict[str, Iterable[object]]:
    """What counts as missed, with the sentence for what was canceled so late that it does; and what else was canceled late."""
    late = (
        canceled_late(theirs) if past.goes_on or any(appointment.state == "cancelled" for appointment in past) else {}
    )
    counting = [key for key, visit in late.items() if visit.is_no_show]
    missed = theirs.filter(Q(state="no_show") | Q(pk__in=counting))
    return {"missed": Limited(missed, 20), "late": late}


def _coming(actor: Actor, patient: Patient) -> list[tuple[Appointment, bool, Proposal | None]]:
    """What comes, whether it must move, and the time that is proposed instead and waits for an answer."""
    coming = list(booking.visible(actor).filter(patient=patient, state__in=COMING, end__gte=now()).order_by("start"))
    moving, waiting = must_move(coming), unanswered(actor, [appointment.pk for appointment in coming])
    return [(appointment, appointment.pk in moving, waiting.get(appointment.pk)) for appointment in coming]
