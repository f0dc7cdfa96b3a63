"""What was said of one person is never sent for another, and nothing is sent that the page of answers did not show."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frontdesk.intake import actions as intake
from frontdesk.intake.drafts import keep_document
from frontdesk.intake.models import Document, Draft, Request
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.models import Payer
from frontdesk.web.portal import about_whom
from frontdesk.web.portal.journey import asked_as, question_for, shown_answer
from frontdesk.web.portal.questions import KINDS
from tests import factory as f
from tests.web.test_portal import Asking
from tests.web_client import as_patient, at

TYPED = {
    "text": "Sample Street",
    "long text": "It began last week",
    "choice": "Left",
    "several choices": ["Left"],
    "yes/no": "yes",
    "date": None,  # three fields
    "number": "3",
    "phone": "(312) 555-0199",
    "email": "one@example.org",
    "address": "1 Sample Street",
    "document": None,  # a file
    "signature": "Mia Sample",
}
OPTIONS = ", options: [Left, Right]"


def asked_of_all() -> str:
    lines = [
        f"  - {{id: own-{at_}, ask: 'Of the kind {kind}?', kind: {kind}, required: no, for: [follow-up, new-patient]"
        f"{OPTIONS if 'choice' in kind else ''}}}\n"
        for at_, kind in enumerate(KINDS)
    ]
    return "".join(lines)


FAMILY = (
    f.CEDAR.replace('phone: "+1 312 555 0100"}', 'phone: "+1 312 555 0100", ask about paying oneself: yes}')
    .replace("intake:\n", f"intake:\n{asked_of_all()}")
    .replace(
        "rules: |",
        """  - {id: injury, ask: Is it an injury?, kind: yes/no, required: no, for: [follow-up]}
  - {id: injury-photo, ask: A photo of it, kind: document, required: no, for: [follow-up], show when: 'injury is "yes"'}
