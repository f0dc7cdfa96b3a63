"""One browser at two practices: a sign-in for each, and what one opens stays closed at the other."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from frontdesk.messaging.models import Message
from frontdesk.people.models import Staff
from frontdesk.tenancy.context import enter
from frontdesk.tenancy.models import Practice
from frontdesk.web import sessions
from tests import factory as f
from tests.web_client import Browser, as_patient, as_staff

PASSWORD = "harbor-lights-at-noon"
COOKIE = "frontdesk_session"


@pytest.fixture
def harbor(cedar):
    """A second practice, with its own receptionist and a patient of the same address as one of cedar's."""
    made = f.load_cedar(f.CEDAR.replace("name: Cedar", "name: Harbor", 1), slug="harbor")
    enter(made)
    hire(made)
    f.patient(made, first_name="Harriet", email="both@example.com")
    enter(cedar)
    hire(cedar)
    f.patient(cedar, first_name="Cedric", email="both@example.com")
    return made


def hire(practice):
    who = Staff(practice=practice, email="desk@example.com", name=f"Desk of {practice.name}", role="front_desk")
    who.set_password(PASSWORD)
    who.save()


def sign_in(browser, practice):
    """Staff; the key of the session."""
    answer = browser.post(f"/{practice.slug}/console/sign-in/", {"email": "desk@example.com", "password": PASSWORD})
    assert answer.status_code == 302
    return answer.cookies[COOKIE].value


def sign_in_patient(browser, practice):
    browser.post(f"/{practice.slug}/sign-in/", {"contact": "both@example.com"})
    enter(practice)
    code = re.search(r"\d{6}", Message.objects.filter(template="code").latest("created_at").body)[0]
    answer = browser.post(f"/{practice.slug}/sign-in/code/", {"code": code})
    assert answer.status_code == 302
    return answer.cookies[COOKIE].value


def opens(browser, practice, path):
    return browser.get(f"/{practice.slug}/{path}").status_code == 200


KINDS = [(sign_in, "console/queue/", "console/sign-out/"), (sign_in_patient, "home/", "sign-out/")]


@pytest.mark.parametrize(("enters", "page", "out"), KINDS)
@pytest.mark.parametrize(("enters_too", "page_too", "out_too"), KINDS)
def test_who_signs_in_to_one_stays_signed_in_to_the_other(
    cedar, harbor, enters, page, out, enters_too, page_too, out_too
):
    browser = Browser()
    enters(browser, cedar)
    enters_too(browser, harbor)
    assert opens(browser, cedar, page) and opens(browser, harbor, page_too)
    browser.post(f"/{cedar.slug}/{out}")
    assert not opens(browser, cedar, page), "signed out of the one"
    assert opens(browser, harbor, page_too), "and not of the other"
    browser.post(f"/{harbor.slug}/{out_too}")
    assert not opens(browser, harbor, page_too)
    assert not Session.objects.exists(), "nothing of either is left"


@pytest.mark.parametrize(("enters", "page", "out"), KINDS)
def test_the_key_changes_at_sign_in_at_each(cedar, harbor, enters, page, out):
    browser = Browser()
    for practice in (cedar, harbor):
        browser.post(f"/{practice.slug}/sign-in/", {"contact": "both@example.com"})  # a session of nobody's
        planted = browser.kept[COOKIE, f"/{practice.slug}/"].value
        assert enters(browser, practice) != planted
        assert not Session.objects.filter(pk=planted).exists()
        thief = Client()
        thief.cookies[COOKIE] = planted
        assert not opens(thief, practice, page)


@pytest.mark.parametrize(("enters", "page", "out"), KINDS)
def test_a_session_of_one_is_none_at_the_other_whatever_cookie_is_sent(cedar, harbor, enters, page, out):
    key = enters(Browser(), cedar)
    thief = Client()
    thief.cookies[COOKIE] = key
    assert opens(thief, cedar, page)
    assert not opens(thief, harbor, page)
    answer = thief.post(f"/{harbor.slug}/{out}")
    assert answer.status_code in (302, 403) and Session.objects.filter(pk=key).exists(), "nor ended from there"


