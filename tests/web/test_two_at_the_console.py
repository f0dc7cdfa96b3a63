"""Two people at every form of the console, and at every form of set-up that is no text: stale, crossed, by turns, pressed twice."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from frontdesk.web import crossing
from tests.web import test_two_people as of_set_up
from tests.web.forms import forms_of
from tests.web.richer import RicherWorld
from tests.web.test_permissions import TABLE, routes
from tests.web.world import differences, rows


@dataclass(frozen=True)
class Meeting:
    """Two people with that role have `page` open; each types something and presses the button of the route."""

    role: str
    page: str
    one: dict[str, object]
    other: dict[str, object]
    read: str = ""  # what the other typed, as the page shows it to them


PATIENT = "console/patients/<uuid:key>/"
MEETINGS = {
    f"{PATIENT}preferences/": Meeting(
        "front_desk", PATIENT, {"language": "es"}, {"time_zone": "America/Denver"}, "America/Denver"
    ),
    f"{PATIENT}confidential/": Meeting(
        "front_desk", PATIENT, {"contact": "+1 312 555 0143"}, {"contact": "+1 312 555 0144"}, "+1 312 555 0144"
    ),
    f"{PATIENT}whose/": Meeting("front_desk", PATIENT, {"email_of": "parent"}, {"email_of": "carer"}, "A carer"),
    f"{PATIENT}deceased/": Meeting("front_desk", PATIENT, {"on": "2026-11-01"}, {"on": "2026-11-02"}, "2026-11-02"),
    f"{PATIENT}alive/": Meeting(
        "front_desk", PATIENT, {"reason": "mistaken"}, {"reason": "wrong record"}, "wrong record"
    ),
    f"{PATIENT}merge/": Meeting(
        "front_desk", f"{PATIENT}merge/", {"reason": "one person"}, {"reason": "said so"}, "said so"
    ),
    f"{PATIENT}merge/<uuid:merged>/undo/": Meeting(
        "front_desk", PATIENT, {"reason": "two people"}, {"reason": "twins"}, "twins"
    ),
    f"{PATIENT}proxies/<uuid:proxy>/confirm/": Meeting("front_desk", PATIENT, {}, {}),
    f"{PATIENT}proxies/<uuid:proxy>/end/": Meeting("front_desk", PATIENT, {}, {}),
    "console/recalls/<uuid:key>/invite/": Meeting("front_desk", "console/recalls/?which=due", {}, {}),
    "console/recalls/<uuid:key>/close/": Meeting(
        "scheduler",
        "console/recalls/?which=due",
        {"reason": "No longer needed"},
        {"reason": "Moved away"},
        "Moved away",
    ),
    "console/waitlist/<uuid:key>/urgent/": Meeting("front_desk", "console/waitlist/", {}, {}),
    "console/waitlist/<uuid:key>/remove/": Meeting("front_desk", "console/waitlist/", {}, {}),
    "console/waitlist/offers/<uuid:key>/pass/": Meeting("front_desk", "console/waitlist/", {}, {}),
    "console/messages/<uuid:key>/again/": Meeting("front_desk", "console/messages/", {}, {}),
    "console/messages/<uuid:key>/settle/": Meeting("front_desk", "console/messages/", {}, {}),
    "console/messages/inbound/<uuid:key>/handled/": Meeting("front_desk", "console/messages/", {}, {}),
    "console/away/<uuid:key>/decide/": Meeting(
        "scheduler",
        "console/away/<uuid:key>/",
        {"answer": "no", "reason": "too many"},
        {"answer": "no", "reason": "that week is full"},
        "that week is full",
    ),
    "console/away/<uuid:key>/withdraw/": Meeting("clinician", "console/away/<uuid:key>/", {}, {}),
    "console/away/<uuid:key>/take-back/": Meeting(
        "scheduler", "console/away/<uuid:key>/", {"reason": "here"}, {"reason": "back early"}, "back early"
    ),
    "console/appointments/<uuid:key>/propose/": Meeting("scheduler", "console/appointments/<uuid:key>/", {}, {}),
    "console/referrals/<uuid:key>/reopen/": Meeting("scheduler", "console/referrals/<uuid:key>/", {}, {}),
    "console/requests/<uuid:key>/no-match/": Meeting("front_desk", "console/requests/<uuid:key>/", {}, {}),
    "setup/roles/<slug:code>/remove/": Meeting("admin", "setup/roles/<slug:code>/", {}, {}),
}
# Decided by what was asked for when the page was made; a second press finds nobody left to ask, and says so.
MEETS_NOBODY = {"console/away/<uuid:key>/propose/"}
# The form carries the version of the row, and the action refuses another (`Stale`): their own tests are by the actions.
VERSIONED = {
    "console/requests/<uuid:key>/ask/",
    "console/requests/<uuid:key>/approve/",
    "console/requests/<uuid:key>/decline/",
    "console/requests/<uuid:key>/take/",
    "console/requests/<uuid:key>/book/",
    "console/requests/<uuid:key>/hand-over/",
    "console/requests/<uuid:key>/match/",
    "console/queue/bulk/",
    "console/exceptions/<uuid:key>/take/",
    "console/exceptions/<uuid:key>/done/",
    "console/referrals/<uuid:key>/edit/",
    "console/referrals/<uuid:key>/accept/",
    "console/referrals/<uuid:key>/end/",
    "console/appointments/<uuid:key>/move/",
    "console/appointments/<uuid:key>/cancel/",
    "console/appointments/<uuid:key>/arrive/",
    "console/appointments/<uuid:key>/complete/",
    "console/appointments/<uuid:key>/correct/",
    "console/appointments/<uuid:key>/no-show/",
    "console/appointments/<uuid:key>/length/",
}
# Something new: nothing of it can be stale, and a press that is sent twice makes one.  route → (role, page, typed, which table)
MAKES = {
    "console/away/": ("scheduler", "console/away/", {"provider": "chen"}, "booking_timeaway"),
    "console/referrals/new/": (
        "scheduler",
        "console/referrals/new/",
        {"last_name": "Sample", "clinic_name": "Lakeview"},
        "intake_referral",
    ),
    "console/referrals/<uuid:key>/follow-up/": (
        "scheduler",
        "console/referrals/<uuid:key>/",
        {"what": "Call the clinic again"},
        "intake_task",
    ),
    f"{PATIENT}proxies/": (
        "front_desk",
        PATIENT,
        {"name": "Pat Sample", "contact": "pat@example.org"},
        "people_proxy",
    ),
    f"{PATIENT}recall/": ("front_desk", f"{PATIENT}recall/", {}, "booking_recall"),
    "console/book/new/": (
        "front_desk",
        "console/book/new/",
        {
            "first": "Clementine",
            "last": "Oduya",
            "birth_month": "4",
            "birth_day": "5",
            "birth_year": "1991",
            "contact": "clem@example.org",
        },
        "people_patient",
    ),
    "console/book/<uuid:key>/request/": (
        "front_desk",
        "console/book/<uuid:key>/request/?visit=follow-up",
        {"reason-answer": "a cough"},
        "intake_request",
    ),
    "console/queue/views/": ("scheduler", "console/queue/?owner=me", {"name": "Of the week"}, "intake_savedview"),
    "setup/staff/new/": ("admin", "setup/staff/", {"name": "New Person", "email": "new@example.org"}, "people_staff"),
    "setup/roles/new/": ("admin", "setup/roles/", {"name": "Greeter", "like": "front_desk"}, "people_role"),
    "setup/try/": ("manager", "setup/try/", {}, "reports_trial"),
}
# Of the text of a draft: what the form showed goes along as `as_shown`, and `test_two_people.py` crosses them.
OF_THE_TEXT = {
    "setup/start/visits/",
    "setup/rules/save/",
    "setup/draft/publish/",
    "setup/draft/change/",
    "setup/versions/<uuid:key>/take-up/",
    "setup/versions/<uuid:key>/drop/",
    "setup/versions/<uuid:key>/unschedule/",
    "setup/versions/<uuid:key>/roll-back/",
    "setup/file/",
    "setup/describe/",
    "setup/practice/",
    "setup/parts/<slug:part>/new/",
    "setup/parts/<slug:part>/<slug:id_>/",
    "setup/parts/<slug:part>/<slug:id_>/arrange/",
    "setup/hours/<slug:id_>/",
    "setup/hours/<slug:id_>/keep/",
    "setup/hours/<slug:id_>/change/",
    "setup/closures/change/",
    "setup/questions/new/",
    "setup/questions/one/<slug:id_>/",
    "setup/questions/one/<slug:id_>/arrange/",
    "setup/writing/",
    "setup/reasons/",
    "setup/levels/",
    "setup/proxies/",
    "setup/proxies/<slug:number>/",
    "setup/templates/<slug:id_>/",
}
ELSEWHERE = {
    "setup/roles/<slug:code>/": "carries what the role might (tests/people/test_two_people.py)",
    "setup/staff/<uuid:key>/": "carries the role and the access (tests/people/test_two_people.py)",
    "console/book/<uuid:key>/": "a key, and the time itself: taken once (tests/booking/test_races.py)",
    "console/book/<uuid:key>/series/": "a key, and the times themselves (tests/web/test_series_pages.py)",
    "console/recalls/": "a file, each row by its key: loaded again it makes none",
    "console/referrals/": "a file, each row by its key: loaded again it makes none",
}
NOTHING_OF_OTHERS = {
    "console/view-as/end/": "one's own",
    "console/sign-in/": "one's own",
    "console/sign-out/": "one's own",
    "console/keys/": "one's own",
    "console/password/": "one's own",
    "console/queue/views/<uuid:key>/remove/": "one's own, and gone is gone",
    "console/requests/<uuid:key>/undo/": "takes back what oneself did last, while nobody did anything after it",
    "console/appointments/<uuid:key>/undo/": "takes back what oneself did last, while nobody did anything after it",
    "console/patients/alike/": "keeps nothing",
    "setup/jobs/<uuid:key>/again/": "asks for the same to be tried again: one try, however often it is asked for",
    "setup/roles/<slug:code>/view-as/": "keeps nothing of this practice",
    "setup/questions/draw/": "keeps nothing",
    "setup/why/": "keeps nothing",
}


@pytest.fixture
def world(cedar):
    return RicherWorld(cedar)


def form_of(world, client, route, page):
    address = world.address(route)
    path, _, query = page.partition("?")
    shown = world.address(path, of=route) + (f"?{query}" if query else "")
    text = client.get(shown).content.decode()
    found = [one for one in forms_of(shown, text) if one.method == "post" and one.action.split("?")[0] == address]
    assert found, f"no form for {route} on {shown}"
    return found[0]


def test_every_form_of_the_console_and_of_set_up_stands_in_one_of_these_tables():
    """A new form belongs in one of them, and so gets tried by two people."""
    taking = {
        route for route, (_, methods) in TABLE.items() if "POST" in methods and route.startswith(("console/", "setup/"))
    }
    tables = [
        set(MEETINGS) | MEETS_NOBODY,
        VERSIONED,
        set(MAKES),
        OF_THE_TEXT,
        set(ELSEWHERE),
        set(NOTHING_OF_OTHERS),
    ]
    known = set().union(*tables)
    assert taking - known == set() and known - taking == set()
    assert sum(map(len, tables)) == len(known), "in one of them"
    showing = {route for route, view in routes() if getattr(view, "shows", None)}
    assert showing == set(MEETINGS) | MEETS_NOBODY


@pytest.mark.parametrize("route", MEETINGS)
def test_crossed_the_second_sees_what_stands_and_what_they_typed_and_can_save_it(world, route):
    meeting = MEETINGS[route]
    one, other = world.client(meeting.role, tokens=True), world.client(meeting.role, tokens=True)
    first, second = (form_of(world, who, route, meeting.page) for who in (one, other))
    assert one.post(first.action, first.data(**meeting.one)).status_code in (200, 302), route
    before = rows()
    answer = other.post(second.action, second.data(**meeting.other))
    page = answer.content.decode()
    assert differences(before, rows()) == {}, "nothing of the first is overwritten"
    assert answer.status_code in (404, 409), "404: by now there is nothing there any more"
    if answer.status_code == 409:
        assert "Somebody changed this since you opened the page." in page
        assert meeting.read in page
        again = next(form for form in forms_of(second.action, page) if form.action == second.action)
        kept = {name: value for name, value in again.fields.items() if name not in crossing.BESIDE}
        typed = {
            name: value if isinstance(value, list) else [str(value)]
            for name, value in second.data(**meeting.other).items()
            if name not in crossing.BESIDE
        }
        assert kept == typed, "nothing that was typed is lost"
        assert other.post(again.action, again.data()).status_code < 500


@pytest.mark.parametrize("route", MEETINGS)
def test_by_turns_and_stale_without_anybody_else(world, route):
    """Who looks again before they press gets past; a form that says nothing of what it showed does not."""
    meeting = MEETINGS[route]
    client = world.client(meeting.role, tokens=True)
    form = form_of(world, client, route, meeting.page)
    with transaction.atomic():
        before = rows()
        assert client.post(form.action, form.data(**meeting.one, **{crossing.FIELD: None})).status_code == 409
        assert client.post(form.action, form.data(**meeting.one, **{crossing.FIELD: "0" * 32})).status_code == 409
        assert differences(before, rows()) == {}
        answer = client.post(form.action, form.data(**meeting.one))
        assert answer.status_code in (200, 302), route
        if answer.status_code == 302:
            assert differences(before, rows()) != {}, route
        transaction.set_rollback(True)


def test_the_control_without_the_check_the_second_wins_in_silence(world, monkeypatch):
    """The harness sees it where nothing is compared."""
    route = f"{PATIENT}confidential/"
    meeting = MEETINGS[route]
    client = world.client("front_desk", tokens=True)
    first, second = (form_of(world, client, route, meeting.page) for _ in range(2))
    monkeypatch.setattr("frontdesk.web.page.crossed", lambda *_: None)
    client.post(first.action, first.data(**meeting.one))
    before = rows()
    assert client.post(second.action, second.data(**meeting.other)).status_code == 302
    assert "people_patient" in differences(before, rows())


@pytest.mark.parametrize("route", MAKES)
def test_what_is_made_is_made_once_by_two_presses(world, route):
    role, page, typed, table = MAKES[route]
    client = world.client(role, tokens=True)
    form = form_of(world, client, route, page)
    sent = form.data(**typed)
    before = rows()
    assert client.post(form.action, sent).status_code in (200, 302)
    assert client.post(form.action, sent).status_code < 500
    new = set(rows()[table]) - set(before[table])
    assert len(new) == 1, f"{len(new)} of {table}"


@pytest.mark.parametrize("route", sorted(VERSIONED - {"console/queue/bulk/"}))
def test_what_has_a_version_is_sent_back_with_it(route):
    """Every form of the templates that goes there carries the version."""
    import re
    from pathlib import Path

    from django.urls import resolve

    name = resolve("/" + re.sub(r"<uuid:\w+>", "0" * 8 + "-0000-0000-0000-" + "0" * 12, route), "frontdesk.web.urls")
    templates = Path(crossing.__file__).parent / "templates"
    forms = [
        form
        for path in templates.rglob("*.html")
        for form in re.findall(r'<form method="post".*?</form>', path.read_text(), re.S)
        if f"'console:{name.url_name}'" in form.partition(">")[0] + form.partition("%}")[0]
    ]
    assert all('name="version"' in form for form in forms), route


def test_the_texts_are_crossed_in_their_own_test():
    assert of_set_up.FORMS
