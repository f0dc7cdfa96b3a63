"""A caller who is not in the records: a record of their own, once whoever is like them was looked at."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...audit.action import done_with
from ...intake.contact_owner import asks
from ...intake.patients import NewPatient, create, reached_at
from ...people import queries as people
from ...people.contacts import telephone_number
from ...people.models import WHOSE, Patient
from ...people.searching import sought
from .. import posted
from ..forms import BirthDateField, Form, contact_field, name_field, new_key, pressed_key
from ..insurance import InsuranceField
from ..page import page
from ..request import PageRequest
from ..words import WHOSE_NAMES
from .booking import carry_of

LONGEST = 200  # letters that are looked at
TEN = 10  # digits of a telephone number here
PARTICLES = ("de", "del", "la", "las", "los", "da", "di", "van", "von", "der", "den", "st.", "al", "el", "bin")


class NewPatientForm(Form):
    first = name_field(_("First name"), "off")
    last = name_field(_("Last name"), "off")
    birth = BirthDateField(label=_("Date of birth"))
    contact = contact_field(_("Email or phone"), for_calls=True)
    whose = forms.ChoiceField(
        label=_("Whose is it?"),
        choices=[
            ("", _("Not said: the patient's own, or a parent's for a child")),
            *((code, _(WHOSE_NAMES[code])) for code in WHOSE),
        ],
        required=False,
    )
    payer = InsuranceField()
    before = forms.BooleanField(
        label=_("Seen here before"),
        required=False,
        help_text=_("They came before your practice used Frontdesk: rules for new patients do not apply to them."),
    )
    agreed = forms.BooleanField(
        label=_("Patient agrees to be contacted here"),
        required=False,
        help_text=_("Ask. Without it nothing is sent."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payer"].offer()  # type: ignore[attr-defined]

    def asks_whose(self, candidate: Patient) -> bool:
        """Whether it has to be said whose it is, and was not: then it is asked here, and nothing is taken for the answer."""
        question = "" if self.cleaned_data["whose"] else asks(candidate, candidate.email, candidate.phone)
        if question:
            field = self.fields["whose"]
            field.choices = [("", gettext("Choose")), *field.choices[1:]]  # type: ignore[attr-defined]
            field.needed = True  # type: ignore[attr-defined]
            self.add_error("whose", question)
        return bool(question)


def said_by(text: str) -> dict[str, object]:
    """What was looked up and not found, as far as it can be read: names, a birth date, a phone number."""
    if len(text) > LONGEST:
        return {}
    wanted = sought(text)
    known: dict[str, object] = names_in(" ".join(wanted.words))
    if wanted.births:
        known["birth"] = wanted.births[0][0]
    numbers = [digits for digits in wanted.numbers if len(digits) == TEN]
    return known | ({"contact": telephone_number(numbers[0])} if numbers else {})


def names_in(text: str) -> dict[str, object]:
    """The last word, with what belongs before it, is the last name; before a comma it stands first."""
    whole = text if text != text.lower() else text.title()
    last, comma, first = whole.partition(",")
    if not comma:
        words = whole.split()
        at = max(len(words) - 1, 0)
        while at > 1 and words[at - 1].lower() in PARTICLES:
            at -= 1
        first, last = " ".join(words[:at]), " ".join(words[at:])
    return {name: part for name, part in (("first", first.strip()), ("last", last.strip(" ,"))) if part}


@page("patient.create", ["GET", "POST"])
def new_patient(request: PageRequest) -> HttpResponse:
    """Somebody who is not in the records; possible duplicates are shown before one is made."""
    form, duplicates = NewPatientForm(request.POST or None, initial=said_by(request.GET.get("q", ""))), []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        where = reached_at(said["contact"])
        candidate = Patient(
            practice=request.practice,
            first_name=said["first"],
            last_name=said["last"],
            birth_date=said["birth"],
            **where,
        )
        duplicates = list(people.possible_duplicates(candidate)[:5])
        made = done_with(request.actor, "patient.create", pressed_key(request))
        if made is not None:
            return redirect(f"{reverse('console:book-times', args=[made.pk])}?{carry_of(request)}")
        if not form.asks_whose(candidate) and (not duplicates or posted.text(request, "sure")):
            new = NewPatient(
                first_name=said["first"],
                last_name=said["last"],
                birth_date=said["birth"],
                **said["payer"].columns,
                email_of=said["whose"],
                phone_of=said["whose"],
                seen_before=said["before"],
                **where,
            )
            agreed = "given at the desk" if said["agreed"] else ""
            made = create.once(
                pressed_key(request),
                request.actor,
                request.practice,
                new=new,
                agreed=agreed,
                compared=bool(duplicates),
            )
            return redirect(f"{reverse('console:book-times', args=[made.pk])}?{carry_of(request)}")
    status = 422 if form.errors else 409 if duplicates else 200
    return render(
        request,
        "console/book_new.html",
        {
            "form": form,
            "duplicates": duplicates,
            "carry": carry_of(request),
            "key": posted.text(request, "key") or new_key(),
        },
        status=status,
    )
