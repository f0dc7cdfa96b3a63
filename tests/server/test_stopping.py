"""Whoever stays is asked to stop at any moment of its life, and leaves in order: status 0, and no work is lost."""

import os
import signal
import subprocess
import sys
import textwrap

import psycopg
import pytest

from frontdesk.server.stopping import Stopping
from tests.conftest import server
from tests.relay import Relay

# What is done in the process itself, so that the moment is the same each time; `ask` is what `kill` does.
BEGIN = """
import os, signal, sys
def ask(): os.kill(os.getpid(), signal.SIGTERM)
def asked(where, name, behind=False):
    does = getattr(where, name)
    def instead(*given, **named):
        if not behind: ask()
        try: return does(*given, **named)
        finally:
            if behind: ask()
    setattr(where, name, instead)
from frontdesk.server import cli
"""
END = "\nsys.exit(cli.main(sys.argv[1:]))"
MOMENTS = {
    "it reads what it was told": "asked(cli, '_parser')",
    "it has read its settings": "from frontdesk.server import cli_server; asked(cli_server, 'need_database', True)",
    "it looks at the schema": "from frontdesk.server import schema; asked(schema, 'must_fit')",
    "it is about to work": "import asyncio; asked(asyncio, 'run')",
    "it lost the database a moment ago": """
        import asyncio
        asyncio.run = lambda work: work.close()
        asked(asyncio, 'run', True)
    """,
    "it waits for its next try": """
        import asyncio
        from frontdesk.server.stopping import Stopping
        asyncio.run = lambda work: work.close()
        asked(Stopping, 'pause')
    """,
    "it opens its connections": "import psycopg_pool; asked(psycopg_pool.AsyncConnectionPool, 'open')",
    "it takes up its work": "import procrastinate; asked(procrastinate.App, 'run_worker_async')",
    "it works": "import procrastinate.worker; asked(procrastinate.worker.Worker, '_run_loop')",
}
AWAY = {
    "the database does not answer": """
        from frontdesk.server.answering import Answering
        asked(Answering, '_found', True)
    """,
    "it asks again": """
        from frontdesk.server.answering import Answering
        found = Answering._found
        def again(self, *given):
            found(self, *given)
            if self.failures == 2: ask()
        Answering._found = again
    """,
}


def environment(database, tmp_path, port=None):
    address = server().url("app", database)
    if port is not None:
        address = address.replace(f":{server().port}/", f":{port}/")
    env = {**os.environ, "FRONTDESK_SECRET_KEY": "".join(f"aB3dE{number}" for number in range(9)), "FRONTDESK_DEMO": ""}
    env |= {"FRONTDESK_APP_DATABASE_URL": address, "FRONTDESK_DOCUMENTS": str(tmp_path / "documents")}
    for name in ("DATABASE_URL", "FRONTDESK_AS_OWNER"):
        env.pop(name, None)
    return env


def left(env, moment, *command):
    """With which status a process leaves that is asked to stop at that moment, and what it said."""
    code = BEGIN + textwrap.dedent(moment) + END
    done = subprocess.run(
        [sys.executable, "-c", code, *command], env=env, stderr=subprocess.PIPE, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_a_worker_leaves_in_order_when(fresh_db, tmp_path, moment):
    status, said = left(environment(fresh_db, tmp_path), moment, "worker")
    assert (status, "Traceback" in said) == (0, False), said
    with psycopg.connect(server().url("superuser", fresh_db)) as connection:
        assert connection.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'").fetchone() == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("moment", AWAY.values(), ids=AWAY.keys())
def test_a_worker_without_its_database_leaves_in_order_when(fresh_db, tmp_path, moment):
    relay = Relay(server().port)
    relay.cut()
    status, said = left(environment(fresh_db, tmp_path, relay.port), moment, "worker")
    assert (status, "Traceback" in said) == (0, False), said
    assert "does not answer" in said


@pytest.mark.slow
@pytest.mark.parametrize("moment", [MOMENTS["it reads what it was told"], MOMENTS["it looks at the schema"]])
def test_the_web_server_leaves_in_order_before_it_serves(fresh_db, tmp_path, moment):
    status, said = left(environment(fresh_db, tmp_path), moment, "serve", "--port", "0")
    assert (status, "Traceback" in said) == (0, False), said


@pytest.mark.slow
@pytest.mark.parametrize(
    "moment",
    [
        MOMENTS["it reads what it was told"],
        "from frontdesk.server import demo; asked(demo, 'port_taken')",
        "from frontdesk.server import demo; asked(demo._Demo, '_database', True)",
    ],
    ids=["it reads what it was told", "it claims the folder", "its database runs"],
)
def test_the_demo_leaves_in_order_when(tmp_path, moment):
    env = {**os.environ, "FRONTDESK_HOME": str(tmp_path / "home")}
    for name in ("DATABASE_URL", "FRONTDESK_APP_DATABASE_URL", "FRONTDESK_AS_OWNER"):
        env.pop(name, None)
    status, said = left(env, moment, "demo", "--port", "0")
    assert (status, "Traceback" in said) == (0, False), said


def test_what_does_not_stay_ends_where_it_stands(tmp_path):
    """A control: nobody listens in a command that ends by itself."""
    assert left(dict(os.environ), "asked(cli, '_parser')", "slots")[0] == -signal.SIGTERM


@pytest.fixture
def listening():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield Stopping()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_pause_ends_when_we_are_asked(listening):
    listening.listen()
    signal.raise_signal(signal.SIGTERM)
    listening.pause(60)
    assert listening()


def test_who_comes_late_is_woken_at_once_and_whoever_waits_only_once(listening):
    listening.listen()
    woken = []
    with listening.waking(lambda: woken.append("first")):
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    with listening.waking(lambda: woken.append("second")):
        pass
    assert woken == ["first", "second"]


def test_what_is_ignored_stays_ignored(listening):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    listening.listen()
    signal.raise_signal(signal.SIGHUP)
    assert not listening()
