"""A refused change of a line of who acts for whom comes back as the change that it was, and not as a line to add."""

import re

import pytest

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document
from tests.web.forms import forms_of
from tests.web_client import as_staff, at

PARENT = {"who": "parent", "least": "0", "most": "18", "may": ["see", "book", "cancel"]}
CARER = {"who": "carer", "least": "18", "most": "", "may": ["see"]}


@pytest.fixture
def two(cedar):
    """Two managers with the page of the second line open, and what the form of each would send."""
    maria = as_staff(cedar, "manager")
    url = at(cedar, "setup/proxies/")
    for line in (PARENT, CARER):
        form = next(one for one in forms_of(url, maria.get(url).content.decode()) if one.action == url)
        assert maria.post(url, form.data(**named(form, line))).status_code == 302
    page = maria.get(url).content.decode()
    way = re.findall(r'href="([^"]*setup/proxies/[^"/]+/)"', page)[1]
    other = as_staff(cedar, "manager")
    return maria, other, way, *(shown_to(one, way) for one in (maria, other))


def shown_to(manager, way):
    return next(one for one in forms_of(way, manager.get(way).content.decode()) if one.action == way)


def named(form, line):
    """The fields of the form, whatever they are called, with what a line says."""
    return {name: value for name, value in line.items() if name in form.fields or name == "may"}


def lines():
    return document.entries(queries.draft().text, "proxies")


def test_what_somebody_else_changed_meanwhile_is_changed_and_not_added(two):
    one, other, way, sent, theirs = two
    assert other.post(way, theirs.data(may=["see", "cancel"])).status_code == 302
    refused = one.post(way, sent.data(may=["see", "book"]))
    text = refused.content.decode()
    assert refused.status_code == 422 and "Change this line" in text and "Add a line" not in text
    form = next(form for form in forms_of(way, text) if "setup/proxies/" in form.action)
    assert one.post(form.action, form.data()).status_code == 302
    assert len(lines()) == 2 and list(lines()[1]["may"]) == ["see", "book"]


def test_what_was_taken_out_meanwhile_can_only_be_added(two):
    one, other, way, sent, theirs = two
    assert other.post(way, {**theirs.data(), "do": "remove"}).status_code == 302
    text = one.post(way, sent.data(may=["see", "book"])).content.decode()
    assert "Add a line" in text and len(lines()) == 1


def test_the_line_is_found_where_another_one_was_taken_out_before_it(two):
    from frontdesk.web.setup.sections.plans import _what_it_is_now

    assert _what_it_is_now(["a", "b", "c"], ["b", "C"], 2) == "C"
    assert _what_it_is_now(["a", "b", "c"], ["x", "a", "b", "c"], 1) == "b"
    assert _what_it_is_now(["a", "b", "c"], ["a", "c"], 1) == ""
