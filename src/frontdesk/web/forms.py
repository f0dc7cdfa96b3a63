"""Pieces that forms of patients and of staff share."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..availability.clock import at_wall
from ..availability.explain import not_on_the_clock
from ..availability.hours import hours_on
from ..availability.model import Provider
from ..booking.take import Place
from ..core.dates import MONTHS, can_be_birth
from ..core.typed import near_date, near_moment, whole_number
from ..people import contacts
from ..practice import policies
from ..tenancy.today import today_here
from . import posted
from .other_language import stands_again
from .picked import how_to_write_moment
from .request import PageRequest

M = TypeVar("M", bound=Model)
STORED_NUMBER = re.compile(r"\+\d{8,15}(?:x\d{1,8})?")
ANY = "any"  # the button of any other time, against the rules
ENTER = "enter"  # what the Enter key presses in a form of times: never one of the times that are listed
UNTIL = "until"  # in the address of a way back


class Form(forms.Form):
    """Errors in the user's words; what was typed stays."""

    # field → what is said where nothing was entered; the others are said by their label
    missing: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        stands_again(self)
        for name, field in self.fields.items():
            if field.error_messages.get("required") in (None, forms.Field.default_error_messages["required"]):
                field.error_messages["required"] = str(self.missing.get(name) or _nothing_at(str(field.label or name)))
            widget = field.widget
            if not isinstance(
                widget,
                (
                    forms.RadioSelect,
                    forms.CheckboxSelectMultiple,
                    forms.CheckboxInput,
                    forms.HiddenInput,
                    forms.MultiWidget,
                ),
            ):
                widget.attrs["class"] = f"input {widget.attrs.get('class', '')}".strip()


class PatientForm(Form):
    """A form that patients fill in about themselves."""

    missing: ClassVar[Mapping[str, Any]] = {
        "first": _("Enter your first name."),
        "last": _("Enter your last name."),
        "birth": _("Enter your date of birth."),
        "contact": _("Enter your email address or cell phone number."),
        "code": _("Enter the code."),
    }


def _nothing_at(label: str) -> str:
    if label.endswith("?"):
        return gettext("Answer this: %(what)s") % {"what": label}
    return gettext("%(what)s is required.") % {"what": label}


