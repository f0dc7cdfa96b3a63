"""The form of one question, by its kind: a small function each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ...core import saying
from ...intake.evaluation import BROUGHT, PROMISED, WILL_BE_SENT, WILL_BRING
from ...messaging.dates import full_day
from ...people import contacts
from ...people.contacts import shown as shown_contact
from ...practice.file import Question
from ..forms import DateField, Form, PatientForm, ReadField
from ..own_words import labels_in_words, question_in_words
from .earlier import ON_FILE

Choices = list[tuple[str, str]]
Make = Callable[[dict[str, Any], Choices], forms.Field]


class SignatureField(forms.CharField):
    """A first and a last name, typed."""

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and (len(re.sub(r"[^\w]", "", text)) < 4 or " " not in text.strip()):
            raise forms.ValidationError(_("Type your first and last name. That is your signature."))
        return text


class CardForm(PatientForm):
    """A picture, or the word that it is brought along: a card need not be photographed."""

    must = True
    empty = _("Choose a photo or a PDF, or select that you will bring it.")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.must and "answer" not in self.errors and not said.get("answer") and not self.promises(said):
            self.add_error("answer", str(self.empty))
        return said

    def promises(self, said: dict[str, Any]) -> bool:
        return bool(said.get("bring"))


class CardByVoiceForm(CardForm):
    """The same, as whoever took the call writes it down."""

    empty = _("Write what was read out or seen, or select that they will bring it.")


class ReferralForm(CardForm):
    """A picture, or who has it: a request without it can be sent, and waits for it."""

    empty = _("Choose a photo or a PDF, or select who will send or bring it.")

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("sent") and said.get("bring"):
            self.add_error("sent", gettext("Choose one: your doctor sends it, or you bring it."))
        return said

    def promises(self, said: dict[str, Any]) -> bool:
        return bool(said.get("sent") or said.get("bring"))


def question_form(question: Question, *, may_promise: bool = False) -> type[Form]:
    """In the language of the page; what a question's kind needs said is said where the practice says nothing.

    `may_promise`: what somebody else has can be promised, while the request is written.
    """
    words = question_in_words(question)
    common = {"label": words.ask, "required": question.required, "help_text": words.help or HELP.get(question.kind, "")}
    field = KINDS.get(question.kind, _text)(common, list(labels_in_words(question).items()))
    empty = gettext("Choose a photo or a PDF.") if question.kind == "document" else gettext("Answer this question.")
    field.error_messages["required"] = empty
    promised = may_promise and question.id in PROMISED
    if question.kind != "document" or not (promised or question.id in BROUGHT):
        return type("QuestionForm", (PatientForm,), {"answer": field})
    field.required = False
    field.needed = question.required  # type: ignore[attr-defined]  # one of the two: what is shown says nothing of "optional"
    bring = forms.BooleanField(label=gettext("I will bring it to the visit"), required=False)
    if promised:
        sent = forms.BooleanField(label=gettext("My doctor will send it"), required=False)
        fields = {"answer": field, "sent": sent, "bring": bring, "must": question.required}
        return type("QuestionForm", (ReferralForm,), fields)
    return type("QuestionForm", (CardForm,), {"answer": field, "bring": bring, "must": question.required})


def voice_form(question: Question) -> type[Form]:
    """A document cannot be shown on the telephone: who took the call writes what was seen or said, or that it is brought."""
    if question.kind != "document":
        return question_form(question)
    seen = replace(question, kind="text", help=gettext("What was read out or seen, such as the number on the card"))
    if question.id not in BROUGHT:
        return question_form(seen)
    field = question_form(replace(seen, required=False))().fields["answer"]
    field.needed = question.required  # type: ignore[attr-defined]
    bring = forms.BooleanField(label=gettext("They will bring it to the visit"), required=False)
    return type("QuestionForm", (CardByVoiceForm,), {"answer": field, "bring": bring, "must": question.required})


def said_on(form: Form) -> str:
    """What a valid form of a question says, as a request keeps it; '' for a picture or for nothing."""
    if form.cleaned_data.get("bring") and not form.cleaned_data.get("answer"):
        return WILL_BRING
    value = form.cleaned_data["answer"]
    return (
        ", ".join(value) if isinstance(value, list) else "" if value is None or hasattr(value, "read") else str(value)
    )


def _text(common: dict[str, Any], _choices: Choices) -> forms.Field:
    return forms.CharField(**common, max_length=400)


def _long_text(common: dict[str, Any], _choices: Choices) -> forms.Field:
    return forms.CharField(**common, max_length=4000, widget=forms.Textarea({"rows": 4}))


def _choice(common: dict[str, Any], choices: Choices) -> forms.Field:
    return forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect)


def _several(common: dict[str, Any], choices: Choices) -> forms.Field:
    return forms.MultipleChoiceField(**common, choices=choices, widget=forms.CheckboxSelectMultiple)


def _yes_no(common: dict[str, Any], _choices: Choices) -> forms.Field:
    return _choice(common, [("yes", gettext("Yes")), ("no", gettext("No"))])


def _date(common: dict[str, Any], _choices: Choices) -> forms.Field:
    return DateField(**common)


def _number(common: dict[str, Any], _choices: Choices) -> forms.Field:
    wrong = {"invalid": gettext("Enter a whole number, such as 3.")}
    return forms.IntegerField(**common, widget=forms.TextInput({"inputmode": "numeric"}), error_messages=wrong)


def _phone(common: dict[str, Any], _choices: Choices) -> forms.Field:
    widget = forms.TextInput({"inputmode": "tel", "autocomplete": "tel"})
    return ReadField(contacts.telephone_number, **common, max_length=60, widget=widget)


def _email(common: dict[str, Any], _choices: Choices) -> forms.Field:
    widget = forms.EmailInput({"autocomplete": "email"})
    return ReadField(contacts.email_address, **common, max_length=254, widget=widget)


def _address(common: dict[str, Any], _choices: Choices) -> forms.Field:
    widget = forms.Textarea({"rows": 3, "autocomplete": "street-address"})
    return forms.CharField(**common, max_length=400, widget=widget)


def _document(common: dict[str, Any], _choices: Choices) -> forms.Field:
    taken = {"accept": "image/jpeg,image/png,application/pdf", "capture": "environment"}
    return forms.FileField(**common, widget=forms.FileInput(taken))


def _signature(common: dict[str, Any], _choices: Choices) -> forms.Field:
    widget = forms.TextInput({"autocomplete": "name", "spellcheck": "false"})
    return SignatureField(**common, max_length=120, widget=widget)


KINDS: dict[str, Make] = {
    "text": _text,
    "long text": _long_text,
    "choice": _choice,
    "several choices": _several,
    "yes/no": _yes_no,
    "date": _date,
    "number": _number,
    "phone": _phone,
    "email": _email,
    "address": _address,
    "document": _document,
    "signature": _signature,
}
HELP = {
    "date": _("Month, day and year"),
    "address": _("Street, city, state and ZIP code"),
    "document": _("A photo or a PDF, at most 5 MB"),
    "signature": _("Type your first and last name. That is your signature."),
}


SIGNED = re.compile(
    r"(?P<name>.+) \((?P<at>\d{4}-\d\d-\d\d \d\d:\d\d)\)", re.DOTALL | re.ASCII
)  # as a signature is kept


def signed_now(name: str, moment: dt.datetime) -> str:
    """A signature as it is kept: who, and when on the practice's clock."""
    return f"{name} ({moment:%Y-%m-%d %H:%M})"


def _signed_at(text: str) -> str:
    """'December 1, 2026 at 5:55 AM'; what is no date stays as it was typed."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    language = get_language() or "en"
    return f"{full_day(moment.date(), language)}{saying.at_clock(moment.hour * 60 + moment.minute, language)}"


def answer_words(value: str) -> str:
    """An answer that is a word of ours, a signature with its day, or a number as people write it; everything else is what was typed."""
    if signed := SIGNED.fullmatch(value):
        return f"{signed['name']} ({_signed_at(signed['at'])})"
    known = {
        "yes": gettext("Yes"),
        "no": gettext("No"),
        ON_FILE: gettext("The one that we have"),
        "will bring": gettext("Will be brought to the visit"),
        WILL_BE_SENT: gettext("To be sent by the doctor"),
    }
    return known.get(value, shown_contact(value) if value.startswith("+") else value)
