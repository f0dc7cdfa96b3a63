"""A draft may hold what no practice file holds: the pages of set-up open all the same, so that it can be mended there."""

import copy
import io

import pytest
from ruamel.yaml import YAML

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, examine
from frontdesk.practice.file.difference import LISTS, difference
from tests import factory as f
from tests.web.test_setup_parts import PAGES, send
from tests.web_client import as_staff, at

BARE = {"words": "Aetna", "a number": 12, "a list": ["Aetna", 3], "nothing": None, "yes": True}
OTHERS = ["start/", "rules/", "rules/build/", "draft/", "versions/", "file/", "file/export/", "try/", "why/"]


@pytest.fixture
def manager(cedar):
    return as_staff(cedar, "manager")


def written(content: dict) -> str:
    out = io.StringIO()
    YAML().dump(content, out)
    return out.getvalue()


def content_of(text: str) -> dict:
    return document.sections(text, but="")


def with_bare_entries(value) -> str:
    content = content_of(f.CEDAR)
    return written(content | {section: [*content.get(section, []), copy.deepcopy(value)] for section in LISTS})


@pytest.mark.parametrize("value", BARE.values(), ids=BARE)
def test_every_page_of_settings_opens_on_a_list_with_an_entry_that_has_no_keys(cedar, manager, value):
    text = with_bare_entries(value)
    assert len(examine(text)[1]) >= len(LISTS), "the file's reader says it of each list"
    send(manager, cedar, "file/", text=text)
    assert queries.changes(queries.draft()).count >= len(LISTS)
    wrong = {}
    for path in [*PAGES, *OTHERS]:
        answer = manager.get(at(cedar, f"setup/{path}"))
        if answer.status_code != 200:
            wrong[path] = answer.status_code
    assert not wrong


@pytest.mark.parametrize("value", BARE.values(), ids=BARE)
@pytest.mark.parametrize("section", LISTS)
def test_such_an_entry_is_among_what_a_draft_changes(section, value):
    content = content_of(f.CEDAR)
    there = [*content.get(section, []), "Blue Cross"]
    before, _ = examine(written(content | {section: there}))
    after, _ = examine(written(content | {section: [*there, value]}))
    (new,) = difference(before, after).setup
    assert (new.what, new.section) == ("added", section)
    (gone,) = difference(after, before).setup
    assert (gone.what, gone.section) == ("gone", section)
    assert not difference(after, after)


FULL = {
    "practice": {
        "name": "Cedar Family Medicine",
        "timezone": "America/Chicago",
        "phone": "+1 312 555 0100",
        "email": "desk@cedar.example",
        "replies within days": 2,
        "ask about paying oneself": True,
    },
    "locations": [
        {
            "id": "downtown",
            "name": "Downtown",
            "timezone": "America/Chicago",
            "address": "120 Sample Street",
            "phone": "+1 312 555 0101",
            "sensitive": True,
            "rooms": [
                {"id": "us-1", "kind": "ultrasound room", "hours": [{"days": ["mon"], "from": "08:00", "to": "12:00"}]}
            ],
        }
    ],
    "payers": [{"id": "aetna", "name": "Aetna"}],
    "visit types": [
        {
            "id": "procedure",
            "name": "Procedure",
            "description": "With Dr. Chen",
            "sensitive": True,
            "es": {"name": "Procedimiento", "description": "Con Dr. Chen"},
        },
        {"id": "new-patient", "name": "New patient visit"},
    ],
    "providers": [
        {
            "id": "chen",
            "name": "Dr. Chen",
            "npi": "1234567893",
            "kind": "doctor",
            "team": ["lee"],
            "hours": [
                {
                    "at": "downtown",
                    "days": ["mon"],
                    "from": "08:00",
                    "to": "12:00",
                    "only": ["procedure"],
                    "starting": "2026-11-02",
                    "until": "2027-11-02",
                    "every": "2 weeks",
                    "which": ["1st"],
                }
            ],
        },
        {
            "id": "lee",
            "name": "Dr. Lee",
            "hours": [{"at": "downtown", "days": ["tue"], "from": "08:00", "to": "12:00"}],
        },
    ],
    "intake": [
        {
            "id": "reason",
            "ask": "Which language?",
            "kind": "choice",
            "help": "Help",
            "why": "Why",
            "options": ["Polish", "Spanish"],
            "for": ["new-patient"],
            "required": False,
            "show when": "the patient is under 18",
            "es": {"ask": "¿Qué idioma?", "help": "Ayuda", "why": "Por qué", "options": ["Polaco", "Español"]},
        }
    ],
    "rules": "Visits take 30 minutes.\nRequests wait at most 2 days for approval.\n",
    "messages": {
        "templates": [
            {
                "id": "booked",
                "subject": "S",
                "email": "E",
                "text": "T",
                "es": {"subject": "S", "email": "E", "text": "T"},
            }
        ],
        "reminders": ["7 days", "24 hours"],
        "quiet hours": {"from": "21:00", "to": "08:00"},
    },
    "waitlist": {"order": "longest waiting", "keep offers": "30 minutes"},
    "recalls": {"invite": "4 weeks ahead", "remind every": "2 weeks"},
    "proxies": [{"who": "parent", "from age": 0, "under age": 18, "visits": ["procedure"], "may": ["see", "book"]}],
    "reasons": {"cancel": [{"say": "Ill", "es": "Enfermo", "means": "patient"}], "ask": ["More words"]},
}


