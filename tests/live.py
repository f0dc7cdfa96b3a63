"""A real web server over a test's own database: granian, as in production, with more threads so that races are real."""

from __future__ import annotations

import contextlib
import http.client
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

CSRF = "c" * 32


@dataclass
class Answer:
    status: int
    body: str
    location: str = ""


@dataclass
class Server:
    port: int

    def url(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def request(
        self, method: str, path: str, data: dict | None = None, session: str = "", headers: dict | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            body = urlencode({**(data or {}), "csrfmiddlewaretoken": CSRF}) if method == "POST" else None
            sent = {"Cookie": f"frontdesk_session={session}; frontdesk_csrf={CSRF}", **(headers or {})}
            if body is not None:
                sent["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(
                response.status, response.read().decode(errors="replace"), response.headers.get("Location", "")
            )
        finally:
            connection.close()

    def until_its_turn(self, *asked) -> Answer:
        """Sent again, as the page says, as long as the practice is busy with others and nothing was begun."""
        for _ in range(20):
            answer = self.request(*asked)
            if answer.status != 503:
                break
        return answer


@contextlib.contextmanager
def serve(
    database: str, settings: str = "frontdesk.server.settings", threads: int = 24, memory: int = 0, **environment: str
):
    """The server, stopped at the end.  `settings` may be a module of the tests that takes a guard out; `memory` limits it."""
    from tests.conftest import server as postgres

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "DATABASE_URL": postgres().url("owner", database),
        "FRONTDESK_APP_DATABASE_URL": postgres().url("app", database),
        "DJANGO_SETTINGS_MODULE": settings,
        "FRONTDESK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "FRONTDESK_POOL": str(threads),
        **environment,
    }
    env.pop("FRONTDESK_AS_OWNER", None)
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        str(threads),
        "--workers-kill-timeout",
        "2",
        "--no-ws",
        "--log-level",
        "error",
        "frontdesk.server.wsgi:application",
    ]
    limit = partial(resource.setrlimit, resource.RLIMIT_AS, (memory, memory)) if memory else None
    process = subprocess.Popen(command, env=env, preexec_fn=limit)
    made = Server(port)
    try:
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError):
                if made.request("GET", "/healthz").status == 200:
                    break
            assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
        yield made
    finally:
        process.terminate()
        process.wait(20)


@dataclass
class Supervised(Server):
    """As `frontdesk serve` runs it: several web servers over one socket, each watched."""

    process: subprocess.Popen
    said: Path

    def web_processes(self) -> list[int]:
        """Those that answer requests: the children of the web servers that `frontdesk serve` has started."""
        return [child for main in children_of(self.process.pid) for child in children_of(main)]


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextlib.contextmanager
def supervised(database: str, folder: Path, settings: str = "frontdesk.server.settings", **environment: str):
    """`frontdesk serve`, as it is installed."""
    from tests.conftest import server as postgres

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "FRONTDESK_APP_DATABASE_URL": postgres().url("app", database),
        "DJANGO_SETTINGS_MODULE": settings,
        "FRONTDESK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        **environment,
    }
    for name in ("FRONTDESK_AS_OWNER", "DATABASE_URL"):
        env.pop(name, None)
    said = folder / "said"
    with said.open("wb") as out:
        command = [sys.executable, "-m", "frontdesk.server.cli", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out)
    made = Supervised(port, process, said)
    try:
        deadline = time.monotonic() + 180
        while len(made.web_processes()) < 2 or not _answers(made):
            assert process.poll() is None and time.monotonic() < deadline, said.read_text()
            time.sleep(0.1)
        yield made
    finally:
        process.terminate()
        process.wait(30)


def _answers(server: Server) -> bool:
    with contextlib.suppress(OSError):
        return server.request("GET", "/livez").status == 200
    return False


def together(jobs: list) -> list:
    """Run callables at the same moment, each in its own thread; their results in order.  Raises what the first of them raised."""
    barrier, results, failed = threading.Barrier(len(jobs)), [None] * len(jobs), []

    def run(index: int) -> None:
        barrier.wait()
        try:
            results[index] = jobs[index]()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return results
