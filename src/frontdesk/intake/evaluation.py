"""What the practice's rules say about a request: awaiting info, awaiting approval, or approved; and by which sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import now

from ..availability.engine import Engine
from ..availability.model import Wanted
from ..people.models import Patient
from ..practice import policies
from ..practice.models import VisitType
from ..rules.facts import NO_INSURANCE, Channel, Facts, age_on
from ..tenancy.today import today_at
from .models import Request

WILL_BRING = "will bring"  # instead of a picture of the card: it is owed until there is one
BROUGHT = ("insurance-card",)  # what may be brought to the visit: nobody needs a camera to ask for one


@dataclass(frozen=True)
class Verdict:
    """`deciding` are sentences; `missing` fields by id, each with the sentence that asks for it."""

    state: str
    deciding: tuple[str, ...]
    missing: tuple[str, ...] = ()
    for_clinician: bool = False


def evaluate(request: Request) -> Verdict:
    """By the rules in force now.  What a person approved stays approved; what is missing is missing all the same."""
    file = policies.file_of(policies.published())
    engine = Engine(file.setup)
    wanted = Wanted(request.visit_type.code, now(), facts_of(request))
    needs = engine.needs(wanted)
    asked = tuple(field for field in (*needs.information, *needs.unknown) if field)
    if asked:
        sentences = dict.fromkeys(needs.sources.get(field, "") for field in needs.information)
        return Verdict(
            "awaiting_info",
            tuple(filter(None, sentences)) or ("A rule cannot be decided without it.",),
            asked,
            needs.from_clinician,
        )
    if request.approved_by:
        return Verdict("approved", request.deciding or ())
    refusals = impossible(engine, wanted)
    if refusals:
        return Verdict("awaiting_approval", refusals)
    if needs.approval:
        return Verdict("awaiting_approval", needs.approval, (), needs.from_clinician)
    return Verdict("approved", ("No rule asks for approval, and nothing is missing.",))


def impossible(engine: Engine, wanted: Wanted) -> tuple[str, ...]:
    """The sentences that keep every provider from this visit; none when one can do it."""
    against: dict[str, None] = {}
    for _, agreed in engine.pairs(wanted):
        hard = [reason for reason in agreed.obstacles if reason.kind != "self-scheduling"]
        if not hard:
            return ()
        against.update((reason.rule or reason.detail, None) for reason in hard)
    return tuple(against)


def facts_of(request: Request) -> Facts:
    """The facts that rules look at, from the request's answers and the patient's record."""
    said = {answer.field: answer.value for answer in request.answers.all()}
    for document in request.documents.all():
        said.setdefault(document.field, "document")
    return facts(request.patient, said, request.channel, self_pay=request.self_pay)  # type: ignore[arg-type]


def facts(patient: Patient, said: dict[str, str], channel: Channel, *, self_pay: bool = False) -> Facts:
    """`self_pay`: for this visit the patient has no insurance, whatever stands in the record (45 CFR 164.522(a)(1)(vi))."""
    known = {
        "name": patient.name,
        "date-of-birth": str(patient.birth_date),
        "phone": patient.phone,
        "email": patient.email,
        "member-id": patient.member_id,
    }
    return Facts(
        patient="established" if patient.established else "new",
        age=age_on(patient.birth_date, today_at(patient.practice)),
        payer=NO_INSURANCE if self_pay or (patient.uninsured and not patient.payer) else _payer(patient),
        channel=channel,
        no_shows=patient.no_shows,
        last_visit=patient.last_visit_on,
        answers={**{field: value for field, value in known.items() if value}, **said},
        born=patient.birth_date,
    )


def _payer(patient: Patient) -> str | None:
    return patient.payer.code if patient.payer else None


def self_schedulable(patient: Patient, visit_type: VisitType, said: dict[str, str]) -> bool:
    """Whether the rules let this patient book this visit without staff, with somebody who can do it for them."""
    engine = Engine(policies.file_of(policies.published()).setup)
    return _alone(engine, visit_type, facts(patient, said, "online"))


def bookable_alone(patient: Patient) -> list[VisitType]:
    """The visits that this patient may book without staff, as far as the rules can say before anything is asked."""
    engine = Engine(policies.file_of(policies.published()).setup)
    known = facts(patient, {}, "online")
    return [visit for visit in VisitType.objects.filter(active=True).order_by("name") if _alone(engine, visit, known)]


def _alone(engine: Engine, visit: VisitType, known: Facts) -> bool:
    """Online, that patients may not book it is an obstacle among the others."""
    return any(not agreed.obstacles for _, agreed in engine.pairs(Wanted(visit.code, now(), known)))
