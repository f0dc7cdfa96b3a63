"""What was said with a request of which the press is taken back: it was somebody else's, and nothing of it stays with the record.

Who has the number or the address would be let in by it, a rule would go by the insurance, and the next form would carry the answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from ....access.may import SYSTEM, Actor, may
from ....audit.action import action, snapshot
from ....audit.models import Entry
from ....core.events import raise_event
from ....people.models import Patient
from ...events import InsuranceChanged
from ...insurance import COLUMNS
from ...models import Answer, Request
from ...patients import go_too, who_would_go
from ..actions import SAID_AGAIN

SAID = "patient.said"
TOGETHER = (("phone", "phone_of"), ("email", "email_of"), COLUMNS)  # what says nothing without the other


def is_anothers_by_now(patient: UUID, created: Entry) -> bool:
    """Whether the request has gone to another record, with all that was said: what came there so cannot be told from what was there."""
    return created.changes.get("patient_id", [None, None])[1] not in (None, str(patient))


def take_back_what_was_said(actor: Actor, patient: Patient, created: Entry) -> None:
    """`created`: that the request was written down, in the trail.  Called in the patient's line, by what takes the press back."""
    Answer.objects.filter(request=created.thing_id).delete()
    written = _written_with(patient, created)
    record = Patient.objects.get(pk=patient.pk)
    before = dict(_as_before(record, written)) if written is not None else {}
    if not before:
        return
    opened = _opened_by(record, before)
    unsaid(actor if may(actor, "appointment.undo", record) else SYSTEM, record, values=before)
    go_too(record, opened)
    if ({*COLUMNS} - {"member_id"}) & set(before):
        raise_event(InsuranceChanged(record))


def who_goes_with_it(patient: Patient, created: Entry) -> list[str]:
    """The names of those who were let in since by who was reached at what was said with it: they go as well."""
    written = _written_with(patient, created)
    return who_would_go(patient, _opened_by(patient, dict(_as_before(patient, written)))) if written else []


def _opened_by(record: Patient, before: Mapping[str, object]) -> list[str]:
    """What leaves the record."""
    return [getattr(record, name) for name in ("email", "phone") if name in before and getattr(record, name)]


@action("patient.unsaid", permission="appointment.undo")
def unsaid(actor: Actor, patient: Patient, *, values: dict[str, object]) -> Patient:
    """The record is as it was before."""
    for name, value in values.items():
        setattr(patient, name, value)
    patient.save(update_fields=list(values))
    return patient


def _written_with(patient: Patient, created: Entry) -> Entry | None:
    """What the same press wrote on the record: it stands before its request in the trail, and every other such entry before a request of its own."""
    earlier = Entry.objects.filter(number__lt=created.number)
    last = earlier.filter(thing_kind="patient", thing_id=patient.pk, action=SAID).order_by("number").last()
    if last is None or earlier.filter(number__gt=last.number, thing_kind="request").exists():
        return None
    return last


def _as_before(record: Patient, written: Entry) -> Iterator[tuple[str, object]]:
    """What stands there as the press wrote it, and was written or said again by nobody since."""
    since = Entry.objects.filter(thing_kind="patient", thing_id=record.pk, number__gt=written.number)
    others = {name for entry in since if not _was_taken_back(entry) for name in entry.changes}
    now = snapshot(record)
    for names in TOGETHER:
        changed = {name: written.changes[name] for name in names if name in written.changes}
        if others.isdisjoint(names) and all(now[name] == after for name, (_, after) in changed.items()):
            for name, (before, _) in changed.items():
                yield name, UUID(before) if name == "payer_id" and before else before


def _was_taken_back(entry: Entry) -> bool:
    """Whether it was said again with a request that stands no longer: its entry is the next of a request."""
    if entry.action != SAID_AGAIN:
        return False
    its = Entry.objects.filter(number__gt=entry.number, thing_kind="request").order_by("number").first()
    return its is None or its.thing_id is None or Request.objects.filter(pk=its.thing_id, state="withdrawn").exists()
