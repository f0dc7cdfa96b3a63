"""What one of the staff types in any form is kept in the tab until it has arrived (`frontend/src/drafts.ts`): each form has a place of its own there."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import frontdesk
from frontdesk.access.roles import STAFF_ROLES
from tests.web.every_page import every_page
from tests.web.richer import RicherWorld

TEMPLATES = Path(frontdesk.__file__).parent / "web" / "templates"
SCRIPT = Path(__file__).parents[2] / "frontend" / "src" / "drafts.ts"
TYPED = set(re.findall(r'"([\w-]+)"', re.search(r"const TYPED = \[(.*?)\]", SCRIPT.read_text())[1]))
# Nothing is typed in these, or it is a secret.
OTHERS = {"hidden", "checkbox", "radio", "file", "password", "submit"}


class Forms(HTMLParser):
    """The forms of a page or a template; of each, its attributes and the fields in which one types."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[dict, list[dict]]] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.found.append((given, []))
            self.open = True
        elif self.open and tag in ("input", "textarea") and given.get("name"):
            kind = "textarea" if tag == "textarea" else given.get("type") or "text"
            if kind == "textarea" or kind in TYPED:
                self.found[-1][1].append({**given, "kind": kind})

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = False


def name_of(form: dict, fields: list[dict], path: str) -> str:
    """Where what is typed in it is kept: as the script names it."""
    if form.get("data-draft"):
        return form["data-draft"]
    if not fields or form.get("method", "get") != "post":
        return ""
    action = form.get("action") or ""
    return f"{urlsplit(action).path or path} {fields[0].get('id') or fields[0]['name']}"


def twice(text: str, path: str) -> list[str]:
    """The names that two forms of a page would share, though they say different things."""
    names = Counter(name_of(form, fields, path) for form, fields in Forms(text).found)
    del names[""]
    return [name for name, times in names.items() if times > 1]


def lost(text: str) -> list[list[str]]:
    """The fields of each form in which somebody types several things, or a text, and which nothing keeps."""
    much = [
        [one["name"] for one in fields]
        for form, fields in Forms(text).found
        if not name_of(form, fields, "/") and (len(fields) > 1 or any(one["kind"] == "textarea" for one in fields))
    ]
    return much


def test_each_form_of_every_page_has_a_place_of_its_own(cedar):
    world = RicherWorld(cedar)
    shared, away, opened, kept = {}, {}, 0, 0
    for route, path, text in every_page(world, who=STAFF_ROLES):
        if not route.startswith(("console/", "setup/")):
            continue
        opened += 1
        kept += sum(bool(name_of(form, fields, path)) for form, fields in Forms(text).found)
        if twice(text, path):
            shared[route] = twice(text, path)
        if lost(text):
            away[route] = lost(text)
    assert shared == {} and away == {}
    assert opened > 50 and kept > 50


@pytest.mark.parametrize(
    "path", sorted((*TEMPLATES.glob("console/*.html"), *TEMPLATES.glob("setup/*.html"))), ids=lambda one: one.name
)
def test_a_template_asks_for_nothing_that_is_not_kept(path):
    text = path.read_text()
    assert lost(text) == []
    kinds = set(re.findall(r'<input\b[^>]*?\stype="([\w-]+)"', text))
    assert kinds <= TYPED | OTHERS, "say in drafts.ts whether that is typed, or here that it is not"


def test_a_form_that_loses_what_is_typed_is_found():
    two = '<input name="first"><input name="last" type="date">'
    assert lost(f'<form method="get">{two}</form>') == [["first", "last"]]
    assert lost('<form><textarea name="why"></textarea></form>') == [["why"]]
    assert lost(f'<form method="post">{two}</form><form data-draft="find">{two}</form>') == []
    assert lost('<form><input name="q"><input name="all" type="checkbox"></form>') == []


def test_two_forms_with_one_place_are_found():
    form = '<form method="post" action="/end/">{}</form>'
    assert twice(form.format('<input name="why">') * 2, "/") == ["/end/ why"]
    assert twice(form.format('<input name="why">') + form.format('<input name="why" id="twice-why">'), "/") == []
    assert twice('<form method="post"><input name="why"></form>' * 2, "/here/") == ["/here/ why"]
