"""What patients are asked, one question a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...availability.hours_left import weekdays_worked
from ...intake.insurance import ALONE, ELSEWHERE
from ...outreach.waitlist.actions import PARTS
from ...practice import policies
from ...practice import queries as named
from ...tenancy.today import today_here
from ..choosing import PART_NAMES
from ..forms import BirthDateField, PatientForm, Trap, contact_field, name_field
from ..still_offered import offer
from .changes import ChangesForm

CANCEL_REASONS = (
    ("I feel better", _("I feel better")),
    ("The time doesn't work for me", _("The time doesn't work for me")),
    ("I found another clinic", _("I found another clinic")),
    ("I cannot get there", _("I cannot get there")),
    ("Another reason", _("Another reason")),
)
WITHDRAW_REASONS = (
    ("I feel better", _("I feel better")),
    ("I do not need this visit any more", _("I do not need this visit any more")),
    ("I found another clinic", _("I found another clinic")),
    ("I asked by mistake", _("I asked by mistake")),
    ("Another reason", _("Another reason")),
)
WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
DOCUMENT_KINDS = (
    ("insurance-card", _("Insurance card")),
    ("referral", _("Referral")),
    ("form", _("A form you filled in")),
    ("other", _("Something else")),
)


class WhoForm(PatientForm):
    acts = forms.ChoiceField(
        label=_("Who is the visit for?"),
        choices=[("", _("Me")), ("parent", _("My child")), ("carer", _("Somebody I care for"))],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    first = name_field(_("First name"), "given-name")
    last = name_field(_("Last name"), "family-name")
    birth = BirthDateField(label=_("Date of birth"), help_text=_("Month, day and year, such as 3 27 1946"))


class ContactForm(PatientForm):
    contact = contact_field(
        _("Email address or cell phone number"), _("We send a code there, and news about your request.")
    )
    website = Trap()


class InsuranceForm(PatientForm):
    payer = forms.ChoiceField(label=_("What insurance do you have?"), widget=forms.RadioSelect)
    member_id = forms.CharField(
        label=_("Member ID"),
        required=False,
        max_length=60,
        help_text=_("On the front of your card. You can leave it blank."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = list(named.payers().values_list("code", "name"))
        field = self.fields["payer"]
        assert isinstance(field, forms.ChoiceField)
        beside = [(insurance.code or "", gettext(insurance.answer)) for insurance in (ELSEWHERE, ALONE)]
        field.choices = [*payers, *beside]
        field.error_messages["required"] = gettext("Choose your insurance.")

    def clean(self) -> None:
        """Who pays alone has no member ID, whatever was typed before that was chosen."""
        super().clean()
        if self.cleaned_data.get("payer") == ALONE.code:
            self.cleaned_data["member_id"] = ""


def self_pay_field() -> forms.BooleanField:
    """Where the practice wants it asked; beside a question, so that it costs nobody a page."""
    return forms.BooleanField(
        label=_("I'll pay for this visit myself"),
        help_text=_("We won't bill or notify your insurance."),
        required=False,
    )


class ForWhomForm(PatientForm):
    """Which of the people whom somebody looks after; or somebody new."""

    person = forms.ChoiceField(label=_("Who is the visit for?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*people, ("new", gettext("Somebody else"))]
        field.error_messages["required"] = gettext("Choose who the visit is for.")


AGAIN = "again"  # the button that asks for another code


def sent_again() -> str:
    """Said to whoever asks for another code; whether anybody has that address is said to nobody."""
    return gettext("A new code is on its way. Only the newest one works.")


class CodeForm(PatientForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        help_text=_("Six digits"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-code"}),
    )


class CancelForm(PatientForm):
    reason = forms.ChoiceField(label=_("Why are you canceling?"), choices=CANCEL_REASONS, widget=forms.RadioSelect)


class WithdrawForm(PatientForm):
    reason = forms.ChoiceField(
        label=_("Why are you withdrawing it?"), choices=WITHDRAW_REASONS, widget=forms.RadioSelect
    )


class WaitForm(PatientForm):
    """What somebody who waits can make use of."""

    parts = forms.MultipleChoiceField(
        label=_("What time of day?"),
        choices=[(part, PART_NAMES[part]) for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Leave empty for any."),
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Which days?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Leave empty for any."),
    )
    notice = forms.TypedChoiceField(
        label=_("How soon can you come, once we tell you?"),
        choices=[("2", _("In 2 hours")), ("24", _("The next day")), ("72", _("In 3 days"))],
        coerce=int,
        widget=forms.RadioSelect,
        initial="24",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The days on which anybody works: on another no time opens."""
        super().__init__(*args, **kwargs)
        field = self.fields["days"]
        assert isinstance(field, forms.ChoiceField)
        worked = weekdays_worked(policies.current().setup, today_here())
        field.choices = [(str(number), WEEKDAYS[number]) for number in worked]

    @property
    def wishes(self) -> dict[str, Any]:
        """What was said, as who waits says it."""
        said = self.cleaned_data
        return {"parts": said["parts"], "days": said["days"], "notice_hours": said["notice"]}


class WaitFormOfPatient(WaitForm):
    """The same in the words of staff, who enter what a patient says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].label = _("How soon can the patient come, once we tell them?")


class CarerForm(PatientForm):
    missing: ClassVar[Mapping[str, Any]] = {
        "name": _("Enter their name."),
        "contact": _("Enter their email address or cell phone number."),
    }

    name = name_field(_("Their name"), "off")
    contact = contact_field(_("Their email address or cell phone number"), _("They sign in with it, by a code."))


class FileForm(PatientForm):
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A photo or a PDF, at most 5 MB"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={"required": _("Choose a photo or a PDF.")},
    )


class DocumentForm(FileForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=DOCUMENT_KINDS, widget=forms.RadioSelect)
    field_order = ("kind", "file")

    def __init__(self, *args: Any, papers: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`papers`: what the practice itself asks for, as (field, words)."""
        super().__init__(*args, **kwargs)
        *known, other = DOCUMENT_KINDS
        own = [paper for paper in papers if paper[0] not in dict(DOCUMENT_KINDS)]
        self.fields["kind"].choices = [*known, *own, other]  # type: ignore[attr-defined]


ZONES = (
    ("", _("The same as the clinic's")),
    ("America/New_York", _("Eastern")),
    ("America/Chicago", _("Central")),
    ("America/Denver", _("Mountain")),
    ("America/Phoenix", _("Arizona")),
    ("America/Los_Angeles", _("Pacific")),
    ("America/Anchorage", _("Alaska")),
    ("Pacific/Honolulu", _("Hawaii")),
)


class OwnAddressForm(ChangesForm):
    """Of who has no record here and acts for others."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("es", "Español")], widget=forms.RadioSelect
    )
    written_to = forms.BooleanField(label=_("I agree to be contacted there"), required=False)


class PreferencesForm(ChangesForm):
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", "English"), ("es", "Español")], widget=forms.RadioSelect
    )
    by_email = forms.BooleanField(label=_("Send me emails"), required=False)
    by_text = forms.BooleanField(label=_("Send me text messages"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Which time zone are you in?"),
        help_text=_("So that we do not write to you at night."),
        choices=ZONES,
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """`initial`: a zone that the record has and nobody is offered stays theirs."""
        super().__init__(*args, **more)
        offer(self.fields["time_zone"], self.initial.get("time_zone"))


class PreferencesOfPatient(PreferencesForm):
    """The same in the words of staff, who write down what a patient says."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["time_zone"].label = _("The patient's time zone")
        self.fields["time_zone"].help_text = _("Messages that can wait are not sent while it is night there.")
