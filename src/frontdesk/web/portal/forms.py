"""What patients are asked, one question a screen."""

from __future__ import annotations

from typing import Any

from django import forms

from ...intake.actions import NOBODY_INSURES
from ...practice.file import Question
from ...practice.models import Payer
from ...rules.facts import NO_INSURANCE
from ..forms import BirthDateField, Form, contact_field, name_field

CANCEL_REASONS = (
    "I feel better",
    "The time does not suit me",
    "I found another clinic",
    "I cannot get there",
    "Another reason",
)


class WhoForm(Form):
    first = name_field("First name", "given-name")
    last = name_field("Last name", "family-name")
    birth = BirthDateField(label="Date of birth", help_text="Month, day and year, such as 3 27 1946")


class ContactForm(Form):
    contact = contact_field("E-mail address or mobile number", "We send a code there, and news about your request.")


class InsuranceForm(Form):
    payer = forms.ChoiceField(label="Who insures you?", widget=forms.RadioSelect)
    member_id = forms.CharField(
        label="Member ID",
        required=False,
        max_length=60,
        help_text="On the front of your card. You may leave it empty.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = list(Payer.objects.filter(active=True).order_by("name").values_list("code", "name"))
        field = self.fields["payer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*payers, (NO_INSURANCE, NOBODY_INSURES)]
        field.error_messages["required"] = "Choose one."


class CodeForm(Form):
    code = forms.CharField(
        label="Code",
        max_length=12,
        help_text="Six digits",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-code"}),
    )


class CancelForm(Form):
    reason = forms.ChoiceField(
        label="Why do you cancel?", choices=[(r, r) for r in CANCEL_REASONS], widget=forms.RadioSelect
    )


def question_form(question: Question) -> type[Form]:
    """A form of one question, by its kind."""
    label, help_text = question.ask, question.help
    field: forms.Field
    match question.kind:
        case "long text":
            field = forms.CharField(
                label=label, help_text=help_text, max_length=4000, widget=forms.Textarea({"rows": 4})
            )
        case "choice":
            field = forms.ChoiceField(
                label=label, help_text=help_text, choices=[(o, o) for o in question.options], widget=forms.RadioSelect
            )
        case "several choices":
            field = forms.MultipleChoiceField(
                label=label,
                help_text=help_text,
                choices=[(o, o) for o in question.options],
                widget=forms.CheckboxSelectMultiple,
            )
        case "yes/no":
            field = forms.ChoiceField(
                label=label, help_text=help_text, choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
            )
        case "date":
            field = BirthDateField(label=label, help_text=help_text or "Month, day and year")
        case "number":
            field = forms.IntegerField(
                label=label, help_text=help_text, widget=forms.TextInput({"inputmode": "numeric"})
            )
        case "phone":
            field = forms.CharField(
                label=label,
                help_text=help_text,
                max_length=40,
                widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
            )
        case "email":
            field = forms.EmailField(
                label=label, help_text=help_text, widget=forms.EmailInput({"autocomplete": "email"})
            )
        case "document":
            field = forms.FileField(
                label=label,
                help_text=help_text or "A photo or a PDF, at most 5 MB",
                widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf", "capture": "environment"}),
            )
        case _:
            field = forms.CharField(label=label, help_text=help_text, max_length=400)
    field.error_messages["required"] = (
        "Choose a photo or a PDF." if question.kind == "document" else "Answer this, please."
    )
    return type("QuestionForm", (Form,), {"answer": field})
