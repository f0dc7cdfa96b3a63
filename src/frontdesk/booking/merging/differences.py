"""What two records of one person say, where they differ, and what needs no question: the stricter wins, a gap is filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from ...core.refusals import Refusal
from ...intake.whose import whose_now
from ...messaging.consent import agreed_for
from ...people.contacts import shown
from ...people.models import Patient
from ..patients import latest

CONTACTS = ("email", "phone")
INSURANCE = ("payer_id", "uninsured", "member_id")
# name → (the fields that go together, what people call it, whether somebody must decide: else the kept record's counts)
ASKED: dict[str, tuple[tuple[str, ...], str, bool]] = {
    "confidential": (("confidential_contact",), _("the only email address or phone number that may be used"), True),
    "died": (("deceased_on",), _("the date of death"), True),
    "language": (("language",), _("the language"), True),
    "zone": (("time_zone",), _("the time zone"), True),
    "insurance": (INSURANCE, _("the insurance"), True),
    "first": (("first_name",), _("the first name"), False),
    "last": (("last_name",), _("the last name"), False),
    "born": (("birth_date",), _("the birth date"), False),
    "email": (("email", "email_of"), _("the email address"), False),
    "phone": (("phone", "phone_of"), _("the phone number"), False),
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
        what = ", ".join(one.label for one in self.differences)
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
    open_ = [one for one in differences(kept, gone) if one.must and choices.get(one.name) not in ("kept", "gone")]
    if open_:
        raise Differ(open_)
    found: dict[str, Any] = {}
    for name, (fields, _label, _must) in ASKED.items():
        fills = _fills(kept, gone, name) and (use_contact or name not in CONTACTS)
        if fills or (_differs(kept, gone, name) and choices.get(name) == "gone"):
            found |= {field: getattr(gone, field) for field in fields}
            if gone.self_registered and name in CONTACTS:  # it opened what they typed there, and this is a record
                found[f"{name}_of"] = whose_now(gone, getattr(gone, name))
    if (
        not _differs(kept, gone, "insurance")
        and not kept.member_id
        and kept.payer_id
        and kept.payer_id == gone.payer_id
    ):
        found["member_id"] = gone.member_id
    if not kept.own_provider_id:
        found["own_provider_id"] = gone.own_provider_id
    found["established"] = kept.established or gone.established
    for name in ("last_visit_on", "last_visit_said"):
        found[name] = latest(getattr(kept, name), getattr(gone, name))
    found["self_registered"] = kept.self_registered and gone.self_registered
    return {field: value for field, value in found.items() if getattr(kept, field) != value}


def _differs(kept: Patient, gone: Patient, name: str) -> bool:
    if name == "insurance":
        both = _insured(kept) and _insured(gone)
        who = (kept.payer_id, kept.uninsured) != (gone.payer_id, gone.uninsured)
        return both and (who or bool(kept.member_id and gone.member_id and kept.member_id != gone.member_id))
    field = ASKED[name][0][0]
    mine, theirs = getattr(kept, field), getattr(gone, field)
    return bool(mine) and bool(theirs) and mine != theirs


def _fills(kept: Patient, gone: Patient, name: str) -> bool:
    """Whether only the other record says it."""
    if name == "insurance":
        return _insured(gone) and not _insured(kept)
    field = ASKED[name][0][0]
    return bool(getattr(gone, field)) and not getattr(kept, field)


def _insured(patient: Patient) -> bool:
    return patient.payer_id is not None or patient.uninsured


def _said(patient: Patient, name: str) -> str:
    if name == "insurance":
        if patient.uninsured or patient.payer is None:
            return gettext("pays alone")
        return f"{patient.payer.name} {patient.member_id}".strip()
    said = str(getattr(patient, ASKED[name][0][0]) or "–")
    if name not in CONTACTS:
        return said
    return shown(said) if agreed_for(patient, said) else f"{shown(said)} ({gettext('no messages go there')})"
