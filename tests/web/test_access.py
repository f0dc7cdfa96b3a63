"""What axe does not find: ids, names, help and errors of every page, as it comes and after a form that was sent empty."""

import pytest
from django.db import transaction

from frontdesk.access.may import NotAllowed
from frontdesk.practice.roles.actions import choose_keys
from tests import factory as f
from tests.portion import some_of
from tests.web.pages import Element, read
from tests.web.test_no_failures import role_for
from tests.web.test_permissions import TABLE
from tests.web.world import World, of_cedar
from tests.web_client import as_staff, at

REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "popovertarget", "form")
PATIENTS = ("nobody", "patient")


@pytest.fixture
def world(db):
    return of_cedar(World)


def shown_pages(world, route: str) -> dict[str, Element]:
    """What a role sees there, as it comes; and again after its forms were sent with nothing in them."""
    roles = {role_for(route), *(one for one in PATIENTS if one in TABLE[route][0])} - {"client"}
    asked = [(role, method) for role in sorted(roles) for method in ("get", "post")]
    return {f"{method} {route} ({role})": page for role, method in asked if (page := _page(world, method, route, role))}


def _page(world, method: str, route: str, role: str) -> Element | None:
    client = world.client(role, tokens=False)
    if route.startswith("ask/"):
        client.post(world.address(""), {"visit": "new-patient"})
    with transaction.atomic():
        answer = getattr(client, method)(world.address(route))
        transaction.set_rollback(True)
    shows = not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html")
    return read(answer.content.decode()) if shows and answer.content else None


def faults_of(page: Element) -> list[str]:
    everything = list(page.all())
    ids = [one["id"] for one in everything if "id" in one]
    found = [
        f"the id {one!r} is there twice or empty" for one in sorted({i for i in ids if ids.count(i) > 1 or i == ""})
    ]
    for one in everything:
        for name in REFERENCES:
            found += [f"{name}={part!r} leads nowhere" for part in one[name].split() if part not in ids]
        if one.tag == "a" and one["href"].startswith("#") and one["href"][1:] not in ids:
            found.append(f"the link {one['href']!r} leads nowhere")
    found += [f"the {one.tag} {one['name']!r} has no label" for one in everything if not _is_named(one, everything)]
    found += [f"the group {one['id']!r} has no legend" for one in page.all("fieldset") if not list(one.all("legend"))]
    return found


def _is_named(one: Element, everything: list[Element]) -> bool:
    if one.tag not in ("input", "select", "textarea") or one["type"] in ("hidden", "submit"):
        return True
    if one["aria-label"] or one["aria-labelledby"] or one.within("label"):
        return True
    return any(label.tag == "label" and label["for"] == one["id"] and label.text for label in everything if one["id"])


def errors_and_help(page: Element) -> list[str]:
    """Each error and each help of a field is said with it: tied to the control or to the group that it stands in."""
    tied = {part for one in page.all() for part in one["aria-describedby"].split()}
    return [
        f"{one['id'] or one.text[:40]!r} is tied to nothing"
        for one in page.all("p", "span")
        if set(one["class"].split()) & {"error", "help"} and one["id"] not in tied
    ]


@pytest.mark.parametrize("route", some_of(TABLE, one_in=6, torture=5))
def test_every_page_says_what_belongs_to_what_to_people_who_do_not_see_it(world, route):
    """Ids are unique and whatever points to one finds it, help and errors are tied to their field; and so when something is wrong."""
    for name, page in shown_pages(world, route).items():
        assert (faults_of(page), errors_and_help(page)) == ([], []), name
        if name.startswith("post"):
            says_first_that_something_is_wrong(name, page)
        if any(f"({role})" in name for role in PATIENTS):
            does_not_let_the_browser_answer_for_us(name, page)


def says_first_that_something_is_wrong(name: str, page: Element) -> None:
    """In its title, and where it is said takes the focus."""
    if said := [one for one in page.all() if one["role"] == "alert"]:
        assert next(page.all("title")).text.startswith("Error: "), name
        assert any("autofocus" in one and one["tabindex"] == "-1" for one in said), name


def does_not_let_the_browser_answer_for_us(name: str, page: Element) -> None:
    for form in page.all("form"):
        fields = form.all("input", "textarea", "select")
        if any("required" in one or one["type"] in ("email", "number") for one in fields):
            assert "novalidate" in form, name


@pytest.mark.parametrize("route", ["", "ask/<slug:step>/", "home/", "console/queue/", "setup/practice/"])
def test_the_pages_are_there_that_are_looked_at(world, route):
    assert any(list(page.all("h1")) for page in shown_pages(world, route).values())


def test_the_summary_leads_to_the_first_choice_of_a_group_and_to_the_month_of_a_date(world):
    page = shown_pages(world, "ask/<slug:step>/")["post ask/<slug:step>/ (nobody)"]
    assert {"#id_birth_0", "#id_first"} <= {one["href"] for one in page.all("a")}


def test_what_looks_finds_an_empty_id_a_link_to_nowhere_and_an_error_alone():
    """Positive control."""
    page = read(
        '<fieldset id="-group"></fieldset><a href="#id_reason">x</a><input name="a"><p class="error" id="e">!</p><i id=""></i>'
    )
    assert len(faults_of(page)) == 4
    assert errors_and_help(page) == ["'e' is tied to nothing"]


def test_everybody_switches_one_letter_keys_off_for_themselves_and_it_stays(cedar):
    client, other = as_staff(cedar, "front_desk"), as_staff(cedar, "scheduler")
    page = at(cedar, "console/keys/")
    assert "data-keys" not in client.get(page).content.decode()
    assert client.post(page, {"letters": "off"}).status_code == 302
    assert 'data-keys="off"' in client.get(at(cedar, "console/queue/")).content.decode()
    assert "data-keys" not in other.get(at(cedar, "console/queue/")).content.decode()
    client.post(page, {"letters": "on"})
    assert "data-keys" not in client.get(page).content.decode()


def test_nobody_switches_the_keys_of_somebody_else(cedar):
    with pytest.raises(NotAllowed):
        choose_keys(f.actor(cedar, "admin"), f.staff(cedar, "front_desk"), on=False)
