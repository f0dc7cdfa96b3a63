"""`/livez`, `/readyz` and `/healthz`: asked by whoever looks after the installation, by address and without https, so before every other check.

They say what is wrong by name, and nothing about anybody.
"""

from __future__ import annotations

import functools
import ipaddress
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from ..reports.failures.counted import COUNTED, OLDEST
from .schema import newer_or_older

ROOM = 200 * 1024 * 1024  # bytes that must be free where documents lie
SILENT = 120  # seconds without a beat after which there is no worker
Check = Callable[[psycopg.Connection], str]


def probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first of all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/livez":
            return _said("ok\n", 200)
        if request.path_info == "/readyz":
            wrong = list(faults())
            return _said("".join(f"{line}\n" for line in wrong) or "ok\n", 503 if wrong else 200)
        if request.path_info == "/healthz":
            return _said("ok\n", 200) if _answers() else _said("database: no answer\n", 503)
        if request.path_info == "/metrics" and _from_inside(request):
            return _said(metrics(), 200)
        return get_response(request)

    return middleware


def _from_inside(request: HttpRequest) -> bool:
    """Straight from this machine or a private network: not through the proxy, by which the world comes."""
    if any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")):
        return False
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_private
    except ValueError:
        return False


def metrics() -> str:
    """Counts of the whole installation as Prometheus reads them (text format 0.0.4); about nobody."""
    figures: list[tuple[str, str, float]] = []
    try:
        with psycopg.connect(**where(), autocommit=True, connect_timeout=3) as own:
            own.execute("SET statement_timeout = '3s'")
            states = ("waiting", "running", "failed", "stalled")
            counted = own.execute(COUNTED).fetchone() or ()
            figures += [
                ("frontdesk_jobs", f'{{state="{state}"}}', n) for state, n in zip(states, counted, strict=False)
            ]
            oldest, workers = own.execute(
                f"SELECT extract(epoch FROM now() - ({OLDEST})), (SELECT count(*) FROM procrastinate_workers "
                "WHERE last_heartbeat > now() - make_interval(secs => %s))",
                [SILENT],
            ).fetchone() or (0, 0)
            figures += [("frontdesk_oldest_job_seconds", "", float(oldest or 0)), ("frontdesk_workers", "", workers)]
            figures.append(("frontdesk_database_up", "", 1))
    except psycopg.Error:
        figures.append(("frontdesk_database_up", "", 0))
    figures.append(("frontdesk_documents_free_bytes", "", shutil.disk_usage(_there(Path(settings.DOCUMENTS))).free))
    lines, typed = [], set()
    for name, labels, value in figures:
        if name not in typed:
            lines.append(f"# TYPE {name} gauge")
            typed.add(name)
        lines.append(f"{name}{labels} {value:.15g}")
    return "\n".join(lines) + "\n"


def _answers() -> bool:
    """Whether the database reads a table of ours."""
    try:
        with psycopg.connect(**where(), autocommit=True, connect_timeout=3) as own:
            own.execute("SET statement_timeout = '3s'")
            own.execute("SELECT FROM tenancy_practice LIMIT 1")
    except psycopg.Error:
        return False
    return True


def faults() -> Iterator[str]:
    """What keeps this installation from serving, a line each; nothing waits longer than a few seconds."""
    if shutil.disk_usage(_there(Path(settings.DOCUMENTS))).free < ROOM:
        yield "disk: less than 200 MB are free where documents lie"
    try:
        with psycopg.connect(**where(), autocommit=True, connect_timeout=3) as own:
            own.execute("SET statement_timeout = '3s'; SET lock_timeout = '2s'")
            for check in (_write, _schema, _worker):
                try:
                    line = check(own)
                except psycopg.Error as error:
                    line = f"database: {type(error).__name__} at {check.__name__.lstrip('_')}"
                if line:
                    yield line
    except psycopg.Error:
        yield "database: no answer"


def where() -> dict[str, Any]:
    """The parameters of a connection of one's own, beside the pool."""
    wanted = connection.get_connection_params()
    return {
        name: wanted[name] for name in ("host", "port", "user", "password", "dbname", "options") if wanted.get(name)
    }


def _write(own: psycopg.Connection) -> str:
    """A row that goes to the disk: a full one answers reads for a long time."""
    own.execute(
        "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('readyz', '', now()) "
        "ON CONFLICT (session_key) DO UPDATE SET expire_date = now()"
    )
    return ""


def _schema(own: psycopg.Connection) -> str:
    applied = {(str(app), str(name)) for app, name in own.execute("SELECT app, name FROM django_migrations")}
    return newer_or_older(applied)


def _worker(own: psycopg.Connection) -> str:
    row = own.execute(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)", [SILENT]
    ).fetchone()
    return "" if row and row[0] else "worker: none has given a sign of life for two minutes"


def _there(path: Path) -> Path:
    path = path.absolute()
    return next(folder for folder in (path, *path.parents) if folder.exists())


@functools.lru_cache(maxsize=1)
def _headers() -> dict[str, str]:
    return {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _said(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain", headers=_headers())
