"""Whatever a command is given: one line that says what is wrong, never a traceback, never as long as what was typed.

Every command that there is, found in the parser itself, with each hostile value in each of its arguments.
"""

import argparse
import io
import shutil
import sys
from pathlib import Path

import pytest
from django.db import transaction

from frontdesk.server import cli
from tests.portion import some_of
from tests.web.test_no_failures import HOSTILE

CEDAR = Path(__file__).resolve().parents[2] / "examples" / "cedar-family-medicine.yaml"

# What a command is called with where all is well; `{file}` is a practice file, `{list}` a list of visits, `{out}` a new file.
GOOD = {
    "slots": ["{file}", "--visit", "follow-up", "--from", "2026-12-01", "--days", "2", "--limit", "3"],
    "explain": ["{file}", "--visit", "follow-up", "--provider", "chen", "--at", "downtown", "--start", "2026-12-01T09:20"],
    "due": ["{file}", "--visit", "follow-up", "--now", "2026-12-01T09:20", "--born", "1980-06-30"],
    "practice check": ["{file}"],
    "practice describe": ["{file}"],
    "practice load": ["{file}"],
    "practice new": ["maple", "--name", "Maple", "--timezone", "America/Chicago", "--admin", "a@maple.example", "--manager", "m@maple.example"],
    "practice dump": ["cedar"],
    "new-key": [],
    "bounce": [],
    "client": ["cedar", "the laboratory", "--scope", "recall.order"],
    "recalls": ["cedar", "{list}"],
    "referrals": ["cedar", "{list}"],
    "backup": ["{out}"],
    "restore": ["{file}"],
    "staff add": ["cedar", "new@cedar.example", "--name", "Somebody New"],
    "staff reset": ["cedar", "new@cedar.example"],
}  # fmt: skip
# These start or stop what runs, or change the schema: their arguments are read here, and tests of their own run them.
READ_ONLY = {
    "demo": [],
    "serve": [],
    "worker": [],
    "migrate": [],
    "status": [],
    "stop": [],
}
LONGEST = 10_000  # characters of an answer: what was given may stand in it twice
GIVEN = {**HOSTILE, "a paragraph": "x" * 300, "a page": "y " * 2000}


def commands(parser: argparse.ArgumentParser, name: str = "") -> dict[str, argparse.ArgumentParser]:
    """Every command that can be called, by its words."""
    below = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not below:
        return {name: parser}
    found: dict[str, argparse.ArgumentParser] = {}
    for word, one in below[0].choices.items():
        found |= commands(one, f"{name} {word}".strip())
    return found


COMMANDS = commands(cli._parser())


def arguments_of(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [one for one in parser._actions if not isinstance(one, argparse._HelpAction) and one.nargs != 0]


def with_one_hostile(
    parser: argparse.ArgumentParser, good: list[str], action: argparse.Action, value: str
) -> list[str]:
    """The good arguments, but for this one."""
    if action.option_strings:
        name = action.option_strings[-1]
        kept = list(good)
        if name in kept:
            at = kept.index(name)
            del kept[at : at + 2]
        return [*kept, f"{name}={value}"]
    places = [one for one in arguments_of(parser) if not one.option_strings]
    kept = list(good)
    kept[places.index(action)] = value
    return ["--", *kept] if value.startswith("-") and not any(one.startswith("--") for one in kept) else kept


def test_every_command_is_tried():
    assert set(COMMANDS) == set(GOOD) | set(READ_ONLY)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(CEDAR, tmp_path / "file")
    (tmp_path / "list").write_text("key,first name,last name,birth date,visit,due\n")
    return {name: str(tmp_path / name) for name in ("file", "list", "out")}


def called(argv: list[str], monkeypatch, capsys) -> tuple[object, str]:
    """The exit status and what was said, of a call that leaves nothing behind."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"not a mail\n")))
    try:
        with transaction.atomic():
            try:
                status: object = cli.main(argv)
            except SystemExit as end:
                status = end.code
            transaction.set_rollback(True)
    finally:
        said = capsys.readouterr()
    return status, said.err or said.out


@pytest.mark.parametrize("name", some_of(sorted(COMMANDS), one_in=6, torture=2))
def test_no_argument_makes_a_command_fail(cedar, files, name, monkeypatch, capsys):
    parser, wrong = COMMANDS[name], []
    good = [one.format(**files) for one in (GOOD | READ_ONLY)[name]]
    if name in READ_ONLY:
        read = argparse.ArgumentParser.parse_args
        run = {"run": lambda _: 0}
        monkeypatch.setattr(
            argparse.ArgumentParser,
            "parse_args",
            lambda self, given: argparse.Namespace(**vars(read(self, given)) | run),
        )
    for action in arguments_of(parser):
        for kind, value in GIVEN.items():
            if "\x00" in value:
                continue  # no shell can pass one
            argv = [*name.split(), *with_one_hostile(parser, good, action, value)]
            try:
                status, said = called(argv, monkeypatch, capsys)
            except Exception as error:
                wrong.append(f"{action.dest}, {kind}: {type(error).__name__}: {str(error)[:200]}")
                continue
            if status not in (0, 1, 2):
                wrong.append(f"{action.dest}, {kind}: status {status}")
            if status != 0 and (not said.strip() or "Traceback" in said or len(said) > LONGEST):
                wrong.append(f"{action.dest}, {kind}: said {len(said)} characters: {said[-200:]}")
    assert wrong == []


def test_control_a_command_that_fails_is_seen(monkeypatch, capsys, cedar, files):
    def fails(*_):
        raise KeyError("unforeseen")

    monkeypatch.setattr("frontdesk.server.cli_engine._check", fails)
    with pytest.raises(KeyError):
        called(["practice", "check", files["file"]], monkeypatch, capsys)
