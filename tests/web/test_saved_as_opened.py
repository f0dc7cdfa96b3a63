"""Every form of the set-up, saved as it was opened, changes nothing of the file: walked over every entry of several practices."""

import re
from difflib import unified_diff
from pathlib import Path

import pytest

import frontdesk.web.setup.sections.questions as question_forms
from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, examine
from frontdesk.practice.file.tree import yaml
from frontdesk.web.setup.sections import weeks
from frontdesk.web.setup.sections.addressing import names_of
from tests import factory as f
from tests.web.test_settings_keep import ODD
from tests.web.test_setup_parts import as_a_browser_sends
from tests.web_client import as_staff, at

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
# Ways of saying the same that no form would write: all visits by name and in another order, what is so anyway, a word for a list.
ALL_BY_NAME = (
    f.CEDAR.replace("kind: long text}", "kind: long text, for: [procedure, follow-up, new-patient], required: yes}")
    .replace("kind: document}", "kind: document, for: [procedure, new-patient]}")
    .replace("rules: |", "proxies:\n  - {who: parent, visits: [procedure, follow-up], may: [see, book]}\nrules: |")
)
FILES = {"small": f.CEDAR, "odd": ODD, "all by name": ALL_BY_NAME, **{path.stem: path.read_text() for path in EXAMPLES}}
SECTIONS = {"locations": "locations", "visits": "visit types", "payers": "payers", "providers": "providers"}


def pages(text):
    """The address of every form that changes what is there."""
    yield from ("practice/", "writing/", "reasons/", "levels/")
    for part, section in SECTIONS.items():
        yield from (f"parts/{part}/{entry['id']}/" for entry in document.entries(text, section))
    yield from (f"questions/one/{entry['id']}/" for entry in document.entries(text, "intake"))
    yield from (f"proxies/{name}/" for name in names_of(document.entries(text, "proxies")))
    for entry in document.entries(text, "providers"):
        layers = weeks.layers(entry.get("hours") or [])
        yield from (f"hours/{entry['id']}/?layer={weeks.name_of_layer(layer)}" for layer in layers)
    yield "templates/booked/"


def saved_as_opened(practice, client, path):
    """(status, which lines the file has otherwise now)."""
    before = (queries.draft() or queries.in_force()).text
    page = client.get(at(practice, f"setup/{path}")).content.decode()
    address = at(practice, f"setup/{path.partition('?')[0]}")
    status = client.post(address, as_a_browser_sends(page)).status_code
    after = (queries.draft() or queries.in_force()).text
    changed = list(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    return status, changed


@pytest.mark.parametrize("name", FILES)
def test_saved_as_it_was_opened_no_form_changes_anything(db, name):
    practice = f.load_cedar(FILES[name])
    assert not examine(FILES[name])[1]
    client, wrong, walked = as_staff(practice, "manager"), {}, 0
    for path in pages(FILES[name]):
        walked += 1
        status, changed = saved_as_opened(practice, client, path)
        if status != 302 or changed:
            wrong[path] = (status, changed)
    assert wrong == {} and walked > 12


def test_control_a_form_that_writes_what_nobody_typed_is_found(cedar, monkeypatch):
    monkeypatch.setattr(question_forms.QuestionForm, "has_changed", lambda form: True)
    monkeypatch.setattr(question_forms.QuestionForm, "changed", lambda form, values: {**values(form), "help": "x"})
    assert saved_as_opened(cedar, as_staff(cedar, "manager"), "questions/one/reason/")[1] != []


def test_control_a_form_that_writes_all_its_keys_is_found(db, monkeypatch):
    practice = f.load_cedar(ALL_BY_NAME)
    monkeypatch.setattr(question_forms.QuestionForm, "changed", lambda form, values: values(form))
    assert changed_alone(practice, as_staff(practice, "manager"), "questions/one/reason/")[0] != {}


# One word of it changed -----------------------------------------------------------------------------------------

WORD = "Zebra"
# Fields of the forms, and what is typed there instead: '' is a word more behind what stands there.  Of a form, the first that it has.
TYPED = dict.fromkeys(("ask", "help", "address", "description", "es_name", "name", "subject"), "") | {
    "least": "3", "reply_days": "7", "remind": "3 weeks", "keep": "47 minutes", "n0": "9",
}  # fmt: skip


def leaves(value, at=()):
    """(where, what) of all that a file says."""
    if isinstance(value, dict):
        return [leaf for key, below in value.items() for leaf in leaves(below, (*at, key))]
    if isinstance(value, list):
        return [leaf for place, below in enumerate(value) for leaf in leaves(below, (*at, place))]
    return [(at, value)]


def differences(before, after):
    """Where two files say otherwise, as data: (where, what it was, what it is)."""
    was, now = (dict(leaves(yaml().load(text))) for text in (before, after))
    return [(where, was.get(where), now.get(where)) for where in {**was, **now} if was.get(where) != now.get(where)]


def text_now():
    return (queries.draft() or queries.in_force()).text


def changed_alone(practice, client, path):
    """({field: what else is otherwise}, how many were changed) of a form, one of whose words is changed."""
    address, page, before = (
        at(practice, f"setup/{path.partition('?')[0]}"),
        client.get(at(practice, f"setup/{path}")).content.decode(),
        text_now(),
    )
    sent = as_a_browser_sends(page)
    name = next(
        (name for name in TYPED if re.search(rf'<(input type="(text|number)"|textarea) name="{name}"', page)), ""
    )
    if not name:
        return {}, 0
    status = client.post(address, {**sent, name: TYPED[name] or f"{sent[name]} {WORD}".strip()}).status_code
    found = differences(before, text_now())
    others = found[1:] if TYPED[name] else [one for one in found if WORD not in str(one[2]) and one[0][-1] != "id"]
    return ({} if status == 302 and found and not others else {name: (status, others)}), 1


@pytest.mark.parametrize("name", ["small", "odd", "all by name"])
def test_with_one_word_changed_the_file_says_all_else_as_it_was(db, name):
    practice = f.load_cedar(FILES[name])
    client, wrong, walked = as_staff(practice, "manager"), {}, 0
    forms = [path for path in pages(FILES[name]) if path != "reasons/"]  # whole lists
    for path in forms:
        odd, fields = changed_alone(practice, client, path)
        walked += fields
        wrong |= {f"{path} {field}": found for field, found in odd.items()}
    assert wrong == {} and walked > 10
