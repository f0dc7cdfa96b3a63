"""What is known of a referral, as a form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ...intake.models import Referral
from ...practice import queries as named
from ...practice.models import Location, Provider, VisitType
from ..forms import BirthDateField, Form, email_field, name_field, none_of, phone_field
from ..insurance import InsuranceField
from ..own_words import VisitChoice

ENTITIES = {"visit_type": VisitType, "provider": Provider, "location": Location}


class ReferralForm(Form):
    """Nothing is required: what is missing is flagged, not refused."""

    urgency = forms.ChoiceField(
        label=_("How urgent"), choices=[("routine", _("Routine")), ("soon", _("Soon")), ("urgent", _("Urgent"))]
    )
    visit_type = VisitChoice(none_of(VisitType), label=_("Which visit"), required=False)
    first_name = name_field(_("First name"), "off", required=False)
    last_name = name_field(_("Last name"), "off", required=False)
    birth_date = BirthDateField(label=_("Date of birth"), required=False)
    phone = phone_field(_("Patient's phone"), required=False)
    email = email_field(_("Patient's email"), required=False, widget=forms.TextInput())
    payer = InsuranceField()
    member_id = forms.CharField(label=_("Member ID"), max_length=60, required=False)
    why = forms.CharField(
        label=_("Reason for referral"), widget=forms.Textarea({"rows": 3}), max_length=2000, required=False
    )
    provider = forms.ModelChoiceField(none_of(Provider), label=_("To whom"), required=False)
    location = forms.ModelChoiceField(none_of(Location), label=_("Where"), required=False)
    clinic_name = forms.CharField(label=_("Clinic"), max_length=120, required=False)
    clinician = forms.CharField(label=_("Referring clinician"), max_length=120, required=False)
    clinic_phone = phone_field(_("Clinic's phone"), required=False)
    clinic_email = email_field(_("Clinic's email"), required=False, widget=forms.TextInput())

    def __init__(self, *args: object, of: Referral | None = None, **kwargs: object) -> None:
        """`of`: what it says already can be chosen, though it is not on offer any more."""
        super().__init__(*args, **kwargs)
        self.fields["payer"].offer(getattr(of, "payer_id", None))  # type: ignore[attr-defined]
        for name, model in ENTITIES.items():
            self.fields[name].queryset = named.offered(model, getattr(of, f"{name}_id", None))  # type: ignore[attr-defined]
