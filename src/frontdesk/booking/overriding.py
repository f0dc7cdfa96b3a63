"""Booking against the rules: who may, for which reason, and which sentences it breaks."""

from __future__ import annotations

from ..access.may import Actor, require_open
from ..audit.action import ReasonMissing, because_of
from .take import Wish, judge


def override_of(actor: Actor, override: bool, reason: str) -> str:
    """The reason to act against the rules; only who may, and never without one."""
    if not override:
        return ""
    require_open(actor, "rules.override")
    if not reason.strip():
        raise ReasonMissing
    return reason


def note_broken(wish: Wish) -> None:
    """For the audit entry of an override: every rule that it breaks."""
    if wish.override:
        reasons = judge(wish)[3]
        broken = dict.fromkeys(reason.rule or f"{reason.kind}: {reason.detail}." for reason in reasons)
        because_of(f"Against: {' '.join(broken)}")
