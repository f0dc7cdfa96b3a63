"""There is one error with which Frontdesk says no, and one place each that makes a page, JSON and an exit status of it."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import frontdesk
from frontdesk.access.may import NotAllowed
from frontdesk.core.refusals import Refusal
from frontdesk.people.contacts import Unreadable
from frontdesk.server import cli
from tests.web_client import as_staff, at

SOURCES = Path(frontdesk.__file__).parent


def kinds() -> set[type]:
    for one in pkgutil.walk_packages(frontdesk.__path__, "frontdesk."):
        if ".migrations" not in one.name and one.name not in ("frontdesk.server.wsgi", "frontdesk.server.web_process"):
            importlib.import_module(one.name)
    return below(Refusal)


def below(one: type) -> set[type]:
    return {deeper for kind in one.__subclasses__() for deeper in (kind, *below(kind))}


def test_every_kind_has_a_code_and_a_status_that_says_no():
    there = kinds()
    assert NotAllowed in there and len(there) > 50
    assert {one.__qualname__ for one in there if one.code == Refusal.code or not 400 <= one.status < 600} == set()


def test_what_an_actor_may_not_do_is_a_refusal_and_reads_as_one():
    no = NotAllowed("appointment.cancel")
    assert isinstance(no, Refusal) and (no.code, no.status) == ("not-allowed", 403)
    assert str(no) == "You don't have access to do this."


@pytest.mark.parametrize(
    "refusal", [NotAllowed("x.y"), Unreadable("That is no address.")], ids=["not allowed", "unreadable"]
)
def test_what_no_view_catches_becomes_a_page_with_its_status(cedar, monkeypatch, refusal):
    def no(_actor):
        raise refusal

    client = as_staff(cedar, "scheduler")
    monkeypatch.setattr("frontdesk.web.console.queue.queries.colleagues", no)
    answer = client.get(at(cedar, "console/queue/"))
    assert answer.status_code == refusal.status and "<html" in answer.content.decode()


def test_what_a_command_is_refused_is_one_line_and_the_status_of_wrong_arguments(monkeypatch, capsys):
    def no(_arguments):
        raise Refusal("That address is taken.")

    monkeypatch.setattr(cli, "_parser", lambda: Parser(no))
    assert cli.main([]) == 2
    assert capsys.readouterr().err == "frontdesk: That address is taken.\n"


class Parser:
    def __init__(self, run) -> None:
        self.run = run

    def parse_args(self, _given):
        return self


CATCHES = re.compile(r"except [^\n]*\bNotAllowed\b")


def test_nobody_else_turns_what_is_not_allowed_into_an_answer():
    """Whoever catches it by name makes a second place of it."""
    named = {
        str(path.relative_to(SOURCES)) for path in SOURCES.rglob("*.py") if CATCHES.search(path.read_text("utf-8"))
    }
    assert named == {"outreach/texting.py"}  # a text is answered in words of its own
    assert CATCHES.search("except (Refusal, NotAllowed) as problem:")
