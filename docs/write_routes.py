"""Writes docs/routes.md from the addresses and the default table of roles; `tests/test_docs.py` fails when the two differ."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.server.settings")
django.setup()

from django.urls import URLPattern, URLResolver, get_resolver  # noqa: E402

from frontdesk.access.may import Actor, may_open  # noqa: E402
from frontdesk.access.roles import DEFAULT, EVERY_STAFF, KINDS, NAMES  # noqa: E402
from frontdesk.web.page import STAFF_PREFIXES  # noqa: E402

HEAD = """\
# Who opens which page

*Written from the addresses of `src/frontdesk/web` and the table of roles by `python docs/write_routes.py`; a test fails when the two differ.*

Below the address of a practice. Who is not named is sent to sign in, or told that the page is not theirs; what somebody may do there to one patient, request
or appointment is asked of that one ([roles.md](roles.md)). `tests/web/test_permissions.py` tries each as each of them.

| Address | Answers | Permission | Opens to |
| --- | --- | --- | --- |
"""


def text() -> str:
    return HEAD + "".join(f"| `/{path}` | {answers} | `{needs}` | {whom} |\n" for path, answers, needs, whom in rows())


def rows() -> Iterator[tuple[str, str, str, str]]:
    """(address, methods, permission, who) of every page that is there without the demo."""
    for path, view in sorted(routes(get_resolver("frontdesk.web.urls"), "")):
        if not view.__module__.endswith("web.demo"):
            yield path, ", ".join(view.methods), view.permission, ", ".join(whom(path, view.permission))


def routes(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, object]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern), one.callback


def whom(path: str, permission: str) -> list[str]:
    if path.startswith("api/"):
        return [f"{NAMES['client']} with that scope"]
    staff_only = f"/{path}".startswith(STAFF_PREFIXES) and permission != "signin.use"
    there = [who for who in DEFAULT if who not in KINDS or (not staff_only and who != "client")]
    return [NAMES[who] for who in there if may_open(actor(who), permission)]


def actor(who: str) -> Actor:
    permissions = {*DEFAULT[who], *(() if who in KINDS else EVERY_STAFF)}
    return Actor(who if who in KINDS else "staff", role=who, permissions=frozenset(permissions))  # type: ignore[arg-type]


if __name__ == "__main__":
    (Path(__file__).parent / "routes.md").write_text(text())
