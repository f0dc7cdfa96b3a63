"""Several requests stand open in one browser side by side: what is typed in a tab is for the person and the visit that the tab shows."""

import html
import re
from uuid import uuid4

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.booking.models import Appointment
from frontdesk.intake import patients
from frontdesk.intake.models import Draft, Request
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web.test_callers import value
from tests.web_client import as_contact, at, led_to

PARENT = "pat@example.org"
TABLE = """
proxies:
  - {who: parent, under age: 18, may: [see, book, cancel]}
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


@pytest.fixture
def family(practice):
    today = f.day(0)
    born = today.replace(year=today.year - 8, day=1)
    children = [f.patient(practice, first_name=name, birth_date=born, email="", established=True) for name in ("Alba", "Bruno")]  # fmt: skip
    for child in children:
        patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, child, contact=PARENT, who="parent", name="Pat"))
    client = as_contact(practice, PARENT)
    return (client, *children)


class Tab:
    """A window of the browser: where it is, and what its form holds."""

    def __init__(self, client, practice):
        self.client, self.practice = client, practice

    def begin(self, visit, child=None):
        said = {"visit": visit} | ({"for": str(child.pk)} if child else {})
        return self._at(self.client.post(at(self.practice, ""), said, follow=True))

    def send(self, **said):
        return self._at(self.client.post(self.address, {**self.carried, **said}, follow=True))

    def open(self, address):
        return self._at(self.client.get(address, follow=True))

    def _at(self, answer):
        self.answer = answer
        query = answer.request["QUERY_STRING"]
        self.address = answer.request["PATH_INFO"] + (f"?{query}" if query else "")
        self.text = html.unescape(answer.content.decode())
        self.carried = dict(re.findall(r'<input type="hidden" name="(draft)" value="([^"]+)"', self.text))
        return self

    @property
    def words(self):
        return " ".join(re.sub(r"<[^>]+>", " ", self.text).split())


def test_each_child_is_booked_with_what_was_typed_for_them(practice, family):
    """As it was found: tab 1 for Alba, tab 2 for Bruno; then tab 1 goes on."""
    client, alba, bruno = family
    one, two = Tab(client, practice).begin("follow-up", alba), Tab(client, practice).begin("follow-up", bruno)
    one.send(answer="Alba has an ear ache")
    one.send(time=value(f.place("09:00")), key=str(uuid4()))
    one.send()
    two.send(answer="Bruno has a cough")
    two.send(time=value(f.place("10:00")), key=str(uuid4()))
    two.send()
    said = {made.patient.first_name: (made.request.answers.get(field="reason").value, made.start.hour) for made in Appointment.objects.filter(state="booked")}  # fmt: skip
    assert {name: reason for name, (reason, _) in said.items()} == {"Alba": "Alba has an ear ache", "Bruno": "Bruno has a cough"}  # fmt: skip


@pytest.mark.parametrize("turns", [(0, 1), (1, 0)])
def test_whichever_goes_on_first(practice, family, turns):
    client, alba, bruno = family
    tabs = [Tab(client, practice).begin("follow-up", child) for child in (alba, bruno)]
    for turn in turns:
        tabs[turn].send(answer=f"for {(alba, bruno)[turn].first_name}")
    for asked in Request.objects.all():
        assert asked.answers.get(field="reason").value == f"for {asked.patient.first_name}"
    assert Request.objects.count() == 2


def test_every_page_on_the_way_names_the_visit_and_the_child(practice, family):
    client, alba, bruno = family
    one, two = Tab(client, practice).begin("follow-up", alba), Tab(client, practice).begin("procedure", bruno)
    assert "Follow-up visit, for Alba" in one.words and "Procedure, for Bruno" in two.words
    two.send(answer="x")
    assert "Bruno" in two.words and "Procedure" in two.words, "the check"
    one.send(answer="x")
    assert "Follow-up visit, for Alba" in one.words, "the times"
    asked = Request.objects.get(patient=alba)
    for path in ("", "wait/"):
        assert "Follow-up visit, for Alba" in Tab(client, practice).open(at(practice, f"requests/{asked.pk}/{path}")).words  # fmt: skip
    one.send(time=value(f.place()), key=str(uuid4()))
    assert "Follow-up visit with Dr. Chen" in one.words and "For Alba" in one.words, "the time that is kept"
    one.send()
    mine = Appointment.objects.get(state="booked")
    for path in ("move/", "cancel/", "wait/"):
        assert "Follow-up visit, for Alba" in Tab(client, practice).open(at(practice, f"appointments/{mine.pk}/{path}")).words  # fmt: skip


def test_back_after_it_was_sent_changes_nothing_says_so_and_keeps_what_was_typed(practice, family):
    client, alba, bruno = family
    one = Tab(client, practice).begin("follow-up", alba)
    address, carried = one.address, one.carried
    one.send(answer="an ear ache")
    Tab(client, practice).begin("follow-up", bruno)
    answer = client.post(address, {**carried, "answer": "and a fever"}, follow=True)
    text = html.unescape(answer.content.decode())
    asked = Request.objects.get()
    assert answer.status_code == 409 and "You sent this request already" in text
    assert "and a fever" in text and f"/requests/{asked.pk}/" in text
    assert asked.answers.get(field="reason").value == "an ear ache"
    bruno_s = Draft.objects.get(answers__chosen=str(bruno.pk), expires_at__gt=f.dt.datetime.now(f.dt.UTC))
    assert "q:reason" not in bruno_s.answers
    assert f"/requests/{asked.pk}/" in client.get(address, follow=True).request["PATH_INFO"], (
        "and looked at, it leads there"
    )


def test_a_form_that_showed_one_child_is_refused_once_the_request_is_for_the_other(practice, family):
    """In a second window of the same request, somebody has said that it is for Bruno."""
    client, alba, bruno = family
    one = Tab(client, practice).begin("procedure", alba)
    other = Tab(client, practice).open(one.address.replace("/reason/", "/for/"))
    other.send(person=str(bruno.pk))
    one.send(answer="Alba has an ear ache")
    assert one.answer.status_code == 409 and "Alba has an ear ache" in one.text
    assert "Procedure, for Bruno" in one.words
    assert "q:reason" not in Draft.objects.get().answers
    assert other.open(other.address).answer.status_code == 200
    checked = Tab(client, practice).open(other.address)
    checked.send(answer="Bruno has a cough")
    checked.send()
    assert Request.objects.get().patient == bruno


def test_the_last_press_is_refused_too(practice, family):
    client, alba, bruno = family
    one = Tab(client, practice).begin("procedure", alba)
    one.send(answer="an ear ache")
    assert "/ask/check/" in one.address
    Tab(client, practice).open(one.address.replace("/check/", "/for/")).send(person=str(bruno.pk))
    one.send()
    assert one.answer.status_code == 409 and not Request.objects.exists()


def test_what_was_said_stays_with_its_visit_and_the_second_starts_empty(practice):
    client = Client()
    who = {"first": "Ada", "last": "Sample", "birth_month": "2", "birth_day": "3", "birth_year": "1990"}
    one = Tab(client, practice).begin("procedure")
    for said in (who, {"contact": "ada@example.org"}, {"payer": "aetna"}, {"answer": "a lump"}):
        one.send(**said)
    two = Tab(client, practice).begin("new-patient")
    assert "Ada" not in two.text and "/ask/who/" in two.address
    for said in (who, {"contact": "ada@example.org"}, {"payer": "aetna"}):
        two.send(**said)
    assert "/ask/reason/" in two.address and "a lump" not in two.text
    one.open(one.address)
    assert "a lump" in one.text and "Procedure" in one.words


def test_two_requests_of_a_newcomer_are_two(practice):
    """For a child and for oneself, by turns, before anybody is signed in."""
    client = Client()
    tabs = [Tab(client, practice).begin("new-patient") for _ in range(2)]
    people = [("Ada", "1990"), ("Kit", "2019")]
    for tab, (first, year) in zip(tabs, people, strict=True):
        tab.send(first=first, last="Sample", birth_month="2", birth_day="3", birth_year=year, acts="parent" if first == "Kit" else "")  # fmt: skip
    for tab in tabs:
        tab.send(contact="ada@example.org")
    for tab in tabs:
        tab.send(payer="aetna")
    for tab, (first, _) in zip(tabs, people, strict=True):
        assert f"New patient visit, for {first} Sample" in tab.words
        tab.send(answer=f"about {first}")
    for tab in tabs:
        if "/ask/check/" in tab.address:
            tab.send()
        if "/ask/for/" in tab.address:  # signed in by now, and of a family of two
            tab.send(person="new")
            tab.send()
        code = re.search(r"\d{6}", Message.objects.filter(template="code").latest("created_at").body)
        if "/ask/code/" in tab.address:
            tab.send(code=code[0])
    assert {(one.patient.first_name, one.answers.get(field="reason").value) for one in Request.objects.all()} == {("Ada", "about Ada"), ("Kit", "about Kit")}  # fmt: skip


def test_a_form_of_a_session_that_is_over_gives_back_what_was_typed(practice):
    one = Tab(Client(), practice).begin("new-patient")
    later = Tab(Client(), practice)
    later.address, later.carried = one.address.replace("/who/", "/reason/"), one.carried
    later.send(answer="a cough that came last week")
    assert later.answer.status_code == 409 and "a cough that came last week" in later.text
    assert "not open here any more" in later.text


def test_a_request_of_somebody_else_is_not_opened_by_its_name(practice, family):
    client, alba, _ = family
    one = Tab(client, practice).begin("procedure", alba)
    stranger = Client()
    stranger.post(at(practice, ""), {"visit": "procedure"})
    for answer in (stranger.get(one.address), stranger.post(one.address, {**one.carried, "answer": "x"})):
        assert "Alba" not in answer.content.decode() and answer.status_code in (302, 409)


def test_each_that_was_begun_is_listed_and_opens_here_and_in_another_browser(practice, family):
    """As it was found: only the latest could be reached.  One in which nothing was typed is not among the older ones."""
    client, alba, bruno = family
    Tab(client, practice).begin("new-patient", alba)
    for visit, child in (("procedure", alba), ("procedure", bruno)):
        Tab(client, practice).begin(visit, child).send(answer=f"about {child.first_name}")
    elsewhere = as_contact(practice, PARENT)
    for browser in (client, elsewhere):
        for page in ("home/", ""):
            tab = Tab(browser, practice).open(at(practice, page))
            links = re.findall(r'href="([^"]*/ask/go-on/[^"]*)">([^<]*)<', tab.text)
            assert [words for _, words in links] == [f"Go on with it: Procedure · {child.name}" for child in (bruno, alba)]  # fmt: skip
            for (link, _), child in zip(links, (bruno, alba), strict=True):
                opened = Tab(browser, practice).open(link)
                assert f"about {child.first_name}" in opened.words and "/ask/check/" in opened.address
    opened.send()
    assert Request.objects.get().patient == alba, "and it is sent from there"
    assert "Alba" not in "".join(re.findall(r"Go on with it: ([^<]*)<", Tab(client, practice).open(at(practice, "home/")).text))  # fmt: skip


def test_that_the_harness_sees_one_request_in_two_tabs(practice, family, monkeypatch):
    """The control: where every form is taken for that of the latest, Bruno gets what was typed for Alba."""
    from frontdesk.web import unsent_requests

    monkeypatch.setattr(unsent_requests, "shown", unsent_requests.latest)
    client, alba, bruno = family
    one = Tab(client, practice).begin("procedure", alba)
    Tab(client, practice).begin("procedure", bruno)
    one.carried = {}
    one.send(answer="Alba has an ear ache")
    assert Draft.objects.get(answers__chosen=str(bruno.pk)).answers["q:reason"] == "Alba has an ear ache"
    assert led_to(client.get(at(practice, "ask/go-on/"))) == at(practice, "ask/check/")
