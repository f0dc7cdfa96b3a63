"""A sentence that can be read in two ways says both, so that a person can choose; where no sentence tells them apart, what each names."""

import pytest

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, examine
from frontdesk.rules.language import Ambiguous, parse
from frontdesk.rules.vocabulary import Vocabulary
from tests.web_client import as_staff, at

ASKED = {"injury": "Is it an injury?", "the-injury": "What happened?"}
QUESTIONS = Vocabulary(
    visit_types={"visit": "Visit"}, fields={id_: id_.replace("-", " ") for id_ in ASKED}, questions=ASKED
)


@pytest.mark.parametrize(
    "sentence", ['Visits need approval when the injury mentions "cut".', "Visits need the injury before booking."]
)
def test_two_questions_are_told_by_what_they_ask(sentence):
    with pytest.raises(Ambiguous) as refused:
        parse(sentence, QUESTIONS)
    said = str(refused.value)
    assert "the question “Is it an injury?” (injury) or the question “What happened?” (the-injury)" in said
    assert "give one of them another id in the practice file" in said


def test_two_sentences_that_can_be_chosen_are_shown_as_sentences():
    payers = Vocabulary(
        visit_types={"visit": "Visit"},
        providers={"park": "Dr. Park"},
        payers={"bc": "Blue Cross", "bs": "Blue Shield", "bcbs": "Blue Cross and Blue Shield"},
    )
    with pytest.raises(Ambiguous) as refused:
        parse("Dr. Park only takes Blue Cross and Blue Shield.", payers)
    assert not any(refused.value.meant)
    for one in refused.value.readings:
        assert parse(one, payers)
    assert "write the one that you mean" in str(refused.value)


def test_ids_that_differ_by_the_article_are_a_fault_of_the_file():
    pair = "".join(f"  - {{id: {id_}, ask: A, kind: text}}\n" for id_ in ASKED)
    text = f"practice:\n  name: Cedar\n  timezone: America/Chicago\nintake:\n{pair}"
    assert any("could not tell 'the-injury' from 'injury'" in fault.message for fault in examine(text)[1])


def test_the_page_gives_no_question_such_an_id(cedar):
    manager = as_staff(cedar, "manager")
    for ask in ("Injury", "The injury"):
        manager.post(at(cedar, "setup/questions/new/"), {"ask": ask, "kind": "text"})
    ids = [one["id"] for one in document.entries(queries.draft().text, "intake")]
    assert ids[-2:] == ["injury", "injury-2"]


def test_the_page_of_rules_says_what_each_names(cedar):
    manager = as_staff(cedar, "manager")
    text = queries.in_force().text
    both = "".join(f'  - {{id: {id_}, ask: "{ask}", kind: text, for: [all]}}\n' for id_, ask in ASKED.items())
    with_both = text.replace("intake:\n", f"intake:\n{both}", 1)
    assert with_both != text
    manager.post(at(cedar, "setup/file/"), {"text": with_both})
    page = manager.get(at(cedar, "setup/rules/read/"), {"text": 'Visits need approval when the injury mentions "cut".'})
    assert "Is it an injury?" in page.content.decode()
    assert "What happened?" in page.content.decode()
