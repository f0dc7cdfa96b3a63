"""`frontdesk practice describe`: prose about a practice into facts, questions and a draft, without a server."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from ..core.counting import counted
from ..describing import LARGEST, NONE_OF_THESE, Description, Fact, describe
from ..practice.file import as_kept

WRONG = 2


class NotRead(Exception):
    """A file that is no description; the sentence says why."""


def add_to(practice: Any) -> None:
    parser = practice.add_parser(
        "describe",
        help="a practice described in plain words, as facts, questions and the draft of a practice file",
        description="Reads a description of a practice, as its manager would write it, and prints what it says as entries and sentences of a practice file (each with the words that it came "
        "from), what has to be asked (with the words and the answers that are ready), which words are not about scheduling, and the draft. Every word is in exactly one of the three, and "
        "nothing is in the draft that the words do not say. Needs no server, database or network.",
    )
    parser.add_argument("file", metavar="FILE", help="a text file in UTF-8")
    parser.add_argument(
        "--timezone",
        metavar="ZONE",
        default="",
        help="where the practice is, such as America/Chicago: nobody writes it in a description",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        if arguments.timezone and arguments.timezone not in available_timezones():
            raise NotRead(f"--timezone: '{arguments.timezone}' is no time zone; write it as America/Chicago")
        text = _text(arguments.file)
    except OSError as error:
        print(f"cannot read {arguments.file}: {error.strerror or error}", file=sys.stderr)
        return WRONG
    except NotRead as fault:
        print(fault, file=sys.stderr)
        return WRONG
    description = describe(
        text, today=dt.datetime.now(ZoneInfo(arguments.timezone or "UTC")).date(), timezone=arguments.timezone
    )
    print(
        json.dumps(as_data(description), ensure_ascii=False)
        if arguments.json
        else _plainly(arguments.file, description)
    )
    sys.stdout.flush()
    return 0


def _text(path: str) -> str:
    with Path(path).open("rb") as file:
        data = file.read(4 * LARGEST + 4)  # no character has more bytes
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NotRead(f"{path}: this is text in UTF-16; save it as UTF-8")
    if b"\0" in data or data.startswith((b"%PDF", b"PK\x03\x04", b"{\\rtf")):
        raise NotRead(f"{path}: this is no text file; save the description as plain text in UTF-8")
    try:
        text = as_kept(data)
    except UnicodeDecodeError:
        if len(data) > 4 * LARGEST:
            raise NotRead(_too_long(path)) from None
        raise NotRead(f"{path}: this is not a text file in UTF-8; save it as UTF-8") from None
    if len(text) > LARGEST:
        raise NotRead(_too_long(path))
    if any(ord(letter) < 32 and letter not in "\t\n\r\f\v" for letter in text):
        raise NotRead(f"{path}: this is no text file; save the description as plain text in UTF-8")
    if not text.split():
        raise NotRead(
            f"{path}: there are no words in it; write who works when, which visits there are and how long they take"
        )
    return text


def _too_long(path: str) -> str:
    return (
        f"{path}: this is longer than {LARGEST:,} characters; describe the practice more shortly, or in several files"
    )


def as_data(description: Description) -> dict[str, Any]:
    """The object that `--json` prints."""
    return {
        "facts": [
            {"words": list(description.words[fact.first : fact.last]), "says": fact.says} for fact in description.facts
        ],
        "questions": [
            {
                "words": list(description.words[question.first : question.last]),
                "ask": question.asks,
                "answers": [*question.answers, *([NONE_OF_THESE] if question.answers else [])],
            }
            for question in description.questions
        ],
        "aside": [{"words": list(description.words[aside.first : aside.last])} for aside in description.asides],
        "draft": description.text,
    }


def _plainly(path: str, description: Description) -> str:
    taken = sum(fact.last - fact.first for fact in description.facts)
    asked = sum(question.last - question.first for question in description.questions)
    lines = [
        f"{path}: {counted(len(description.facts), 'fact')}, {counted(len(description.questions), 'question')}. "
        f"Of {counted(len(description.words), 'word')} {taken} are in facts, {asked} are asked about, {len(description.words) - taken - asked} are not about scheduling."
    ]
    if description.facts:
        lines += ["", "What it says:"]
    for fact in description.facts:
        lines += [f"  “{description.said(fact.first, fact.last)}”", *(f"      {line}" for line in _shown(fact))]
    if description.questions:
        lines += ["", "What has to be asked:"]
    for question in description.questions:
        lines.append(f"  {question.asks}")
        lines += [
            f"      {number}. {answer}"
            for number, answer in enumerate([*question.answers, *([NONE_OF_THESE] if question.answers else [])], 1)
        ]
    if description.asides:
        lines += [
            "",
            "Not about scheduling:",
            *(f"  “{description.said(aside.first, aside.last)}”" for aside in description.asides),
        ]
    return "\n".join([*lines, "", "The draft of the practice file:", "", description.text])


def _shown(fact: Fact) -> list[str]:
    lines = fact.says.split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return [line[indent:] for line in lines]
