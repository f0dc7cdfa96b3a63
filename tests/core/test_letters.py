"""Names that nobody can tell apart: a letter of another alphabet, one that is drawn as nothing."""

import pytest

from frontdesk.core.letters import as_drawn, unseen
from frontdesk.people.contacts import Unreadable
from frontdesk.practice.file import examine
from frontdesk.practice.roles import actions
from tests import factory as f
from tests.web_client import as_staff, at

CYRILLIC = "Dr. \u0421hen"
LOOK_ALIKE = [CYRILLIC, "Dr. Ch\u0435n", "Dr. \uff23hen", "Dr. C\u04bben"]


@pytest.mark.parametrize("name", [*LOOK_ALIKE, "Dr. Ch\u200ben", "dr. chen"])
def test_what_looks_the_same_is_drawn_the_same(name):
    assert as_drawn(name) == as_drawn("Dr. Chen")


@pytest.mark.parametrize("name", ["Dr. Chan", "Dr. Cheng", "Dr. Ch\u00e9n", "\u0414\u0440. \u0427\u0435\u043d"])
def test_and_what_does_not_is_not(name):
    assert as_drawn(name) != as_drawn("Dr. Chen")


@pytest.mark.parametrize("letter", ["\u200b", "\u2066", "\u3164", "\u180b", "\ufe0f"])
def test_what_is_drawn_as_nothing_is_known_in_one_place(letter):
    assert unseen(letter)


@pytest.mark.parametrize("name", LOOK_ALIKE[:2])
def test_a_file_in_which_two_providers_look_alike_has_a_fault(name):
    text = f.CEDAR.replace("name: Dr. Lee", f"name: {name}")
    assert text != f.CEDAR
    said = [str(fault) for fault in examine(text)[1]]
    assert any("looks like the provider in line" in one and "cyrillic" in one for one in said), said


@pytest.mark.parametrize(
    ("old", "new"), [("name: Aetna", "name: D\u043ewntown"), ("name: Procedure", "name: \u0410etna")]
)
def test_nor_may_a_place_a_payer_or_a_visit_look_like_one_another(old, new):
    text = f.CEDAR.replace(old, new, 1)
    assert text != f.CEDAR
    assert any("looks like the" in str(fault) for fault in examine(text)[1])


def test_the_control_the_file_as_it_is_has_none():
    assert not examine(f.CEDAR)[1]


def hire(cedar, name):
    boss = f.actor(cedar, "admin")
    return actions.hire(boss, cedar, name=name, email="new@example.org", role="billing", password="x" * 16)


def test_nobody_is_hired_under_a_name_that_only_looks_like_that_of_somebody_else(cedar):
    known = f.staff(cedar, "front_desk")
    known.name = "Rosa Perez"
    known.save()
    for name in ("R\u043esa Perez", CYRILLIC):
        with pytest.raises(actions.LooksLike):
            hire(cedar, name)
    with pytest.raises(Unreadable):
        hire(cedar, "Ros\u200ba Perez")
    assert hire(cedar, "Rosa Perez").name == "Rosa Perez", "two people may be called the same"


def test_the_page_says_so(cedar):
    client = as_staff(cedar, "admin")
    said = {"name": CYRILLIC, "email": "new@example.org", "role": "billing"}
    page = client.post(at(cedar, "setup/staff/new/"), said, follow=True).content.decode()
    assert "written with other letters" in page


def test_a_role_that_is_asked_for_by_its_address_leads_to_the_page_with_the_form(cedar):
    client = as_staff(cedar, "admin")
    assert client.get(at(cedar, "setup/new-role/"))["Location"] == at(cedar, "setup/roles/")
    assert client.get(at(cedar, "setup/staff/new/"))["Location"] == at(cedar, "setup/staff/")
