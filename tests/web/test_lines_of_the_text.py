"""A line that a fault, a finding or a refusal names is where the page leads; and versions have words of their own."""

import re

import pytest

from frontdesk.audit.models import Entry
from frontdesk.practice.drafts import actions as drafting
from tests import factory as f
from tests.web_client import as_staff, at

BROKEN = f.CEDAR.replace("  Visits take 30 minutes.\n", "  Visits take thirty minuts.\n")
NUMBER = BROKEN[: BROKEN.index("thirty")].count("\n") + 1


@pytest.fixture
def manager(cedar):
    return as_staff(cedar, "manager")


def test_a_fault_leads_to_its_line_which_is_shown_with_what_is_wrong(cedar, manager):
    manager.post(at(cedar, "setup/file/"), {"text": BROKEN})
    page = manager.get(at(cedar, "setup/draft/")).content.decode()
    way = re.search(r'href="([^"]*setup/file/\?line=(\d+)#line)"', page)
    assert int(way[2]) == NUMBER
    text = manager.get(way[1]).content.decode()
    assert f'data-line="{NUMBER}"' in text and "<mark> Visits take thirty minuts.</mark>" in text
    assert 'id="line"' in text and "cannot read" in text


def test_a_refusal_that_names_a_line_leads_there_too(cedar, manager):
    text = f.CEDAR.replace("payers: [", "payers: [[[")
    answer = manager.post(at(cedar, "setup/file/"), {"text": text})
    assert answer.status_code == 422
    said = re.search(r"line (\d+)", answer.content.decode())[1]
    assert f'data-line="{said}"' in answer.content.decode()


@pytest.mark.parametrize("line", ["0", "99999", "x", "-1", "²"])
def test_a_line_that_there_is_not_leads_to_the_text(cedar, manager, line):
    answer = manager.get(at(cedar, "setup/file/"), {"line": line})
    assert answer.status_code == 200 and "data-line" not in answer.content.decode()


def test_the_history_of_a_version_has_words_of_versions(cedar, manager):
    row = drafting.start(f.actor(cedar, "manager"), cedar)
    manager.post(at(cedar, "setup/file/"), {"text": f.CEDAR + "  Visits at Downtown take 45 minutes.\n"})
    manager.post(at(cedar, "setup/draft/change/"), {"do": "aside", "note": "for later", "name": "for later"})
    assert Entry.objects.filter(thing_id=row.pk, action="policy.aside").exists()
    page = manager.get(at(cedar, f"setup/versions/{row.pk}/")).content.decode()
    history = page.partition('class="timeline"')[2]
    assert "Draft → Set aside" in history
    assert "Requested" not in history and "→ aside" not in history