class BirthDateWidget(forms.MultiWidget):
    """Three fields, month first, as Americans write it; typed, not picked."""

    template_name = "widgets/birth_date.html"

    def __init__(self) -> None:
        attrs = {"inputmode": "numeric", "class": "input input-narrow", "maxlength": "4"}
        super().__init__(
            {
                "month": forms.TextInput(
                    attrs | {"autocomplete": "bday-month", "maxlength": "10", "inputmode": "text"}
                ),
                "day": forms.TextInput(attrs | {"autocomplete": "bday-day"}),
                "year": forms.TextInput(attrs | {"autocomplete": "bday-year"}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            value = dt.date.fromisoformat(value)
        return [value.month, value.day, value.year] if isinstance(value, dt.date) else [None, None, None]


class DateField(forms.MultiValueField):
    """A date in three fields; `past`: a date of birth, between 1900 and today."""

    widget = BirthDateWidget

    def __init__(self, *, past: bool = False, **kwargs: Any) -> None:
        parts = [forms.CharField(required=False) for _ in range(3)]
        self.past = past
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, data: list[str]) -> dt.date | None:
        if not any(part.strip() for part in data) and not self.required:
            return None
        try:
            day, year = (whole_number(part.strip(), most=9999) or 0 for part in data[1:])
            if len(data[2].strip()) == 2 and year:
                raise forms.ValidationError(_("Enter the year with four digits, such as 1980."))
            date = dt.date(year, _month(data[0]), day)
        except (ValueError, AttributeError):
            raise forms.ValidationError(_("Enter a date that exists, such as 3 27 1946.")) from None
        if self.past and not can_be_birth(date, today_here()):
            raise forms.ValidationError(_("Enter a date of birth between 1900 and today."))
        if not 1900 <= date.year <= 2100:
            raise forms.ValidationError(_("Enter the year with four digits, such as 2026."))
        return date


def _month(typed: str) -> int:
    """A number, or a name in either language, in full or shortened: '3', 'Mar', 'marzo', 'ago.'."""
    word = typed.strip().rstrip(".").casefold()
    return MONTHS.get(word) or whole_number(word, most=12) or 0


class BirthDateField(DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(past=True, **kwargs)


class Trap(forms.CharField):
    """A field that people do not see and machines fill in."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            label=_("Leave this blank"),
            widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
        )


class ReadField(forms.CharField):
    """A field whose value is what one of the readers in `people.contacts` makes of it; an empty one stays empty."""

    def __init__(self, read: Callable[[str], str], **kwargs: Any) -> None:
        self.read = read
        super().__init__(strip=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A number stands in its field as people write it, and is read as what it was."""
        return contacts.shown(value) if isinstance(value, str) and STORED_NUMBER.fullmatch(value) else value

    def clean(self, value: Any) -> str:
        text: str = super().clean(value.strip(" \t\r\n") if isinstance(value, str) else value)
        try:
            return self.read(text) if text else ""
        except contacts.Unreadable as fault:
            raise forms.ValidationError(fault.sentence) from None


def name_field(label: Any, autocomplete: str, *, most: int = contacts.NAME, required: bool = True) -> forms.CharField:
    """A person's name, or a part of one."""
    widget = forms.TextInput({"autocomplete": autocomplete})
    return ReadField(
        lambda text: contacts.personal_name(text, most), label=label, max_length=most, required=required, widget=widget
    )


def email_field(label: Any, *, required: bool = True, widget: forms.Widget | None = None) -> forms.CharField:
    return ReadField(
        contacts.email_address, label=label, max_length=254, required=required, widget=widget or forms.EmailInput()
    )


def phone_field(label: Any, *, required: bool = True) -> forms.CharField:
    return ReadField(contacts.telephone_number, label=label, max_length=60, required=required)


def contact_field(label: Any, help_text: Any = "", *, for_calls: bool = False) -> forms.CharField:
    """An address or a number; one with an extension only where it is `for_calls`, since no message reaches it."""
    return ReadField(
        contacts.contact if for_calls else _written_to,
        label=label,
        max_length=254,
        help_text=help_text,
        widget=forms.TextInput({"autocomplete": "email", "spellcheck": "false"}),
    )


def _written_to(text: str) -> str:
    contact = contacts.contact(text)
    if not contacts.can_be_written_to(contact):
        raise contacts.Unreadable(
            gettext("Messages do not reach an extension. Enter a cell phone number or an email address.")
        )
    return contact


class TimeForm(forms.Form):
    """A time that was chosen: 'provider|location|2026-12-01T15:20Z', and a key so that sending twice books once."""

    time = forms.CharField(max_length=160)
    key = forms.UUIDField(required=False)
    never = ""  # why what was typed is no time: it exists on no clock, or something is not said

    def full_clean(self) -> None:
        super().full_clean()
        if self.never:
            self.add_error(None, self.never)

    def clean_time(self) -> Place:
        try:
            provider, location, start = self.cleaned_data["time"].split("|")
        except ValueError:
            raise forms.ValidationError(_("Choose one of the times.")) from None
        moment = near_moment(start, now().date())
        if moment is None or not start.endswith("Z") or moment.second or moment.microsecond:
            raise forms.ValidationError(_("Choose one of the times."))
        setup = policies.current().setup
        if provider not in setup.providers or location not in setup.locations:
            raise forms.ValidationError(_("Choose one of the times."))
        return Place(provider, location, moment)

    @property
    def place(self) -> Place:
        place: Place = self.cleaned_data["time"]
        return place

    @property
    def once_key(self) -> str:
        return str(self.cleaned_data.get("key") or "")


BY_NAME = (
    "second",
    "against",
    "near",
)  # buttons that stand apart from the list; their time goes before one that a form has hidden


def with_pressed_time(given: QueryDict) -> QueryDict:
    """What was sent, with the time of the button that was pressed as its time."""
    data = given.copy()
    pressed = next((value for name in BY_NAME if "|" in (value := str(data.get(name, "")))), None)
    if pressed is not None:
        data["time"] = pressed
    return data


def against_rules(data: QueryDict) -> bool:
    """Whether the time that was pressed is to be booked against the rules: that was said of this time, and of no other in the form."""
    if data.get("against"):
        return True
    return data.get("override") in ("1", with_pressed_time(data).get("time")) and not _is_any(data)


def _is_any(data: QueryDict) -> bool:
    """Whether the button of any other time was pressed: it stands in the form of the times that fit."""
    return ANY in data or (ENTER in data and bool(data.get("any_time")))


def time_form(given: QueryDict) -> TimeForm:
    """The time that was pressed; or, from a scheduler, any other: a provider, and a wall-clock time of a location.

    While a time is dragged, or looked at, the location is where the provider is then; to book, it is chosen wherever there are several.
    """
    data = with_pressed_time(given)
    any_other = _is_any(data)
    if data.get("time") and not any_other:
        return TimeForm(data)
    setup = policies.current().setup
    provider = setup.providers.get(str(data.get("any_provider", "")))
    read = near_moment(data.get("any_time", ""), now().date())
    if read is None and data.get("any_time"):
        return _no_time(data, how_to_write_moment(str(data["any_time"])))
    if any_other and read is None:
        return _no_time(data, gettext("Enter the day and time."))
    if provider is None or read is None:
        return TimeForm(data)
    wall = read.replace(tzinfo=None, second=0, microsecond=0)
    here = str(data.get("any_place", ""))
    if here not in setup.locations:
        if any_other and len(setup.locations) > 1:
            return _no_time(data, gettext("Choose the location."))
        here = _where(provider, wall) if provider.locations else next(iter(setup.locations))
    zone = setup.locations[here].zone
    moment = at_wall(wall, zone)
    if moment is None:
        return _no_time(data, not_on_the_clock(wall.date(), wall.hour * 60 + wall.minute, zone.key).detail)
    data["time"] = f"{provider.id}|{here}|{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    return TimeForm(data)


def _no_time(data: QueryDict, why: str) -> TimeForm:
    data.pop("time", None)
    form = TimeForm(data)
    form.never = why
    return form


def _where(provider: Provider, wall: dt.datetime) -> str:
    """At which location a provider is at that time; outside of their hours, where they are on that day, or at all."""
    minute = wall.hour * 60 + wall.minute
    today = hours_on(provider, wall.date())
    now_there = next((hours.block.at for hours in today if hours.from_ <= minute < hours.to), None)
    return now_there or next((hours.block.at for hours in today), provider.locations[0])


def providers() -> list[tuple[str, str]]:
    """(id, name) of everybody whom a time can be with."""
    return [(provider.id, provider.name) for provider in policies.current().setup.providers.values()]


def none_of(model: type[M]) -> QuerySet[M]:
    """What a field can choose from before the form is made."""
    return model._default_manager.none()


def new_key() -> str:
    return str(uuid.uuid4())


def pressed_key(request: PageRequest) -> str | None:
    """The key of a form that makes something: pressed twice, it is made once."""
    return posted.text(request, "key", 40) or None


def version(request: PageRequest) -> int:
    """The version of the thing that the page showed; 0, which no thing ever has, where it does not say.

    The way to undo is an address alone, and says it there.
    """
    return whole_number(posted.text(request, "version") or request.GET.get("version", "")) or 0


def way_back(address: str, version: int, until: dt.datetime) -> str:
    """The address that takes back what was done to a thing of that version, and nothing that was done to it since.

    `until`: when it is too late, as far as is known; its button goes away then.
    """
    return f"{address}?{urlencode({'version': version, UNTIL: until.isoformat()})}"


def way_back_of_all(address: str, press: tuple[dt.datetime, dt.datetime], until: dt.datetime) -> str:
    """The same for what one press did to many things, between these two moments."""
    begin, end = press
    return f"{address}?{urlencode({'from': begin.isoformat(), 'to': end.isoformat(), UNTIL: until.isoformat()})}"


def pressed_between(request: PageRequest) -> tuple[dt.datetime, dt.datetime] | None:
    """The press that such an address takes back; None where it names none."""
    begin, end = (_moment(request.GET.get(name, "")) for name in ("from", "to"))
    return None if begin is None or end is None else (begin, end)


def seconds_left(way: str) -> int | None:
    """How long the button of a way back is shown; None where it says nothing of it."""
    until = _moment(dict(parse_qsl(urlsplit(way).query)).get(UNTIL, ""))
    return None if until is None else max(0, int((until - now()).total_seconds()))


def _moment(text: str) -> dt.datetime | None:
    """The instant that an address says, with its zone."""
    moment = near_moment(text, now().date())
    return moment if moment is not None and moment.tzinfo is not None else None


def chosen_day(request: PageRequest, today: dt.date) -> dt.date:
    """The date in the address, or today."""
    return near_date(request.GET.get("date", ""), today) or today