def test_control_without_the_binding_a_patients_session_opens_the_other_practice(cedar, harbor, monkeypatch):
    """The harness sees the hole: one person's address is known to both, and a session says nothing but the address."""
    monkeypatch.setattr(
        sessions.InTransaction,
        "process_request",
        lambda self, request: setattr(request, "session", self.SessionStore(request.COOKIES.get(COOKIE))),
    )
    thief = Client()
    thief.cookies[COOKIE] = sign_in_patient(Browser(), cedar)
    assert opens(thief, harbor, "home/")


def test_each_cookie_goes_to_its_practice_alone_and_so_does_that_of_its_forms(cedar, harbor):
    browser = Browser()
    for practice in (cedar, harbor):
        sign_in(browser, practice)
        assert browser.get(f"/{practice.slug}/console/queue/").status_code == 200
    assert {path for _, path in browser.kept} == {f"/{cedar.slug}/", f"/{harbor.slug}/"}
    assert COOKIE not in browser.get("/").sent_cookies
    names = {name for name, _ in browser.kept}
    assert {COOKIE, "frontdesk_csrf"} <= names


def test_a_form_that_is_open_at_one_can_be_sent_after_signing_in_to_the_other(cedar, harbor):
    browser = Browser(enforce_csrf_checks=True)

    def token(path):
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(path).content.decode())[1]

    def enters(practice):
        path = f"/{practice.slug}/console/sign-in/"
        said = {"email": "desk@example.com", "password": PASSWORD, "csrfmiddlewaretoken": token(path)}
        assert browser.post(path, said).status_code == 302

    enters(cedar)
    shown = token(f"/{cedar.slug}/console/queue/")
    enters(harbor)
    assert browser.post(f"/{cedar.slug}/console/sign-out/", {"csrfmiddlewaretoken": shown}).status_code == 302


def test_viewing_as_a_role_leaves_the_own_sign_in_and_ends_with_it(cedar, harbor):
    browser = Browser()
    key = as_staff(cedar, "admin").cookies[COOKIE].value
    browser.kept[COOKIE, f"/{cedar.slug}/"] = morsel(key)
    sign_in(browser, harbor)
    answer = browser.post(f"/{cedar.slug}/setup/roles/front_desk/view-as/")
    sample = Practice.objects.get(sample_of=cedar)
    assert answer["Location"] == f"/{sample.slug}/console/"
    assert opens(browser, sample, "console/queue/") and opens(browser, cedar, "setup/roles/")
    assert opens(browser, harbor, "console/queue/")
    stolen = browser.kept[sessions.OF_A_SAMPLE, f"/{sample.slug}/"].value
    for practice in (cedar, harbor):
        thief = Client()
        thief.cookies[COOKIE] = stolen
        assert not opens(thief, practice, "console/queue/"), "what opens made-up data opens nothing else"
    browser.post(f"/{cedar.slug}/console/sign-out/")
    assert browser.get(f"/{sample.slug}/console/queue/").status_code == 404
    assert opens(browser, harbor, "console/queue/")


def morsel(value):
    from http.cookies import SimpleCookie

    made = SimpleCookie()
    made[COOKIE] = value
    return made[COOKIE]


def test_who_presses_nothing_at_one_is_signed_out_there_and_not_at_the_other(cedar, harbor, settings):
    browser = Browser()
    for practice in (cedar, harbor):
        sign_in(browser, practice)
        assert opens(browser, practice, "console/queue/")
    for row in Session.objects.all():
        said = row.get_decoded()
        if said["practice"] == str(cedar.pk):
            said["pressed_at"] -= settings.SESSION_COOKIE_AGE + 1
            row.session_data = Session.objects.encode(said)
            row.save()
    assert not opens(browser, cedar, "console/queue/") and opens(browser, harbor, "console/queue/")


def test_a_patient_of_one_is_nobody_at_the_other(cedar, harbor):
    enter(cedar)
    client = as_patient(cedar, f.patient(cedar, first_name="Only", email="only@example.com"))
    assert opens(client, cedar, "home/") and not opens(client, harbor, "home/")
