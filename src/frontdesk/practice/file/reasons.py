"""`reasons:`: what staff choose from when they ask, approve, decline or cancel, in the practice's own words."""

from __future__ import annotations

from collections.abc import Mapping

from .model import DECISIONS, MEANINGS, Reason
from .nodes import Node

_LONGEST = 200


def read_reasons(top: Node) -> Mapping[str, tuple[Reason, ...]]:
    """Only the decisions that the file names; the others keep the standard reasons."""
    node = top.child("reasons")
    if node is None:
        return {}
    node.only(*DECISIONS)
    return {what: _reasons(node, what) for what in DECISIONS if what in node.data}


def _reasons(node: Node, what: str) -> tuple[Reason, ...]:
    value = node.data.get(what)
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        entries = node.items(what, f"a reason to {what}", alone="say")
        return tuple(reason for entry in entries if (reason := _reason(entry, what)))
    return tuple(Reason(text.strip()) for text in node.strings(what) if _fits(node, what, text))


def _reason(node: Node, what: str) -> Reason | None:
    node.only("say", "es", "means")
    say, es, means = node.text("say", required=True), node.text("es"), node.text("means")
    if means and what != "cancel":
        node.fault("means", f"only a reason to cancel means something; a reason to {what} does not")
    elif means and means not in MEANINGS:
        node.fault(
            "means", f"'{means}' is not known; a reason to cancel means {', '.join(MEANINGS[:-1])} or {MEANINGS[-1]}"
        )
    return Reason(say, es, means) if _fits(node, "say", say) and _fits(node, "es", es) else None


def _fits(node: Node, key: str, text: str) -> bool:
    if len(text) <= _LONGEST:
        return True
    node.fault(key, f"a reason has at most {_LONGEST} characters")
    return False
