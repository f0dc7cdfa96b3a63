"""Whatever is sent to whatever address: an answer that says what is wrong, never a failure of ours.

Every route of every role, with each hostile value in every field that its page or its address knows.
"""

import re
from pathlib import Path

import pytest
from django.db import transaction

from frontdesk.web import urls
from tests.portion import some_of
from tests.web.test_permissions import TABLE
from tests.web.world import World, of_cedar

SOURCE = Path(urls.__file__).parent
HOSTILE = {
    "nothing": "",
    "a power": "²",
    "digits of another script": "٣",
    "a NUL": "a\x00b",
    "the last day": "9999-12-31",
    "the first day": "0001-01-01",
    "no day": "2026-02-30",
    "a time in the gap": "2027-03-14T02:30",
    "a moment at the end": "9999-12-31T23:59",
    "a negative": "-1",
    "a huge number": "9" * 40,
    "not a number": "NaN",
    "an endless one": "1e309",
    "brackets": "[" * 100_000,
    "braces": "{" * 5_000,
    "a long word": "x" * 200_000,
    "markup": "'\"><script>alert(1)</script>",
    "a pattern": "%_\\",
    "a way out": "../../etc/passwd",
    "directions": "\u202eabc\u200b\ufeff",
    "an id": "00000000-0000-7000-8000-000000000000",
    "a time of nobody": "nobody|nowhere|2026-12-01T15:20Z",
    "a time at the end": "chen|downtown|9999-12-31T23:59Z",
    "lines": "one\r\nSubject: two\n\nthree",
}
ANYBODY = ("scheduler", "manager", "admin", "patient", "clinician", "billing", "nobody", "client")


def names_in_addresses() -> list[str]:
    """Every name that some view reads from the address, found in the code itself."""
    code = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    return sorted(set(re.findall(r"""(?:GET|params|asked|query)\.get(?:list)?\(\s*["']([\w-]+)["']""", code)))


def names_on_page(html: str) -> list[str]:
    return sorted(
        set(re.findall(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"', html)) - {"csrfmiddlewaretoken"}
    )


def names_in_forms() -> list[str]:
    """Every name that some view or form reads from what was posted."""
    code = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    posted = re.findall(r"""posted\.(?:text|texts|has)\(\s*\w+,\s*["']([\w-]+)["']""", code)
    assert {"do", "urgent", "version"} <= {*posted}, "they are read in another way by now"
    return sorted({*posted, *re.findall(r"^    (\w+) = (?:forms\.|\w*[Ff]ield\()", code, re.MULTILINE)})


def role_for(route: str) -> str:
    allowed = TABLE[route][0]
    return next(role for role in ANYBODY if role in allowed)


def answers(client, method: str, address: str, data: dict) -> int:
    """The status, with all that the request did undone."""
    with transaction.atomic():
        response = getattr(client, method)(address, data)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    return response.status_code


@pytest.fixture
def world(db):
    return of_cedar(World)


def failures(world: World, routes: list[str], values: dict[str, str]) -> list[tuple[str, str, str, int]]:
    found = []
    in_addresses, in_forms = names_in_addresses(), names_in_forms()
    for route in routes:
        client = world.client(role_for(route), tokens=False)
        client.raise_request_exception = False
        address, methods = world.address(route), TABLE[route][1]
        shown = client.get(address).content.decode(errors="replace") if "GET" in methods else ""
        fields = {*names_on_page(shown), *in_forms}
        for what, value in values.items():
            if "GET" in methods and len(value) < 10_000:
                status = answers(client, "get", address, dict.fromkeys(in_addresses, value))
                found += [(route, "GET", what, status)] if status >= 500 else []
            if "POST" in methods:
                status = answers(client, "post", address, dict.fromkeys(fields, value))
                found += [(route, "POST", what, status)] if status >= 500 else []
    return found


ROUTES = [route for route in TABLE if route != "console/live/" and TABLE[route][0] != ("client",)]
WORST = ("a power", "a NUL", "the last day", "markup")


@pytest.mark.parametrize("part", some_of(range(12), one_in=12, torture=12))
def test_nothing_of_the_worst_that_is_sent_makes_a_page_fail(world, part):
    assert failures(world, ROUTES[part::12], {what: HOSTILE[what] for what in WORST}) == []


@pytest.mark.parametrize("part", some_of(range(16), one_in=None, torture=16))
def test_nothing_that_is_sent_makes_a_page_fail(world, part):
    assert failures(world, ROUTES[part::16], HOSTILE) == []


def test_the_harness_finds_a_view_that_trusts_a_number(world, monkeypatch):
    """The control: a view that calls `int` on what was typed."""
    from frontdesk.web.console import patients

    monkeypatch.setattr(patients, "render", lambda request, *more, **context: int(request.GET.get("q") or 0) or 1 / 0)
    assert failures(world, ["console/patients/"], {"a power": "²"}) == [("console/patients/", "GET", "a power", 500)]
