"""No page shows a date or a time as a file writes it: sentences of rules are shown as people say them, in both languages."""

import re
from html.parser import HTMLParser

import pytest

from frontdesk.core.saying import one_point
from frontdesk.messaging.templates import fill
from frontdesk.practice.file import Template
from tests import factory as f
from tests.test_words import catalogue
from tests.web.every_page import every_page
from tests.web.richer import RicherWorld

WRITTEN = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b(?:0\d|1[3-9]|2[0-4]):[0-5]\d\b")
# What somebody types or a program reads stays as it is written.
AS_WRITTEN = {"textarea", "code", "pre", "script", "style", "datalist"}


class Shown(HTMLParser):
    """What people read of a page, and what is read out to them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in AS_WRITTEN or "code" in (given.get("class") or "").split() or tag in self.inside:
            self.inside.append(tag)
        self.said += [given[one] for one in ("title", "aria-label", "alt", "placeholder") if given.get(one)]

    def handle_endtag(self, tag):
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside:
            self.said.append(data)


def written(text: str) -> list[str]:
    """Each piece of a page that has a date or a time as a file writes it."""
    return [" ".join(one.split()) for one in Shown(text).said if WRITTEN.search(one)]


def twice(text: str) -> list[str]:
    """A point after "a. m." or "dic." ends the sentence too."""
    return [" ".join(one.split()) for one in Shown(text).said if re.search(r"\b(?:[ap]\. m|[a-z]{3})\.\.(?!\.)", one)]


@pytest.fixture
def world(db):
    """Somebody is away for half a day, and a location is closed: in force, and in every draft."""
    away = f"  Dr. Chen is away on {f.day(25)} from 13:00 to 24:00.\n  Downtown is closed from {f.day(26)} to {f.day(27)}.\n"
    return RicherWorld(f.load_cedar(f.CEDAR + away))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_page_shows_a_date_as_a_file_writes_it(world, language):
    found, opened = {}, 0
    for route, _path, page in every_page(world, language=language):
        opened += 1
        if pieces := written(page) + twice(page):
            found[route] = pieces
    assert found == {}, "\n".join(f"{route}: {pieces}" for route, pieces in found.items())
    assert opened > 50


def test_a_point_that_stands_twice_is_found():
    assert twice("<p>hasta las 10:00 a. m..</p>") and twice("<p>el mar. 1 de dic..</p>") and not twice("<p>Wait...</p>")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hasta las 10:00 a. m.. Luego", "hasta las 10:00 a. m. Luego"),
        ("el <b>mar. 1 de dic.</b>.", "el <b>mar. 1 de dic.</b>"),
        ("on Dec.. Then at 9 a.m..", "on Dec. Then at 9 a.m."),
        ("Wait... and dic...", "Wait... and dic..."),
        ("el 1 de diciembre.", "el 1 de diciembre."),
    ],
)
def test_a_short_word_at_the_end_of_a_sentence_has_one_point(text, said):
    assert one_point(text) == said


def test_a_message_that_ends_in_a_time_has_one_point():
    written = fill(Template("Hasta {until}.", "Hasta {until}.", "Hasta {until}."), "email", {"until": "la 1:05 p. m."})
    assert (written.subject, written.body) == ("Hasta la 1:05 p. m.", "Hasta la 1:05 p. m.")


def test_a_spanish_text_has_its_point_whatever_is_filled_in_before_it():
    """What was left out for "dic." is missing after "diciembre"."""
    ends = re.compile(r"%\(\w+\)s\.$"), re.compile(r"%\(\w+\)s$")
    assert [es for en, es in catalogue() if ends[0].search(en) and ends[1].search(es)] == []


def test_what_is_written_as_in_a_file_is_found_and_what_is_typed_or_code_is_not():
    assert written('<p>on 2026-12-19</p><a title="from 13:00">x</a>') == ["on 2026-12-19", "from 13:00"]
    assert written('<textarea>2026-12-19</textarea><pre>08:00</pre><input value="2026-12-19"><p>1:00 PM</p>') == []
