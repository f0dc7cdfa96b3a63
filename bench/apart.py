"""A measure in a process and a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


def measured(module: str, *arguments: str) -> Iterator[tuple[str, str]]:
    """What a module of the bench prints, a line a measure: what, a tab, and what was found.  Its errors are shown."""
    from frontdesk.server.embedded import Embedded

    with tempfile.TemporaryDirectory() as home, Embedded(Path(home)) as database:
        env = {
            **os.environ,
            "DATABASE_URL": database.url("owner"),
            "FRONTDESK_APP_DATABASE_URL": database.url("app"),
            "FRONTDESK_SECRET_KEY": "bench-only-0123456789-0123456789-0123456789-0123456789",
            "DJANGO_SETTINGS_MODULE": "frontdesk.server.settings",
            "SUPERUSER": database.url("superuser", "frontdesk"),
        }
        subprocess.run([sys.executable, "-m", "frontdesk.server.cli", "migrate"], env=env, check=True)
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
        for line in done.stdout.splitlines():
            what, _, found = line.partition("\t")
            yield what, found
