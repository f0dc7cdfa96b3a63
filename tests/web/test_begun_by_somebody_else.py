"""A family's tablet, a library's computer: what somebody began in a browser is not handed to who signs in or begins there next."""

import re

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.intake import drafts, patients
from frontdesk.intake.models import Draft
from tests import factory as f
from tests.web.test_side_by_side import Tab
from tests.web.test_where_they_were import BIRTH, SECRET, begin, opens, signed_in, words
from tests.web_client import at, led_to

TABLE = """
proxies:
  - {who: parent, under age: 18, visits: [follow-up, new-patient], may: [see, book, cancel]}
"""
WHO = {"first": "Nora", "last": "Comer", **BIRTH}


def reached(client, practice) -> str:
    """All that who is signed in there can come to see, in any of its pages and by what its forms do."""
    pages = [client.get(at(practice, path), follow=True) for path in ("home/", "", "ask/contact/", "ask/insurance/")]
    return opens(client, practice) + " ".join(page.content.decode() for page in pages)


def test_a_reason_is_not_handed_to_who_signs_in_next(cedar):
    client = begin(cedar)
    client.post(at(cedar, "ask/reason/"), {"answer": SECRET})
    signed_in(client, cedar, f.patient(cedar, established=True).email)
    seen = reached(client, cedar)
    assert SECRET not in seen and "Nora" not in seen and "Comer" not in seen
    assert Draft.objects.get().owner == ""


def test_a_file_is_not_handed_to_who_signs_in_next(cedar):
    client = begin(cedar)
    drafts.keep_document(cedar, "insurance-card", f.photo(), Draft.objects.get())
    signed_in(client, cedar, f.patient(cedar, established=True).email)
    reached(client, cedar)
    assert Draft.objects.get().owner == ""


def test_a_name_is_not_handed_to_who_signs_in_next_either_and_is_asked_for_by_when_it_was_begun(cedar):
    client = begin(cedar)
    signed_in(client, cedar, f.patient(cedar, established=True).email)
    page = client.get(at(cedar, "ask/on-this-device/"))
    text = words(page)
    assert "Did you start this?" in text and "Nora" not in text and "New patient" not in text
    assert re.search(r"started on this device on (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \w+ \d+, \d+:\d\d [AP]M", text)
    for path in ("home/", "", "ask/go-on/", "ask/who/", "ask/contact/"):
        assert "Nora" not in client.get(at(cedar, path), follow=True).content.decode()
    assert Draft.objects.get().owner == ""


def test_signing_in_leads_to_that_question(cedar):
    client, who = begin(cedar), f.patient(cedar, established=True)
    signed_in(client, cedar, who.email)
    assert "Did you start this?" in words(client.get(at(cedar, "home/")))
    client = begin(cedar)
    client.post(at(cedar, "sign-in/"), {"contact": who.email})
    from frontdesk.messaging.models import Message

    code = re.search(r"\b\d{6}\b", Message.objects.filter(to=who.email).latest("created_at").body)[0]
    assert led_to(client.post(at(cedar, "sign-in/code/"), {"code": code})) == at(cedar, "ask/on-this-device/")


def test_who_began_it_says_so_and_goes_on_with_it_as_their_own(cedar):
    client, who = begin(cedar), f.patient(cedar, established=True)
    signed_in(client, cedar, who.email)
    assert client.post(at(cedar, "ask/on-this-device/"), {**BIRTH, "birth_year": "1947"}).status_code == 422
    assert Draft.objects.get().owner == ""
    there = client.post(at(cedar, "ask/on-this-device/"), BIRTH, follow=True)
    assert Draft.objects.get().owner == who.email
    assert "/ask/" in there.request["PATH_INFO"] and there.status_code == 200
    assert "Did you start this?" not in words(client.get(at(cedar, "home/")))
    assert "Nora Comer" in words(client.get(at(cedar, "home/")))
    elsewhere = Client()
    signed_in(elsewhere, cedar, who.email)
    assert "Nora Comer" in words(elsewhere.get(at(cedar, "home/"))), "in every browser"


def test_who_did_not_says_no_and_it_is_asked_no_more_and_reached_by_nobody(cedar):
    client = begin(cedar)
    signed_in(client, cedar, f.patient(cedar, established=True).email)
    client.post(at(cedar, "ask/start-anew/"))
    assert "Did you start this?" not in words(client.get(at(cedar, "home/")))
    assert "Nora" not in reached(client, cedar)
    client.post(at(cedar, "sign-out/"))
    assert "Nora" not in reached(client, cedar)
    assert Draft.objects.get().owner == ""


