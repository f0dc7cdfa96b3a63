"""The same text is read once, whoever asks for it; and what was found belongs to all of them, so nobody can change it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import examine, read
from tests import factory as f
from tests.web_client import as_staff, at
from tests.work import calls

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
CHANGEABLE = (dict, list, set, bytearray)
FULL = f.CEDAR + (
    "reasons: {cancel: [The patient asked, {say: Ill, es: Enferma}]}\n"
    'messages: {templates: [{id: booked, subject: "Booked", email: "{when}{for_whom}", text: "{when}{for_whom}", es: {text: "{when}{for_whom}"}}]}\n'
    'appointments: [{visit: procedure, provider: chen, at: downtown, start: "2027-03-01 09:00", minutes: 30, patient: p1,'
    ' state: canceled, canceled: "2027-02-28 09:00"}]\n'
    "cases: [{name: One, visit: procedure, provider: chen, at: downtown, now: 2027-02-01T09:00, start: 2027-03-01T09:00,"
    " offered: yes, answer: {reason: x}, last: {procedure: 2027-01-05}, given: {insurance-card: 2027-01-05}}]\n"
)


def changeable(thing: object, where: str = "") -> Iterator[str]:
    """Where something stands in it that whoever was given it could change."""
    if isinstance(thing, CHANGEABLE) or (isinstance(thing, str) and type(thing) is not str):  # the YAML library's own
        yield f"{where}: {type(thing).__name__}"
    elif dataclasses.is_dataclass(thing):
        if not type(thing).__dataclass_params__.frozen:  # type: ignore[attr-defined]
            yield f"{where}: {type(thing).__name__}"
        for field in dataclasses.fields(thing):
            yield from changeable(getattr(thing, field.name), f"{where}.{field.name}")
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from changeable(value, f"{where}[{key}]")
    elif isinstance(thing, tuple | frozenset):
        for number, value in enumerate(thing):
            yield from changeable(value, f"{where}[{number}]")


@pytest.mark.parametrize(
    "text", [FULL, *(path.read_text() for path in EXAMPLES)], ids=["full", *(path.stem for path in EXAMPLES)]
)
def test_nothing_that_was_read_can_be_changed(text):
    file, faults = examine(text)
    assert file is not None and not faults
    assert list(changeable(file, "file")) == []


def test_the_full_one_has_something_of_each():
    file = read(FULL)
    assert file.reasons and file.messages.templates and file.canceled and file.cases[0].wanted.facts.last


@pytest.mark.parametrize("thing", [MappingProxyType({"a": ({"b": 1},)}), (1, [2]), (DoubleQuotedScalarString("x"),)])
def test_control_what_could_be_changed_is_found(thing):
    assert len(list(changeable(thing))) == 1 and not list(changeable(frozenset({(1, ("x",))})))


def test_a_caller_that_tries_is_refused_and_the_next_one_reads_what_stands_there():
    text = FULL + "# of this test\n"
    file: Any = examine(text)[0]
    for change in (
        lambda: file.setup.providers.pop("chen"),
        lambda: file.setup.providers.__setitem__("chen", None),
        lambda: file.setup.book.vocabulary.payers.clear(),
        lambda: file.messages.templates.clear(),
        lambda: file.reasons.clear(),
        lambda: setattr(file, "phone", "1"),
        lambda: file.cases[0].wanted.facts.answers.clear(),
    ):
        with pytest.raises((TypeError, AttributeError)):
            change()
    assert list(examine(text)[0].setup.providers) == ["chen", "lee"]


def test_a_text_is_read_once_and_another_one_anew():
    text = FULL + "# once\n"
    first = calls(lambda: examine(text))
    assert calls(lambda: (examine(text), read(text))) < 100 < first
    assert calls(lambda: examine(text + "# and again\n")) > first // 2
    assert queries.examine is examine


@pytest.fixture
def parsed(monkeypatch) -> list[str]:
    """Every text that is read as YAML, as long as the test lasts."""
    texts: list[str] = []
    load = YAML.load
    monkeypatch.setattr(YAML, "load", lambda self, text: texts.append(text) or load(self, text))
    return texts


def pressed(client, url, **typed):
    form = client.get(url).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return lambda: client.post(
        url, {name: value for name, value in shown.items() if value not in (None, False)} | typed
    )


@pytest.mark.parametrize("path", ["practice/", "parts/visits/procedure/", "parts/providers/chen/"])
def test_a_press_that_its_form_refuses_reads_no_file(cedar, parsed, path):
    press = pressed(as_staff(cedar, "manager"), at(cedar, f"setup/{path}"), name="x\x07y")
    parsed.clear()
    assert press().status_code == 422
    assert len(parsed) == 0


@pytest.mark.parametrize("path", ["practice/", "parts/visits/procedure/", "parts/providers/chen/"])
def test_a_press_that_changes_the_draft_reads_no_whole_text_twice(cedar, parsed, path):
    press = pressed(as_staff(cedar, "manager"), at(cedar, f"setup/{path}"), name="Another name")
    parsed.clear()
    assert press().status_code == 302
    whole = [text for text in parsed if "rules: |" in text]
    assert 0 < len(whole) == len(set(whole)) <= 2, whole  # with the rules as they were, and with the name they use now
    assert "Another name" in queries.draft().text
