"""No list ends in silence: a view shows so many by `Limited`, and the page says when there are others."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from frontdesk.access.roles import STAFF_ROLES
from frontdesk.web import csv_file, urls
from frontdesk.web.limited import Limited
from frontdesk.web.setup import frame
from frontdesk.web.templatetags.lists import list_end
from tests.portion import some_of
from tests.web.test_permissions import TABLE
from tests.web.world import World
from tests.web_client import as_staff, at

VIEWS = Path(urls.__file__).parent
# Slices that are no end of a list that somebody reads, or whose page says the rest in its own words.
OTHERS = {
    "console/alike.py": "who is like what is typed: the nearest, as a warning",
    "console/new_patient.py": "who is like a new patient: the nearest, as a warning",
    "out_words.py": "the hours and the minutes of a time by the clock",
    "console/importing.py": "says how many faults there are besides",
    "console/merging.py": "suggestions beside a search",
    "console/away.py": "a reason as it is kept",
    "crossing.py": "an address and a digest as they are kept",
    "console/palette.py": "one by its number",
    "console/queue.py": "at most a page of rows is picked at once",
    "console/referrals.py": "what a form sends, and who is like it",
    "console/requests.py": "what a form sends, and who is like it",
    "console/series.py": "at most so many visits in one series, refused beyond",
    "portal/journey.py": "the order of the questions",
    "setup/describing.py": "at most so many sentences are taken at once",
    "setup/sections/forms.py": "a line as it is quoted, and an id",
    "setup/sections/questions.py": "an id from what is asked",
    "setup/drafts.py": "says how many more",
    "setup/frame.py": "says how many more",
    "setup/reading.py": "says how many more",
    "setup/trying.py": "versions and sentences to choose from",
    "console/answers.py": "what was typed, no longer than it can be meant",
    "portal/closed.py": "what was typed, no longer than a field takes it",
    "portal/typed.py": "what was typed and not sent, no longer than a field takes it",
    "portal/signin.py": "which draft and which question, no longer than these can be",
    "own_words.py": "the first letter of a word",
    "demo.py": "the demo's outbox, latest first",
}
LISTS = ("console/find/", "console/patients/<uuid:key>/", "home/")
CUT = re.compile(r"[\w\])]\[:[A-Z0-9_]+\]")
OF_TEXT = re.compile(
    r"strip\(\)\[:|hexdigest\(\)\[:|str\([^\[]*\)\[:|\.get\([^\[]*\)\[:|POST\[[^\[]*\]\[:|posted\.text\(.*\)\[:|text\[:1\]|[Nn]ame\[:|day\[:3\]|WEEKDAYS\[:|reason\w*\[:|note\w*\[:|digest\[:"
)


def test_no_view_cuts_a_list_but_by_limited():
    found = {}
    for path in sorted(VIEWS.rglob("*.py")):
        for line in path.read_text().splitlines():
            if CUT.search(line) and not OF_TEXT.search(line):
                found.setdefault(path.relative_to(VIEWS).as_posix(), []).append(line.strip())
    assert set(found) - set(OTHERS) == set(), found


def test_a_file_that_is_not_the_whole_list_says_so(cedar, monkeypatch):
    manager = as_staff(cedar, "manager")
    for most, says in ((100_000, False), (1, True)):  # that the first was taken away is an entry too
        monkeypatch.setattr(csv_file, "MOST", most)
        lines = manager.get(at(cedar, "setup/audit/?format=csv")).content.decode().splitlines()
        assert (lines[-1] == "There are more: only 1 are in this file.") is says


@pytest.mark.parametrize(("there", "more"), [(0, False), (2, False), (3, True)])
def test_it_says_when_there_are_others(there, more):
    for rows in (list(range(there)), iter(range(there)), tuple(range(there))):
        kept = Limited(rows, 2)
        assert list(kept) == list(range(min(there, 2))) and len(kept) == min(there, 2)
        assert ("only 2 are shown" in list_end(kept)) is more and kept.more is more
    assert list_end([1, 2, 3]) == "", "a list that is whole"


@pytest.mark.parametrize("part", some_of(range(8), one_in=8, torture=3))
def test_every_page_with_a_list_that_goes_on_says_so(cedar, monkeypatch, part):
    assert going_on(cedar, monkeypatch, list(TABLE)[part::8])[0] == []


def test_there_are_such_pages(cedar, monkeypatch):
    assert going_on(cedar, monkeypatch, LISTS) == ([], {*LISTS})


def going_on(cedar, monkeypatch, routes):
    """Each list has more than it shows: the pages that are silent about it, and those that say so."""
    world, made, silent, said = World(cedar), [], [], set()
    monkeypatch.setattr(Limited, "__init__", _more_than_shown(made, Limited.__init__))
    for route in routes:
        role = next((one for one in ("patient", *STAFF_ROLES) if one in TABLE[route][0]), None)
        if role is None:
            continue
        made.clear()
        try:
            answer = world.client(role, tokens=False).get(world.address(route))
        except AssertionError:
            continue  # nothing of the world stands there
        for one in made if answer.status_code == 200 and not answer.streaming else ():
            if one.shown and not one.said:
                silent.append((role, route, one.shown[:1]))
            elif one.said:
                said.add(route)
                assert "There are more" in answer.content.decode(), route
    return silent, said


def _more_than_shown(made, init):
    def watched(self, rows, most):
        init(self, rows, most)
        self._more = True
        made.append(self)

    return watched


@pytest.mark.parametrize(
    ("new", "said", "more"), [(0, 0, ""), (3, 3, ""), (4, 3, "1 more error now."), (5, 3, "2 more errors now.")]
)
def test_what_is_wrong_since_what_was_just_saved_is_said_and_how_much_more(rf, monkeypatch, new, said, more):
    request = rf.get("/")
    heard: list[str] = []
    request._messages = SimpleNamespace(add=lambda _level, text, _tags: heard.append(text))
    faults = [SimpleNamespace(message=f"Rule {n}, line {n}: nothing is called that.") for n in range(new + 1)]
    monkeypatch.setattr(frame, "current", lambda _request: SimpleNamespace(faults=faults[:1]))
    monkeypatch.setattr(frame.queries, "draft", object)
    monkeypatch.setattr(frame.queries, "examined", lambda _draft: SimpleNamespace(faults=faults))
    frame.warn_of_new_faults(request)
    assert [text for text in heard if "an error now" in text] == [
        f"The draft has an error now: {fault.message}" for fault in faults[1 : said + 1]
    ]
    assert [text for text in heard if "more error" in text] == ([f"The draft has {more}"] if more else [])