def test_a_visit_that_a_parent_may_not_know_of_is_not_shown_to_the_parent_who_signs_in_next(db):
    """Chosen, and not a word typed; on a tablet that the family shares."""
    practice = f.load_cedar(f.CEDAR + TABLE)
    teen = f.patient(practice, birth_date=f.day(0).replace(year=f.day(0).year - 15, day=1), email="")
    patients.confirm_proxy(
        SYSTEM, patients.name_proxy(SYSTEM, teen, contact="pat@example.org", who="parent", name="Pat")
    )
    client = Client()
    client.post(at(practice, ""), {"visit": "procedure"})
    signed_in(client, practice, "pat@example.org")
    assert "Go on with it" not in reached(client, practice)
    assert Draft.objects.get().owner == ""


def test_it_is_said_that_it_was_closed(db):
    practice = f.load_cedar(f.CEDAR + TABLE)
    client = Client()
    client.post(at(practice, ""), {"visit": "procedure"})
    signed_in(client, practice, f.patient(practice, established=True).email)
    text = words(client.get(at(practice, "home/")))
    assert "A request that was started here before you signed in was closed." in text and "Procedure" not in text


def test_a_visit_that_was_only_chosen_goes_along(cedar):
    """The usual way: chosen, then signed in, for there is less to fill in."""
    client, who = begin(cedar, who=False), f.patient(cedar, established=True)
    signed_in(client, cedar, who.email)
    assert "New patient visit" in words(client.get(at(cedar, "home/")))
    assert Draft.objects.get().owner == who.email


def test_what_gives_their_address_is_theirs_once_they_prove_it(cedar):
    client = begin(cedar)
    client.post(at(cedar, "ask/contact/"), {"contact": "nora@example.org"})
    signed_in(client, cedar, "nora@example.org")
    assert "Nora Comer" in words(client.get(at(cedar, ""))) and Draft.objects.get().owner == "nora@example.org"


def test_sending_ones_own_does_not_take_what_another_began_beside_it(cedar):
    """The code that sends a request signs in too."""
    client = begin(cedar)
    client.post(at(cedar, "ask/reason/"), {"answer": SECRET})
    others = Draft.objects.get()
    tab = Tab(client, cedar).begin("new-patient")
    tab.send(first="Kim", last="Other", birth_month="2", birth_day="3", birth_year="1990")
    for said in ({"contact": "kim@example.org"}, {"payer": "aetna"}, {"answer": "a cough"}, {}):
        tab.send(**said)
    from frontdesk.messaging.models import Message

    code = re.search(r"\b\d{6}\b", Message.objects.filter(to="kim@example.org").latest("created_at").body)[0]
    tab.send(code=code)
    others.refresh_from_db()
    assert others.owner == "" and SECRET not in reached(client, cedar)


def test_it_is_dropped_after_its_time(cedar):
    client = begin(cedar)
    signed_in(client, cedar, f.patient(cedar, established=True).email)
    Draft.objects.update(expires_at=f.place().start.replace(year=2020))
    assert "Did you start this?" not in words(client.get(at(cedar, "home/")))
    assert led_to(client.get(at(cedar, "ask/on-this-device/"))) == at(cedar, "")


@pytest.mark.parametrize("step", ["who", "contact", "insurance"])
def test_a_second_request_of_the_same_browser_starts_empty(cedar, step):
    """It may be for somebody else, and be begun by somebody else: nothing of the first stands in its forms."""
    client = Client()
    first = Tab(client, cedar).begin("new-patient")
    first.send(**WHO, acts="carer")
    first.send(contact="nora@example.org")
    first.send(payer="aetna", member_id="W123456")
    second = Tab(client, cedar).begin("procedure")
    made = Draft.objects.exclude(pk=first.carried["draft"].partition(".")[0]).get()
    assert set(made.answers) == {"visit", "chosen"} and made.contact == ""
    second.open(second.address.replace("/who/", f"/{step}/"))
    form = second.text.partition("<main")[2].replace("such as 3 27 1946", "")
    assert f"/ask/{step}/" in second.address
    for typed in ("Nora", "Comer", "1946", "nora@example.org", "W123456"):
        assert typed not in form, typed
    assert not re.search(r'value="(carer|aetna)"[^>]* checked', form)


def test_signed_in_it_is_filled_from_the_record_of_the_person_chosen_alone(db):
    practice = f.load_cedar(f.CEDAR.replace("ask: What brings you in?", "ask: Why?") + "\n")
    who = f.patient(practice, established=True)
    client = begin(practice)
    signed_in(client, practice, who.email)
    tab = Tab(client, practice).begin("follow-up", who)
    assert "Nora" not in tab.text and set(Draft.objects.get(answers__visit="follow-up").answers) == {"visit", "chosen"}


def test_control_where_signing_in_takes_all_along_the_harness_finds_it(cedar, monkeypatch):
    monkeypatch.setattr(drafts, "_may_be_of", lambda draft, contact: True)
    client = begin(cedar)
    client.post(at(cedar, "ask/reason/"), {"answer": SECRET})
    signed_in(client, cedar, f.patient(cedar, established=True).email)
    assert SECRET in reached(client, cedar)
