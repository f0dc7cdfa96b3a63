"""`frontdesk demo`: database, schema, made-up practice, web server and worker, in one command."""

from __future__ import annotations

import base64
import contextlib
import errno
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from . import document_keys
from .complaint import Complaint
from .embedded import Embedded, EmbeddedError, telling_line
from .processes import WEB_SERVERS, Child, stop_all, watch, web_children, worker_command
from .running import Claim
from .stopping import stopping
from .web_process import let_in, reserved

PASSWORD = "frontdesk-demo"
SIGN_INS = (
    ("Front desk", "desk@cedar.example"),
    ("Scheduler", "scheduler@cedar.example"),
    ("Clinician", "chen@cedar.example"),
    ("Billing", "billing@cedar.example"),
    ("Manager", "manager@cedar.example"),
    ("Administrator", "admin@cedar.example"),
)


SHORTEST = 32  # letters of a key that the demo makes


def home() -> Path:
    return Path(os.environ.get("FRONTDESK_HOME") or "~/.local/share/frontdesk").expanduser()


def run(port: int, *, reset: bool = False) -> int:
    """Serve until Ctrl-C.  Every complaint is one line."""
    try:
        return _Demo(port).run(reset)
    except EmbeddedError as error:
        return _complain(str(error))
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return _complain(
            "the disk is full; free some room and try again"
            if full
            else f"{error.strerror}: {error.filename or home()}"
        )


