"""What changes a draft, and how it comes into force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.timezone import now

from ...audit.action import action
from ...people.may import SYSTEM, Actor
from ...tenancy.models import Practice
from ..actions import next_version, publish, put_in_force
from ..file import FileFaults, PracticeFile, examine, read
from ..file.document import NotThere
from ..file.merging import merged
from ..models import Policy
from .errors import BaseMoved, ChangedMeanwhile, HasDraft, HasFaults, NoDraft, NotReadable, WrongDate
from .queries import draft, in_force, scheduled

LONGEST_WAIT = dt.timedelta(days=366)
EMPTY = "practice:\n  name: {name}\n  timezone: {zone}\n"


@action("policy.start", permission="policy.edit")
def start(actor: Actor, practice: Practice) -> Policy:
    """A draft that says what is in force now.  Raises HasDraft."""
    if draft() is not None:
        raise HasDraft
    base = in_force()
    text = base.text if base is not None else EMPTY.format(name=practice.name, zone=practice.timezone)
    return Policy.objects.create(
        practice=practice, version=next_version(), state="draft", text=text, base=base, made_by=actor.name
    )


def work_on(actor: Actor, practice: Practice) -> Policy:
    """The draft, begun where there is none."""
    return draft() or start(actor, practice)


@action("policy.edit")
def edit(actor: Actor, policy: Policy, *, change: Callable[[str], str], reason: str) -> Policy:
    """`change` makes the new text of the text as it is now; `reason` says in words what was changed.

    Two people who change different entries do not collide; faults are kept and shown, and stop nothing but publishing.
    Raises NoDraft, ChangedMeanwhile (also where `change` raises NotThere), NotReadable.
    """
    row = _locked(policy, "draft")
    try:
        text = change(row.text)
    except NotThere:
        raise ChangedMeanwhile from None
    found, faults = examine(text)
    if found is None:
        raise NotReadable(FileFaults(list(faults)).lines())
    if text != row.text:
        row.text, row.revision = text, row.revision + 1
        row.save(update_fields=["text", "revision"])
    return row


@action("policy.publish_draft", permission="policy.publish", needs_reason=True)
def publish_draft(actor: Actor, policy: Policy, *, reason: str, revision: int | None = None) -> Policy:
    """In force from the next request on.  Raises NoDraft, ChangedMeanwhile, HasFaults, BaseMoved, ReasonMissing."""
    row = _locked(policy, "draft")
    file = _ready(row, revision)
    row.note, row.published_by = reason, actor.name
    return put_in_force(actor, row, file)


@action("policy.schedule", permission="policy.publish", needs_reason=True)
def schedule(actor: Actor, policy: Policy, *, at: dt.datetime, reason: str, revision: int | None = None) -> Policy:
    """In force from that moment on.  Raises what `publish_draft` does, and WrongDate, HasDraft where one is scheduled already."""
    row = _locked(policy, "draft")
    _ready(row, revision)
    if not now() < at < now() + LONGEST_WAIT:
        raise WrongDate
    if scheduled() is not None:
        raise HasDraft
    row.state, row.publish_at, row.note, row.published_by, row.held_back = "scheduled", at, reason, actor.name, ""
    row.save(update_fields=["state", "publish_at", "note", "published_by", "held_back"])
    return row


@action("policy.unschedule", permission="policy.publish")
def unschedule(actor: Actor, policy: Policy) -> Policy:
    """A draft again.  Raises NoDraft, HasDraft."""
    row = _locked(policy, "scheduled")
    if draft() is not None:
        raise HasDraft
    row.state, row.publish_at = "draft", None
    row.save(update_fields=["state", "publish_at"])
    return row


@action("policy.hold_back", permission="policy.publish")
def hold_back(actor: Actor, policy: Policy, *, reason: str) -> Policy:
    """Its time has come and it cannot come into force: a draft again, or put aside where another is worked on.  Raises NoDraft.

    `reason` is one of HELD_BACK.
    """
    row = _locked(policy, "scheduled")
    row.state = "draft" if draft() is None else "aside"
    row.held_back = reason
    row.save(update_fields=["state", "held_back"])
    return row


@action("policy.aside", permission="policy.edit")
def put_aside(actor: Actor, policy: Policy, *, reason: str = "") -> Policy:
    """Kept to be compared or taken up again; `reason` is its name.  Raises NoDraft."""
    row = _locked(policy, "draft")
    row.state, row.note, row.held_back = "aside", reason, ""
    row.save(update_fields=["state", "note", "held_back"])
    return row


@action("policy.take_up", permission="policy.edit")
def take_up(actor: Actor, policy: Policy) -> Policy:
    """A draft that was put aside is worked on again.  Raises NoDraft, HasDraft."""
    row = _locked(policy, "aside")
    if draft() is not None:
        raise HasDraft
    row.state = "draft"
    row.save(update_fields=["state"])
    return row


@action("policy.drop", permission="policy.edit")
def drop(actor: Actor, policy: Policy) -> Policy:
    """Not wanted; it is kept in the history.  Raises NoDraft."""
    row = _locked(policy, "draft", "aside")
    row.state = "dropped"
    row.save(update_fields=["state"])
    return row


@action("policy.bring_in", permission="policy.edit")
def bring_in(actor: Actor, policy: Policy) -> tuple[Policy, list[str]]:
    """What was published since the draft was begun, put into it; and what both changed, where the draft's stays.  Raises NoDraft."""
    row, newest = _locked(policy, "draft"), in_force()
    if newest is None or row.base_id == newest.pk or row.base is None:
        return row, []
    files = [examine(one.text)[0] for one in (row.base, newest, row)]
    base, theirs, mine = files
    if base is None or theirs is None or mine is None:
        raise NotReadable([])
    row.text, conflicts = merged(base, theirs, mine)
    row.base, row.revision = newest, row.revision + 1
    row.save(update_fields=["text", "base", "revision"])
    return row, conflicts


