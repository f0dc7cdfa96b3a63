"""What a caller is asked: what the form of the visit asks patients, what rules need before it is booked, and what follows from the answers."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict
from django.utils.timezone import now

from ...availability.model import Needs, Wanted
from ...booking import offers
from ...intake.carrying import said_before
from ...intake.evaluation import facts
from ...people.models import Patient
from ...practice import policies
from ...practice.file import Question
from ...practice.models import VisitType
from ..forms import Form
from ..portal.journey import question_for, shown_now
from ..portal.questions import said_on, voice_form

SHOWN_OR_SIGNED = ("document", "signature")  # nobody does that by telephone, unless a rule cannot do without
ALWAYS_KNOWN = ("name", "date-of-birth")


def sheets_of(
    patient: Patient, visit: VisitType, data: QueryDict | None = None, typed: QueryDict | None = None
) -> list[Form]:
    """A form for each question: the reason, and what is asked before this visit is booked, with what follows from the answers.

    `typed`: what was answered before and stands in no form yet; what follows from that is asked too.
    """
    before = said_before(patient, visit, for_the_record=True).order_by("request__created_at")
    said = dict(before.values_list("field", "value"))
    answers: dict[str, str] = {}
    while True:
        asked = _questions(patient, visit, answers)
        sheets = [voice_form(question)(data, prefix=question.id, initial=_before(question, said)) for question in asked]
        newly_said = (
            _answered(asked, data) if data is not None else {**_initially(asked, said), **_answered(asked, typed)}
        )
        if newly_said.keys() <= answers.keys():
            return sheets
        answers |= newly_said


def asks_caller(patient: Patient, visit: VisitType) -> bool:
    """Whether the form of the visit asks something, or a rule about it depends on what is not known of this patient."""
    needs = _needs(patient, visit, {})
    return bool(needs.information or needs.unknown or needs.weighed or _on_form(patient, visit, {}))


def _questions(patient: Patient, visit: VisitType, said: dict[str, str]) -> list[Question]:
    """The reason first, then what rules need, then what the form of the visit asks, in the order of the practice file."""
    all_needs = [_needs(patient, visit, {}), *([_needs(patient, visit, said)] if said else [])]
    must = dict.fromkeys(field for needs in all_needs for field in (*needs.information, *needs.unknown))
    known = facts(patient, said, "phone")
    weighed = dict.fromkeys(field for needs in all_needs for field in needs.weighed if shown_now(field, known))
    on_form = {question.id: question for question in _on_form(patient, visit, said)}
    order = [question.id for question in policies.current().intake]
    rest = [field for field in (*on_form, *(field for field in weighed if field not in on_form)) if field not in must]
    rest.sort(key=lambda field: order.index(field) if field in order else len(order))
    fields = dict.fromkeys([*([] if "reason" in must else ["reason"]), *must, *rest])
    return [
        replace(question_for(field), required=True)
        if field in must or field == "reason"
        else on_form.get(field) or replace(question_for(field), required=False)
        for field in fields
    ]


def _on_form(patient: Patient, visit: VisitType, said: dict[str, str]) -> list[Question]:
    """What the form of the visit asks patients, as they must answer it; what the record has is asked of nobody twice."""
    record = facts(patient, {}, "phone")
    there = {*ALWAYS_KNOWN, "reason", *record.answers, *(["insurance"] if record.payer is not None else [])}
    known = facts(patient, said, "phone")
    asked = [question for question in policies.current().intake if question.on_form_of(visit.code, known)]
    return [question for question in asked if question.kind not in SHOWN_OR_SIGNED and question.id not in there]


def _answered(asked: list[Question], data: QueryDict | None) -> dict[str, str]:
    """What a form says, as far as each question can be answered so."""
    sheets = [voice_form(question)(data, prefix=question.id) for question in asked] if data else []
    return {str(form.prefix): text for form in sheets if form.is_valid() and (text := said_on(form))}


def _initially(asked: list[Question], said: dict[str, str]) -> dict[str, str]:
    return {question.id: said[question.id] for question in asked if said.get(question.id) and _before(question, said)}


def _before(question: Question, said: dict[str, str]) -> dict[str, object]:
    """What they said the last time, so that nobody has to ask again; a reason is new each time, and so is a paper."""
    value = said.get(question.id, "")
    if not value or question.id == "reason" or question.kind == "document":
        return {}
    return {"answer": value.split(", ") if question.kind == "several choices" else value}


def _needs(patient: Patient, visit: VisitType, said: dict[str, str]) -> Needs:
    """What the rules may ask about, now or once they have been seen: which of it holds, the time says that is chosen."""
    engine = offers.engine()
    wanted = Wanted(visit.code, now(), facts(patient, said, "phone"), (), (), str(patient.pk))
    all_needs = [engine.needs(wanted, moment) for moment in engine.moments(wanted)]
    return replace(
        all_needs[0],
        information=tuple(dict.fromkeys(field for needs in all_needs for field in needs.information)),
        unknown=tuple(dict.fromkeys(field for needs in all_needs for field in needs.unknown)),
        weighed=tuple(dict.fromkeys(field for needs in all_needs for field in needs.weighed)),
    )
