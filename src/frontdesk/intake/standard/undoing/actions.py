"""What was said with a request of which the press is taken back: it was somebody else's, and nothing of it stays with the record.

Who has the number or the address would be let in by it, a rule would go by the insurance, and the next form would carry the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
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
UNSAID = "patient.unsaid"
NEVER_ASKED = "its entry was undone"  # why a request ended that was written down by mistake
TOGETHER = (("phone", "phone_of"), ("email", "email_of"), COLUMNS)  # what says nothing without the other


def is_anothers_by_now(patient: UUID, created: Entry) -> bool:
    """Whether the request has gone to another record, with all that was said: what came there so cannot be told from what was there."""
    return created.changes.get("patient_id", [None, None])[1] not in (None, str(patient))


def take_back_what_was_said(actor: Actor, patient: Patient, created: Entry) -> None:
    """`created`: that the request was written down, in the trail.  Called in the patient's line, by what takes the press back."""
    Answer.objects.filter(request=created.thing_id).delete()
    record = Patient.objects.get(pk=patient.pk)
    before = _before(record, created)
    if not before:
        return
    opened = _opened_by(record, before)
    unsaid(actor if may(actor, "appointment.undo", record) else SYSTEM, record, values=before)
    go_too(record, opened)
    if ({*COLUMNS} - {"member_id"}) & set(before):
        raise_event(InsuranceChanged(record))


def who_goes_with_it(patient: Patient, created: Entry) -> list[str]:
    """The names of those who were let in since by who was reached at what was said with it: they go as well."""
    return who_would_go(patient, _opened_by(patient, _before(patient, created)))


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


def _before(record: Patient, created: Entry) -> dict[str, object]:
    """What the record said before that press, and before those that were undone already and whose words stood while this one said the same."""
    now = snapshot(record)
    before: dict[str, object] = {}
    for written in _written_by_what_is_undone(record, created):
        then = _as_before(record, written, now)
        now |= then
        before |= then
    return {name: UUID(str(value)) if name == "payer_id" and value else value for name, value in before.items()}


def _written_by_what_is_undone(patient: Patient, created: Entry) -> list[Entry]:
    """What the press wrote on the record, and before it those that were undone; the last first."""
    earlier = Entry.objects.filter(number__lt=created.number, thing_kind="patient", thing_id=patient.pk, action=SAID)
    return [
        written
        for written in earlier.order_by("-number")
        if (its := _request_of(written)) is not None and (its.number == created.number or _was_undone(its))
    ]


def _request_of(written: Entry) -> Entry | None:
    """What is said stands before its request in the trail, and every other such entry before a request of its own."""
    return Entry.objects.filter(number__gt=written.number, thing_kind="request").order_by("number").first()


def _was_undone(created: Entry) -> bool:
    """Whether that request was taken back, and not only withdrawn: what was said with one that its patient withdrew is so still."""
    its = Entry.objects.filter(thing_kind="request", thing_id=created.thing_id, action="request.withdraw")
    return its.filter(reason=NEVER_ASKED).exists()


def _as_before(record: Patient, written: Entry, now: Mapping[str, object]) -> dict[str, object]:
    """What stands there as the press wrote it, and was written or said again by nobody since."""
    since = Entry.objects.filter(thing_kind="patient", thing_id=record.pk, number__gt=written.number)
    others = {name for entry in since if not _was_taken_back(entry) for name in entry.changes}
    values: dict[str, object] = {}
    for names in TOGETHER:
        changed = {name: written.changes[name] for name in names if name in written.changes}
        if others.isdisjoint(names) and all(now[name] == after for name, (_, after) in changed.items()):
            values |= {name: before for name, (before, _) in changed.items()}
    return values


def _was_taken_back(entry: Entry) -> bool:
    """Whether it was said with a request that stands no longer, or is what took that off the record."""
    if entry.action == UNSAID:
        return True
    its = _request_of(entry) if entry.action in (SAID, SAID_AGAIN) else None
    if entry.action == SAID:
        return its is not None and _was_undone(its)
    if entry.action != SAID_AGAIN:
        return False
    return its is None or its.thing_id is None or Request.objects.filter(pk=its.thing_id, state="withdrawn").exists()
