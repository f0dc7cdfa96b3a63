"""Pages of the demo practice through HTTP, and the memory of a web process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .clock import median_ms, ms
from .signed_in import signed_in


def measures() -> Iterator[tuple[str, str]]:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from frontdesk.server.embedded import Embedded

    with tempfile.TemporaryDirectory() as home, Embedded(Path(home)) as database:
        os.environ |= {
            "DATABASE_URL": database.url("owner"),
            "FRONTDESK_APP_DATABASE_URL": database.url("app"),
            "FRONTDESK_DEMO": "1",
            "FRONTDESK_SECRET_KEY": "bench-only-0123456789-0123456789-0123456789-0123456789",
            "DJANGO_SETTINGS_MODULE": "frontdesk.server.settings",
        }
        for module in ("frontdesk.server.cli migrate", "frontdesk.server.demo_data"):
            subprocess.run([sys.executable, "-m", *module.split()], check=True)
        yield from _pages()


def _pages() -> Iterator[tuple[str, str]]:
    import django

    django.setup()
    from django.contrib.auth import SESSION_KEY  # noqa: F401 - sessions are ready
    from django.test import Client

    from frontdesk.people.models import Staff
    from frontdesk.tenancy.context import inside_practice
    from frontdesk.tenancy.models import Practice

    client = Client(headers={"host": "127.0.0.1"})
    with inside_practice(Practice.objects.get(slug="cedar")):
        signed_in(client, Staff.objects.get(role="scheduler"))
    for path in ("", "console/queue/", "console/calendar/", "console/patients/?q=rosa", "console/messages/"):
        yield f"GET /cedar/{path}", ms(median_ms(lambda path=path: client.get(f"/cedar/{path}"), 15))
    status = Path("/proc/self/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]
    yield (
        "resident memory of a process that has served all of these (this one, with the engine's bench in it)",
        f"{int(resident) // 1024:9,} MB",
    )
