"""Starts, watches and stops one PostgreSQL over one folder.

Several processes may use the same server: each holds a shared lock on `users.lock`; the last one to leave stops it.
A pid file that a crash left behind is told from a living server by what the process is, not by its number.  A server that
lives and does not answer (it recovers, or has no connection left) is waited for: a second one is never started over its folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import psycopg

from . import binaries
from .folder_processes import clear

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "120",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Nothing of a patient in the log: no statements, no parameters, no DETAIL (which quotes the values of a row), and no
    # errors at all, since "invalid input" quotes what was typed. Whoever sent the statement is told.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


APPLICATION_LIMITS = {  # so that one stuck transaction does not hold up everybody; the worker takes longer ones for itself
    "lock_timeout": "3s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "30s",
}
STARTING = 600  # seconds: a recovery after a crash may take its time
TRIES = 4
LEFT_ALONE = 5  # seconds that the children of a killed postmaster get to end by themselves


class EmbeddedError(Exception):
    """The server could not be started; the text is one line for the user."""


class Embedded:
    """`with Embedded(home) as server:` runs (or joins) the server whose data lie below `home`/postgres."""

    def __init__(self, home: Path, *, settings: dict[str, str] | None = None) -> None:
        self.folder = home / "postgres"
        self.data = self.folder / "data"
        self.settings = SETTINGS | (settings or {})
        self._who = binaries.account()
        self._users: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._down = False
        self._failures, self._again_at = 0, 0.0

    # Life ---------------------------------------------------------------------------------------------------

    def __enter__(self) -> Embedded:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def start(self) -> None:
        """Start the server, or join the one that runs.  Raises EmbeddedError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EmbeddedError(f"cannot write below {self.folder.parent}: {error.strerror}") from None
        with self._alone():
            if not (self.data / "PG_VERSION").exists() or not (self.folder / "ready").exists():
                self._create()
            self._bring_up(STARTING)
            self._limit()
            self._users = (self.folder / "users.lock").open("w")
            fcntl.flock(self._users, fcntl.LOCK_SH)

    def leave(self) -> None:
        """Stop the server if nobody else uses it."""
        if self._users is None:
            return
        with self._alone():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            finally:
                self._users.close()
                self._users = None
            self.stop()

    def in_use(self) -> bool:
        """Whether another process uses the server just now."""
        try:
            with (self.folder / "users.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def look_after(self) -> str:
        """One look, to be taken again and again: 'well', 'down' (it recovers, or is being started again), 'back'."""
        if self._answers():
            was_down, self._down, self._failures = self._down, False, 0
            return "back" if was_down else "well"
        self._down = True
        if self.pid() is None and time.monotonic() >= self._again_at:
            with self._alone():
                if self.pid() is None:
                    self._failures += 1
                    self._again_at = time.monotonic() + min(10, self._failures)
                    with contextlib.suppress(OSError, psycopg.Error):  # a full disk: the next look tries again
                        self._launch()
        return "down"

    def ensure(self, seconds: float = 60) -> bool:
        """Have the server, started again if it has died; True when it was away.  Raises EmbeddedError after `seconds`."""
        deadline, away = time.monotonic() + seconds, False
        while self.look_after() == "down":
            away = True
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the database does not answer: {self._last_log_line()}")
            time.sleep(0.05)
        return away

    def stop(self) -> None:
        """A fast shutdown; after 20 seconds an immediate one."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        if not self._gone(pid, 20):
            os.kill(pid, signal.SIGQUIT)
            self._gone(pid, 5)

    def pid(self) -> int | None:
        """The process id of the living server over this folder, or None."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError, NotADirectoryError):
            return None
        return pid if self._is_ours(pid) else None

    # Addresses ----------------------------------------------------------------------------------------------

    @property
    def port(self) -> int:
        return int((self.folder / "port").read_text())

    def url(self, role: str = "owner", database: str = "frontdesk") -> str:
        """The address for `superuser`, `owner` (migrations) or `app` (everything else)."""
        name = "postgres" if role == "superuser" else f"frontdesk_{role}"
        return f"postgresql://{name}:{self._secret(role)}@127.0.0.1:{self.port}/{database}"

    def _secret(self, role: str) -> str:
        return (self.folder / "secrets" / role).read_text()

    # Helpers ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops."""
        with (self.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _is_ours(self, pid: int) -> bool:
        """Whether a process is a PostgreSQL that lives in our data folder (a pid may belong to anybody after a crash)."""
        try:
            here = os.stat(f"/proc/{pid}/cwd")
            return (here.st_dev, here.st_ino) == ((mine := self.data.stat()).st_dev, mine.st_ino)
        except FileNotFoundError:
            if Path("/proc/self").exists():
                return False
        except PermissionError:
            return False
        return self._answers()  # no /proc (macOS): ask the server itself

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("superuser", "postgres"), connect_timeout=2).close()
        except (psycopg.OperationalError, OSError):
            return False
        return True

    def _bring_up(self, seconds: float) -> None:
        """Join what lives, else start it, and wait until it answers, however long it recovers.  Raises EmbeddedError."""
        deadline, tries = time.monotonic() + seconds, 0
        while not (self.pid() is not None and self._answers()):
            if self.pid() is None:
                if self._process is not None and self._process.poll() is not None and tries >= TRIES:
                    raise EmbeddedError(f"the database did not start: {self._last_log_line()}")
                if self._process is None or self._process.poll() is not None:
                    tries += 1
                    self._launch()
            if time.monotonic() > deadline:
                raise EmbeddedError(f"the database did not answer in time; see {self.folder / 'server.log'}")
            time.sleep(0.03)

    def _create(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        (self.folder / "ready").unlink(missing_ok=True)
        self.data.mkdir(mode=0o700)
        if self._who.uid is not None:
            os.chown(self.data, self._who.uid, self._who.gid or -1)
        vault = self.folder / "secrets"
        vault.mkdir(mode=0o700, exist_ok=True)
        for role in ("superuser", "owner", "app"):
            path = vault / role
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
        reader, writer = os.pipe()
        os.write(writer, self._secret("superuser").encode() + b"\n")
        os.close(writer)
        if self._who.uid is not None:
            os.fchown(reader, self._who.uid, self._who.gid or -1)
        command = [
            self._program("initdb"),
            "-D",
            self._data_argument(),
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--auth=scram-sha-256",
            f"--pwfile=/dev/fd/{reader}",
            "--no-instructions",
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, pass_fds=[reader], check=False, **self._as_user()
            )
        finally:
            os.close(reader)
        if done.returncode:
            raise EmbeddedError(f"the database could not be created in {self.data}: {telling_line(done.stderr)}")
        self._bring_up(STARTING)
        try:
            self._bootstrap()
        except psycopg.Error as error:
            self.stop()
            raise EmbeddedError(f"the database could not be set up: {telling_line(str(error))}") from None
        (self.folder / "ready").touch()

    def _bootstrap(self) -> None:
        """Three roles: the superuser (never used again), the owner of tables, and the application."""
        with psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as connection:
            for role in ("owner", "app"):
                create = psycopg.sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD {}")
                connection.execute(create.format(psycopg.sql.Identifier(f"frontdesk_{role}"), self._secret(role)))
            connection.execute("CREATE DATABASE frontdesk OWNER frontdesk_owner")
        with psycopg.connect(self.url("superuser"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")

    def _limit(self) -> None:
        """How long one statement of the application, or its lock, may hold up the others (`server/login.py`)."""
        with psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as connection:
            for what, value in APPLICATION_LIMITS.items():
                connection.execute(f"ALTER ROLE frontdesk_app SET {what} = '{value}'")

    def _launch(self) -> None:
        """Run `postgres` in a session of its own: Ctrl-C in a terminal reaches us, and we stop it in order.

        Only where no server lives over the folder, and holding the lock.  It waits until the
        server has written its pid file, and not until it answers.
        """
        clear(self.data, LEFT_ALONE)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        port = _free_port(self._last_port())
        (self.folder / "port").write_text(str(port))
        options = [
            part for name, value in {**self.settings, "port": str(port)}.items() for part in ("-c", f"{name}={value}")
        ]
        log = (self.folder / "server.log").open("ab")
        command = [self._program("postgres"), "-D", self._data_argument(), *options]
        self._process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, **self._as_user()
        )
        log.close()
        until = time.monotonic() + 10
        while self._process.poll() is None and self.pid() is None and time.monotonic() < until:
            time.sleep(0.01)

    def _last_port(self) -> int:
        """The port before: where it is still free, whoever knows the address need not learn a new one."""
        try:
            return int((self.folder / "port").read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def _last_log_line(self) -> str:
        lines = (self.folder / "server.log").read_text(errors="replace").splitlines()
        return telling_line("\n".join(lines[-20:]))

    def _program(self, name: str) -> str:
        return str(binaries.directory(self._who) / name)

    def _data_argument(self) -> str:
        """As root, the server is given its folder as its working directory: it need not enter the folders above."""
        return "/proc/self/cwd" if self._who.uid is not None else str(self.data)

    def _as_user(self) -> dict[str, Any]:
        environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "TZ": "UTC"}
        common: dict[str, Any] = {"cwd": str(self.data), "env": environment}
        if self._who.uid is None:
            return common
        return common | {"user": self._who.uid, "group": self._who.gid, "extra_groups": []}

    def _gone(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if not self._is_ours(pid):
                return True
            time.sleep(0.02)
        return False


def telling_line(text: str) -> str:
    """Of what a program printed, the line that says what is wrong; a full disk in plain words."""
    if any(words in text for words in ("No space left on device", "Check free disk space", "DiskFull")):
        return "the disk is full; free some room and try again"
    lines = text.strip().splitlines()
    wrong = [line for line in lines if any(word in line for word in ("error:", "Error:", "ERROR", "FATAL", "PANIC"))]
    return (wrong or lines or ["no message"])[-1]


def _free_port(preferred: int = 0) -> int:
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise EmbeddedError("no port is free on 127.0.0.1")
