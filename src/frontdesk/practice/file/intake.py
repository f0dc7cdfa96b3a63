"""`intake:`: the questions, on which forms they stand, when they are shown, and how they are asked in Spanish."""

from __future__ import annotations

from collections.abc import Collection

from ...rules.conditions import ALWAYS, When
from ...rules.language import Refusal, parse_condition
from ...rules.vocabulary import Vocabulary, nearest
from .model import KINDS, Question, Wording
from .nodes import Node

KEYS = ("id", "ask", "kind", "help", "why", "options", "for", "required", "show when", "es")
OTHER_NAMES = {"e-mail": "email", "consent": "signature"}


def ids(top: Node) -> list[str]:
    """The ids of all questions, for the vocabulary of rules; faults are found by `read_questions`."""
    value = top.data.get("intake")
    return [str(item.get("id", "")) for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def read_questions(top: Node, visit_types: Collection[str], vocabulary: Vocabulary) -> tuple[Question, ...]:
    seen: dict[str, int] = {}
    return tuple(_question(node, node.id(seen), visit_types, vocabulary) for node in top.items("intake", "a question"))


def _question(node: Node, id_: str, visit_types: Collection[str], vocabulary: Vocabulary) -> Question:
    node.only(*KEYS)
    kind = _kind(node)
    options = tuple(node.strings("options"))
    if kind in ("choice", "several choices") and not options:
        node.fault("kind", f"a {kind} needs 'options: [one, two]'")
    visits = [node.reference("for", id_, visit_types, "visit type") for id_ in node.strings("for") if id_ != "all"]
    return Question(
        id_,
        node.text("ask", required=True),
        kind,
        node.text("help"),
        node.text("why"),
        options,
        _on_forms(node, visits, visit_types),
        node.flag("required", True),
        _shown(node, vocabulary),
        _spanish(node, options),
    )


def _kind(node: Node) -> str:
    kind = OTHER_NAMES.get(node.text("kind", "text"), node.text("kind", "text"))
    if kind not in KINDS:
        hint = nearest(kind, KINDS)
        node.fault(
            "kind",
            f"no kind of question '{kind}'; "
            + (f"did you mean '{hint}'?" if hint else f"the kinds are {', '.join(KINDS)}"),
        )
    return kind


def _on_forms(node: Node, visits: list[str | None], every: Collection[str]) -> frozenset[str] | None:
    if "for" not in node.data:
        if "show when" in node.data:
            node.fault("show when", "'show when' needs 'for: [visit types]': it says on whose form the question stands")
        return None
    if "all" in node.strings("for"):
        return frozenset(every)
    return frozenset(visit for visit in visits if visit)


def _shown(node: Node, vocabulary: Vocabulary) -> When:
    text = node.text("show when")
    if not text:
        return ALWAYS
    try:
        return parse_condition(text, vocabulary)
    except Refusal as refusal:
        node.fault("show when", str(refusal))
        return ALWAYS


def _spanish(node: Node, options: tuple[str, ...]) -> Wording:
    es = node.child("es")
    if es is None:
        return Wording()
    es.only("ask", "help", "why", "options")
    translated = tuple(es.strings("options"))
    if translated and len(translated) != len(options):
        es.fault(
            "options",
            f"{len(translated)} Spanish options for {len(options)} English ones; write them in the same order",
        )
    return Wording(es.text("ask"), es.text("help"), es.text("why"), translated)
