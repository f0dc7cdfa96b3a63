"""One of a thing is not said as several."""

import re
from pathlib import Path

import pytest

import frontdesk
from frontdesk.server.cli_operations import _counts

SOURCES = Path(frontdesk.__file__).parent
# Rooms that write sentences of the language, whose grammar takes both ("1 minutes" is read, "a minute" is written by `rules/words.py`).
SENTENCES = ("rules", "availability", "describing")
NOUNS = "minutes|hours|days|weeks|times|visits|appointments|requests|rows|people|patients|files|pages|practices|rules|locations|providers|versions|faults|calls|messages|documents|tables"
COUNTED = re.compile(rf"""^(?!.*ngettext)(?!\s*"%\(\w+\)s [^"]*",$).*(\{{[^}}]*\}}|%\(\w+\)s) ({NOUNS})\b""")
NEVER_ONE = {
    "booking/judging.py": "more people than a visit has seats",
    "core/emergency.py": "what a patient wrote, which is read and never said",
    "booking/series/actions.py": "a series has two visits or more",
    "messaging/wording.py": "two appointments or more: one has words of its own",
    "people/limits.py": "the plural of an ngettext",
    "practice/drafts/errors.py": "the plural of an ngettext",
    "practice/file/hours.py": "every two weeks or more",
    "practice/odd_invitations.py": "two days or more",
    "web/console/appointments.py": "five minutes or more",
    "web/setup/sections/hours.py": "every two weeks or more",
    "web/setup/templates.py": "two days or more",
    "web/setup_words.py": "starts every five minutes or more",
    "web/waiting_time.py": "two days or more",
}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((1, 1, 1), "1 practice, 1 row, 1 document"),
        ((2, 0, 10), "2 practices, 0 rows, 10 documents"),
    ],
)
def test_what_a_backup_holds_is_counted_as_people_say_it(counts, said):
    assert _counts(*counts) == said


def test_no_command_and_no_page_says_one_of_several():
    """Where a count stands before a noun in code, it goes through `counted` or `ngettext`; what is never one stands in the table."""
    found = {}
    for path in sorted(SOURCES.rglob("*.py")):
        if "migrations" in path.parts or any(path.is_relative_to(SOURCES / room) for room in SENTENCES):
            continue
        for line in path.read_text().splitlines():
            if COUNTED.search(line):
                found.setdefault(path.relative_to(SOURCES).as_posix(), []).append(line.strip())
    assert {name: lines for name, lines in found.items() if name not in NEVER_ONE} == {}


def test_control_the_look_finds_a_count_before_a_noun():
    assert COUNTED.search('print(f"{len(found)} times")') and COUNTED.search('gettext("%(count)s hours") % {}')
    assert not COUNTED.search('ngettext("%(count)s hour", "%(count)s hours", count)')
