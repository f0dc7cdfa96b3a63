"""`intake:`: the questions, on which forms they stand, when they are shown, and how they are asked in Spanish."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...rules.conditions import ALWAYS, When
from ...rules.language import Refusal, parse_condition
from ...rules.vocabulary import BUILT_IN_FIELDS, Key, Vocabulary, name_key, nearest
from .model import KINDS, Question, Wording
from .nodes import Node

KEYS = ("id", "ask", "kind", "help", "why", "options", "for", "required", "show when", "es")
OTHER_NAMES = {"e-mail": "email", "consent": "signature"}


def asked(top: Node) -> dict[str, str]:
    """The ids of all questions, each with what it asks, for the vocabulary of rules; faults are found by `read_questions`."""
    value = top.data.get("intake")
    items = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return {str(item.get("id", "")): str(item.get("ask", "")) for item in items}


def read_questions(top: Node, visit_types: Collection[str], vocabulary: Vocabulary) -> tuple[Question, ...]:
    """Every question; one that would be shown by its own answer, whether at once or by way of others, is a fault."""
    seen: dict[str, int] = {}
    nodes: dict[str, Node] = {}
    questions = []
    for node in top.items("intake", "a question"):
        question = _question(node, node.id(seen), visit_types, vocabulary)
        _told_apart(node, question.id, nodes)
        nodes.setdefault(question.id, node)
        questions.append(question)
    for id_, through in _circles(questions).items():
        chain = ", then ".join(f"'{name}'" for name in through)
        nodes[id_].fault("show when", f"this question depends on itself ({chain}): it could never be shown first")
    return tuple(questions)


def _told_apart(node: Node, id_: str, above: Mapping[str, Node]) -> None:
    """Rules name a question by the words of its id: 'allergy' and 'allergies', 'injury' and 'the-injury' would be one to them."""
    same = (other_id for other_id in (*BUILT_IN_FIELDS, *above) if other_id != id_ and _words(other_id) == _words(id_))
    other = next(same, None) if id_ else None
    if other is not None:
        where = f" in line {above[other].line_of('id')}" if other in above else ", which every practice has"
        node.fault("id", f"a rule could not tell '{id_}' from '{other}'{where}; change the id")


def _words(id_: str) -> Key:
    words = name_key("field", BUILT_IN_FIELDS.get(id_, id_.replace("-", " ")))
    return words[1:] if words[:1] == ("the",) else words


def _circles(questions: list[Question]) -> dict[str, tuple[str, ...]]:
    """Questions from which their own conditions lead back to them: id → the way, itself first and last."""
    needs = {question.id: tuple(condition.asks for condition in question.shown.conditions) for question in questions}
    circles = {}
    for id_, first in needs.items():
        ways: list[tuple[str, ...]] = [(id_, next_id) for next_id in first]
        known: set[str] = set()
        while ways:
            way = ways.pop()
            if way[-1] == id_:
                circles[id_] = way
                break
            if way[-1] not in known:
                known.add(way[-1])
                ways.extend((*way, next_id) for next_id in needs.get(way[-1], ()))
    return circles


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
