"""A sentence that can be read in two ways says both, so that a person can choose; where no sentence tells them apart, what each names."""

import pytest

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import FileFaults, document, examine
from frontdesk.rules.language import Ambiguous, parse, render
from frontdesk.rules.vocabulary import Vocabulary
from tests.practices import HOURS, practice
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


NAMES = practice().setup.book.vocabulary
AT = [
    "Follow-up visits are not offered on Fridays after {}.",
    "Same-day visits open at {} on the day before.",
    "Patients may cancel visits until {} on the business day before.",
    "Dr. Chen is away on 2026-12-03 from 09:00 to {}.",
    "Keep Mondays from {} to 18:00 for procedures.",
]


@pytest.mark.parametrize(
    ("sentence", "typed", "readings"),
    [
        *((sentence, "1:00", ("01:00", "13:00")) for sentence in AT if "09:00" not in sentence),
        (AT[0], "6:59", ("06:59", "18:59")),
        (AT[2], "5:30", ("05:30", "17:30")),
    ],
)
def test_a_time_that_says_no_half_of_the_day_is_not_the_night_unasked(sentence, typed, readings):
    with pytest.raises(Ambiguous) as refused:
        parse(sentence.format(typed), NAMES)
    both = tuple(sentence.format(reading) for reading in readings)
    assert refused.value.readings == both and not any(refused.value.meant)
    assert [render(parse(one, NAMES), NAMES) for one in both] == list(both), "each can be taken as it stands"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("01:00", "01:00"), ("13:00", "13:00"), ("1:00 pm", "13:00"), ("1:00 a.m.", "01:00"), ("1 pm", "13:00"), ("7:00", "07:00"),
     ("12:30", "12:30"), ("0:30", "00:30"), ("06:59", "06:59")],
)  # fmt: skip
def test_a_time_that_says_it_or_can_be_one_only_is_taken(typed, read):
    assert render(parse(AT[0].format(typed), NAMES), NAMES) == AT[0].format(read)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("from 1:00 to 5:00", ("from 01:00 to 05:00", "from 13:00 to 17:00")),
        ("from 1:00-5:00 pm", ("from 01:00 to 17:00", "from 13:00 to 17:00")),
        ("before 1:00 or on Tuesdays from 2:00", ("before 01:00 or on Tuesdays from 02:00", "before 13:00 or on Tuesdays from 14:00")),
    ],
)  # fmt: skip
def test_of_several_such_times_all_are_in_one_half_of_the_day_first(typed, readings):
    with pytest.raises(Ambiguous) as refused:
        parse(f"Follow-up visits are only offered on Mondays {typed}.", NAMES)
    assert refused.value.readings == tuple(f"Follow-up visits are only offered on Mondays {one}." for one in readings)


@pytest.mark.parametrize(
    ("typed", "read"), [("9:00 to 1:00", "09:00 to 13:00"), ("6:00 to 2:00", "06:00 to 14:00"), ("12:00 to 1:30", "12:00 to 13:30")]
)  # fmt: skip
def test_a_span_that_fits_in_one_way_only_is_that_one(typed, read):
    """Nothing ends before it begins."""
    away = "Dr. Chen is away on 2026-12-03 from {}."
    assert render(parse(away.format(typed), NAMES), NAMES) == away.format(read)


def test_of_many_such_times_it_is_known_too_that_they_are_not_plain():
    days = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays")
    windows = " or ".join(f"on {day} after 2:00" for day in days)
    with pytest.raises(Ambiguous) as refused:
        parse(f"Follow-up visits are only offered {windows}.", NAMES)
    assert [one.count("after 02:00") for one in refused.value.readings] == [6, 0]


def test_the_page_of_rules_offers_both_to_take(cedar):
    manager = as_staff(cedar, "manager")
    sentence = "Follow-up visits are not offered after 3:00."
    page = manager.get(at(cedar, "setup/rules/read/"), {"text": sentence}).content.decode()
    for canonical, said in (("03:00", "3:00 AM"), ("15:00", "3:00 PM")):
        assert f'data-complete="Follow-up visits are not offered after {canonical}."' in page
        assert f">Follow-up visits are not offered after {said}.</a>" in page


def test_hours_of_the_practice_file_are_no_night_unasked():
    """08:00 to 5:00 would be a block that ends on the next morning."""
    with pytest.raises(FileFaults) as refused:
        practice(hours=HOURS.replace('to: "12:00"', 'to: "5:00"'))
    said = '\'5:00\' may be in the morning or in the afternoon; write "05:00" or "17:00"'
    assert [fault.message for fault in refused.value.faults] == [said]
    for plain in ("05:00", "17:00", "7:00"):
        assert practice(hours=HOURS.replace('from: "08:00", to: "12:00"', f'from: "{plain}", to: "18:00"'))


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
