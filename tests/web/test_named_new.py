"""What a practice names itself stands in addresses: no name of its own may lead to another page."""

import re

import pytest

from frontdesk.people.models import Role
from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, examine
from tests.web.test_permissions import routes
from tests.web_client import as_staff, at

SLUG = re.compile(r"<slug:\w+>")
OF_OURS = {
    "part": "which list of the file it is",
    "step": "a step of the journey",
}  # chosen by the code, by nobody else


def shadowed(all_routes):
    """Pairs of addresses where a name in the one can be the word that the other is told by."""
    for named in all_routes:
        places = named.split("/")
        for other in all_routes:
            words = other.split("/")
            if len(words) != len(places) or other == named:
                continue
            differ = [(place, word) for place, word in zip(places, words, strict=True) if place != word]
            if differ and all(
                SLUG.fullmatch(place) and place[6:-1] not in OF_OURS and not word.startswith("<")
                for place, word in differ
            ):
                yield named, other


def test_no_name_of_a_practices_own_is_the_address_of_another_page():
    assert not list(shadowed([path for path, _view in routes()]))


def test_the_walk_finds_such_a_pair():
    assert list(shadowed(["roles/<slug:code>/", "roles/new/"])) == [("roles/<slug:code>/", "roles/new/")]


@pytest.mark.parametrize(
    "part, key",
    [("visits", "visit types"), ("payers", "payers"), ("locations", "locations"), ("providers", "providers")],
)
def test_an_entry_that_is_called_new_is_opened_and_changed(cedar, part, key):
    manager = as_staff(cedar, "manager")
    assert manager.post(at(cedar, f"setup/new/{part}/"), {"name": "New"}).status_code == 302
    made = document.entries(queries.draft().text, key)[-1]
    address = at(cedar, f"setup/parts/{part}/{made['id']}/")
    assert address in manager.get(at(cedar, f"setup/parts/{part}/")).content.decode()
    assert 'value="New"' in manager.get(address).content.decode()
    assert manager.post(address, {"name": "Newer"}).status_code == 302
    assert [one["name"] for one in document.entries(queries.draft().text, key) if one["id"] == made["id"]] == ["Newer"]


def test_a_role_that_is_called_new_is_opened_and_changed(cedar):
    admin = as_staff(cedar, "admin")
    made = admin.post(at(cedar, "setup/new-role/"), {"name": "New", "like": "front_desk"})
    code = Role.objects.get(name="New").code
    assert made.headers["Location"] == at(cedar, f"setup/roles/{code}/")
    page = admin.get(made.headers["Location"])
    assert page.status_code == 200
    assert "New" in page.content.decode()


def test_a_long_name_makes_an_id_that_the_file_can_read(cedar):
    """Cut behind a hyphen it would end in one."""
    manager = as_staff(cedar, "manager")
    manager.post(at(cedar, "setup/new/visits/"), {"name": f"{'a' * 49} visit"})
    assert not examine(queries.draft().text)[1]
