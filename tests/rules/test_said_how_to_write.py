"""What people write instead of what is read is answered with how to write it, and never in the words of a program."""

import pytest

from frontdesk.practice.file import examine, read
from frontdesk.rules.language import Refusal, parse, render
from tests import factory as f

VOCABULARY = read(f.CEDAR).setup.book.vocabulary


@pytest.mark.parametrize(
    "typed",
    [
        "Follow-up visits are due every six months.",
        "New patient visits are offered a time within two weeks.",
        "Procedures need approval when the patient has two or more no-shows.",
        "Visits take forty-five minutes.",
    ],
)
def test_numbers_in_words_are_answered_with_digits(typed):
    with pytest.raises(Refusal, match="write the number in digits"):
        parse(typed, VOCABULARY)


def test_one_of_a_kind_calls():
    with pytest.raises(Refusal, match="a nurse calls"):
        parse("When a procedure is booked, the nurse calls within 2 days.", VOCABULARY)


def test_a_promise_may_be_in_weeks():
    rule = parse("New patient visits are offered a time within 2 weeks.", VOCABULARY)
    assert render(rule, VOCABULARY) == "New patient visits are offered a time within 14 days."
    assert parse("Referrals are answered within 1 week.", VOCABULARY).value == (7, "days")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f.CEDAR[: f.CEDAR.index("rules:")] + "rules: [Visits take 30 minutes., {b: c}]\n", "one sentence"),
        (f.CEDAR[: f.CEDAR.index("rules:")] + "rules:\n  - Visits take 30 minutes.\n  - [a, b]\n", "one sentence"),
        (f.CEDAR + "rules: {ask: twice}\n", "'rules' stands here twice"),
    ],
)
def test_what_is_no_sentence_is_said_in_plain_words(text, said):
    faults = [fault.message for fault in examine(text)[1]]
    assert any(said in fault for fault in faults), faults
    assert not any(mark in fault for fault in faults for mark in ("{'", "['", "found duplicate"))


def test_what_is_called_nothing_is_said_once_and_in_its_plural():
    nobody = read(f.CEDAR.replace("  Procedures need a procedure room.\n", "")).setup.book.vocabulary
    for typed in (
        "After a zebra, a follow-up visit is due in 3 months.",
        "When a procedure is booked, a zebra calls within 2 days.",
    ):
        with pytest.raises(Refusal) as refused:
            parse(typed, nobody)
        said = str(refused.value)
        assert "visit type or visit type" not in said and "none yet" not in said.replace("there is none yet", "")
        assert "kind of providers" not in said
