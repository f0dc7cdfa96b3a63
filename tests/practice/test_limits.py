"""A text that is more than a practice file may be is refused at its line, at once, by every page and command that reads one."""

import pytest

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, examine
from tests import factory as f
from tests.web_client import as_staff, at
from tests.work import TooMuch, calls

pytestmark = pytest.mark.alone

NESTED = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
TEXTS = {
    "nested aliases": (NESTED + f.CEDAR, "'&' and '*'"),
    "an anchor alone": (f.CEDAR.replace("id: chen,", "id: &x chen,"), "'&' and '*'"),
    "an alias alone": (f.CEDAR.replace("id: chen,", "id: *x,"), "'&' and '*'"),
    "a merge": (f.CEDAR.replace("id: chen,", "<<: {id: chen},"), "'<<'"),
    "a tag": (f.CEDAR.replace("id: chen,", "id: !!python/name:os.system chen,"), "cannot stand here"),
    "a tag of one's own": (f.CEDAR.replace("id: chen,", "id: !x chen,"), "cannot stand here"),
    "3,000 brackets": (f.CEDAR + "x: " + "[" * 3000, "too deep"),
    "100,000 brackets": ("[" * 100_000, "too deep"),
    "braces": (f.CEDAR + "x: " + "{a: " * 600, "too deep"),
    "deep lines": (f.CEDAR + "x:\n" + "".join(" " * n + "a:\n" for n in range(1, 400)), "too deep"),
    "deep dashes": (f.CEDAR + "x:\n  " + "- " * 1500, "too deep"),
    "deep quoted keys": ("practice: " + '{"a":' * 40 + "1" + "}" * 40, "too deep"),
    "too large": (f.CEDAR + "# x\n" * 600_000, "too large"),
    "a doubled key": (f.CEDAR + "practice: {name: Two, timezone: America/Chicago}\n", "stands here twice"),
    "a doubled key inside": (f.CEDAR.replace("id: chen,", "id: chen, id: chen,"), "stands here twice"),
    "two documents": (f.CEDAR + "---\npractice: {name: Two}\n", "one practice"),
    "a NUL": (f.CEDAR + "# \0\n", "no file can hold"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_it_is_refused_at_once_with_the_reason(name):
    text, said = TEXTS[name]
    found, faults = examine(text)
    assert found is None and any(said in one.message or said in one.message.lower() for one in faults), faults


@pytest.mark.parametrize("name", TEXTS)
def test_and_reading_stops_there(name):
    """No more work than a text of that length that is read whole."""
    calls(lambda: examine(TEXTS[name][0] + "\n"), most=4_000_000)


def test_control_what_goes_on_for_ever_is_stopped():
    with pytest.raises(TooMuch):
        calls(lambda: [abs(n) for n in range(10_000_000)], most=1000)


@pytest.mark.parametrize("name", [one for one in TEXTS if one not in ("a NUL", "too large")])
def test_no_page_keeps_it_or_fails(cedar, name):
    client = as_staff(cedar, "manager")
    answer = client.post(at(cedar, "setup/file/"), {"text": TEXTS[name][0]})
    assert answer.status_code == 422 and queries.draft() is None


@pytest.mark.parametrize("name", ["nested aliases", "3,000 brackets", "deep lines"])
def test_a_draft_that_holds_it_already_opens_and_can_be_replaced(cedar, name):
    from frontdesk.practice.models import Policy

    base = queries.in_force()
    Policy.objects.create(
        practice=cedar, version=9, state="draft", text=TEXTS[name][0], base=base, base_revision=base.revision
    )
    client = as_staff(cedar, "manager")
    for path in (
        "setup/draft/",
        "setup/rules/",
        "setup/parts/providers/",
        "setup/file/",
        "setup/practice/",
        "setup/proxies/",
    ):
        assert client.get(at(cedar, path)).status_code == 200, path
    assert document.entries(TEXTS[name][0], "providers") == []


@pytest.mark.parametrize("text", ["Tom & Jerry", "5 * 3", "wait!", "a << b", "[see] {this}", "- - -"])
def test_what_only_looks_like_it_is_read(text):
    quoted = f.CEDAR.replace("What brings you in?", f"'{text}'")
    assert examine(quoted)[1] == ()


@pytest.mark.slow
def test_the_control_without_the_look_the_reader_does_not_come_back(monkeypatch):
    from frontdesk.practice.file import limits

    monkeypatch.setattr(limits, "refused", lambda text: None)
    with pytest.raises(RecursionError):
        examine(TEXTS["3,000 brackets"][0] + "\n# read anew")
