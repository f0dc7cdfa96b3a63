"""Small things that were untrue for somebody who came new: whose password, which keys, which number, which name."""

import pytest
from django.test import Client

from frontdesk.practice.actions import create_practice
from frontdesk.practice.drafts.queries import draft
from frontdesk.rules.words import lower_first, plural
from tests import factory as f
from tests.web_client import as_staff, at


def test_the_demos_password_is_said_for_the_demos_practice_alone(cedar):
    assert "frontdesk-demo" in Client().get(at(cedar, "console/sign-in/")).content.decode()
    other = f.load_cedar(slug="birch")
    assert "frontdesk-demo" not in Client().get(at(other, "console/sign-in/")).content.decode()


@pytest.mark.parametrize(("role", "approves"), [("front_desk", False), ("scheduler", True)])
def test_the_queue_names_the_keys_that_the_role_may_use(cedar, role, approves):
    page = as_staff(cedar, role).get(at(cedar, "console/queue/")).content.decode()
    hint = page.partition("<kbd>o</kbd> opens")[2].partition("</p>")[0]
    assert "ask" in hint and ("approve" in hint, "decline" in hint) == (approves, approves)


def test_a_practice_that_has_published_nothing_says_its_number_where_it_has_one(cedar):
    practice = create_practice("Birch", "America/Chicago")
    pages = [at(practice, ""), at(practice, "sign-in/")]
    assert not any("0177" in Client().get(page).content.decode() for page in pages)
    manager = as_staff(practice, "manager")
    text = 'practice: {name: Birch, timezone: America/Chicago, phone: "+1 312 555 0177"}\n'
    manager.post(at(practice, "setup/file/"), {"text": text})
    assert draft() is not None
    assert "0177" in Client().get(pages[0]).content.decode()


def test_a_name_keeps_its_capital_in_the_middle_of_a_sentence():
    assert lower_first(plural("Mohs surgery")) == "Mohs surgeries"
    assert lower_first("Pap smears") == "Pap smears" and lower_first("Papers") == "papers"
