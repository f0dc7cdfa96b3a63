"""A real Chromium on the demo practice, served as in production."""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from tests.browser.staging import Stage
from tests.conftest import server as postgres
from tests.conftest import superuser
from tests.live import serve

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "frontdesk-demo"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SESSIONS: dict[str, list] = {}  # e-mail → the cookie of a session
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture(scope="session")
def site(migrated):
    """The demo practice with a month of history, for all browser tests of the run."""
    name = "frontdesk_browser"
    with superuser() as root:
        root.execute(f"CREATE DATABASE {name} TEMPLATE template_frontdesk OWNER frontdesk_owner")
    env = {
        **os.environ,
        "DATABASE_URL": postgres().url("owner", name),
        "FRONTDESK_APP_DATABASE_URL": postgres().url("app", name),
    }
    load = "import os; os.environ['DJANGO_SETTINGS_MODULE']='frontdesk.server.settings'; import django; django.setup(); from frontdesk.server.demo_data import load; load(months=1)"
    subprocess.run([sys.executable, "-c", load], env=env, check=True)
    with serve(name, threads=32, FRONTDESK_DEMO="1", FRONTDESK_FROM_ONE_ADDRESS="2000") as running:
        yield running


def shell() -> str:
    """Chromium without the window that nobody sees here, where there is one: a page in it costs a third."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "Chromium is missing; 'make chromium' installs it from Debian's packages"
    return path


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shell(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def stage(site):
    """Things that have happened at the demo practice before a journey begins."""
    made = Stage()
    yield made
    made.close()


class Person:
    """Somebody in front of a browser."""

    def __init__(self, page, site) -> None:
        self.page, self.site = page, site

    def go(self, path: str):
        return self.page.goto(self.site.url(f"/cedar/{path}"))

    def type(self, field: str, text: str) -> None:
        self.page.fill(field, text)

    def choose(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def press(self, name: str, **more) -> None:
        self.page.get_by_role("button", name=name, **more).first.click()
        self._arrived()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self._arrived()

    def text(self) -> str:
        self._arrived()
        return self.page.inner_text("body")

    def _arrived(self) -> None:
        """A click ends with the first bytes of the page that it leads to, of which nothing can be read yet."""
        self.page.wait_for_load_state("domcontentloaded")

    def sign_in(self, email: str) -> None:
        """By password; where this run has signed in already, with that session (so many sign-ins in a row are refused)."""
        self.page.context.add_cookies(SESSIONS.get(email, []))
        self.go("console/")
        if self.page.url.endswith("/sign-in/"):
            self.page.fill("#id_email", email)
            self.page.fill("#id_password", PASSWORD)
            self.press("Sign in")
        self.page.wait_for_url(re.compile(r"/(queue|billing|pipeline|staff|mine)/"))
        SESSIONS[email] = [one for one in self.page.context.cookies() if one["name"] == "frontdesk_session"]

    def code(self) -> str:
        """The latest code, as the demo's outbox shows it."""
        body = self.site.request("GET", "/cedar/outbox/").body
        return re.search(r"(?:Your code is|Su código es) (\d{6})", body).group(1)

    def violations(self) -> list[str]:
        """What axe finds on the page, one line each."""
        self.page.evaluate(AXE.read_text())
        # Only what is wrong comes back: all that is right would take longer to bring than to find.
        return self.page.evaluate("""
            axe.run(document, {
              runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
              resultTypes: ['violations'],
            }).then(found => found.violations.flatMap(one => one.nodes.map(
              node => `${one.id}: ${node.target} ${(node.failureSummary || '').slice(0, 160)}`)))
        """)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Where a walk ends badly: what its pages showed then, for who cannot open the browser that it was walked in."""
    report = yield
    if call.when == "call" and report.failed and "person" in getattr(item, "funcargs", {}):
        for page in item.funcargs["person"].pages():
            report.sections.append((f"page {page.url}", _shown(page)))
    return report


def _shown(page) -> str:
    try:
        focus = page.evaluate("document.activeElement && document.activeElement.outerHTML.slice(0, 200)")
        return f"focus: {focus}\n{page.inner_text('body')[:4000]}"
    except PlaywrightError as gone:
        return f"not to be read: {gone}"


@pytest.fixture
def person(chromium, site):
    """Makes people: `person(PHONE)`, `person(DESK, javascript=False)`."""
    contexts = []

    def make(viewport=DESK, *, javascript: bool = True, theme: str = "light") -> Person:
        context = chromium.new_context(viewport=viewport, java_script_enabled=javascript, color_scheme=theme)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Person(context.new_page(), site)

    make.pages = lambda: [page for context in contexts for page in context.pages]
    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def card(tmp_path_factory) -> Path:
    """A small picture, as a phone would take one of an insurance card."""
    path = tmp_path_factory.mktemp("card") / "card.png"
    raw = b"".join(b"\0" + b"\x80" * 8 for _ in range(8))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b"")
    )
    return path
