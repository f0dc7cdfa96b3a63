"""One form for each kind of entry: `of` fills it from the file, `values` is what is written there (None takes a key out)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ....people import contacts
from ....practice.file.model import POWERS, WHO
from ....practice.file.reader import LONGEST_NAME, valid_npi
from ....practice.file.shapes import keys
from ...forms import ReadField
from ...picked import how_to_write_time
from ...portal.forms import ZONES as US_ZONES
from ..written import WrittenForm
from .room_lines import NotALine, hours_in, lines_of

Entry = dict[str, Any]
ZONES = (*US_ZONES[1:], ("America/Puerto_Rico", _("Puerto Rico")))


class EntryForm(WrittenForm):
    """Fields that stand in the file under another key are named in `KEYS`."""

    KEYS: ClassVar[dict[str, str]] = {}

    @classmethod
    def of(cls, entry: Entry) -> Entry:
        """What the form shows of an entry."""
        return {name: entry.get(cls.KEYS.get(name, name)) for name in cls.base_fields}

    @property
    def values(self) -> Entry:
        """What is written: nothing for what is empty."""
        return {self.KEYS.get(name, name): self.cleaned_data[name] or None for name in self.fields}


def as_typed(reader: Callable[[str], str], label: Any, most: int, *, required: bool = True) -> forms.CharField:
    """Read as everywhere, and written into the file as it was typed: people read it there, and nothing is changed unseen."""

    def read(text: str) -> str:
        reader(text)
        return text

    return ReadField(read, label=label, max_length=most, required=required)


class PracticeForm(EntryForm):
    KEYS: ClassVar[dict[str, str]] = {
        "reply_days": "replies within days",
        "self_pay": "ask about paying oneself",
    }
    name = as_typed(lambda text: contacts.personal_name(text, LONGEST_NAME), _("Name of the practice"), LONGEST_NAME)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=ZONES)
    phone = as_typed(contacts.advertised_number, _("Phone number that patients call"), 40, required=False)
    email = as_typed(contacts.email_address, _("Email address"), 254, required=False)
    reply_days = forms.IntegerField(
        label=_("Requests are answered within so many business days"), min_value=1, max_value=60, required=False
    )
    self_pay = forms.BooleanField(label=_("Ask patients whether they pay for the visit themselves"), required=False)


class LocationForm(EntryForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = as_typed(contacts.advertised_number, _("Phone number"), 40, required=False)
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=[("", _("The same as the practice's")), *ZONES], required=False
    )
    sensitive = forms.BooleanField(
        label=_("Keep the name private"),
        help_text=_("It is left out of messages, feeds and lists (42 CFR Part 2)."),
        required=False,
    )
    rooms = forms.CharField(
        label=_("Rooms and machines"),
        help_text=_(
            "One in a line: its short name, a colon, and what kind it is, such as “exam-1: exam room”. One that can be had "
            "at some times alone has these below it, such as “mon, wed: 8:00 to 12:00”."
        ),
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        required=False,
    )

    @classmethod
    def of(cls, entry: Entry) -> Entry:
        return {**super().of(entry), "rooms": lines_of(entry.get("rooms"))}

    def clean_rooms(self) -> list[Entry]:
        rooms: list[Entry] = []
        for line in filter(str.strip, self.cleaned_data["rooms"].splitlines()):
            if (hours := _hours_in(line)) is not None and rooms:
                rooms[-1].setdefault("hours", []).append(hours)
                continue
            id_, colon, kind = (part.strip() for part in line.partition(":"))
            id_ = slug(id_)
            if hours or not (id_ and colon and kind):
                raise forms.ValidationError(
                    _("“%(line)s”: write a short name, a colon and a kind, such as “exam-1: exam room”."),
                    params={"line": line.strip()[:60]},
                )
            if any(room["id"] == id_ for room in rooms):
                raise forms.ValidationError(_("“%(name)s” stands there twice."), params={"name": id_})
            rooms.append({"id": id_, "kind": kind})
        return rooms


def _hours_in(line: str) -> Entry | None:
    try:
        return hours_in(line)
    except NotALine as error:
        if error.time:
            raise forms.ValidationError(f"“{error.line}”: {how_to_write_time(error.time)}") from None
        raise forms.ValidationError(
            _("“%(line)s”: write hours as weekdays, a colon and from when to when, such as “mon, wed: 8:00 to 12:00”."),
            params={"line": error.line},
        ) from None


class PayerForm(EntryForm):
    name = forms.CharField(label=_("Name of the insurance"), max_length=200)


class VisitTypeForm(EntryForm):
    name = forms.CharField(
        label=_("Name"), help_text=_("As patients read it, such as “Follow-up visit”."), max_length=200
    )
    description = forms.CharField(
        label=_("What it is for, in a few words"),
        help_text=_("Patients read this under the name."),
        max_length=400,
        required=False,
    )
    es_name = forms.CharField(label=_("Name in Spanish"), max_length=200, required=False)
    es_description = forms.CharField(label=_("The same words in Spanish"), max_length=400, required=False)
    sensitive = forms.BooleanField(
        label=_("Keep the name private"),
        help_text=_("It is left out of messages, feeds and lists (42 CFR Part 2)."),
        required=False,
    )

    @classmethod
    def of(cls, entry: Entry) -> Entry:
        es = keys(entry.get("es"))
        return {**super().of(entry), "es_name": es.get("name"), "es_description": es.get("description")}

    @property
    def values(self) -> Entry:
        values = super().values
        es = {"name": values.pop("es_name"), "description": values.pop("es_description")}
        return {**values, "es": es if any(es.values()) else None}


class ProviderForm(EntryForm):
    name = forms.CharField(
        label=_("Name"), help_text=_("As patients and rules say it, such as “Dr. Chen”."), max_length=200
    )
    npi = forms.CharField(label=_("NPI"), help_text=_("Ten digits"), max_length=10, required=False)
    kind = forms.CharField(
        label=_("What they are, where rules ask for one of a kind"),
        help_text=_("Such as “nurse”: a rule may then say “start with 15 minutes with a nurse”."),
        max_length=60,
        required=False,
    )

    def clean_npi(self) -> str:
        npi = str(self.cleaned_data["npi"]).strip()
        if npi and not valid_npi(npi):
            raise forms.ValidationError(_("An NPI has ten digits, and its check digit must be right."))
        return npi


class ProxyForm(EntryForm):
    KEYS: ClassVar[dict[str, str]] = {"least": "from age", "most": "under age"}
    who = forms.ChoiceField(
        label=_("Who"),
        choices=[(WHO[0], _("a parent")), (WHO[1], _("a caregiver")), (WHO[2], _("the patient"))],
    )
    least = forms.IntegerField(label=_("For patients from this age"), min_value=0, max_value=130, required=False)
    most = forms.IntegerField(label=_("and younger than this age"), min_value=1, max_value=200, required=False)
    visits = forms.MultipleChoiceField(
        label=_("For these visits"),
        help_text=_("None means all."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    may = forms.MultipleChoiceField(
        label=pgettext_lazy("what somebody is allowed to do", "May"),
        choices=[(POWERS[0], _("see")), (POWERS[1], _("book")), (POWERS[2], _("cancel"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Nothing at all is a limit too, for an age or for some visits; where neither is said, nobody has filled it in."""
        said = super().clean() or {}
        if "may" in said and not any(said.get(name) for name in ("may", "least", "most", "visits")):
            self.add_error("may", _("Select what they may do."))
        return said

    @property
    def values(self) -> Entry:
        return {**super().values, "may": self.cleaned_data["may"]}


def slug(name: str) -> str:
    """An id of a name: lower case, digits and '-'."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50].rstrip("-")


def new_id(name: str, taken: list[str]) -> str:
    """An id that no other entry has."""
    base = slug(name) or "new"
    numbered = (f"{base}-{number}" for number in range(2, 1000))
    return base if base not in taken else next(candidate for candidate in numbered if candidate not in taken)
