"""The form of one step of a request that is being written, with what is there already."""

from __future__ import annotations

from typing import Any

from ...intake.evaluation import WILL_BE_SENT, WILL_BRING
from ...people.merged import record_that_stands
from ..forms import Form
from ..request import PageRequest
from . import forms
from .journey import Journey
from .questions import question_form
from .typed import typed_at

OWN_FORMS: dict[str, type[Form]] = {
    "who": forms.WhoForm,
    "contact": forms.ContactForm,
    "insurance": forms.InsuranceForm,
}


def form_of(request: PageRequest, journey: Journey, step: str) -> Form:
    data: tuple[Any, ...] = (request.POST, request.FILES) if request.method == "POST" else ()
    typed = journey.answers
    if step == "for":
        named = [(str(patient.pk), patient.name) for patient in journey.people]
        form: Form = forms.ForWhomForm(*data, people=named, initial={"person": record_that_stands(typed.get("chosen"))})
    else:
        form = _own_form(step, data, typed) or _question_form(journey, step, data)
    if step == journey.self_pay_step:
        form.fields["self_pay"] = forms.self_pay_field()
        form.initial["self_pay"] = journey.self_pay
    form.initial.update(typed.get(typed_at(step)) or {})
    return form


def _own_form(step: str, data: tuple[Any, ...], typed: dict[str, Any]) -> Form | None:
    made = OWN_FORMS.get(step)
    if made is None:
        return None
    names = ("acts", "first", "last", "birth", "payer", "member_id")
    return made(*data, initial={name: typed.get(name) for name in (*names, "contact")})


def _question_form(journey: Journey, step: str, data: tuple[Any, ...]) -> Form:
    question = next(candidate for candidate in journey.questions() if candidate.id == step)
    answer = journey.answers.get(f"q:{step}") or journey.before(step)
    form = question_form(question, may_promise=True)(*data, initial={"answer": _answered(question.kind, answer)})
    if question.kind == "document" and journey.on_file(step):
        form.fields["answer"].required = False
        form.must = False  # type: ignore[attr-defined]
    if "bring" in form.fields:
        form.initial["bring"] = journey.answers.get(f"q:{step}") == WILL_BRING
        form.initial["sent"] = journey.answers.get(f"q:{step}") == WILL_BE_SENT
        if any(document.field == step for document in journey.documents()):
            form.must = False  # type: ignore[attr-defined]
    return form


def _answered(kind: str, value: str) -> Any:
    return value.split(", ") if kind == "several choices" and value else value
