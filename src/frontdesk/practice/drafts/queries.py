"""Which policies there are, and what they say differently."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from ...access.may import Actor, require_open
from ...rules.book import Fault
from ...tenancy.context import read_once_on_a_page
from ...tenancy.models import Practice
from ..file import PracticeFile, document, examine
from ..file.cases import broken
from ..file.difference import Difference, difference
from ..file.model import Case
from ..models import Policy

NOTHING = "practice: {}\n"


@dataclass(frozen=True)
class Examined:
    """A policy as far as it can be read, with its faults; `file` None: not readable at all."""

    policy: Policy
    file: PracticeFile | None
    faults: tuple[Fault, ...]


def draft() -> Policy | None:
    """What is worked on, to be looked at and not changed; asked for once on a page."""
    return read_once_on_a_page(
        "draft of the rules", lambda: Policy.objects.filter(state="draft").select_related("base").first()
    )


def phone_of(practice: Practice) -> str:
    """The number that patients call; of a practice that has published nothing yet the one that its draft has."""
    row = None if practice.phone else draft()
    file = examined(row).file if row is not None else None
    return practice.phone or (file.phone if file is not None else "")


def scheduled() -> list[Policy]:
    """What waits to come into force, in the order in which it does; each says what the one before it says, and its own."""
    return list(Policy.objects.filter(state="scheduled").select_related("base", "practice").order_by("publish_at"))


def before(at: dt.datetime) -> Policy | None:
    """What will be in force just before then, should nothing else be published."""
    return (
        next((policy for policy in reversed(scheduled()) if policy.publish_at and policy.publish_at < at), None)
        or in_force()
    )


def stopped_by(retired: Policy) -> list[Policy]:
    """What is scheduled after a version that is in force no longer, and could not be brought along."""
    return [policy for policy in scheduled() if policy.base_id == retired.pk]


def held_back() -> Policy | None:
    """What was to come into force and did not, and that nobody has dealt with yet; the latest of them."""
    return Policy.objects.filter(state__in=("draft", "aside")).exclude(held_back="").order_by("-publish_at").first()


def in_force() -> Policy | None:
    """As `draft`: once on a page."""
    return read_once_on_a_page("rules in force", lambda: Policy.objects.filter(state="published").first())


def aside(actor: Actor) -> list[Policy]:
    """Drafts that were put aside, the latest first."""
    require_open(actor, "rules.view")
    return list(Policy.objects.filter(state="aside").order_by("-created_at"))


def dropped(actor: Actor) -> list[Policy]:
    """Drafts that somebody dropped, the latest first: they can be taken up again."""
    require_open(actor, "rules.view")
    return list(Policy.objects.filter(state="dropped").order_by("-created_at")[:20])


def history(actor: Actor) -> list[Policy]:
    """Every version that was in force, the latest first."""
    require_open(actor, "rules.view")
    return list(Policy.objects.filter(state__in=("published", "retired")).order_by("-published_at"))


def by_id(actor: Actor, key: UUID) -> Policy | None:
    require_open(actor, "rules.view")
    return Policy.objects.select_related("base", "practice").filter(pk=key).first()


def current(actor: Actor) -> Examined | None:
    """What set-up pages show: the draft, else what is in force; None for a practice that has neither."""
    require_open(actor, "rules.view")
    policy = draft() or in_force()
    return None if policy is None else examined(policy)


def examined(policy: Policy) -> Examined:
    """Raises nothing: a draft may be faulty."""
    file, faults = examine(policy.text)
    return Examined(policy, file, faults)


def changes(policy: Policy) -> Difference:
    """What a draft (or a version) says differently from what it began with."""
    base = policy.base_text
    return _changes(NOTHING if base is None else base, policy.text)


def between(before: str, after: str) -> Difference:
    """What one text says differently from another."""
    return _changes(before, after)


@lru_cache(maxsize=32)
def _changes(before: str, after: str) -> Difference:
    """Every page of set-up counts them: worked out once for each change."""
    old, new = examine(before)[0], examine(after)[0]
    return Difference((), ()) if old is None or new is None else difference(old, new)


@dataclass(frozen=True)
class Named:
    """A case as a page needs it: what it is called, and where it begins."""

    name: str
    line: int


def cases_not_asked(examined_: Examined) -> list[tuple[Named, str]]:
    """The cases of what is in force that a draft names still and that nobody can ask by it, each with why: it takes out whom or what they name.

    They are faults of its text too, until somebody lets them go, or changes them.
    """
    now_ = in_force()
    there = examined(now_).file if now_ is not None else None
    if there is None or examined_.file is None or not examined_.faults:
        return []
    decided = {case.name for case in there.cases}
    spans = document.lines_of(examined_.policy.text, "cases", key="name")
    return [
        (Named(name, first), "; ".join(wrong))
        for name, (first, last) in spans.items()
        if name in decided and (wrong := [fault.message for fault in examined_.faults if first <= fault.line <= last])
    ]


def cases_broken_by(file: PracticeFile) -> list[tuple[Case, str]]:
    """The cases that a version answers otherwise than they say, each with what it is.

    Not those that are broken by what is in force already: a time away that was decided since is no draft's doing.
    """
    now_ = in_force()
    there = examined(now_).file if now_ is not None else None
    before = {case.name for case, _ in broken(there)} if there is not None and file.cases else set()
    return [(case, said) for case, said in broken(file) if case.name not in before]
