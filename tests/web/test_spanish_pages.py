"""On a patient's Spanish page every word that is not Spanish says that it is English (WCAG 3.1.2), and no answer is a code of ours."""

import re

import pytest
from django.db import transaction
from django.test import Client

from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.practice import policies
from tests import factory as f
from tests.web.pages import Element, read
from tests.web.test_permissions import TABLE
from tests.web.world import World
from tests.web_client import as_patient, at

# A practice that wrote nothing in Spanish, and asks more than the standard questions.
ENGLISH = f.CEDAR.replace(
    "rules: |",
    """  - {id: smoker, ask: Do you use tobacco, kind: yes/no, why: It changes your plan, for: [follow-up]}
  - {id: speaks, ask: Which language do you speak, kind: choice, options: [Spanish, Zapotec], help: At home, for: [follow-up]}
rules: |""",
)
# Words of English that are none of Spanish; one is enough to hear that a sentence is English.
TELLING = re.compile(r"\b(the|you|your|with|and|is|are|for|this|that|of|to|we|what|it|not|at|visit|request)\b", re.I)
NAMES = ("Oak Park", "Cedar Family Medicine")  # proper names are in no language


def texts(page: Element):
    """(text, element) of everything that is read out, but for scripts, styles and what somebody typed."""
    for one in page.all():
        if one.tag not in ("script", "style", "textarea"):
            yield from ((child.strip(), one) for child in one.children if isinstance(child, str) and child.strip())


def not_spanish(page: Element, own: set[str]) -> list[str]:
    found = []
    for text, one in texts(page):
        bare = text
        for name in NAMES:
            bare = bare.replace(name, "")
        if one.language == "es" and (TELLING.search(bare) or any(words in text for words in own)):
            found.append(text[:80])
    return found


def own_words(practice) -> set[str]:
    """What the practice wrote in English and has no Spanish for."""
    file = policies.file_of(policies.published())
    asked = [words for one in file.intake for words in (one.ask, one.help, one.why)]
    return {words for words in (*asked, *(one.name for one in file.setup.visit_types.values()), "Zapotec") if words}


def spanish_pages(practice, clients: dict[str, Client], address) -> dict[str, Element]:
    pages = {}
    for route, (allowed, methods) in TABLE.items():
        for role, client in clients.items():
            if role in allowed and "GET" in methods:
                with transaction.atomic():
                    answer = client.get(address(route))
                    transaction.set_rollback(True)
                if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                    pages[f"{route} ({role})"] = read(answer.content.decode())
    return pages


@pytest.fixture
def english(db):
    return f.load_cedar(ENGLISH)


def test_every_text_that_is_not_spanish_says_that_it_is_english(english):
    world = World(english)
    clients = {role: world.client(role, tokens=False) for role in ("nobody", "patient")}
    for client in clients.values():
        client.cookies["frontdesk_language"] = "es"
        client.post(at(english, ""), {"visit": "follow-up"})
    pages = spanish_pages(english, clients, world.address)
    assert len(pages) > 18
    own = own_words(english)
    wrong = {
        name: found
        for name, page in pages.items()
        if not name.startswith(("outbox", "gallery", "console", "setup")) and (found := not_spanish(page, own))
    }
    assert not wrong, wrong


def test_the_look_finds_english_that_says_nothing_of_itself():
    """Positive control."""
    page = read(
        '<html lang="es"><p>Su cita</p><p>Your visit</p><p lang="en">Your visit</p><b>Zapotec</b><span lang="en">Zapotec</span></html>'
    )
    assert not_spanish(page, {"Zapotec"}) == ["Your visit", "Zapotec"]


def spanish(practice, patient) -> Client:
    client = as_patient(practice, patient)
    client.cookies["frontdesk_language"] = "es"
    return client


def test_questions_and_options_without_spanish_are_put_in_english_and_marked(english):
    patient = f.patient(english, established=True)
    client = spanish(english, patient)
    client.post(at(english, ""), {"visit": "follow-up", "for": str(patient.pk)})
    for step, marked in (("smoker", "Do you use tobacco"), ("speaks", "Which language do you speak")):
        page = read(client.get(at(english, f"ask/{step}/")).content.decode())
        assert {one.language for text, one in texts(page) if marked in text} == {"en"}, step
    page = read(client.get(at(english, "ask/speaks/")).content.decode())
    said = {text: one.language for text, one in texts(page)}
    assert said["Zapotec"] == "en" and said["Español"] == "es" and "Spanish" not in said
    assert said["At home"] == "en"


def test_answers_are_shown_in_the_language_and_what_staff_wrote_is_marked(english):
    patient = f.patient(english, established=True)
    asked = intake.submit(
        f.themselves(patient),
        patient,
        visit_type=f.visit("follow-up"),
        answers={"reason": "tos", "smoker": "yes", "speaks": "Spanish", "interpreter": "no"},
    )
    intake.decline(f.actor(english, "scheduler"), asked, reason="We do not see this here")
    page = read(spanish(english, patient).get(at(english, f"requests/{asked.pk}/")).content.decode())
    said = {text: one.language for text, one in texts(page)}
    assert said["Sí"] == "es" and said["Español"] == "es" and "yes" not in said and "Spanish" not in said
    assert said["We do not see this here"] == "en" and said["Follow-up visit"] == "en"
    assert Request.objects.get(pk=asked.pk).answers.get(field="smoker").value == "yes"  # what rules compare stays
