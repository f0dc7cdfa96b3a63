"""What changes a draft, and how it comes into force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.timezone import now

from ...access.may import SYSTEM, Actor
from ...audit.action import action, nothing_done
from ...people import lines
from ...tenancy.models import Practice
from ..actions import next_version, publish, put_in_force
from ..base_version import bring_over, empty_text
from ..file import FileFaults, PracticeFile, document, examine, read
from ..file.document import NotThere
from ..file.merging import Clashes, merged
from ..file.sentences import ReadsOtherwise
from ..models import Policy
from .errors import (
    AlreadyScheduled,
    BaseMoved,
    BreaksCases,
    ChangedMeanwhile,
    Differs,
    HasDraft,
    HasFaults,
    NoDraft,
    NotReadable,
    OtherDraft,
    RulesReadOtherwise,
    WrongDate,
)
from .queries import before, cases_broken_by, draft, in_force, scheduled
from .shown import Shown, text_of

LONGEST_WAIT = dt.timedelta(days=366)


@action("policy.start", permission="policy.edit")
def start(actor: Actor, practice: Practice) -> Policy:
    """A draft that says what is in force now.  Raises HasDraft."""
    lines.wait_for_rules()
    if draft() is not None:
        raise HasDraft
    base = in_force()
    text = base.text if base is not None else empty_text(practice)
    row = Policy(practice=practice, version=next_version(), state="draft", text=text, made_by=actor.name)
    row.begin_with(base)
    row.save(force_insert=True)
    return row


def work_on(actor: Actor, practice: Practice) -> Policy:
    """The draft, begun where there is none; who comes second at the same moment works on the first one's."""
    lines.wait_for_rules()
    return draft() or start(actor, practice)


@action("policy.edit")
def edit(
    actor: Actor,
    policy: Policy,
    *,
    change: Callable[[str], str],
    reason: str,
    was: Shown | None = None,
    crosses: Callable[[str, str], list[str]] | None = None,
) -> Policy:
    """`change` makes a new text of what its page showed (`was`; None: of the text as it is now).  `reason` says what in words.

    What others changed since then is brought together with it; where both changed the same nothing is done.  Faults are
    kept and shown, and stop nothing but publishing.  `crosses`: of what was shown and what stands now, the lines (both values)
    in which two changes that could both stand speak of one thing.
    Raises NoDraft, OtherDraft, Differs, RulesReadOtherwise, ChangedMeanwhile (also where `change` raises NotThere), NotReadable.
    """
    row = _locked(policy, "draft")
    shown = row.text if was is None else _text_shown(row, was)
    if crosses is not None and (lines := crosses(shown, row.text)):
        raise Differs(lines)
    try:
        mine = change(shown)
        _refuse_unreadable(mine)  # before it is brought together with what others changed: only what can be read can be
        text = merged(shown, row.text, mine)
    except NotThere:
        raise ChangedMeanwhile from None
    except Clashes as clashes:
        raise Differs(clashes.lines()) from None
    except ReadsOtherwise as other:
        raise RulesReadOtherwise(other.sentences) from None
    if text != mine:
        _refuse_unreadable(text)
    if text == row.text:
        nothing_done()
        return row
    row.text, row.revision = text, row.revision + 1
    row.save(update_fields=["text", "revision"])
    return row


@action("policy.let_case_go", permission="policy.edit", needs_reason=True)
def let_case_go(actor: Actor, policy: Policy, *, name: str, reason: str, was: Shown | None = None) -> Policy:
    """The case of that name is decided otherwise from now on: it stands in the draft no more.  Raises NoDraft, Differs, ChangedMeanwhile, ReasonMissing."""
    row = _locked(policy, "draft", was=was)
    try:
        text = document.remove(row.text, "cases", name, key="name")
    except NotThere:
        raise ChangedMeanwhile from None
    row.text, row.revision = text, row.revision + 1
    row.save(update_fields=["text", "revision"])
    return row


@action("policy.publish_draft", permission="policy.publish", needs_reason=True)
def publish_draft(
    actor: Actor, policy: Policy, *, reason: str, was: Shown | None = None, tell_places: bool = False
) -> Policy:
    """In force from the next request on.  `tell_places`: who was told a street address that it changes is told the new one.  Raises NoDraft, Differs, HasFaults, BaseMoved, ReasonMissing."""
    row = _locked(policy, "draft", was=was)
    file = _ready(row)
    row.note, row.published_by, row.tell_places = reason, actor.name, tell_places
    return put_in_force(actor, row, file)


