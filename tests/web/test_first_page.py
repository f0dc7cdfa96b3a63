"""Whoever signs in lands on a page that is theirs, whatever their role may do; where there is none, a page says so."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.urls import resolve, reverse

from frontdesk.access.may import may_open
from frontdesk.access.roles import DEFAULT, STAFF_ROLES
from frontdesk.people.models import RolePermission
from frontdesk.people.queries import staff_actor
from frontdesk.practice.models import Provider
from frontdesk.practice.roles import actions
from frontdesk.practice.roles.queries import grantable
from frontdesk.web.navigation import LINKS, MORE
from tests import factory as f
from tests.web_client import as_staff, at

NO_PAGE = "There is no page that your role opens."


@pytest.fixture
def admin(cedar):
    return f.actor(cedar, "admin")


def with_rights(cedar, role: str, permissions) -> None:
    rows = RolePermission.objects.filter(kind="staff", role=role)
    there = set(rows.values_list("permission", flat=True))
    RolePermission.objects.bulk_create(
        RolePermission(practice=cedar, kind="staff", role=role, permission=one) for one in set(permissions) - there
    )
    rows.exclude(permission__in=permissions).delete()


def path_of(link) -> str:
    """Inside a practice, whichever one was open last."""
    return reverse(link.address, "frontdesk.web.urls").removeprefix("/cedar").lstrip("/")


def links_shown(html: str) -> list[str]:
    """What the navigation leads to, without what everybody has."""
    nav = html.partition('<div class="links">')[2].partition("<form")[0]
    return re.findall(r'<a href="([^"]+)"', nav)


def lands(cedar, client, permissions) -> str:
    """The first page's text.  It is the first that the navigation shows, or it says that there is none."""
    answer = client.get(at(cedar, "console/"))
    if answer.status_code == 302:
        address = answer.headers["Location"]
        answer = client.get(address)
        assert answer.status_code == 200, (sorted(permissions), address, answer.status_code)
        html = answer.content.decode()
        assert links_shown(html)[0] == address, sorted(permissions)
        return html
    assert answer.status_code == 200, (sorted(permissions), answer.status_code)
    html = answer.content.decode()
    assert NO_PAGE in unescape(html) and links_shown(html) == [], sorted(permissions)
    assert html.count(f'action="{at(cedar, "console/sign-out/")}"') == 2  # in the menu and where it is said
    return html


def made(cedar, admin, permissions):
    role = actions.create(admin, cedar, name="Of its own")
    with_rights(cedar, role.code, permissions)
    return as_staff(cedar, role.code)


def test_a_role_with_nothing_is_told_so_and_can_sign_out(cedar, admin):
    assert NO_PAGE in unescape(lands(cedar, made(cedar, admin, ()), ()))


def test_a_role_with_one_permission_lands_where_it_may_be_whichever_that_is(cedar, admin):
    client = made(cedar, admin, ())
    nowhere = set()
    for permission in grantable():
        with_rights(cedar, client.who.role, [permission])
        if NO_PAGE in unescape(lands(cedar, client, [permission])):
            nowhere.add(permission)
    assert not nowhere & {link.permission for link in LINKS if not link.reads}  # the walk can find pages


PAGES_OF_STAFF = re.compile(
    r"^\| `/(?P<path>(?:console|setup)/[^`<]*)` \| (?:GET|GET, POST) \| `(?P<permission>[^`]+)` \|", re.M
)
# These open alone and lead on to what does not: an empty time beside a calendar, a new patient who is booked next, a description whose draft is read.
PART_OF_MORE = {"console/calendar/at/", "console/book/new/", "setup/describe/"}


def pages_by_permission() -> dict[str, list[str]]:
    """The pages of the staff that are about no one thing, from docs/routes.md, by what each of them asks for."""
    text = (Path(__file__).parents[2] / "docs" / "routes.md").read_text()
    pages: dict[str, list[str]] = {}
    for match in PAGES_OF_STAFF.finditer(text):
        pages.setdefault(match["permission"], []).append(match["path"])
    return pages


def test_each_permission_alone_leads_to_pages_that_open_and_never_to_one_that_is_not_theirs(cedar, admin):
    client = made(cedar, admin, ())
    client.who.provider = Provider.objects.get(code="chen")
    client.who.save()
    pages, walked, closed, not_led_to = pages_by_permission(), 0, {}, set()
    for permission in grantable():
        with_rights(cedar, client.who.role, [permission])
        html = lands(cedar, client, [permission])
        for address in links_shown(html):
            walked += 1
            if (status := client.get(address).status_code) != 200:
                closed[permission, address] = status
        if NO_PAGE in unescape(html):
            there = pages.get(permission, [])
            not_led_to |= {path for path in there if client.get(at(cedar, path)).status_code == 200}
    assert closed == {} and walked > 15
    assert not_led_to == PART_OF_MORE


