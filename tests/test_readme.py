"""README's five minutes, walked over HTTP on what `make demo` loads: what it says can be done, can be done."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.conftest import server as postgres
from tests.live import serve
from tests.server.test_health import Browser
from tests.web.forms import forms_of

README = Path(__file__).resolve().parents[1] / "README.md"
LOAD = "import os; os.environ['DJANGO_SETTINGS_MODULE']='frontdesk.server.settings'; import django; django.setup(); from frontdesk.server.demo_data import load; load(months=0)"


@pytest.fixture
def demo(fresh_db):
    env = {
        **os.environ,
        "DATABASE_URL": postgres().url("owner", fresh_db),
        "FRONTDESK_APP_DATABASE_URL": postgres().url("app", fresh_db),
    }
    subprocess.run([sys.executable, "-c", LOAD], env=env, check=True)
    with serve(fresh_db, threads=8) as running:
        yield running


class Reader(Browser):
    """Follows what it is sent to, and presses forms as a browser does."""

    def look(self, path):
        answer = self.get(path)
        while answer.location:
            path = urlsplit(answer.location).path
            answer = self.get(path)
        assert answer.status == 200, (path, answer.status)
        self.path, self.body = urljoin("/cedar/console/", path), answer.body
        return answer.body

    def press(self, action="", **typed):
        """The first form that leads there (or the first that is posted) and has all these fields."""
        names = set(typed) - {"_"}
        for form in forms_of(self.path, self.body):
            there = set(form.fields) | set(form.buttons) | set(re.findall(r'name="(\w+)"', self.body))
            if (
                form.method == "post"
                and (action in form.action if action else form.action == self.path)
                and names <= there
                and "language" not in form.action
            ):
                data = {
                    name: value[0] if isinstance(value, list) else value for name, value in form.data(**typed).items()
                }
                data.pop("csrfmiddlewaretoken", None)
                answer = self.post(form.action, **data)
                assert answer.status == 302, (form.action, re.sub(r"<[^>]*>", " ", answer.body)[-800:])
                return self.look(urlsplit(answer.location).path)
        raise AssertionError(f"no form for {action or names} at {self.path}")

    def last(self, name):
        """The last value that can be chosen under that name: the first time may be too soon to be moved online."""
        found = re.findall(rf'name="{name}"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="{name}"', self.body)
        assert found, (self.path, re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", self.body))[:1500])
        return found[-1][0] or found[-1][1]


def the_manager_and_the_administrator_find_what_is_named(demo):
    manager, admin = Reader(demo), Reader(demo)
    manager.post("sign-in/", email="manager@cedar.example", password="frontdesk-demo")
    for path in ("../setup/rules/", "../setup/try/", "../setup/describe/", "../setup/audit/", "../setup/versions/"):
        assert manager.look(path)
    admin.post("sign-in/", email="admin@cedar.example", password="frontdesk-demo")
    roles = admin.look("../setup/roles/")
    assert "View as" in roles
    seen = admin.press("roles/front_desk/view-as/")
    assert "Everybody here is made up." in seen


def rosa_books_moves_and_waits(demo):
    rosa = Reader(demo)
    rosa.look("../sign-in/")
    rosa.press("sign-in/", contact="rosa@patients.example")
    code = re.search(r"\b(\d{6})\b", re.sub(r"<[^>]*>", " ", Reader(demo).look("../outbox/")))[1]
    rosa.press("sign-in/code/", code=code)
    assert "Rosa" in rosa.body
    rosa.look("../")
    rosa.press("", visit="follow-up")
    pages = 1
    while "/ask/" in rosa.path:
        pages += 1
        assert pages <= 4, rosa.path
        typed = {"answer": "Her blood pressure"} if 'name="answer"' in rosa.body else {}
        if person := re.search(r'name="person" value="([^"]+)"', rosa.body):
            typed["person"] = person[1]
        rosa.press("", **typed)
    if "/times/" not in rosa.path:
        rosa.look(next(link for link in re.findall(r'href="([^"]+/times/)"', rosa.body)))
    rosa.press("", time=rosa.last("time"))
    rosa.press("holds/")
    booked = rosa.path
    assert "/appointments/" in booked
    rosa.look(f"{booked}move/")
    rosa.press("move/", time=rosa.last("time"))
    rosa.press("holds/")
    assert "/appointments/" in rosa.path and rosa.path != booked
    rosa.look(f"{rosa.path}wait/")
    rosa.press("wait/")


def test_it_says_what_cannot_be_moved_in_yet_and_where_that_is_explained():
    """Whoever comes from another system reads it before they begin."""
    line = next(one for one in README.read_text("utf-8").splitlines() if "docs/imports.md" in one)
    assert "cannot be moved in yet" in line
    assert "cannot be moved in" in (README.parent / "docs" / "imports.md").read_text("utf-8")


@pytest.mark.slow
def test_steps_5_and_6(demo):
    """One after the other on one demo, as its reader does: to load it takes longer than to walk them."""
    the_manager_and_the_administrator_find_what_is_named(demo)
    rosa_books_moves_and_waits(demo)