@action("policy.schedule", permission="policy.publish", needs_reason=True)
def schedule(
    actor: Actor,
    policy: Policy,
    *,
    at: dt.datetime,
    reason: str,
    was: Shown | None = None,
    tell_places: bool = False,
) -> Policy:
    """In force from that moment on, over what is in force until then; what comes after it says what it says too.

    `tell_places`: as in `publish_draft`, once it is in force.

    Raises what `publish_draft` does, and WrongDate, AlreadyScheduled; Differs where what comes before it says the same otherwise.
    """
    row = _locked(policy, "draft", was=was)
    if not now() < at < now() + LONGEST_WAIT:
        raise WrongDate
    same = next((other for other in scheduled() if other.publish_at == at), None)
    if same is not None:
        raise AlreadyScheduled(same)
    follows, came_before = _following(at), before(at)
    if came_before is not None and came_before.state == "scheduled":
        try:
            bring_over(row, came_before)
        except Clashes as clashes:
            raise Differs(clashes.lines()) from None
        _refuse_broken_cases(_faultless(row.text))
    else:
        _ready(row)
    row.state, row.publish_at, row.note, row.published_by, row.held_back = "scheduled", at, reason, actor.name, ""
    row.tell_places = tell_places
    row.save(update_fields=["state", "publish_at", "note", "published_by", "held_back", "tell_places"])
    if follows is not None:
        _goes_on(follows, row)
    return row


@action("policy.unschedule", permission="policy.publish")
def unschedule(actor: Actor, policy: Policy, *, was: Shown | None = None) -> Policy:
    """A draft again; what was to come after it says no longer what it says.  Raises NoDraft, HasDraft."""
    row = _locked(policy, "scheduled", was=was)
    if draft() is not None:
        raise HasDraft
    follows, came_before = _following(row.publish_at), row.base
    row.state, row.publish_at = "draft", None
    row.save(update_fields=["state", "publish_at"])
    if follows is not None:
        _goes_on(follows, came_before)
    return row


@action("policy.hold_back", permission="policy.publish")
def hold_back(actor: Actor, policy: Policy, *, reason: str) -> Policy:
    """Its time has come and it cannot come into force: a draft again, or put aside where another is worked on.  Raises NoDraft.

    `reason` is one of HELD_BACK.
    """
    row = _locked(policy, "scheduled")
    follows = _following(row.publish_at)
    row.state = "draft" if draft() is None else "aside"
    row.held_back = reason
    row.save(update_fields=["state", "held_back"])
    if follows is not None:
        _goes_on(follows, row.base)
    return row


@action("policy.aside", permission="policy.edit")
def put_aside(actor: Actor, policy: Policy, *, reason: str = "", was: Shown | None = None) -> Policy:
    """Kept to be compared or taken up again; `reason` is its name.  Raises NoDraft, Differs."""
    row = _locked(policy, "draft", was=was)
    row.state, row.note, row.held_back = "aside", reason, ""
    row.save(update_fields=["state", "note", "held_back"])
    return row


@action("policy.take_up", permission="policy.edit")
def take_up(actor: Actor, policy: Policy, *, was: Shown | None = None) -> Policy:
    """A draft that was put aside or dropped is worked on again.  Raises NoDraft, HasDraft, Differs."""
    row = _locked(policy, "aside", "dropped", was=was)
    if draft() is not None:
        raise HasDraft
    row.state = "draft"
    row.save(update_fields=["state"])
    return row


@action("policy.drop", permission="policy.edit")
def drop(actor: Actor, policy: Policy, *, was: Shown | None = None) -> Policy:
    """Not wanted; it is kept, and can be taken up again.  Raises NoDraft, Differs."""
    row = _locked(policy, "draft", "aside", was=was)
    row.state = "dropped"
    row.save(update_fields=["state"])
    return row


@action("policy.bring_in", permission="policy.edit")
def bring_in(actor: Actor, policy: Policy, *, keep: frozenset[str] = frozenset(), was: Shown | None = None) -> Policy:
    """What was published since the draft was begun, put into it, whole or not at all.

    `keep`: where both changed the same and somebody has said that the draft's stays.
    Raises NoDraft, Differs, Clashes (what both changed).
    """
    row, newest = _locked(policy, "draft", was=was), in_force()
    if newest is not None:
        bring_over(row, newest, keep=keep)
    return row


