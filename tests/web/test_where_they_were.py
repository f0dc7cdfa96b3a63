"""Nothing is lost when a session ends: staff come back to the page they were on, a patient to the request on their device."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.intake import drafts, patients
from frontdesk.intake.models import Draft
from frontdesk.messaging.models import Message
from frontdesk.people.models import Patient
from tests import factory as f
from tests.web_client import as_staff, at


def asked_to_sign_in(answer) -> str:
    """The address of the sign-in to which somebody who is not signed in is led."""
    assert answer.status_code == 302 and "/console/sign-in/" in answer.headers["Location"]
    return answer.headers["Location"]


def sign_in(client, practice, role: str, address: str) -> str:
    who = f.staff(practice, role, password=f.PASSWORD)
    answer = client.post(address, {"email": who.email, "password": f.PASSWORD})
    assert answer.status_code == 302
    return answer.headers["Location"]


@pytest.mark.parametrize("where", ["console/queue/?state=requested", "console/calendar/?date=2026-12-01"])
def test_staff_who_sign_in_again_come_back_to_where_they_were(cedar, where):
    client = Client()
    address = asked_to_sign_in(client.get(at(cedar, where)))
    assert sign_in(client, cedar, "scheduler", address) == at(cedar, where)


def test_what_was_sent_leads_back_to_the_page_it_was_sent_from(cedar):
    client = Client(headers={"Referer": "http://testserver" + at(cedar, "console/queue/?state=approved")})
    address = asked_to_sign_in(client.post(at(cedar, "console/keys/"), {"letters": "off"}))
    assert sign_in(client, cedar, "scheduler", address) == at(cedar, "console/queue/?state=approved")


def test_the_first_page_needs_no_way_back(cedar):
    assert asked_to_sign_in(Client().get(at(cedar, "console/"))) == at(cedar, "console/sign-in/")


def test_whom_somebody_looked_for_stands_in_no_address(cedar):
    address = asked_to_sign_in(Client().get(at(cedar, "console/patients/?q=Nora+Comer&page=2")))
    assert "Nora" not in address and "page" in address


@pytest.mark.parametrize(
    "referer",
    [
        "https://elsewhere.example/cedar/console/queue/",
        "//elsewhere.example/x",
        "http://testserver/other/console/queue/",
    ],
)
def test_what_was_sent_from_elsewhere_leads_nowhere(cedar, referer):
    client = Client(headers={"Referer": referer})
    address = asked_to_sign_in(client.post(at(cedar, "console/keys/")))
    assert sign_in(client, cedar, "scheduler", address) == at(cedar, "console/")


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("billing", "/cedar/console/queue/"),  # not a page of that role
        ("front_desk", "/cedar/setup/rules/"),
        ("scheduler", "/cedar/console/nothing-here/"),
        ("scheduler", "/cedar/console/sign-out/"),
        ("scheduler", "/cedar/console/sign-in/"),
        ("scheduler", "/cedar/"),
        ("scheduler", "/other/console/queue/"),
        ("scheduler", "/cedar/../other/console/queue/"),
        ("scheduler", "//elsewhere.example/cedar/console/queue/"),
        ("scheduler", "https://elsewhere.example/cedar/console/queue/"),
        ("scheduler", "/\\elsewhere.example"),
        ("scheduler", "/cedar/console/queue/\r\nX: y"),
        ("scheduler", "javascript:alert(1)"),
    ],
)
def test_an_address_leads_to_no_other_site_practice_or_page_that_the_role_does_not_open(cedar, role, wanted):
    address = at(cedar, "console/sign-in/") + "?" + urlencode({"next": wanted})
    assert sign_in(Client(), cedar, role, address) == at(cedar, "console/")


def test_the_covered_page_of_staff_leads_back_to_itself(cedar):
    page = as_staff(cedar, "scheduler").get(at(cedar, "console/queue/?state=approved")).content.decode()
    covered = re.search(r"data-after.*?</dialog>", page, re.S)[0]
    assert f'href="{at(cedar, "console/queue/?state=approved")}"' in covered


def begin(practice, *, who: bool = True) -> Client:
    client = Client()
    client.post(at(practice, ""), {"visit": "new-patient"})
    if who:
        typed = {"first": "Nora", "last": "Comer", "birth_month": "3", "birth_day": "27", "birth_year": "1946"}
        assert client.post(at(practice, "ask/who/"), typed).status_code == 302
    return client


def left(client) -> Client:
    """The same device, after the session has ended."""
    later = Client()
    later.cookies["frontdesk_draft"] = client.cookies["frontdesk_draft"].value
    return later


def words(answer) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


BIRTH = {"birth_month": "3", "birth_day": "27", "birth_year": "1946"}


def test_a_request_without_an_address_is_found_again_on_its_device_and_it_is_said_what_happened(cedar):
    client = left(begin(cedar))
    told = words(client.get(at(cedar, "ask/contact/"), follow=True))
    assert "What you typed is kept for a day." in told and "A request was started on this device" in told
    assert "Nora" not in told and "Comer" not in told
    shown = words(client.get(at(cedar, "ask/on-this-device/")))
    assert "Date of birth" in shown and "Nora" not in shown and "1946" not in shown.replace("3 27 1946", "")
    answer = client.post(at(cedar, "ask/on-this-device/"), BIRTH, follow=True)
    assert answer.redirect_chain[-1][0].partition("?")[0] == at(cedar, "ask/contact/")
    assert 'value="Nora"' in client.get(at(cedar, "ask/who/")).content.decode()


def test_who_does_not_know_what_was_typed_does_not_see_it_and_may_not_guess_without_end(cedar):
    client = left(begin(cedar))
    for year in range(1950, 1975):
        answer = client.post(at(cedar, "ask/on-this-device/"), {**BIRTH, "birth_year": str(year)})
        assert answer.status_code == 422
    assert "Nora" not in answer.content.decode()
    assert client.post(at(cedar, "ask/on-this-device/"), BIRTH).status_code == 422, "tried too often"
    assert client.get(at(cedar, "ask/who/")).status_code == 302


def test_half_a_name_is_asked_for_as_the_name(cedar):
    client = begin(cedar, who=False)
    client.post(at(cedar, "ask/who/"), {"first": "Nora", "last": "Cómer"}, headers={"X-Keep": "1"})
    later = left(client)
    assert later.post(at(cedar, "ask/on-this-device/"), {"last": "Other"}).status_code == 422
    assert later.post(at(cedar, "ask/on-this-device/"), {"last": "comer"}).status_code == 302
    assert 'value="Cómer"' in later.get(at(cedar, "ask/who/")).content.decode()


def test_where_nothing_was_typed_yet_it_simply_goes_on(cedar):
    later = left(begin(cedar, who=False))
    led = later.get(at(cedar, "ask/on-this-device/"), follow=True).redirect_chain[-1][0]
    assert led.partition("?")[0] == at(cedar, "ask/who/")


def test_who_starts_anew_leaves_nothing_on_the_device(cedar):
    later = left(begin(cedar))
    later.post(at(cedar, "ask/start-anew/"))
    assert later.cookies["frontdesk_draft"].value == ""
    assert "A request was started on this device" not in words(later.get(at(cedar, "")))


def test_the_device_keeps_a_key_and_nothing_that_was_typed_and_the_key_ends_with_the_request(cedar):
    client = begin(cedar)
    cookie = client.cookies["frontdesk_draft"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/cedar/"
    assert not re.search("nora|comer|1946", cookie.value, re.I)
    Draft.objects.update(expires_at=f.place().start.replace(year=2020))
    assert "A request was started on this device" not in words(left(client).get(at(cedar, "")))


def signed_in(client, practice, contact: str) -> None:
    """With a code, as people do."""
    client.post(at(practice, "sign-in/"), {"contact": contact})
    code = re.search(r"\b\d{6}\b", Message.objects.filter(to=contact, template="code").latest("created_at").body)[0]
    assert client.post(at(practice, "sign-in/code/"), {"code": code}).status_code == 302


SECRET = "a lump that frightens me"


def writes_signed_in(practice, client, who) -> None:
    signed_in(client, practice, who.email)
    client.post(at(practice, ""), {"visit": "procedure", "for": str(who.pk)})
    assert SECRET in client.post(at(practice, "ask/reason/"), {"answer": SECRET}, follow=True).content.decode()


def opens(client, practice) -> str:
    """All that somebody who sits down at the device can come to see."""
    pages = [client.get(at(practice, path), follow=True) for path in ("", "ask/on-this-device/", "ask/go-on/")]
    pages += [client.post(at(practice, "ask/on-this-device/"), data, follow=True) for data in ({}, BIRTH)]
    pages += [client.get(at(practice, path), follow=True) for path in ("ask/check/", "ask/reason/", "ask/who/")]
    return " ".join(page.content.decode() for page in pages)


@pytest.mark.parametrize("ends", ["signs out", "left alone"])
@pytest.mark.parametrize("begun", ["before signing in", "signed in"])
def test_what_a_patient_typed_on_a_shared_computer_is_not_shown_to_who_comes_next(cedar, begun, ends):
    who, client = f.patient(cedar, established=True), Client()
    if begun == "before signing in":
        client.post(at(cedar, ""), {"visit": "procedure"})
    device = client.cookies.get("frontdesk_draft")
    key = device.value if device else ""
    writes_signed_in(cedar, client, who)
    if ends == "signs out":
        client.post(at(cedar, "sign-out/"))
        assert client.cookies["frontdesk_draft"].value == ""
    for cookie in {client.cookies["frontdesk_draft"].value, key}:  # even who copied the key
        later = Client()
        later.cookies["frontdesk_draft"] = cookie
        assert SECRET not in opens(later, cedar)
        assert "A request was started on this device" not in words(later.get(at(cedar, "")))
    signed_in(later, cedar, f.patient(cedar).email)
    assert SECRET not in opens(later, cedar), "somebody else"
    own = Client()
    signed_in(own, cedar, who.email)
    assert own.get(at(cedar, "ask/go-on/")).headers["Location"] != at(cedar, "")


def test_who_signs_in_after_somebody_who_did_not_sign_out_does_not_see_their_request(cedar):
    client = Client()
    writes_signed_in(cedar, client, f.patient(cedar, established=True))
    signed_in(client, cedar, f.patient(cedar).email)
    assert SECRET not in opens(client, cedar)


def test_what_was_typed_without_a_name_is_shown_to_nobody_who_cannot_prove_it(cedar):
    client = begin(cedar, who=False)
    client.post(at(cedar, "ask/reason/"), {"answer": SECRET})
    assert SECRET in client.get(at(cedar, "ask/reason/")).content.decode(), "their own session"
    later = left(client)
    assert SECRET not in opens(later, cedar)
    assert "is not shown again" in words(later.get(at(cedar, ""))) and "Yes, go on" not in words(
        later.get(at(cedar, ""))
    )


def test_a_first_name_alone_is_asked_for_too(cedar):
    client = begin(cedar, who=False)
    client.post(at(cedar, "ask/who/"), {"first": "Noémi", "last": " "}, headers={"X-Keep": "1"})
    later = left(client)
    assert "Noémi" not in opens(later, cedar)
    assert later.post(at(cedar, "ask/on-this-device/"), {"first": "Nora"}).status_code == 422
    assert later.post(at(cedar, "ask/on-this-device/"), {"first": "Noemi"}).status_code == 302
    assert 'value="Noémi"' in later.get(at(cedar, "ask/who/")).content.decode()


def test_an_address_that_somebody_else_typed_opens_nothing_that_was_written_signed_in(cedar):
    who, other = f.patient(cedar, established=True), f.patient(cedar)
    client = Client()
    writes_signed_in(cedar, client, who)
    draft = Draft.objects.get()
    drafts.keep(draft, contact=other.email)
    later = Client()
    signed_in(later, cedar, other.email)
    assert SECRET not in opens(later, cedar)


def test_who_is_signed_in_is_reached_where_they_proved_and_is_asked_for_no_other_address(cedar):
    client = begin(cedar)
    client.post(at(cedar, "ask/contact/"), {"contact": "a@example.org"})
    patients.confirm_proxy(
        SYSTEM, patients.name_proxy(SYSTEM, f.patient(cedar), contact="a@example.org", who="carer", name="Sam")
    )
    client.post(at(cedar, "ask/insurance/"), {"payer": "aetna"})
    signed_in(client, cedar, "a@example.org")
    client.post(at(cedar, "ask/contact/"), {"contact": "b@example.org"})
    client.post(at(cedar, "ask/reason/"), {"answer": "a cough"})
    shown = words(client.get(at(cedar, "ask/check/")))
    assert "Contact a@example.org" in shown and "b@example.org" not in shown
    assert client.post(at(cedar, "ask/check/")).status_code == 302
    assert Patient.objects.get(last_name="Comer").email == "a@example.org"


# Where an address was given, a code that goes there opens it, and nothing that a family knows ---------------------


def typed_all(practice, visit="procedure") -> Client:
    """As it was found: a request by nobody who is signed in, up to the check; then the session ends."""
    client = Client()
    client.post(at(practice, ""), {"visit": visit})
    client.post(at(practice, "ask/who/"), {"first": "Nora", "last": "Comer", **BIRTH})
    client.post(at(practice, "ask/contact/"), {"contact": "nora@example.org"})
    client.post(at(practice, "ask/insurance/"), {"payer": "aetna"})
    client.post(at(practice, "ask/reason/"), {"answer": SECRET})
    assert SECRET in client.get(at(practice, "ask/check/")).content.decode()
    return client


def the_code(to="nora@example.org") -> str:
    return re.search(r"\b\d{6}\b", Message.objects.filter(to=to, template="code").latest("created_at").body)[0]


def test_who_knows_the_birth_date_opens_nothing_where_an_address_was_given(cedar):
    later = left(typed_all(cedar))
    text = opens(later, cedar)
    assert SECRET not in text and "nora@example.org" not in text and "Procedure" not in words(later.get(at(cedar, "ask/on-this-device/")))  # fmt: skip
    assert "Date of birth" not in words(later.get(at(cedar, "ask/on-this-device/")))
    assert later.get(at(cedar, "ask/check/")).status_code == 302


def test_a_code_to_the_address_that_was_given_opens_it_with_all_that_was_typed(cedar):
    later = left(typed_all(cedar))
    assert "Yes, go on with it" in words(later.get(at(cedar, "")))
    page = later.get(at(cedar, "ask/on-this-device/"))
    assert not Message.objects.exists(), "nothing is sent before somebody asks for it"
    page = later.post(at(cedar, "ask/on-this-device/"))
    assert "nora@example.org" not in page.content.decode() and "six-digit" in words(page)
    wrong = later.post(at(cedar, "ask/on-this-device/"), {"code": "000000"})
    assert wrong.status_code == 422 and SECRET not in wrong.content.decode()
    answer = later.post(at(cedar, "ask/on-this-device/"), {"code": the_code()}, follow=True)
    assert SECRET in answer.content.decode() and "nora@example.org" in answer.content.decode()
    assert later.cookies["frontdesk_draft"].value == "", "the device no longer knows of it"
    assert later.post(at(cedar, "ask/check/")).status_code == 302 and Patient.objects.get().last_name == "Comer"


def test_a_code_that_another_browser_asked_for_opens_nothing_here(cedar):
    client = typed_all(cedar)
    other, later = left(client), left(client)
    other.post(at(cedar, "ask/on-this-device/"))
    later.get(at(cedar, "ask/on-this-device/"))
    assert later.post(at(cedar, "ask/on-this-device/"), {"code": the_code()}).status_code == 422
    assert SECRET not in opens(later, cedar)


def test_codes_are_not_guessed_or_sent_without_end(cedar):
    later = left(typed_all(cedar))
    later.post(at(cedar, "ask/on-this-device/"))
    code = the_code()
    for guess in range(30):
        later.post(at(cedar, "ask/on-this-device/"), {"code": f"{(int(code) + guess + 1) % 10**6:06}"})
    assert later.post(at(cedar, "ask/on-this-device/"), {"code": code}).status_code == 422
    sent = [later.post(at(cedar, "ask/on-this-device/")).status_code for _ in range(8)]
    assert sent[-1] == 429 and Message.objects.filter(template="code").count() < 8


@pytest.mark.parametrize("why", ["a reason", "a sensitive visit", "a visit that parents may not see", "a document"])
def test_without_an_address_a_birth_date_shows_no_reason_and_no_visit_that_is_kept_from_anybody(db, why):
    table = "\nproxies:\n  - {who: parent, under age: 18, visits: [follow-up], may: [see]}\n"
    sensitive = f.CEDAR.replace("name: New patient visit}", "name: New patient visit, sensitive: true}")
    practice = f.load_cedar({"a sensitive visit": sensitive, "a visit that parents may not see": f.CEDAR + table}.get(why, f.CEDAR))  # fmt: skip
    client = begin(practice)
    if why == "a reason":
        client.post(at(practice, "ask/reason/"), {"answer": SECRET})
    if why == "a document":
        drafts.keep_document(practice, "insurance-card", f.photo(), Draft.objects.get())
    later = left(client)
    text = opens(later, practice)
    assert SECRET not in text and "Comer" not in text
    told = words(later.get(at(practice, "")))
    assert "is not shown again" in told and "It is mine" not in told and "New patient visit" in told
    assert later.get(at(practice, "ask/who/")).status_code == 302
    assert SECRET in client.get(at(practice, "ask/reason/")).content.decode() or why != "a reason", "their own session"


def test_what_was_in_the_form_when_the_session_ended_is_given_back_on_the_page(cedar):
    client = typed_all(cedar)
    key = str(Draft.objects.get().pk)
    later = left(client)
    answer = later.post(at(cedar, "ask/reason/"), {"draft": key, "answer": "and it grew since"})
    assert answer.status_code == 409 and "and it grew since" in words(answer)
    assert "It is mine: go on with it" in words(answer) and SECRET not in words(answer)


# Another's, in the same session ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["by signing in", "by a request of their own"])
def test_a_request_that_gives_another_address_is_not_theirs_who_proves_their_own_next(cedar, how):
    """As it was found: a teen's own address, and then a parent in the same browser.  It waits for the code to the teen."""
    f.patient(cedar, email="rosa@example.org")
    client = typed_all(cedar)
    teen_s = Draft.objects.get()
    if how == "by signing in":
        signed_in(client, cedar, "rosa@example.org")
    else:
        client.post(at(cedar, ""), {"visit": "new-patient"})
        own = f"?draft={Draft.objects.exclude(pk=teen_s.pk).get().pk}"
        client.post(at(cedar, f"ask/who/{own}"), {"first": "Rosa", "last": "Sample", **BIRTH})
        client.post(at(cedar, f"ask/contact/{own}"), {"contact": "rosa@example.org"})
        client.post(at(cedar, f"ask/insurance/{own}"), {"payer": "aetna"})
        client.post(at(cedar, f"ask/reason/{own}"), {"answer": "x"})
        client.post(at(cedar, f"ask/check/{own}"))
        assert client.post(at(cedar, f"ask/code/{own}"), {"code": the_code("rosa@example.org")}).status_code == 302
    elsewhere = Client()
    signed_in(elsewhere, cedar, "rosa@example.org")
    for browser in (client, elsewhere):
        for path in ("home/", "ask/go-on/", "ask/check/", f"ask/check/?draft={teen_s.pk}"):
            answer = browser.get(at(cedar, path), follow=True)
            assert SECRET not in answer.content.decode() and "You started" not in words(answer), path
    teen = Client()
    signed_in(teen, cedar, "nora@example.org")
    teen.post(at(cedar, "ask/on-this-device/"), BIRTH)  # and what only who typed it knows
    assert SECRET in teen.get(at(cedar, f"ask/check/?draft={teen_s.pk}")).content.decode()