def with_another(where, value) -> str:
    """The full file with something else in that place; None takes it out."""
    content = copy.deepcopy(FULL)
    *ways, last = where
    inside = content
    for way in ways:
        inside = inside[way]
    inside[last] = copy.deepcopy(value)
    return written(content)


PAGES_OF = {
    "practice": ["practice/"],
    "locations": ["parts/locations/", "parts/locations/downtown/", "hours/chen/"],
    "payers": ["parts/payers/", "parts/payers/aetna/"],
    "visit types": [
        "parts/visits/",
        "parts/visits/procedure/",
        "questions/",
        "questions/form/new-patient/",
        "hours/chen/",
    ],
    "providers": [
        "parts/providers/",
        "parts/providers/chen/",
        "hours/chen/",
        "hours/lee/",
        "hours/chen/keep/",
        "closures/",
    ],
    "intake": ["questions/", "questions/form/new-patient/", "questions/one/reason/"],
    "rules": ["levels/", "rules/"],
    "messages": ["writing/", "templates/", "templates/booked/"],
    "waitlist": ["writing/"],
    "recalls": ["writing/"],
    "proxies": ["proxies/"],
    "reasons": ["reasons/"],
}


def test_the_full_file_is_one():
    assert not examine(written(FULL))[1]


# Where in the file, and what stands there in the place of what a file has.
WRONG = {
    ("practice",): "words",
    ("practice", "timezone"): 12,
    ("locations", 0, "rooms"): "exam",
    ("locations", 0, "rooms", 0): "exam",
    ("locations", 0, "rooms", 0, "hours"): "all day",
    ("locations", 0, "rooms", 0, "hours", 0): "all day",
    ("locations", 0, "rooms", 0, "hours", 0, "from"): None,
    ("locations", 0, "rooms", 0, "hours", 0, "days"): {"mon": 1},
    ("locations", 0, "id"): None,
    ("locations", 0, "timezone"): ["Mars"],
    ("payers", 0, "id"): "A B",
    ("payers", 0, "name"): ["Aetna"],
    ("visit types", 0, "es"): "hola",
    ("visit types", 1, "id"): None,
    ("providers", 0, "hours"): "all day",
    ("providers", 0, "hours", 0): "all day",
    ("providers", 0, "hours", 0, "from"): None,
    ("providers", 0, "hours", 0, "to"): "noon",
    ("providers", 0, "hours", 0, "days"): None,
    ("providers", 0, "hours", 0, "only"): "procedure",
    ("providers", 1, "hours", 0, "from"): None,
    ("providers", 1, "id"): 12.5,
    ("intake", 0, "es"): "hola",
    ("intake", 0, "kind"): "riddle",
    ("intake", 0, "options"): {"Polish": "Polaco"},
    ("intake", 0, "for"): 12,
    ("intake", 0, "id"): None,
    ("rules",): ["words"],
    ("messages", "templates"): "words",
    ("messages", "templates", 0): "x",
    ("messages", "templates", 0, "es"): "hola",
    ("messages", "reminders"): 7,
    ("messages", "quiet hours"): "none",
    ("messages", "quiet hours", "from"): [9],
    ("waitlist",): "words",
    ("recalls", "invite"): {"a": 1},
    ("proxies", 0, "who"): None,
    ("proxies", 0, "from age"): "young",
    ("proxies", 0, "may"): "see",
    ("proxies", 0, "visits"): 12,
    ("reasons", "cancel"): "Ill",
    ("reasons", "cancel", 0, "say"): ["Ill"],
}


@pytest.mark.parametrize("section", PAGES_OF)
def test_whatever_stands_where_a_file_has_something_else_the_pages_open(cedar, manager, section):
    send(manager, cedar, "file/", text=written(FULL))
    row, wrong, opened = queries.draft(), {}, 0
    for where, value in WRONG.items():
        if where[0] != section:
            continue
        row.text, row.revision = with_another(where, value), row.revision + 1
        row.save(update_fields=["text", "revision"])
        for path in PAGES_OF[section]:
            try:
                status = manager.get(at(cedar, f"setup/{path}")).status_code
            except Exception as error:
                status = repr(error)[:120]
            opened += status == 200
            if status not in (200, 404):
                wrong[where, path] = status
    assert not wrong, "\n".join(f"{key}: {said}" for key, said in wrong.items())
    assert opened