rules: |""",
    )
    + "  Follow-up visits need an insurance card before booking.\n"
    "  Follow-up visits need approval when the insurance is Aetna.\n"
    "proxies:\n  - {who: parent, under age: 18, may: [see, book, cancel]}\n"
)


@pytest.fixture
def practice(db):
    return f.load_cedar(FAMILY)


def family(practice):
    """A mother who acts for two children, both with an insurance."""
    mother = f.patient(practice, first_name="Mia", established=True, payer=Payer.objects.get(code="aetna"))
    children = []
    for name in ("Ann", "Ben"):
        born = f.day(-365 * 9)
        child = f.patient(practice, first_name=name, birth_date=born, established=True, email="", payer=mother.payer)
        Proxy.objects.create(practice=practice, patient=child, contact=mother.email, who="parent", state="confirmed")
        children.append(child)
    return mother, *children


def picture(name="card.png"):
    return SimpleUploadedFile(name, f.photo(), "image/png")


def given_to(step: str) -> dict:
    """What is typed or chosen at a question; of the card, a picture."""
    kind = question_for(step).kind
    if kind == "document":
        return {"answer": picture()}
    if kind == "date":
        return {"answer_month": "3", "answer_day": "2", "answer_year": "2020"}
    return {"answer": TYPED[kind], **({"self_pay": "on"} if step == "reason" else {})}


def step_of(address: str) -> str:
    return address.partition("?")[0].rstrip("/").rpartition("/")[2]


def walk(client, address: str, given=given_to) -> str:
    """Every question answered, until the page of answers or what comes after it."""
    for _ in range(40):
        step = step_of(address)
        if "/ask/" not in address or step == "check":
            return address
        response = client.post(address, given(step))
        assert response.status_code == 302, (step, re.findall(r'class="error"[^>]*>([^<]*)', response.content.decode()))
        address = response.headers["Location"]
    raise AssertionError("never comes to an end")


def shown(client, practice) -> dict[str, str]:
    """The page of answers, as it reads."""
    page = client.get(f"{at(practice, 'ask/check/')}?draft={Draft.objects.latest('pk').pk}")
    assert page.status_code == 200, page.headers
    rows = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>\s*<span[^>]*>(.*?)</span>", page.content.decode(), re.S)
    return {html.unescape(what).strip(): html.unescape(answer).strip() for what, answer in rows}


def sent(client, practice) -> Request:
    answer = client.post(f"{at(practice, 'ask/check/')}?draft={Draft.objects.latest('pk').pk}")
    assert "/ask/" not in answer.headers["Location"], client.get(answer.headers["Location"]).content.decode()
    return Request.objects.latest("created_at")


def not_as_shown(asked: Request, page: dict[str, str]) -> list[str]:
    """What went along and was not on the page, or stood there and did not."""
    said = {answer.field: answer.value for answer in asked.answers.all()}
    files = {document.field for document in asked.documents.all()}
    wrong = [f"{field} is not shown" for field in {*said, *files} if asked_as(field) not in page]
    for field in {*said, *files}:
        expected = [*(["Photo or PDF received"] if field in files else [])]
        expected += [shown_answer(question_for(field), said[field])] if field in said else []
        if page.get(asked_as(field)) != ", ".join(map(str, expected)):
            wrong.append(f"{field} is shown otherwise")
    there = {asked_as(field) for field in {*said, *files}}
    questions = {what for what in page if what not in ("Visit", "For", "Who pays?", "Name", "Date of birth")}
    wrong += [f"{what} did not go" for what in questions - there if page[what] != "Not answered"]
    if asked.self_pay != (page.get("Who pays?") == "I'll pay for this visit myself"):
        wrong.append("who pays")
    wrong += [
        f"{document.field} is another's" for document in asked.documents.all() if document.patient != asked.patient
    ]
    return wrong


def only_what_must(step: str) -> dict:
    if step == "insurance-card":
        return {"bring": "on"}
    return {"answer": "a rash"} if step == "reason" else {}


def for_ann_then_ben(practice):
    """All is said for Ann; then it is for Ben."""
    mother, ann, ben = family(practice)
    client = as_patient(practice, mother)
    start = client.post(at(practice, ""), {"visit": "follow-up", "for": str(ann.pk)})
    walk(client, start.headers["Location"])
    page = shown(client, practice)
    assert page["Who pays?"] == "I'll pay for this visit myself"
    assert page["What brings you in?"] == TYPED["long text"]
    address = f"{at(practice, 'ask/for/')}?change=1&draft={Draft.objects.get().pk}"
    return client, ben, asked_next(client, client.post(address, {"person": str(ben.pk)}))


def asked_next(client, response) -> str:
    """The page of answers leads on to what is not answered."""
    there = response.headers["Location"]
    return client.get(there).headers.get("Location", there) if step_of(there) == "check" else there


def test_every_kind_of_question_is_in_the_harness():
    assert set(TYPED) == set(KINDS)


def test_what_is_sent_for_one_is_what_was_shown(practice):
    mother, ann, _ben = family(practice)
    client = as_patient(practice, mother)
    start = client.post(at(practice, ""), {"visit": "follow-up", "for": str(ann.pk)})
    walk(client, start.headers["Location"])
    page = shown(client, practice)
    asked = sent(client, practice)
    assert not_as_shown(asked, page) == []
    assert (
        len(asked.answers.all()) + len(asked.documents.all()) == len(KINDS) + 3
    )  # all of them; who pays alone shows no card


def test_nothing_that_was_said_of_one_child_goes_to_the_other(practice):
    client, ben, address = for_ann_then_ben(practice)
    assert step_of(address) == "reason"  # asked again, from the first
    walk(client, address, only_what_must)
    page = shown(client, practice)
    asked = sent(client, practice)
    assert asked.patient == ben and not_as_shown(asked, page) == []
    assert {answer.field: answer.value for answer in asked.answers.all()} == {
        "reason": "a rash",
        "insurance-card": "will bring",
    }
    assert not asked.documents.exists() and not asked.self_pay
    assert asked.state == "awaiting_approval"  # Aetna pays: what was ticked for Ann decides nothing for Ben
    assert set(Document.objects.values_list("draft", "patient", "request")) == {(None, None, None)}  # swept away


def test_the_harness_sees_a_draft_that_is_one_heap(practice, monkeypatch):
    """The control: without the mend all of it goes along."""
    monkeypatch.setattr(about_whom, "_is_the_same", lambda journey, chosen: True)
    client, ben, address = for_ann_then_ben(practice)
    walk(client, address, only_what_must)
    asked = sent(client, practice)
    assert asked.patient == ben and asked.documents.exists() and asked.self_pay
    assert asked.answers.count() > 2


def test_who_acts_for_the_other_child_alone_opens_no_file_of_the_first(practice):
    client, ben, address = for_ann_then_ben(practice)
    father = f.patient(practice, first_name="Fritz", established=True)
    Proxy.objects.create(practice=practice, patient=ben, contact=father.email, who="parent", state="confirmed")
    walk(client, address, only_what_must)
    sent(client, practice)
    his = as_patient(practice, father)
    for document in Document.objects.all():
        f.drawn(document)
        assert his.get(at(practice, f"documents/{document.pk}/")).status_code == 404
        assert str(document.pk) not in his.get(at(practice, "documents/")).content.decode()


def test_the_one_that_we_have_is_said_of_who_has_one_alone(practice):
    """Also where it was ours when that was said, and is no more."""
    mother, ann, _ben = family(practice)
    document = keep_document(practice, "insurance-card", f.photo())
    f.drawn(document)
    intake.add_document(f.themselves(mother), ann, document=document)
    client = as_patient(practice, mother)
    start = client.post(at(practice, ""), {"visit": "follow-up", "for": str(ann.pk)})
    ours = lambda step: {} if step == "insurance-card" else only_what_must(step)  # noqa: E731
    walk(client, start.headers["Location"], ours)
    assert shown(client, practice)[asked_as("insurance-card")] == "The one that we have"
    Document.objects.filter(pk=document.pk).update(scan="infected")
    answer = client.get(f"{at(practice, 'ask/check/')}?draft={Draft.objects.get().pk}")
    assert step_of(answer.headers["Location"]) == "insurance-card"


def test_a_file_whose_question_is_asked_no_more_stays_behind(practice):
    mother, ann, _ben = family(practice)
    client = as_patient(practice, mother)
    start = client.post(at(practice, ""), {"visit": "follow-up", "for": str(ann.pk)})
    walk(client, start.headers["Location"])
    draft = Draft.objects.get()
    client.post(f"{at(practice, 'ask/injury/')}?change=1&draft={draft.pk}", {"answer": "no"})
    page = shown(client, practice)
    asked = sent(client, practice)
    assert "A photo of it" not in page and not_as_shown(asked, page) == []
    assert not asked.documents.filter(field="injury-photo").exists()


# Somebody who has no record yet ------------------------------------------------------------------------------


def a_newcomer(practice, **who):
    asking = Asking(practice)
    asking.answer(**NORA)
    asking.answer(contact="newcomer@example.org")
    asking.answer(payer="aetna", member_id="M-4471")
    walk(asking.client, asking.at)
    answer = asking.client.post(f"{at(practice, 'ask/who/')}?change=1", NORA | who)
    return asking, asked_next(asking.client, answer)


NORA = {"first": "Nora", "last": "Comer", "birth_month": "3", "birth_day": "27", "birth_year": "1946"}


@pytest.mark.parametrize(
    "who",
    [
        {"last": "Commer"},
        {"birth_day": "26"},
        {"birth_year": "1947"},
        {"first": "Comer", "last": "Nora"},
        {"first": "nora"},
    ],
)
def test_a_slip_that_is_mended_keeps_what_was_said(practice, who):
    asking, address = a_newcomer(practice, **who)
    assert step_of(address) == "check"
    page = shown(asking.client, practice)
    assert page["Of the kind signature?"].startswith("Mia Sample") and page["Who pays?"].startswith("I'll pay")


def test_another_first_name_may_be_a_twin_and_all_is_asked_again(practice):
    asking, address = a_newcomer(practice, first="Dora")
    assert step_of(address) == "insurance"
    assert "M-4471" in asking.client.get(address).content.decode()  # what was typed is to be looked at again
    address = asking.client.post(address, {"payer": "aetna"}).headers["Location"]
    assert TYPED["long text"] in asking.client.get(address).content.decode()
    walk(asking.client, address, only_what_must)
    page = shown(asking.client, practice)
    asked = asking.finish()
    assert asked.patient.name == "Dora Comer"
    assert {answer.field: answer.value for answer in asked.answers.all()} == {"reason": "a rash"}
    assert not asked.documents.exists() and not asked.self_pay
    assert page["Who pays?"] == "My insurance"


@pytest.mark.parametrize("who", [{"first": "Tim", "birth_year": "1947"}, {"acts": "parent", "birth_year": "2019"}])
def test_somebody_else_is_asked_everything_anew(practice, who):
    _, address = a_newcomer(practice, **who)
    draft = Draft.objects.get()
    assert step_of(address) == "insurance"
    assert not any(name.startswith("q:") for name in draft.answers) and "payer" not in draft.answers
    assert not Document.objects.exclude(draft=None).exists()
    assert draft.contact == "newcomer@example.org"


def test_a_name_that_is_half_typed_is_not_the_name_that_was_said(practice):
    """Beside it stand the answers of who was named before."""
    asking, _ = a_newcomer(practice)
    asking.client.post(f"{at(practice, 'ask/who/')}?change=1", NORA | {"first": "Ben", "back": "yes"})
    assert shown(asking.client, practice)["Name"] == "Nora Comer"
    assert asking.finish().patient.name == "Nora Comer"


def test_from_somebody_new_to_a_child_of_hers_and_back(practice):
    mother, ann, _ben = family(practice)
    client = as_patient(practice, mother)
    client.post(at(practice, ""), {"visit": "new-patient"})
    key = Draft.objects.get().pk
    where = {name: f"{at(practice, f'ask/{name}/')}?change=1&draft={key}" for name in ("for", "who", "insurance")}
    client.post(where["for"], {"person": "new"})
    client.post(where["who"], NORA | {"acts": "parent", "birth_year": str(f.day(0).year - 5)})
    address = client.post(where["insurance"], {"payer": "aetna", "member_id": "M-4471"}).headers["Location"]
    walk(client, address)
    client.post(where["for"], {"person": str(ann.pk)})
    answers = Draft.objects.get().answers
    assert not {"first", "birth", "payer", "member_id", "self_pay", "q:reason"} & set(answers)
    assert Patient.objects.count() == 3
