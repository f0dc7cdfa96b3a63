"""A form in an old tab is done for whom it was shown to, or not at all, whoever has signed in since in the same browser."""

import pytest

from frontdesk.people.models import Patient, Proxy
from frontdesk.web import shown_to
from tests import factory as f
from tests.web.forms import forms_of
from tests.web.test_console import book
from tests.web_client import as_patient, as_staff, at, sign_in

TYPED = {
    "contact": "annascarer@example.org",
    "name": "Annas Carer",
    "language": "es",
    "time_zone": "America/Denver",
    "reason": "MY SECRET",
}


def signed_in_since(client, contact):
    session = client.session
    session["contact"] = contact
    session.save()


@pytest.fixture
def anna(cedar):
    book(cedar)
    return f.patient(cedar, first_name="Anna", email="anna@example.org")


@pytest.fixture
def bob(cedar):
    return f.patient(cedar, first_name="Bob", email="bob@example.org")


@pytest.mark.parametrize("path", ["home/", "preferences/", "preferences/carers/", "documents/", ""])
def test_what_was_shown_to_a_patient_is_done_to_nobody_else(cedar, anna, bob, path):
    tab = as_patient(cedar, anna)
    shown = tab.get(at(cedar, path), follow=True)
    forms = [one for one in forms_of(at(cedar, path), shown.content.decode()) if one.method == "post"]
    assert forms
    signed_in_since(tab, bob.email)
    for form in forms:
        if form.action.endswith(("sign-out/", "/language/")):
            continue
        answer = tab.post(form.action, form.data(**TYPED))
        assert answer.status_code == 409, form.action
        assert "SECRET" not in answer.content.decode() and "annascarer" not in answer.content.decode()
    assert not Proxy.objects.exists()
    assert {(one.language, one.time_zone) for one in Patient.objects.filter(pk__in=[anna.pk, bob.pk])} == {
        (anna.language, anna.time_zone)
    }


@pytest.mark.parametrize("path", ["home/", "preferences/", ""])
def test_signing_out_in_an_old_tab_signs_out_whoever_is_signed_in(cedar, anna, bob, path):
    tab = as_patient(cedar, anna)
    form = shown_for(tab, at(cedar, path), "sign-out/")
    signed_in_since(tab, bob.email)
    assert form.fields[shown_to.FIELD]
    assert tab.post(form.action, form.data()).status_code == 302
    assert "contact" not in tab.session


def test_the_language_is_chosen_in_an_old_tab_whoever_is_signed_in(cedar, anna, bob):
    tab = as_patient(cedar, anna)
    form = shown_for(tab, at(cedar, "home/"), "/language/")
    signed_in_since(tab, bob.email)
    assert tab.post(form.action, form.data(language="es")).status_code == 302
    assert tab.cookies["frontdesk_language"].value == "es" and tab.session["contact"] == bob.email


def shown_for(tab, url, end):
    page = tab.get(url, follow=True).content.decode()
    return next(one for one in forms_of(url, page) if one.action.endswith(end))


def test_who_signs_in_again_sends_what_they_typed(cedar, anna, bob):
    tab = as_patient(cedar, anna)
    url = at(cedar, "preferences/carers/")
    form = forms_of(url, tab.get(url).content.decode())[-1]
    signed_in_since(tab, bob.email)
    signed_in_since(tab, anna.email)
    assert tab.post(url, form.data(contact=TYPED["contact"], name=TYPED["name"])).status_code == 302
    assert Proxy.objects.get().patient == anna


def test_bob_sends_his_own(cedar, anna, bob):
    tab = as_patient(cedar, bob)
    url = at(cedar, "preferences/carers/")
    form = next(one for one in forms_of(url, tab.get(url).content.decode()) if shown_to.FIELD in one.fields)
    assert bob.email not in str(form.fields)
    form = forms_of(url, tab.get(url).content.decode())[-1]
    assert tab.post(url, form.data(contact=TYPED["contact"], name=TYPED["name"])).status_code == 302


def test_a_colleague_who_signs_in_since_changes_nothing_by_an_old_page(cedar, bob):
    desk = as_staff(cedar, "front_desk")
    page = at(cedar, f"console/patients/{bob.pk}/")
    forms = [one for one in forms_of(page, desk.get(page).content.decode()) if one.action.endswith("/preferences/")]
    other = f.staff(cedar, "scheduler")
    sign_in(desk, other)
    assert desk.post(forms[0].action, forms[0].data(language="es")).status_code == 409
    bob.refresh_from_db()
    assert bob.language == "en"


def test_what_keeps_itself_is_not_kept_for_somebody_else(cedar, anna, bob):
    tab = as_patient(cedar, anna)
    url = at(cedar, "preferences/carers/")
    form = forms_of(url, tab.get(url).content.decode())[-1]
    signed_in_since(tab, bob.email)
    assert tab.post(url, form.data(**TYPED), headers={"X-Keep": "1"}).status_code == 204
    assert not Proxy.objects.exists()
