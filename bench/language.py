"""Reading the rule book of an example, and one sentence that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from frontdesk.practice.file import read_path
from frontdesk.rules.language import Refusal, parse

from .clock import median_ms, ms

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


def measures() -> Iterator[tuple[str, str]]:
    for path in sorted(EXAMPLES.glob("*.yaml")):
        file = read_path(path)
        yield (
            f"read {path.name} ({len(file.setup.book.entries)} rules)",
            ms(median_ms(lambda path=path: read_path(path), 3)),
        )
    vocabulary = file.setup.book.vocabulary
    yield (
        "read one sentence",
        ms(median_ms(lambda: parse("Visits take 40 minutes when the patient is under 18.", vocabulary))),
    )
    yield "refuse one sentence, with suggestions", ms(median_ms(lambda: _refused(vocabulary)))


def _refused(vocabulary) -> None:  # type: ignore[no-untyped-def]
    try:
        parse("New pateint visits take 40 minutes.", vocabulary)
    except Refusal as refusal:
        str(refusal)
