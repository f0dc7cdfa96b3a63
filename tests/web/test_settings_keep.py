"""Settings show what the file says, whatever they offer; what was painted or typed there stays when it is refused."""

import re

import pytest

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, examine
from frontdesk.web.setup.sections import forms, hours, plans, questions
from frontdesk.web.setup.written import WrittenForm
from tests import factory as f
from tests.web.test_setup_parts import AS_THEY_ARE, as_a_browser_sends, entries, layer, send
from tests.web_client import as_staff, at

# A faultless file that says what the forms do not offer, and in the shorter ways in which it may be said.
ODD = (
    f.CEDAR.replace("America/Chicago", "America/Boise")
    .replace("name: Downtown\n", "name: Downtown\n    timezone: America/Detroit\n")
    .replace('to: "12:00"}]}', 'to: "12:00", only: follow-up}]}')
    .replace("kind: long text}", "kind: long text, for: procedure}")
    .replace("intake:\n", "intake:\n  - {id: 12, ask: How many?, kind: number}\n")
    .replace(
        "rules: |",
        "messages: {reminders: 7 days}\nreasons: {cancel: Ill}\nproxies:\n  - {who: parent, visits: follow-up, may: see}\nrules: |",
    )
)


@pytest.fixture
def manager(cedar):
    return as_staff(cedar, "manager")


def url(cedar, path):
    return at(cedar, f"setup/{path}")


def page(manager, cedar, path):
    return manager.get(url(cedar, path)).content.decode()


def test_the_odd_file_has_no_fault():
    assert not examine(ODD)[1]


@pytest.mark.parametrize("path", [*AS_THEY_ARE, "questions/one/12/"])
def test_saved_as_it_is_a_page_changes_nothing_of_what_it_does_not_offer(cedar, manager, path):
    f.load_cedar(ODD)
    answer = manager.post(url(cedar, path), as_a_browser_sends(page(manager, cedar, path)))
    assert answer.status_code == 302, path
    changes = queries.changes(queries.draft()) if queries.draft() else None
    if changes:  # a word is the list of it alone
        assert not changes.sentences and all(change.before == change.after for change in changes.setup)


def test_the_time_zone_stays_when_the_phone_is_changed(cedar, manager):
    f.load_cedar(ODD)
    text = page(manager, cedar, "practice/")
    assert re.search(r'value="America/Boise"\s+selected>\s*Boise<', text)
    manager.post(url(cedar, "practice/"), as_a_browser_sends(text) | {"phone": "+1 312 555 0199"})
    assert document.mapping(queries.draft().text, "practice")["timezone"] == "America/Boise"
    text = page(manager, cedar, "parts/locations/downtown/")
    manager.post(url(cedar, "parts/locations/downtown/"), as_a_browser_sends(text) | {"address": "1 Sample Street"})
    assert entries("locations")[0]["timezone"] == "America/Detroit"


def choosing(module):
    for kind in vars(module).values():
        if isinstance(kind, type) and issubclass(kind, WrittenForm):
            for name, field in kind.base_fields.items():
                if hasattr(field, "choices"):
                    yield pytest.param(kind, name, id=f"{kind.__name__} {name}")


@pytest.mark.parametrize(
    ("kind", "name"), [row for module in (forms, hours, plans, questions) for row in choosing(module)]
)
def test_every_choice_of_settings_offers_what_is_there(kind, name):
    file = examine(f.CEDAR)[0]
    given = {"questions": [file], "hours": [file.setup]}.get(kind.__module__.rpartition(".")[2], [])
    for stored in ("elsewhere", ["elsewhere"]):
        drawn = str(kind(*given, None, initial={name: stored})[name])
        assert re.search(r'value="elsewhere"[^>]*(selected|checked)', drawn), drawn
    form = kind(*given, {name: ["another"]}, initial={name: "elsewhere"})
    assert name in form.errors, "what nobody stored is not taken"


def test_a_line_of_one_word_is_read_as_that_word(cedar, manager):
    f.load_cedar(ODD)
    assert 'value="7 days"' in page(manager, cedar, "writing/")
    assert re.search(r"<textarea[^>]*name=\"cancel\"[^>]*>\s*Ill<", page(manager, cedar, "reasons/"))
    text = " ".join(page(manager, cedar, "proxies/").split())
    assert "Follow-up visit </td>" in text or ">Follow-up visit<" in text
    assert "f, o, l" not in page(manager, cedar, "hours/chen/")


@pytest.mark.parametrize("do", ["up", "down", "remove"])
def test_a_question_with_a_number_for_its_id_is_moved_and_taken_out(cedar, manager, do):
    f.load_cedar(ODD)
    assert manager.post(url(cedar, "questions/one/12/arrange/"), {"do": do}).status_code == 302
    there = [str(entry["id"]) for entry in entries("intake")] if queries.draft() else []
    assert there == {"up": [], "down": ["reason", "12", "insurance-card"], "remove": ["reason", "insurance-card"]}[do]


def ticked(text: str) -> set[str]:
    boxes = re.findall(r'<input type="checkbox" name="cell"[^>]*>', text)
    return {re.search('value="([^"]*)"', box)[1] for box in boxes if re.search(r"\bchecked\b", box)}


PAINTED = ["sat-780", "sat-810", "sun-1200"]


def test_the_painted_week_stays_when_the_form_is_refused(cedar, manager):
    for chosen in ("new", layer("chen")):
        sent = {"layer": chosen, "step": "30", "cell": PAINTED, "at": "downtown", "every": "2"}
        answer = manager.post(url(cedar, "hours/chen/"), sent)
        assert answer.status_code == 422
        assert ticked(answer.content.decode()) == set(PAINTED)
    assert queries.draft() is None


def test_the_painted_week_stays_when_somebody_took_those_hours_out(cedar, manager):
    mine = layer("chen")
    send(manager, cedar, "hours/chen/change/", do="remove", layer=mine)
    answer = manager.post(url(cedar, "hours/chen/"), {"layer": mine, "step": "30", "cell": PAINTED, "at": "downtown"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "no longer there" in text and ticked(text) == set(PAINTED)
    assert 'name="layer" value="new"' in text, "pressed again, they are new hours"


def test_numbers_of_waits_stay_when_somebody_else_changed_the_same(cedar, manager):
    shown = re.search(r'name="as_shown" value="([^"]*)"', page(manager, cedar, "levels/"))[1]
    sent = {"u0": "days", "u1": "days", "u2": "days"}
    manager.post(url(cedar, "levels/"), sent | {"n0": "3"})
    answer = manager.post(url(cedar, "levels/"), sent | {"n0": "47", "as_shown": shown})
    assert answer.status_code == 422
    assert 'value="47"' in answer.content.decode()
