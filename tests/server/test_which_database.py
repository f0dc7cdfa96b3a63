"""Every command finds its database by one rule: as named, else the running demo's, else one line that says both ways."""

import os
import subprocess
import sys

import pytest

from frontdesk.server import cli, cli_database, demo
from frontdesk.server.complaint import Complaint
from tests.conftest import server
from tests.portion import some_of
from tests.server.test_hostile_arguments import COMMANDS, GOOD, READ_ONLY

pytestmark = pytest.mark.slow

# Those that need none: files and keys alone; and `demo`, which brings its own.
WITHOUT = {"due", "slots", "explain", "practice check", "practice describe", "new-key", "demo"}
AS_OWNER = {"migrate", "backup", "restore"}
SERVING = {"serve", "worker"}  # of their own: a demo has its web server and worker
OVER_A_FOLDER = {"status", "stop"}
ORDINARY = set(COMMANDS) - WITHOUT - AS_OWNER - SERVING - OVER_A_FOLDER


@pytest.fixture
def nothing_named(tmp_path):
    """The environment of somebody who has set nothing but FRONTDESK_HOME."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
    kept.pop("DATABASE_URL", None)
    return kept | {"FRONTDESK_HOME": str(tmp_path / "home")}


@pytest.fixture
def called(tmp_path, nothing_named):
    (tmp_path / "file").write_text("practice: {name: Maple, timezone: America/Chicago}\n")
    (tmp_path / "list").write_text("key,last name\n")
    places = {"file": str(tmp_path / "file"), "list": str(tmp_path / "list"), "out": str(tmp_path / "out")}

    def call(name, **environment):
        words = [*name.split(), *(one.format(**places) for one in (GOOD | READ_ONLY)[name])]
        return subprocess.run(
            [sys.executable, "-m", "frontdesk.server.cli", *words],
            env=nothing_named | environment,
            input="",
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return call


def test_every_command_is_of_one_kind():
    assert (
        len(ORDINARY) >= 9
        and {"practice dump", "staff add", "staff reset", "recalls", "referrals", "client"} <= ORDINARY
    )
    assert set(COMMANDS) >= WITHOUT | AS_OWNER | SERVING | OVER_A_FOLDER


@pytest.mark.parametrize(
    "name", [*sorted(SERVING | AS_OWNER - {"restore"}), *some_of(sorted(ORDINARY), one_in=None, torture=8)]
)
def test_without_a_database_one_line_says_both_ways(called, name):
    done = called(name)
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert ("DATABASE_URL" in line) and ("frontdesk demo" in line or "FRONTDESK_HOME" in line)


@pytest.mark.parametrize("name", some_of(sorted(ORDINARY), one_in=None, torture=8))
def test_the_owners_address_alone_is_not_enough(called, name):
    done = called(name, DATABASE_URL="postgresql://owner@127.0.0.1:1/frontdesk")
    assert done.returncode == 1 and "set FRONTDESK_APP_DATABASE_URL" in done.stderr


@pytest.mark.parametrize("name", some_of(sorted(ORDINARY), one_in=None, torture=8))
def test_what_is_named_is_taken(called, name):
    done = called(
        name, FRONTDESK_APP_DATABASE_URL="postgresql://app@127.0.0.1:1/frontdesk", FRONTDESK_SECRET_KEY="x" * 50
    )
    assert "no database: set" not in done.stderr and "of the demo in" not in done.stderr


@pytest.mark.parametrize("name", sorted(ORDINARY | AS_OWNER - {"migrate"} | OVER_A_FOLDER))
def test_every_help_says_cli_database(name):
    said = " ".join(COMMANDS[name].format_help().split())
    assert "FRONTDESK_HOME" in said and (name == "stop" or "DATABASE_URL" in said)


def test_the_running_demo_is_taken_with_all_that_its_processes_are_told(monkeypatch, capsys, tmp_path):
    folder = server().folder.parent
    for name in ("DATABASE_URL", "FRONTDESK_APP_DATABASE_URL", "FRONTDESK_SECRET_KEY", "FRONTDESK_DOCUMENTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FRONTDESK_HOME", str(folder))
    cli_database.need_database()
    assert os.environ["FRONTDESK_APP_DATABASE_URL"] == server().url("app") == cli_database.there()
    assert os.environ["FRONTDESK_SECRET_KEY"] == demo.kept_settings(folder)["FRONTDESK_SECRET_KEY"]
    assert os.environ["FRONTDESK_DOCUMENTS"] == str(folder / "documents")
    assert "DATABASE_URL" not in os.environ
    assert capsys.readouterr().err == f"frontdesk: the database of the demo in {folder}\n"
    monkeypatch.delenv("FRONTDESK_APP_DATABASE_URL")
    with pytest.raises(Complaint, match="or run 'frontdesk demo'"):
        cli_database.need_database(the_demos=False)


def test_a_backup_of_nothing_makes_no_database(called, tmp_path):
    assert called("backup").returncode == 1
    assert not (tmp_path / "home").exists() and not (tmp_path / "out").exists()


def test_the_rule_stands_in_the_general_help(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert cli_database.THE_RULE in " ".join(capsys.readouterr().out.split())