@action("policy.roll_back", permission="policy.publish", needs_reason=True)
def roll_back(actor: Actor, policy: Policy, *, reason: str, was: Shown | None = None) -> Policy:
    """What an earlier version said, in force again as a new one; who is away by now stays away.  `was`: what was in force when somebody decided that.

    Raises NoDraft where it was never in force, HasFaults, Differs.
    """
    if policy.state != "retired":
        raise NoDraft
    lines.wait_for_rules()
    newest = in_force()
    if was is not None and (newest is None or not was.is_of(newest)):
        raise Differs
    file = _faultless(policy.text)
    made = Policy(
        practice=policy.practice,
        version=next_version(),
        state="aside",
        text=policy.text,
        made_by=actor.name,
        note=reason,
    )
    made.begin_with(newest)
    made.save(force_insert=True)
    return put_in_force(actor, made, file, again=True)


def publish_due() -> Policy | None:
    """What was scheduled for now or earlier: published, or held back (its `held_back` says why).  Inside a practice."""
    if not Policy.objects.filter(state="scheduled", publish_at__lte=now()).exists():
        return None  # every minute: nobody waits for a look
    lines.wait_for_rules()
    row = (
        Policy.objects.select_for_update(of=("self",))
        .filter(state="scheduled", publish_at__lte=now())
        .order_by("publish_at")
        .first()
    )
    if row is None:
        return None
    try:
        file = _ready(row)
    except (HasFaults, BaseMoved) as problem:
        return hold_back(SYSTEM, row, reason="faults" if isinstance(problem, HasFaults) else "another version")
    return publish(SYSTEM, row, file=file)


# Helpers ----------------------------------------------------------------------------------------------------


def _following(at: dt.datetime | None) -> Policy | None:
    """The scheduled version that comes next after then."""
    return next(
        (policy for policy in scheduled() if at is not None and policy.publish_at and policy.publish_at > at), None
    )


def _goes_on(policy: Policy, over: Policy | None) -> None:
    """What comes before a scheduled version is another one now: it says that too, or it is held back with its reason.

    What comes after it is brought along in the same way.
    """
    row = _locked(policy, "scheduled")
    follows = _following(row.publish_at)
    try:
        another = bring_over(row, over)
        _faultless(row.text)
    except (Clashes, HasFaults) as problem:
        hold_back(SYSTEM, row, reason="faults" if isinstance(problem, HasFaults) else "another version")
        return
    if follows is not None and another:
        _goes_on(follows, row)


def _text_shown(row: Policy, was: Shown) -> str:
    """What the page showed: of this draft, or of what it was begun with where nobody had begun one yet.

    Raises OtherDraft.
    """
    text = text_of(was, row.practice)
    if text is None or was.policy not in (row.pk, row.base_id):
        raise OtherDraft
    return text


def _locked(policy: Policy, *states: str, was: Shown | None = None) -> Policy:
    """The row as it is now, in the line of the rules.  Raises NoDraft, Differs."""
    lines.wait_for_rules()
    row = Policy.objects.select_for_update(of=("self",)).select_related("base", "practice").get(pk=policy.pk)
    if row.state not in states:
        raise NoDraft
    if was is not None and not was.is_of(row):
        raise Differs
    return row


def _ready(row: Policy) -> PracticeFile:
    """Without faults, begun with what is in force, and breaking no case.  Raises HasFaults, BaseMoved, BreaksCases."""
    file = _faultless(row.text)
    newest = in_force()
    if newest is not None and not row.begins_with(newest):
        raise BaseMoved
    _refuse_broken_cases(file)
    return file


def _refuse_broken_cases(file: PracticeFile) -> None:
    if lines := [f"{case.name}: {said}" for case, said in cases_broken_by(file)]:
        raise BreaksCases(lines)


def _faultless(text: str) -> PracticeFile:
    try:
        return read(text)
    except FileFaults as faults:
        raise HasFaults(faults.lines()) from None


def _refuse_unreadable(text: str) -> None:
    practice_file, faults = examine(text)
    if practice_file is None:
        raise NotReadable(FileFaults(list(faults)).lines())
