"""What two records of one person say, where they differ, and what needs no question: the stricter wins, a gap is filled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from ...booking.patients import latest
from ...core import saying
from ...core.refusals import Refusal
from ...intake.contact_owner import whose_now
from ...intake.insurance import COLUMNS, insurance_name, insurance_of, member_id_of, member_under
from ...messaging.consent import agreed_for
from ...messaging.dates import full_day
from ...people.contacts import shown
from ...people.models import Patient

CONTACTS = ("email", "phone")
# name → (the fields that go together, what people call it, whether somebody must decide: else the kept record's counts)
ASKED: dict[str, tuple[tuple[str, ...], str, bool]] = {
    "confidential": (("confidential_contact",), _("the only email address or phone number that may be used"), True),
    "died": (("deceased_on",), _("the date of death"), True),
    "language": (("language",), _("the language"), True),
    "zone": (("time_zone",), _("the time zone"), True),
    "insurance": (COLUMNS, _("the insurance"), True),
    "first": (("first_name",), _("the first name"), False),
    "last": (("last_name",), _("the last name"), False),
    "born": (("birth_date",), _("the birth date"), False),
    "email": (("email", "email_of"), _("the email address"), False),
    "phone": (("phone", "phone_of"), _("the phone number"), False),
}


def _date(date: dt.date) -> str:
    return full_day(date, get_language() or "en")


# What a record keeps otherwise than people read it.
NAMED: dict[str, Callable[[Any], str]] = {
    "confidential": shown,
    "died": _date,
    "born": _date,
    "language": lambda code: dict(settings.LANGUAGES)[code],
    "zone": lambda zone: saying.zone_name(zone, get_language() or "en"),
}


@dataclass(frozen=True)
class Difference:
    """What each of the two says, as people read it; `must`: nobody but a person can decide; `opens`: who has it may sign in there."""

    name: str
    label: str
    kept: str
    gone: str
    must: bool
    opens: bool = False


class Differ(Refusal):
    """Nothing was merged: somebody has to say which of the two is right."""

    code, status = "records_differ", 409

    def __init__(self, differences: list[Difference]) -> None:
        self.differences = differences
        super().__init__()

    @property
    def sentence(self) -> str:
        what = ", ".join(difference.label for difference in self.differences)
        return gettext("The two records differ: %(what)s. Say which one is right.") % {"what": what}


def differences(kept: Patient, gone: Patient) -> list[Difference]:
    """All that differs, what must be decided first."""
    return [
        Difference(name, gettext(label), _said(kept, name), _said(gone, name), must, name in CONTACTS)
        for name, (_fields, label, must) in ASKED.items()
        if _differs(kept, gone, name)
    ]


def joined(kept: Patient, gone: Patient, choices: Mapping[str, str], *, use_contact: bool) -> dict[str, Any]:
    """What the one record says from now on: only the fields that become something else.  Raises Differ.

    Where the kept record has no address or number, that of the other is taken with `use_contact` alone; where each has one, as was chosen.
    """
    open_ = [
        difference
        for difference in differences(kept, gone)
        if difference.must and choices.get(difference.name) not in ("kept", "gone")
    ]
    if open_:
        raise Differ(open_)
    values: dict[str, Any] = {}
    for name, (fields, _label, _must) in ASKED.items():
        fills = _fills(kept, gone, name) and (use_contact or name not in CONTACTS)
        if fills or (_differs(kept, gone, name) and choices.get(name) == "gone"):
            values |= {field: getattr(gone, field) for field in fields}
            if gone.self_registered and name in CONTACTS:  # it opened what they typed there, and this is a record
                values[f"{name}_of"] = whose_now(gone, getattr(gone, name))
    if (
        not _differs(kept, gone, "insurance")
        and not kept.member_id
        and insurance_of(kept)
        and insurance_of(kept) == insurance_of(gone)
    ):
        values["member_id"] = gone.member_id
    if "member_id" in values:
        values["member_id"] = member_under(insurance_of(gone), values["member_id"])
    if not kept.own_provider_id:
        values["own_provider_id"] = gone.own_provider_id
    values["established"] = kept.established or gone.established
    for name in ("last_visit_on", "last_visit_said"):
        values[name] = latest(getattr(kept, name), getattr(gone, name))
    values["self_registered"] = kept.self_registered and gone.self_registered
    return {field: value for field, value in values.items() if getattr(kept, field) != value}


def _differs(kept: Patient, gone: Patient, name: str) -> bool:
    if name == "insurance":
        ours, others = insurance_of(kept), insurance_of(gone)
        ids = [member_under(insurance_of(record), record.member_id) for record in (kept, gone)]
        numbers = all(ids) and ids[0] != ids[1]
        return bool(ours) and bool(others) and (ours != others or numbers)
    field = ASKED[name][0][0]
    mine, theirs = getattr(kept, field), getattr(gone, field)
    return bool(mine) and bool(theirs) and mine != theirs


def _fills(kept: Patient, gone: Patient, name: str) -> bool:
    """Whether only the other record says it."""
    if name == "insurance":
        return bool(insurance_of(gone)) and not insurance_of(kept)
    field = ASKED[name][0][0]
    return bool(getattr(gone, field)) and not getattr(kept, field)


def _said(patient: Patient, name: str) -> str:
    if name == "insurance":
        return f"{insurance_name(insurance_of(patient))} {member_id_of(patient)}".strip()
    value = getattr(patient, ASKED[name][0][0])
    if name in NAMED:
        return NAMED[name](value) if value else "–"
    said = str(value or "–")
    if name not in CONTACTS:
        return said
    return shown(said) if agreed_for(patient, said) else f"{shown(said)} ({gettext('no messages go there')})"
