"""Changing a practice file as text: everything else in it, remarks included, stays as it was written."""

from __future__ import annotations

import re


def with_sentence(text: str, sentence: str, remark: str = "") -> str:
    """The file with one more sentence at the end of its rules (and a remark above it)."""
    lines = text.splitlines()
    at = next((i for i, line in enumerate(lines) if re.match(r"rules\s*:", line)), None)
    if at is None:
        return "\n".join([*lines, "rules: |", *_written("  ", sentence, remark), ""])
    if re.match(r"rules\s*:\s*(\[\s*\]|~|null)?\s*(#.*)?$", lines[at]) and not _is_list(lines, at):
        return "\n".join([*lines[:at], "rules: |", *_written("  ", sentence, remark), *lines[at + 1 :], ""])
    end = _end(lines, at)
    inner = next((line for line in lines[at + 1 : end] if line.strip()), "  ")
    indent = inner[: len(inner) - len(inner.lstrip())]
    if _is_list(lines, at):
        quoted = "'" + sentence.replace("'", "''") + "'"
        new = [*([f"{indent}# {remark}"] if remark else []), f"{indent}- {quoted}"]
    else:
        new = _written(indent, sentence, remark)
    return "\n".join([*lines[:end], *new, *lines[end:], ""])


def without_sentence(text: str, sentence: str) -> str:
    """The file without that sentence, and without the remark right above it; the file as it is where it does not stand there."""
    lines = text.splitlines()
    begin = next((i for i, line in enumerate(lines) if re.match(r"rules\s*:", line)), None)
    if begin is None:
        return text
    said = {sentence, f"- {sentence}", "- '" + sentence.replace("'", "''") + "'", f'- "{sentence}"'}
    for number in reversed(range(begin + 1, _end(lines, begin))):
        if lines[number].strip() in said:
            above = number - 1 if lines[number - 1].lstrip().startswith("#") else number
            return "\n".join([*lines[:above], *lines[number + 1 :], ""])
    return text


def _written(indent: str, sentence: str, remark: str) -> list[str]:
    return [*([f"{indent}# {remark}"] if remark else []), f"{indent}{sentence}"]


def _is_list(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at + 1 :] if line.strip() and not line.lstrip().startswith("#")), "")
    return following.lstrip().startswith("- ") and not lines[at].rstrip().endswith(("|", ">", "|-", ">-"))


def _end(lines: list[str], at: int) -> int:
    """The line after the last one of the block that begins below `at`."""
    end = at + 1
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if line.strip() and not line[0].isspace() and not (line.startswith("- ") and _is_list(lines, at)):
            break
        if line.strip():
            end = number + 1
    return end
