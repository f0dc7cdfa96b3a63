"""Two people at every form of the console, and at every form of set-up that is no text: stale, crossed, by turns, pressed twice."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from frontdesk.web import crossing
from tests import factory as f
from tests.portion import some_of
from tests.web import test_two_people as of_set_up
from tests.web.forms import forms_of
from tests.web.presses import AT_ELEVEN
from tests.web.richer import RicherWorld
from tests.web.test_permissions import TABLE, routes
from tests.web.world import differences, of_cedar, rows


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
    f"{PATIENT}whose/": Meeting("front_desk", PATIENT, {"email_of": "parent"}, {"email_of": "carer"}, "A caregiver"),
    f"{PATIENT}seen-before/": Meeting(
        "front_desk",
        PATIENT,
        {"before": "1", "last": "2025-03-02"},
        {"before": "1", "last": "2025-04-09"},
        "2025-04-09",
    ),
    f"{PATIENT}insurance/": Meeting("front_desk", PATIENT, {"payer": "aetna"}, {"payer": "medicare"}, "Medicare"),
    f"{PATIENT}own-provider/": Meeting("front_desk", PATIENT, {"provider": "chen"}, {"provider": "lee"}, "Dr. Lee"),
    f"{PATIENT}deceased/": Meeting("front_desk", PATIENT, {"on": "2026-11-01"}, {"on": "2026-11-02"}, "2026-11-02"),
    f"{PATIENT}alive/": Meeting(
        "front_desk", PATIENT, {"reason": "mistaken"}, {"reason": "wrong record"}, "wrong record"
    ),
    f"{PATIENT}merge/": Meeting(
        "front_desk",
        f"{PATIENT}merge/",
        {"reason": "one person", "right-email": "kept"},
        {"reason": "said so", "right-email": "kept"},
        "said so",
    ),
    f"{PATIENT}merge/<uuid:merged>/undo/": Meeting(
        "front_desk", PATIENT, {"reason": "two people"}, {"reason": "twins"}, "twins"
    ),
    f"{PATIENT}proxies/<uuid:proxy>/confirm/": Meeting("front_desk", PATIENT, {}, {}),
    f"{PATIENT}proxies/<uuid:proxy>/end/": Meeting("front_desk", PATIENT, {}, {}),
    f"{PATIENT}proxies/<uuid:proxy>/let-in/": Meeting(
        "front_desk", PATIENT, {"reason": "hers"}, {"reason": "by mistake"}, "by mistake"
    ),
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
    "console/waitlist/offers/<uuid:key>/accept/": Meeting("front_desk", "console/waitlist/", {}, {}),
    "console/proposals/<uuid:key>/accept/": Meeting("front_desk", "console/exceptions/?kind=move", {}, {}),
    "console/waitlist/offers/<uuid:key>/pass/": Meeting("front_desk", "console/waitlist/", {}, {}),
    "console/messages/<uuid:key>/again/": Meeting("front_desk", "console/messages/", {}, {}),
    "console/messages/<uuid:key>/settle/": Meeting("front_desk", "console/messages/", {}, {}),
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
    "console/away/<uuid:key>/propose/": Meeting(
        "scheduler", "console/away/<uuid:key>/propose/", {}, {}, "The patient has been asked"
    ),
    "console/appointments/<uuid:key>/propose/": Meeting("scheduler", "console/appointments/<uuid:key>/", {}, {}),
    "console/referrals/<uuid:key>/reopen/": Meeting("scheduler", "console/referrals/<uuid:key>/", {}, {}),
    "console/requests/<uuid:key>/no-match/": Meeting("front_desk", "console/requests/<uuid:key>/", {}, {}),
    "setup/roles/<slug:code>/remove/": Meeting("admin", "setup/roles/<slug:code>/", {}, {}),
}
# The form carries the version of its row in place of what it showed.
ASKED = "console/requests/<uuid:key>/"
VISIT = "console/appointments/<uuid:key>/"
REFERRED = "console/referrals/<uuid:key>/"
VERSIONED = {
    f"{ASKED}ask/": Meeting(
        "front_desk",
        ASKED,
        {"field": "insurance-card", "note": "both sides"},
        {"field": "insurance-card", "note": "the front will do"},
        "the front will do",
    ),
    f"{ASKED}approve/": Meeting(
        "scheduler", ASKED, {"reason": "urgent"}, {"reason": "said on the phone"}, "on the phone"
    ),
    f"{ASKED}decline/": Meeting("scheduler", ASKED, {"reason": "full"}, {"reason": "not offered here"}, "not offered"),
    f"{ASKED}take/": Meeting("front_desk", ASKED, {}, {}),
    f"{ASKED}give-up/": Meeting("front_desk", ASKED, {}, {}),
    f"{ASKED}book/": Meeting("scheduler", ASKED, {"time": AT_ELEVEN, "second": "1"}, {"time": AT_ELEVEN}, ", Dr. Chen"),
    f"{ASKED}hand-over/": Meeting("front_desk", ASKED, {"note": "please"}, {"note": "you know her"}, "you know her"),
    f"{ASKED}match/": Meeting("front_desk", ASKED, {"reason": "ID"}, {"reason": "I know her"}, "I know her"),
    "console/exceptions/<uuid:key>/take/": Meeting("scheduler", "console/exceptions/", {}, {}),
    "console/exceptions/<uuid:key>/done/": Meeting(
        "scheduler",
        "console/exceptions/",
        {"outcome": "no_answer"},
        {"outcome": "reached", "note": "comes at ten"},
        "comes at ten",
    ),
    f"{REFERRED}edit/": Meeting("scheduler", REFERRED, {"first_name": "Sam"}, {"clinician": "Dr. Quill"}, "Dr. Quill"),
    f"{REFERRED}accept/": Meeting("scheduler", REFERRED, {}, {}),
    f"{REFERRED}end/": Meeting(
        "scheduler",
        REFERRED,
        {"how": "decline", "reason": "not here"},
        {"how": "close", "reason": "came twice"},
        "came twice",
    ),
    f"{VISIT}move/": Meeting(
        "front_desk",
        f"{VISIT}move/",
        {"time": AT_ELEVEN},
        {"time": AT_ELEVEN, "reason": "asked for it"},
        "asked for it",
    ),
    f"{VISIT}cancel/": Meeting("front_desk", VISIT, {"reason": "ill"}, {"reason": "moved away"}, "moved away"),
    f"{VISIT}arrive/": Meeting("front_desk", VISIT, {}, {}),
    f"{VISIT}complete/": Meeting("front_desk", VISIT, {}, {}),
    f"{VISIT}correct/": Meeting("scheduler", VISIT, {"reason": "wrong one"}, {"reason": "not seen"}, "not seen"),
    f"{VISIT}no-show/": Meeting("front_desk", VISIT, {}, {}),
    f"{VISIT}length/": Meeting(
        "scheduler", f"{VISIT}length/?minutes=40", {"reason": "long"}, {"reason": "two things"}, "two things"
    ),
}
MEETINGS |= VERSIONED
# About a row with a version, and its press carries none: why it needs none.
WITHOUT_A_VERSION = {
    f"{ASKED}undo/": "carries the version in its address, which is all that the way back is",
    f"{VISIT}undo/": "carries the version in its address, which is all that the way back is",
    f"{ASKED}no-match/": "carries what it showed: who it may be is changed by the record as well",
    f"{VISIT}propose/": "carries what it showed: who was asked stands in rows of its own",
    f"{REFERRED}reopen/": "carries what it showed",
    f"{REFERRED}follow-up/": "makes a new call, with a key",
    "appointments/<uuid:key>/confirm/": "the patient's own word, which is the same however often it is said",
    "appointments/<uuid:key>/cancel/": "the patient's own; carries what it showed (tests/web/test_two_at_the_portal.py)",
    "appointments/<uuid:key>/move/": "the patient's own, with a key",
    "appointments/<uuid:key>/wait/": "puts one on the waitlist: that is a row of its own",
    "appointments/<uuid:key>/proposal/": "the time that was proposed is named by its row, and is answered once",
    "requests/<uuid:key>/answer/": "carries what it showed: what was asked, and since when (tests/web/test_as_it_was_shown.py)",
    "requests/<uuid:key>/withdraw/": "the patient's own; carries what it showed (tests/web/test_two_at_the_portal.py)",
    "requests/<uuid:key>/times/": "the patient's own, with a key",
    f"{VISIT}wait/": "puts one on the waitlist, with a key: that is a row of its own",
    f"{ASKED}wait/": "puts one on the waitlist, with a key: that is a row of its own",
    "requests/<uuid:key>/wait/": "puts one on the waitlist: that is a row of its own",
}
BULK = {"console/queue/bulk/": "each row that is ticked carries its version"}
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
    f"{PATIENT}wait/": ("front_desk", f"{PATIENT}wait/?visit=procedure", {}, "booking_waitlistentry"),
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
    "setup/new-role/": ("admin", "setup/roles/", {"name": "Greeter", "like": "front_desk"}, "people_role"),
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
    "setup/new/<slug:part>/",
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
    f"{ASKED}wait/": "puts one on the waitlist, with a key: that is a row of its own (tests/web/test_waitlist_at_the_desk.py)",
    f"{VISIT}wait/": "puts one on the waitlist, with a key: that is a row of its own (tests/web/test_waitlist_at_the_desk.py)",
    "console/waitlist/<uuid:key>/offer/": "the time itself: held once (tests/web/test_time_to_fill.py)",
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
    "console/requests/<uuid:key>/undo/": "takes back what oneself did last, of the version that its address names",
    "console/away/<uuid:key>/undo/": "takes back what oneself proposed in the press that its address names",
    "console/appointments/<uuid:key>/undo/": "takes back what oneself did last, of the version that its address names",
    "console/recalls/<uuid:key>/undo/": "takes back the invitation that oneself sent and its address names",
    "console/patients/alike/": "keeps nothing",
    "setup/jobs/<uuid:key>/again/": "asks for the same to be tried again: one try, however often it is asked for",
    "setup/roles/<slug:code>/view-as/": "keeps nothing of this practice",
    "setup/questions/draw/": "keeps nothing",
    "setup/why/": "keeps nothing",
}


@pytest.fixture
def world(db):
    return of_cedar(RicherWorld)


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
        set(MEETINGS),
        set(BULK),
        set(MAKES),
        OF_THE_TEXT,
        set(ELSEWHERE),
        set(NOTHING_OF_OTHERS),
    ]
    known = set().union(*tables)
    assert taking - known == set() and known - taking == set()
    assert sum(map(len, tables)) == len(known), "in one of them"
    showing = {
        route for route, view in routes() if getattr(view, "shows", None) and route.startswith(("console/", "setup/"))
    }
    assert showing == set(MEETINGS)


@pytest.mark.parametrize("route", some_of(MEETINGS, one_in=12, torture=8))
def test_crossed_the_second_sees_what_stands_and_what_they_typed_and_can_save_it(world, route):
    meeting = MEETINGS[route]
    one, other = world.client(meeting.role, tokens=True), world.another(meeting.role)
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


@pytest.mark.parametrize("route", some_of(MEETINGS, one_in=12, torture=8))
def test_by_turns_and_stale_without_anybody_else(world, route):
    """Who looks again before they press gets past; a form that says nothing of what it showed does not."""
    meeting = MEETINGS[route]
    client = world.client(meeting.role, tokens=True)
    form = form_of(world, client, route, meeting.page)
    carried = crossing.VERSION if route in VERSIONED else crossing.FIELD
    with transaction.atomic():
        before = rows()
        for said in (None, "", "x", "0" * 32, "99"):
            assert client.post(form.action, form.data(**meeting.one, **{carried: said})).status_code == 409, said
        assert differences(before, rows()) == {}
        answer = client.post(form.action, form.data(**meeting.one))
        assert answer.status_code in (200, 302), route
        if answer.status_code == 302:
            assert differences(before, rows()) != {}, route
        transaction.set_rollback(True)


@pytest.mark.parametrize("route", some_of(MEETINGS, one_in=12, torture=8))
def test_the_same_form_pressed_twice_leads_to_where_it_led_and_does_nothing_more(world, route):
    meeting = MEETINGS[route]
    client = world.client(meeting.role, tokens=True)
    form = form_of(world, client, route, meeting.page)
    sent = form.data(**meeting.one)
    first = client.post(form.action, sent)
    if first.status_code != 302:
        return
    before = rows()
    again = client.post(form.action, sent)
    assert (again.status_code, again.headers["Location"]) == (302, first.headers["Location"])
    assert set(differences(before, rows())) <= {"audit_idempotency"}
    assert "Nothing was saved" not in client.get(again.headers["Location"]).content.decode()


def test_what_is_typed_otherwise_or_by_another_is_no_second_press(world):
    route = f"{PATIENT}confidential/"
    meeting = MEETINGS[route]
    client, another = world.client("front_desk", tokens=True), world.another("front_desk")
    form, theirs = (form_of(world, who, route, meeting.page) for who in (client, another))
    client.post(form.action, form.data(**meeting.one))
    assert client.post(form.action, form.data(**meeting.other)).status_code == 409
    assert another.post(theirs.action, theirs.data(**meeting.one)).status_code == 409


def test_two_who_propose_new_times_for_one_time_away_ask_each_patient_once(world):
    """What the first has asked is on the page of the second, with both times; nobody gets two messages."""
    route = "console/away/<uuid:key>/propose/"
    one, other = world.client("scheduler", tokens=True), world.another("scheduler")
    first, second = (form_of(world, who, route, route) for who in (one, other))
    assert one.post(first.action, first.data()).status_code == 302
    assert other.post(second.action, second.data()).status_code == 409  # a job is at it
    f.propose_what_waits(world.practice)
    before = rows()
    page = other.post(second.action, second.data(**{f"place-{world.broken.pk}": AT_ELEVEN})).content.decode()
    assert differences(before, rows()) == {}
    assert world.newcomer.name in page and "11:30 AM" in page
    again = next(form for form in forms_of(second.action, page) if form.action == second.action)
    other.post(again.action, again.data())
    assert differences(before, rows()).get("messaging_message") is None


def test_values_that_came_back_do_not_make_an_old_press_a_second_one(world):
    """The same form with the same content, and yet another decision: somebody has changed it since."""
    route = f"{PATIENT}preferences/"
    client, another = world.client("front_desk", tokens=True), world.another("front_desk")
    page = MEETINGS[route].page
    old = form_of(world, client, route, page)
    client.post(old.action, old.data(language="es"))
    theirs = form_of(world, another, route, page)
    another.post(theirs.action, theirs.data(time_zone="America/Denver"))
    assert client.post(old.action, old.data(language="es")).status_code == 409


def test_what_is_ticked_without_its_version_stays_as_it_is(world):
    client = world.client("front_desk", tokens=False)
    before = rows()
    for pick in (world.request.pk, f"{world.request.pk}:", f"{world.request.pk}:x", f"{world.request.pk}:99"):
        page = client.post(world.address("console/queue/bulk/"), {"do": "take", "pick": str(pick)}, follow=True)
        assert f"they stay as they are: {world.request.number}" in page.content.decode()
    assert differences(before, rows()) == {}


def test_what_is_about_a_row_with_a_version_carries_one_or_says_why_not():
    about = ("requests/<uuid:key>/", "appointments/<uuid:key>/", "referrals/<uuid:key>/", "exceptions/<uuid:key>/")
    taking = {
        route
        for route, (_, methods) in TABLE.items()
        if "POST" in methods and route.removeprefix("console/").startswith(about)
    }
    assert taking - set(VERSIONED) == set(WITHOUT_A_VERSION)


def test_the_control_without_the_check_the_second_wins_in_silence(world, monkeypatch):
    """The harness sees it where nothing is compared."""
    route = f"{PATIENT}confidential/"
    meeting = MEETINGS[route]
    client = world.client("front_desk", tokens=True)
    first, second = (form_of(world, client, route, meeting.page) for _ in range(2))
    monkeypatch.setattr(crossing.Door, "answer", lambda _door: None)
    client.post(first.action, first.data(**meeting.one))
    before = rows()
    assert client.post(second.action, second.data(**meeting.other)).status_code == 302
    assert "people_patient" in differences(before, rows())


@pytest.mark.parametrize("route", some_of(MAKES, one_in=12, torture=8))
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


@pytest.mark.parametrize("route", VERSIONED)
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