@action("policy.roll_back", permission="policy.publish", needs_reason=True)
def roll_back(actor: Actor, policy: Policy, *, reason: str) -> Policy:
    """What an earlier version said, in force again as a new one.  Raises NoDraft where it was never in force, HasFaults."""
    if policy.state != "retired":
        raise NoDraft
    file = _faultless(policy.text)
    made = Policy.objects.create(
        practice=policy.practice,
        version=next_version(),
        state="aside",
        text=policy.text,
        base=in_force(),
        made_by=actor.name,
        note=reason,
    )
    return put_in_force(actor, made, file)


def publish_due() -> Policy | None:
    """What was scheduled for now or earlier: published, or held back (its `held_back` says why).  Inside a practice."""
    row = Policy.objects.select_for_update(of=("self",)).filter(state="scheduled", publish_at__lte=now()).first()
    if row is None:
        return None
    try:
        file = _ready(row, None)
    except (HasFaults, BaseMoved) as problem:
        return hold_back(SYSTEM, row, reason="faults" if isinstance(problem, HasFaults) else "another version")
    return publish(SYSTEM, row, file=file)


# Helpers ----------------------------------------------------------------------------------------------------


def _locked(policy: Policy, *states: str) -> Policy:
    row = Policy.objects.select_for_update(of=("self",)).select_related("base", "practice").get(pk=policy.pk)
    if row.state not in states:
        raise NoDraft
    return row


def _ready(row: Policy, revision: int | None) -> PracticeFile:
    """Without faults, as it was looked at, and begun with what is in force."""
    if revision is not None and revision != row.revision:
        raise ChangedMeanwhile
    file = _faultless(row.text)
    newest = in_force()
    if newest is not None and row.base_id != newest.pk:
        raise BaseMoved
    return file


def _faultless(text: str) -> PracticeFile:
    try:
        return read(text)
    except FileFaults as faults:
        raise HasFaults(faults.lines()) from None
