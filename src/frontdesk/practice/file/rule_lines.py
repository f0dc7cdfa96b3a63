"""`rules:` as sentences with their lines, whichever way of writing a text of several lines somebody chose."""

from __future__ import annotations

from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.nodes import MappingNode, SequenceNode
from ruamel.yaml.nodes import Node as Written
from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString

from ...rules.book import Sentence, sentences
from .nodes import Node

_KEYS = "a rule is one sentence, and this is read as something with keys below it; put the whole sentence in quotation marks, or write all sentences below 'rules: |'"
_LOST = "a remark in a text whose lines YAML makes one would take the rules after it along; write the text below '{}'"


def read_sentences(top: Node, text: str, names: list[str]) -> list[Sentence]:
    """All of them; a text of which a remark would swallow a part is a fault.  `names`: as for `book.sentences`."""
    value = top.data.get("rules")
    if value is None:
        return []
    if isinstance(value, CommentedSeq):
        return list(_of_a_list(top, value, text, names))
    if isinstance(value, FoldedScalarString):  # its lines are one, so that a remark would swallow all after it
        top.fault("rules", "write 'rules: |' and not 'rules: >', which makes one line of all sentences")
        return []
    if not isinstance(value, str):
        top.fault("rules", "'rules' must be sentences below 'rules: |'")
        return []
    if _swallows(value, text, None):
        top.fault("rules", _LOST.format("rules: |"))
        return []
    literal = isinstance(value, LiteralScalarString)
    first = top.line_of("rules") + 1 if literal else top.value_line("rules")
    return list(sentences(value, first, names))


def _of_a_list(top: Node, value: CommentedSeq, text: str, names: list[str]) -> Iterator[Sentence]:
    for index, item in enumerate(value):
        line = int(value.lc.item(index)[0]) + 1
        if isinstance(item, str) and _swallows(item, text, index):
            top.faults.add(line, _LOST.format("- |"))
        elif isinstance(item, dict | list):
            top.faults.add(line, _KEYS)
        else:
            below = isinstance(item, (LiteralScalarString, FoldedScalarString))
            yield from sentences(str(item), line + below, names)


def _swallows(value: str, text: str, index: int | None) -> bool:
    """Whether a remark stands in it that had lines below it once, which are one with it now."""
    if isinstance(value, LiteralScalarString) or not any(line.lstrip().startswith("#") for line in value.splitlines()):
        return False
    written = _written(text, index)
    return written is None or bool(written.end_mark.line > written.start_mark.line)


def _written(text: str, index: int | None) -> Written | None:
    """The value of `rules:`, or one of its list, with where it begins and ends."""
    top = YAML().compose(text)
    if not isinstance(top, MappingNode):
        return None
    value = next((value for key, value in top.value if key.value == "rules"), None)
    if index is None or not isinstance(value, SequenceNode):
        return value
    return value.value[index] if index < len(value.value) else None