class _Demo:
    def __init__(self, port: int) -> None:
        self.port = port
        self.embedded: Embedded | None = None
        self.database_away = False
        self.looked_at = 0.0

    def run(self, reset: bool) -> int:
        claim = Claim(home())
        other = claim.claim(f"http://127.0.0.1:{self.port}/")
        if other is not None:
            return _complain(f"Frontdesk runs already at {other}; 'frontdesk stop' stops it")
        try:
            return self._run(reset)
        finally:
            claim.give_up()

    def _run(self, reset: bool) -> int:
        complaint = port_taken(self.port)
        if complaint:
            return _complain(complaint)
        if not (Path(__file__).parent.parent / "web/static/built/manifest.json").exists():
            return _complain("the pages are not built yet; run 'make demo' (or 'make build') in the checkout")
        if stopping():
            return 0
        sockets = reserved(
            "127.0.0.1", self.port, WEB_SERVERS
        )  # ours from here on; nobody is let in before the pages are there
        environment = self._database(reset)
        bound = {name: value for name, value in environment.items() if name != "DATABASE_URL"}  # never the owner's
        children = [
            *web_children(sockets, bound, home()),
            Child("worker", worker_command(), {**bound, "FRONTDESK_POOL": "0"}),
        ]
        try:
            if not self._prepare(environment):
                return 0 if stopping() else 1
            _say("starting pages and worker")
            let_in(sockets)
            for child in children:
                child.start()
            if self._wait_for_pages(children[0]):
                self._announce()
            watch(children, stopping, self._tend, _say)
        finally:
            stop_all(children)
            if self.embedded is not None:
                self.embedded.leave()
        _say("stopped; the data are kept")
        return 0

    def _database(self, reset: bool) -> dict[str, str]:
        folder = home()
        environment = {
            **os.environ,
            "FRONTDESK_DEMO": "1",
            "FRONTDESK_PUBLIC_URL": os.environ.get("FRONTDESK_PUBLIC_URL") or f"http://127.0.0.1:{self.port}",
        }
        if not os.environ.get("DATABASE_URL"):
            self.embedded = Embedded(folder)
            if reset:
                if self.embedded.in_use():
                    raise EmbeddedError("another demo uses these data; stop it before you reset them")
                self.embedded.stop()
                shutil.rmtree(folder / "postgres", ignore_errors=True)
                shutil.rmtree(folder / "documents", ignore_errors=True)
        elif reset:
            _say("RESET forgets the embedded database only; empty the one that DATABASE_URL names yourself")
        folder.mkdir(parents=True, exist_ok=True)
        kept = kept_settings(folder)  # before anything runs: it may refuse
        if closed := document_keys.said(folder, document_keys.AT_START):
            _say(closed)
        if self.embedded is not None:
            self.embedded.start()
            environment |= self._addresses()
        if "FRONTDESK_APP_DATABASE_URL" not in environment:
            environment["FRONTDESK_APP_DATABASE_URL"] = self._own_login(environment["DATABASE_URL"], folder)
        return kept | environment

    def _own_login(self, owner: str, folder: Path) -> str:
        """The application's login in the database that DATABASE_URL names; `migrate` makes it."""
        parts = urlsplit(owner)
        password = _secret_key(folder / "database-password", lambda: secrets.token_urlsafe(24))
        name = f"frontdesk_app_{parts.path.lstrip('/')}"[:63]
        return urlunsplit(parts._replace(netloc=f"{quote(name, safe='')}:{password}@{parts.netloc.rpartition('@')[2]}"))

    def _addresses(self) -> dict[str, str]:
        assert self.embedded is not None
        return {"DATABASE_URL": self.embedded.url("owner"), "FRONTDESK_APP_DATABASE_URL": self.embedded.url("app")}

    def _prepare(self, environment: dict[str, str]) -> bool:
        for what, module, arguments in (
            ("preparing the database", "frontdesk.server.cli", ["migrate"]),
            ("looking for the made-up practice, and writing it where there is none", "frontdesk.server.demo_data", []),
        ):
            if stopping():
                return False
            _say(what)
            done = subprocess.run(
                [sys.executable, "-m", module, *arguments],
                env=environment,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
            if stopping():
                return False
            if done.returncode:
                _complain(f"the database could not be prepared: {telling_line(done.stderr)}")
                return False
        return True

    def _wait_for_pages(self, web: Child) -> bool:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not stopping():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                    return True
            except (urllib.error.URLError, OSError):
                if web.process is not None and web.process.poll() is not None:
                    break
                time.sleep(0.1)
        return False

    def _tend(self) -> None:
        if self.embedded is None or time.monotonic() - self.looked_at < 1:
            return
        state, self.looked_at = self.embedded.look_after(), time.monotonic()
        if state == "back":
            _say("the database had stopped and runs again")
        elif state == "down" and not self.database_away:
            _say("the database does not answer; waiting for it, and starting it again if it has ended")
        self.database_away = state == "down"

    def _announce(self) -> None:
        address = f"http://127.0.0.1:{self.port}"
        if not self._has_the_demo_practice():
            _say(f"ready at {address}/  (the database had a practice of its own; the made-up one was not loaded)")
            _say("Ctrl-C stops everything.")
            return
        _say(f"ready at {address}/cedar/  (patients)")
        _say(f"         {address}/cedar/console/  (staff; the password of all is {PASSWORD})")
        for role, email in SIGN_INS:
            _say(f"           {role:14} {email}")
        _say(
            f"         A patient signs in at {address}/cedar/sign-in/ as rosa@patients.example; the code is on {address}/cedar/outbox/"
        )
        _say("Ctrl-C stops everything.")

    def _has_the_demo_practice(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/cedar/", timeout=20):
                return True
        except urllib.error.URLError:
            return False


def port_taken(port: int) -> str | None:
    """One line when nobody can listen there, or None."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            return f"port {port} needs more rights; choose one above 1023, for example: make demo PORT=8080"
        except OSError:
            return f"port {port} is in use by another program; stop that, or choose another: make demo PORT={port + 1}"
        except OverflowError:
            return f"there is no port {port}; choose one from 1024 to 65535"
    return None


def kept_settings(folder: Path) -> dict[str, str]:
    """What the demo keeps beside its database, made where it is not there.

    Raises Complaint where there are documents and not the key with which they were kept.
    """
    if not document_keys.keys_of(folder):
        document_keys.must_not_be_lost(folder)
    return {
        "FRONTDESK_SECRET_KEY": _secret_key(folder / "secret-key"),
        "FRONTDESK_DOCUMENT_KEYS": _secret_key(folder / "document-key", document_key),
        "FRONTDESK_DOCUMENTS": str(folder / "documents"),
    }


def _secret_key(path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> str:
    """Written whole or not at all: on a full disk no empty key is left for the next start.  Raises Complaint where one was."""
    if not path.exists():
        new = path.with_name(f"{path.name}.new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        with new.open("w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    key = path.read_text().strip()
    if len(key) < SHORTEST:
        raise Complaint(
            f"{path} holds no whole key (was the disk full?); put back the key that was there, or, where nothing was kept "
            "with it, delete that file and start again"
        )
    return key


def document_key() -> str:
    """32 random bytes in base64, as FRONTDESK_DOCUMENT_KEYS holds them."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(f"frontdesk: {text}", flush=True)


def _complain(text: str) -> int:
    print(f"frontdesk: {text}", file=sys.stderr, flush=True)
    return 1