def test_control_the_pages_of_the_table_are_read():
    pages = pages_by_permission()
    assert "console/queue/" in pages["queue.view"] and "console/exceptions/" in pages["task.view"] and len(pages) > 15


def test_every_way_on_opens_for_who_may_do_what_it_says_and_no_more(cedar, admin):
    client = made(cedar, admin, ())
    client.who.provider = Provider.objects.get(code="chen")
    client.who.save()
    for link in (*LINKS, *MORE):
        with_rights(cedar, client.who.role, {link.permission, link.reads} - {""})
        page = client.get(at(cedar, path_of(link)))
        assert page.status_code == 200, link


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_a_built_in_role_with_one_permission_closed_lands_too(cedar, role):
    client = as_staff(cedar, role, provider="chen" if role == "clinician" else "")
    keeper = actions.create(f.actor(cedar, "admin"), cedar, name="Keeper", like="admin")
    f.staff(cedar, keeper.code)  # somebody can change roles whatever is closed
    for closed in DEFAULT[role]:
        rest = set(DEFAULT[role]) - {closed}
        if rest:  # the last one stays (`Emptied`)
            with_rights(cedar, role, rest)
            assert NO_PAGE not in unescape(lands(cedar, client, rest)), closed


def test_the_desk_that_may_do_four_things_lands_on_the_calendar(cedar, admin):
    four = ["calendar.view", "appointment.view", "patient.view", "appointment.arrive"]
    client = made(cedar, admin, four)
    assert client.get(at(cedar, "console/")).headers["Location"] == at(cedar, "console/calendar/")


def test_every_way_on_asks_for_what_its_page_asks_for():
    for link in (*LINKS, *MORE):
        view = resolve(f"/{path_of(link)}", "frontdesk.web.urls").func
        assert view.permission == link.permission, link


def test_a_practice_that_has_published_nothing_is_begun_only_by_who_may_open_that(cedar, admin, monkeypatch):
    client = made(cedar, admin, ["policy.edit"])
    monkeypatch.setattr("frontdesk.web.console.queue.in_force", lambda: None)
    assert client.get(at(cedar, "console/")).status_code == 200
    with_rights(cedar, client.who.role, ["policy.edit", "rules.view"])
    assert client.get(at(cedar, "console/")).headers["Location"] == at(cedar, "setup/start/")


def test_who_looks_as_a_role_that_leads_nowhere_gets_back(cedar, admin):
    role = actions.create(admin, cedar, name="Of its own")
    client = as_staff(cedar, "admin")
    sample = client.post(at(cedar, f"setup/roles/{role.code}/view-as/"))
    page = client.get(sample.headers["Location"])
    assert page.status_code == 200
    html = page.content.decode()
    assert NO_PAGE in unescape(html)
    assert "console/view-as/end/" in html


def test_saving_a_role_that_leads_nowhere_says_so(cedar, admin):
    client = as_staff(cedar, "admin")
    told = "Its people find no page when they sign in."
    new = client.post(at(cedar, "setup/new-role/"), {"name": "Of its own"}, follow=True).content.decode()
    assert told in new
    save = at(cedar, "setup/roles/of_its_own/")
    data = {"do": "save", "reason": "a test", "was": ""}
    nothing = client.post(save, {**data, "appointment.arrive": "all"}, follow=True).content.decode()
    assert told in nothing
    data["was"] = "appointment.arrive"
    something = client.post(
        save, {**data, "calendar.view": "all", "appointment.view": "all"}, follow=True
    ).content.decode()
    assert told not in something and "Saved: in force" in something
    assert may_open(staff_actor(f.staff(cedar, "of_its_own")), "calendar.view")


@pytest.mark.parametrize(("role", "first"), [("manager", "console/reports/"), ("clinician", "console/mine/")])
def test_who_sees_only_their_own_calls_has_them_in_the_menu_and_begins_with_their_work(cedar, role, first):
    client = as_staff(cedar, role, **({"provider": "chen"} if role == "clinician" else {}))
    landed = client.get(at(cedar, "console/"), follow=True)
    assert landed.redirect_chain[-1][0].startswith(at(cedar, first)), landed.redirect_chain
    assert f'href="{at(cedar, "console/exceptions/")}"' in landed.content.decode()
