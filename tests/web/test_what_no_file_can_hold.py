"""Whatever is typed on a page of set-up is written into the practice file, or refused by a sentence at its field."""

import pkgutil
from importlib import import_module

import pytest
from django import forms

from frontdesk.practice.drafts import queries
from frontdesk.practice.drafts.errors import NotReadable
from frontdesk.web import setup
from frontdesk.web.forms import Form
from frontdesk.web.setup import frame, written
from frontdesk.web.setup.roles import HireForm
from frontdesk.web.setup.sections.hours import KeepForm, LayerForm
from frontdesk.web.setup.why import WhyForm
from frontdesk.web.setup.written import UNSEEN, WrittenForm
from tests.portion import some_of
from tests.web_client import as_staff, at

UNSEEN_ONES = ["\x07", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe"]
PAGES = [
    "practice/",
    "new/locations/",
    "parts/locations/downtown/",
    "new/visits/",
    "parts/visits/procedure/",
    "new/payers/",
    "parts/payers/aetna/",
    "new/providers/",
    "parts/providers/chen/",
    "questions/new/",
    "questions/one/reason/",
    "writing/",
    "reasons/",
    "templates/booked/",
]
NOT_IN_THE_FILE = {HireForm, WhyForm}  # an account; a question that is asked of the rules
CHOSEN_ONLY = {LayerForm, KeepForm}


@pytest.fixture
def manager(cedar):
    return as_staff(cedar, "manager")


def press(manager, cedar, path, **changed):
    """The page as it stands, with these fields typed over."""
    url = at(cedar, f"setup/{path}")
    form = manager.get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, False)} | changed
    return manager.post(url, sent)


def texts(manager, cedar, path):
    fields = manager.get(at(cedar, f"setup/{path}")).context["form"].fields
    return [name for name, field in fields.items() if isinstance(field, forms.CharField)]


@pytest.mark.parametrize("path", some_of(PAGES, one_in=6, torture=3))
def test_a_character_that_cannot_be_seen_is_said_at_its_field(cedar, manager, path):
    names = texts(manager, cedar, path)
    assert names
    for name in names:
        for unseen in UNSEEN_ONES:
            answer = press(manager, cedar, path, **{name: f"x{unseen}y"})
            assert answer.status_code == 422, (name, unseen)
            assert str(UNSEEN) in answer.context["form"].errors[name], (name, unseen)
    assert queries.draft() is None, "nothing was written"


@pytest.mark.parametrize("path", ["parts/locations/downtown/", "parts/visits/procedure/", "parts/providers/chen/"])
def test_control_what_people_type_is_written(cedar, manager, path):
    said = "Dr. Núñez–O’Hara 🙂 “x”"
    assert press(manager, cedar, path, name=said).status_code == 302
    assert said in queries.draft().text


def test_a_box_of_lines_takes_its_lines(cedar, manager):
    assert press(manager, cedar, "parts/locations/downtown/", rooms="a: exam room\r\nb: exam room").status_code == 302
    assert press(manager, cedar, "parts/locations/downtown/", address="1 Main St\nAnd more").status_code == 422


@pytest.mark.parametrize("path", ["parts/locations/downtown/", "parts/visits/procedure/"])
def test_what_gets_by_the_form_all_the_same_is_a_sentence_and_no_fault(cedar, manager, monkeypatch, path):
    monkeypatch.setattr(written, "ONE_LINE", lambda value: None)
    answer = press(manager, cedar, path, name="x\x07")
    assert answer.status_code in (302, 422)
    assert answer.status_code == 302 or answer.context["problem"]


def test_what_no_file_can_hold_is_not_read():
    with pytest.raises(NotReadable):
        frame.read("practice: {name: x\x07}\n")


def test_a_rule_with_such_a_character_is_a_sentence_too(cedar, manager):
    sent = {"text": 'New patient visits need approval when insurance is "x\x07".', "line": "0", "written": ""}
    assert manager.post(at(cedar, "setup/rules/save/"), sent).status_code < 500
    assert queries.draft() is None or "\x07" not in queries.draft().text


def test_every_form_of_set_up_with_text_is_one_of_what_is_written():
    found = set()
    for _finder, name, _is_package in pkgutil.walk_packages(setup.__path__, "frontdesk.web.setup."):
        module = import_module(name)
        found |= {one for one in vars(module).values() if isinstance(one, type) and issubclass(one, Form)}
    theirs = {one for one in found if one.__module__.startswith("frontdesk.web.setup")}
    assert len(theirs) > 8
    assert {one for one in theirs if not issubclass(one, WrittenForm)} == NOT_IN_THE_FILE
    for form in CHOSEN_ONLY:
        assert not [name for name, field in form.base_fields.items() if isinstance(field, forms.CharField)]
