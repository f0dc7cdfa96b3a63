"""What changes a referral."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import SYSTEM, Actor, may
from ...audit.action import action
from ...audit.models import Entry
from ...core.events import raise_event
from ...core.refusals import Refusal
from ...people import lines
from ...people.models import Patient, Staff
from ...practice.models import Location, Provider, VisitType
from ...tenancy.models import Practice, next_number, uuid7
from ...tenancy.refused import constraint_of
from ...tenancy.within_length import within_length
from ..actions import withdraw, written_down
from ..contact_owner import of_each
from ..events import ReferralEnded, ReferralReopened
from ..insurance import COLUMNS as COLUMNS_OF_INSURANCE
from ..insurance import insurance_of, member_under
from ..models import Answer, Document, Referral, Request
from ..patients import NewPatient
from ..patients import create as create_patient
from ..queries import FROM_A_REFERRAL, providers_of
from ..standard.undoing.actions import is_anothers_by_now, take_back_what_was_said
from ..states import OPEN, REFERRAL_TAKEN_BACK, IllegalTransition, ReferralState
from ..tasks.actions import close_tasks, open_task
from .columns import as_kept, columns, empty
from .minimum import COLUMNS, missing, said_besides
from .outcome import hashed, same_that_goes_on, tell_clinic, token_of

FIELDS = (
    "urgency",
    "visit_type",
    "provider",
    "location",
    "first_name",
    "last_name",
    "birth_date",
    "phone",
    "email",
    "payer",
    "member_id",
    "why",
    "clinic_name",
    "clinician",
    "clinic_phone",
    "clinic_email",
)
ALONE_OR_ELSEWHERE = ("uninsured", "insured_elsewhere")  # what `payer` cannot say
DAYS = {"0": dt.timedelta(hours=4), "1": dt.timedelta(days=1), "3": dt.timedelta(days=3), "7": dt.timedelta(days=7)}


class NotReady(Refusal):
    """The minimum is not there; `missing` says what is."""

    code = "referral_incomplete"

    def __init__(self, gaps: object) -> None:
        self.missing = gaps
        super().__init__(gettext("Something is still missing: it is listed below. No time is offered before that."))


class KnownAlready(Refusal):
    """A referral with that key has arrived before."""

    code = "known_already"

    @property
    def sentence(self) -> str:
        return gettext("This was sent to us before. It was not saved a second time.")


@action("referral.create")
def receive(
    actor: Actor,
    practice: Practice,
    *,
    values: Mapping[str, object],
    source: str = "by hand",
    answers: Mapping[str, str] | None = None,
    documents: Iterable[UUID] = (),
    outside_key: str = "",
) -> Referral:
    """Write down what came, however little it is; the clinic is told that it arrived.  Raises KnownAlready."""
    answers = answers or {}
    values = {**values, **columns(answers, lambda own: not values.get(own))}
    kept = as_kept({name: values[name] for name in FIELDS if values.get(name)})
    try:
        with transaction.atomic():
            made = Referral.objects.create(
                practice=practice,
                number=next_number(),
                source=source,
                answers={name: said for name, said in answers.items() if name not in COLUMNS},
                outside_key=outside_key,
                received_at=now(),
                **kept,
            )
    except IntegrityError as error:
        if constraint_of(error) != "referral_key_once":
            raise
        raise KnownAlready from None
    Referral.objects.filter(pk=made.pk).update(token_hash=hashed(token_of(made)))
    Document.objects.filter(pk__in=list(documents), referral=None, request=None).update(referral=made)
    tell_clinic(made)
    return made


@action("referral.edit")
def edit(
    actor: Actor,
    referral: Referral,
    *,
    values: Mapping[str, object],
    answers: Mapping[str, str],
    documents: Iterable[UUID] = (),
    version: int | None = None,
) -> Referral:
    """What is known by now.  Raises Stale."""
    referral = _locked(referral, version)
    said_elsewhere = columns(answers, lambda own: not values.get(own) and not getattr(referral, own))
    values = as_kept({**values, **said_elsewhere})
    for name in (*FIELDS, *ALONE_OR_ELSEWHERE):
        if name in values:
            setattr(referral, name, values[name] if values[name] is not None else empty(name))
    besides = {name: said for name, said in answers.items() if said.strip() and name not in COLUMNS}
    referral.answers = {**referral.answers, **besides}
    Document.objects.filter(pk__in=list(documents), referral=None, request=None).update(referral=referral)
    return _save(referral)


@action("referral.accept")
def accept(
    actor: Actor,
    referral: Referral,
    *,
    patient: Patient | None = None,
    keep_insurance: bool = False,
    whose_contact: str = "",
    seen_before: bool = False,
    version: int | None = None,
) -> Referral:
    """The minimum is there: it becomes a request, of `patient` where the record is known, else of a new one.

    The rules decide at once where the request goes, by the insurance that the referral says; with `keep_insurance`, by that
    of the record.  The record's addresses stay: nobody has proved those of a referral.  `whose_contact`: whose those of a new one are;
    `seen_before`: the practice saw them before its visits were kept here.
    Raises NotReady, Stale, IllegalTransition.
    """
    # Before any row: the request is made behind their line, and by what is in force.
    key = uuid7() if patient is None else patient.pk
    lines.wait_for_patients([key])
    referral = _locked(referral, version)
    gaps = missing(referral)
    if gaps or referral.birth_date is None:
        raise NotReady(gaps)
    answers = {"reason": referral.why, **said_besides(referral)}
    if patient is None:
        patient = _new_patient(referral, referral.birth_date, key, whose_contact, seen_before)
    else:
        patient.refresh_from_db(fields=COLUMNS_OF_INSURANCE)  # as it is in its line
        # Also what the record says already: it is this one's as well, and stays when what came before it is taken back.
        answers |= _insurance_by(patient if keep_insurance else referral, patient)
    documents = [document.pk for document in referral.documents.all()]
    request = create_from_referral(
        actor if may(actor, "referral.accept", patient) else SYSTEM,
        patient,
        visit_type=referral.visit_type,
        answers=answers,
        documents=documents,
        wants=(referral.provider, referral.location),
    )
    referral.request = request
    referral.move_to("accepted")
    close_tasks(referral, "unanswered", by=actor.name)  # it is answered
    return _save(referral)


@action(FROM_A_REFERRAL, permission="referral.accept")
def create_from_referral(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    answers: Mapping[str, str],
    documents: list[UUID],
    wants: tuple[Provider | None, Location | None],
) -> Request:
    """What another clinic asks for somebody, with its papers: with whom and where, if it said so."""
    return written_down(actor, patient, visit_type, answers, "referral", documents, False, wants=wants)


@action("referral.decline", needs_reason=True)
def decline(actor: Actor, referral: Referral, *, reason: str, version: int | None = None) -> Referral:
    """It cannot be taken here; the clinic is told.  Raises IllegalTransition, Stale, ReasonMissing."""
    return _end(actor, referral, "declined", reason, version)


@action("referral.close", permission="referral.decline", needs_reason=True)
def close(
    actor: Actor, referral: Referral, *, reason: str, not_theirs: bool = False, version: int | None = None
) -> Referral:
    """It came twice, or by mistake.  Raises IllegalTransition, Stale, ReasonMissing.

    One that was accepted takes its request along, which nobody is told of: what they asked for goes on elsewhere.  While that
    request has an appointment it is not closed: the appointment is the patient's.  What it said stays on their record;
    `not_theirs`: somebody says that it is another's, and nothing of it stays.
    """
    if referral.request is not None:  # before any row: what its request keeps ends with it
        lines.wait_for_patients([referral.request.patient_id])
        lines.wait(providers_of([referral.request.patient_id]))
    accepted = _locked(referral, version)
    request = accepted.request if accepted.state == "accepted" else None
    if request is not None and request.state == "scheduled":
        raise IllegalTransition(request.state, "closed")
    other = None if not_theirs else same_that_goes_on(accepted)
    ended = _end(actor, referral, "closed", reason, version, other)
    if request is not None and request.state in OPEN:
        withdraw(SYSTEM, request)
    if request is not None and not_theirs:
        _take_off(actor, ended, request)
    return ended


@action("referral.reopen")
def reopen(actor: Actor, referral: Referral, *, version: int | None = None) -> Referral:
    """It was ended by mistake.  What it said leaves the record for which it was accepted once: whose it is, is open again.

    Raises IllegalTransition, Stale.
    """
    if referral.request is not None:
        lines.wait_for_patients([referral.request.patient_id])
    referral = _locked(referral, version)
    referral.move_to("open")
    if referral.request is not None:
        _take_off(actor, referral, referral.request)
    return _open_again(actor, referral)


@action("referral.not_accepted", permission="referral.accept")
def not_accepted(actor: Actor, referral: Referral) -> Referral:
    """That it was accepted is taken back, and whoever does so ends its request: it waits as it did.  Raises IllegalTransition."""
    referral = _locked(referral, None)
    referral.move_to("open", REFERRAL_TAKEN_BACK)
    return _open_again(actor, referral)


@action("referral.follow_up", permission="referral.edit")
def follow_up(actor: Actor, referral: Referral, *, what: str, within: dt.timedelta) -> Referral:
    """Somebody has to call, or ask: a task of whoever writes it down."""
    owner = Staff.objects.filter(pk__in=[actor.id] if actor.id else []).first()
    open_task("referral", referral, due_at=now() + within, what=what, referral=referral, owner=owner)
    return referral


def _open_again(actor: Actor, referral: Referral) -> Referral:
    # What one that was accepted had become has ended with it.
    if referral.request is not None:
        _papers_are_nobodys(referral, referral.request)
    referral.reason, referral.request, referral.goes_on_as = "", None, None
    _save(referral)
    raise_event(ReferralReopened(actor, referral))
    return referral


def _take_off(actor: Actor, referral: Referral, request: Request) -> None:
    """Nothing of it stays with the record: its papers, the reason and the answers, and what they wrote there."""
    _papers_are_nobodys(referral, request)
    its = Entry.objects.filter(thing_kind="request", thing_id=request.pk, action=FROM_A_REFERRAL)
    created = its.order_by("number").last()
    if created is None or is_anothers_by_now(request.patient_id, created):
        Answer.objects.filter(request=request).delete()
    else:
        take_back_what_was_said(actor, request.patient, created)


def _papers_are_nobodys(referral: Referral, request: Request) -> None:
    """Until it is known whose they are."""
    referral.documents.filter(request=request).update(request=None, patient=None)


def _end(
    actor: Actor,
    referral: Referral,
    state: ReferralState,
    reason: str,
    version: int | None,
    goes_on_as: Referral | None = None,
) -> Referral:
    referral = _locked(referral, version)
    referral.move_to(state)
    referral.reason, referral.goes_on_as = within_length(reason, 400), goes_on_as
    _save(referral)
    raise_event(ReferralEnded(actor, referral))
    return referral


def insurance_said(referral: Referral, patient: Patient) -> dict[str, str]:
    """What a referral says of the insurance and the record does not: answers, as a patient's own would be; {} where they agree.

    A number of a member alone is one of the record's payer.  What is not accepted here any more changes no record, nor does a number of it.
    """
    said, before = _insurance_by(referral, patient), insurance_of(patient).answer
    if said.get("insurance", before) == before and said.get("member-id", patient.member_id) == patient.member_id:
        return {}
    return said


def _insurance_by(row: Patient | Referral, patient: Patient) -> dict[str, str]:
    """The same of a referral, or of the record itself, whether or not they agree."""
    said = {}
    insurance, known = insurance_of(row), insurance_of(patient)
    accepted = insurance.payer is None or insurance.payer.active
    if insurance and accepted:
        said["insurance"] = insurance.answer
    if (accepted or insurance == known) and member_under(insurance or known, row.member_id):
        said["member-id"] = row.member_id
    return said


def is_vaguer(referral: Referral, patient: Patient) -> bool:
    """Whether the referral only says that it is none of our payers, of somebody whose payer is known: nobody means to lose that."""
    return insurance_of(referral).insured_elsewhere and insurance_of(patient).payer is not None


def _new_patient(referral: Referral, birth_date: dt.date, key: UUID, whose_contact: str, seen_before: bool) -> Patient:
    who = as_patient(referral)
    new = NewPatient(
        first_name=referral.first_name,
        last_name=referral.last_name,
        birth_date=birth_date,
        email=referral.email,
        phone=referral.phone,
        email_of=of_each(who, who.email, whose_contact),
        phone_of=of_each(who, who.phone, whose_contact),
        **insurance_of(referral).columns,
        member_id=referral.member_id,
        seen_before=seen_before,
        key=key,
    )
    # Nobody has asked them yet whether we may write: staff do, when they call.
    return create_patient(SYSTEM, referral.practice, new=new)


def as_patient(referral: Referral) -> Patient:
    """Whom it is about, as a record would have them; it is kept nowhere.  Without a birth date nobody can be told apart by it."""
    return Patient(
        practice=referral.practice,
        first_name=referral.first_name,
        last_name=referral.last_name,
        birth_date=referral.birth_date or "",
        phone=referral.phone,
        email=referral.email,
    )


def _locked(referral: Referral, version: int | None) -> Referral:
    current = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("practice", "visit_type", "provider", "location", "payer", "request")
        .get(pk=referral.pk)
    )
    if version is not None and current.version != version:
        raise lines.Stale(current)
    return current


def _save(referral: Referral) -> Referral:
    referral.version += 1
    referral.save()
    return referral
