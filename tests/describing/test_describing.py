"""From a description to a running practice: 54 made-up ones, what each must yield, and how much of them is understood."""

import datetime as dt
from functools import cache

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.model import Wanted
from frontdesk.describing import describe
from frontdesk.describing.clauses import clauses, plain, span, weekdays
from frontdesk.describing.names import visits_of
from frontdesk.practice.file import document, examine, read
from frontdesk.web.setup_words import ASKED
from tests.describing.descriptions import DESCRIPTIONS
from tests.describing.more_descriptions import MORE

TODAY = dt.date(2026, 11, 25)
CASES = [pytest.param(*rest, id=name) for name, *rest in DESCRIPTIONS]


@cache
def made(text):
    """Each is read once for all tests here."""
    return anew(text)


def anew(text):
    return describe(text, today=TODAY, timezone="America/Chicago")


def hours(description):
    """'Dr. Chen: mon 08:00-12:00 Downtown every 2 weeks' of everybody."""
    places = {one["id"]: one["name"] for one in document.entries(description.text, "locations")}
    return {
        f"{who['name']}: {day} {block['from']}-{block['to']} {places[block['at']]}{' every 2 weeks' if block.get('every') else ''}"
        for who in document.entries(description.text, "providers")
        for block in who.get("hours") or []
        for day in block["days"]
    }


@pytest.mark.parametrize(("text", "sentences", "week", "asked"), CASES)
def test_what_a_manager_writes_becomes_rules_hours_and_questions(text, sentences, week, asked):
    found = made(text)
    file, faults = examine(found.text)
    assert not faults, (faults, found.text)
    said = {entry.text for entry in file.setup.book.entries}
    assert set(sentences) <= said, (sorted(set(sentences) - said), sorted(said), [q.asks for q in found.questions])
    there = hours(found)
    for wanted in week:
        who, _, rest = wanted.partition(": ")
        if rest.startswith("not "):
            assert not any(one.startswith(f"{who}: {rest[4:]}") for one in there), (wanted, sorted(there))
        else:
            assert any(one.startswith(wanted) for one in there), (wanted, sorted(there))
    questions = " ".join(question.asks for question in found.questions)
    for words in asked:
        assert words in questions, (words, questions)


@pytest.mark.parametrize(
    ("text", "sentences", "never", "week", "asked"), [pytest.param(*rest, id=name) for name, *rest in MORE]
)
def test_what_others_write_is_understood_or_asked_about_and_never_turned_around(text, sentences, never, week, asked):
    test_what_a_manager_writes_becomes_rules_hours_and_questions(text, sentences, week, asked)
    made_of_it = {entry.text for entry in examine(made(text).text)[0].setup.book.entries}
    understood = {fact.says for fact in made(text).understood if not fact.assumed}
    assert not understood & set(never), understood & set(never)
    assert understood & made_of_it, "the draft is what was understood"


def test_a_visit_with_a_number_in_its_name_is_what_the_rest_is_about():
    for rest in ("need a referral", "at most 4 a day", "are only at Main Street", "we need a lab room for those"):
        found = {one.says for one in made(f"Covid-19 tests take 15 minutes and {rest}.").understood if not one.assumed}
        assert "Covid-19 tests take 15 minutes." in found and not any(one.startswith("Visits") for one in found)


def test_every_question_can_be_asked_in_spanish():
    texts = [text for _name, text, *_ in (*DESCRIPTIONS, *MORE)]
    asked = {
        question.shape
        for text in [*texts, "", "Visits take 20 minutes. Visits take 30 minutes."]
        for question in made(text).questions
    }
    assert asked <= set(ASKED) and len(asked) >= 7


def test_everything_understood_is_tied_to_the_words_it_came_from():
    for _name, text, *_ in DESCRIPTIONS:
        found = made(text)
        for fact in found.understood:
            assert fact.assumed or (0 <= fact.start < fact.end <= len(text) and text[fact.start : fact.end].strip())
        for question in found.questions:
            assert question.end <= len(text)


def test_the_share_that_is_understood_is_reported_and_does_not_fall(capsys):
    shares = {name: made(text).share for name, text, *_ in DESCRIPTIONS}
    plain_ones = [
        share for name, share in shares.items() if name not in ("with what cannot be scheduled", "almost nothing")
    ]
    mean = sum(shares.values()) / len(shares)
    whole = sum(made(text).covered for _n, text, *_ in DESCRIPTIONS) / sum(
        made(text).clauses for _n, text, *_ in DESCRIPTIONS
    )
    with capsys.disabled():
        print(
            f"\n{len(shares)} descriptions: {whole:.0%} of their clauses understood; {mean:.0%} of each on average, least {min(shares.values()):.0%}"
        )
    assert len(shares) >= 30
    assert whole >= 0.9 and min(plain_ones) >= 0.7, shares
    others = [made(text) for _name, text, *_ in MORE]
    share = sum(one.covered for one in others) / sum(one.clauses for one in others)
    with capsys.disabled():
        print(f"{len(others)} more, misread in part at first sight: {share:.0%} of their clauses understood")
    assert share >= 0.8


def test_what_is_understood_is_read_by_the_same_grammar_and_offers_times():
    found = made(DESCRIPTIONS[1][1])
    setup = read(found.text).setup
    slots = Engine(setup).slots(Wanted("new-patient-visit", dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)), TODAY, 7)
    assert next(slots).end - next(slots).start == 40


def test_the_same_description_always_makes_the_same_draft():
    for _name, text, *_ in DESCRIPTIONS:
        assert anew(text).text == made(text).text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "?!",
        "\n\n-\n",
        "a" * 5000,
        "Dr.",
        "open",
        "12345 minutes",
        "“”: {{}} [] # yes",
        "Dr. Dr. Dr. and and",
    ],
)
def test_whatever_is_pasted_there_is_a_draft_and_no_traceback(text):
    found = made(text)
    assert found.questions and examine(found.text)[0] is not None


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("8-5", (480, 1020)),
        ("8–5", (480, 1020)),
        ("8:30am to noon", (510, 720)),
        ("9 to 12", (540, 720)),
        ("1-5", (780, 1020)),
        ("from 1 to 3", (780, 900)),
        ("7am-7pm", (420, 1140)),
        ("12-6", (720, 1080)),
        ("between 10 and 6", (600, 1080)),
        ("7:30am to 5:30pm", (450, 1050)),
        ("12-1", (720, 780)),
        ("9 am until 12 pm", (540, 720)),
        ("20-30 minutes", None),
        ("312-555-0100", None),
    ],
)
def test_hours_are_read_as_a_clinic_means_them(text, means):
    assert span(plain(text)) == means


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("M-F", [0, 1, 2, 3, 4]),
        ("Mon-Wed", [0, 1, 2]),
        ("Tuesdays and Thursdays", [1, 3]),
        ("weekdays", [0, 1, 2, 3, 4]),
        ("Fri through Sun", [4, 5, 6]),
        ("Mon/Wed/Fri", [0, 2, 4]),
        ("Sat. and Sun.", [5, 6]),
        ("open late", []),
    ],
)
def test_days_are_read_in_lists_and_spans(text, days):
    assert weekdays(plain(text)) == days


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("half an hour", "30 minutes"),
        ("an hour and a half", "90 minutes"),
        ("an hour", "60 minutes"),
        ("twenty minutes", "20 minutes"),
        ("20 min", "20 minutes"),
        ("a couple of days", "2 days"),
        ("forty-five minutes", "45 minutes"),
    ],
)
def test_spans_of_time_are_made_plain(text, says):
    assert plain(text) == says


def test_a_sentence_with_several_facts_is_cut_where_each_begins():
    found = [one.text for one in clauses(DESCRIPTIONS[0][1])]
    assert found == [
        "We're a two-doctor pediatric clinic",
        "open 8–5",
        "Dr. Alvarez is off Fridays",
        "sports physicals are 20 minutes",
        "new Medicaid patients need Maria's approval",
    ]
    lists = "Dr. Chen, Dr. Park and Maria Lee, NP see new patients, and we take Medicare, Aetna and Cigna."
    assert [one.text for one in clauses(lists)] == [
        "Dr. Chen, Dr. Park and Maria Lee, NP see new patients",
        "we take Medicare, Aetna and Cigna",
    ]


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("Closed Fridays after 1pm.", "closed Fri"),
        ("Kids over 12 go to another practice.", "over 12"),
        ("Dr. Reed does injections on Wednesdays only.", "Only Dr. Reed"),
        ("We accept Medicare but not Medicaid.", "insurance: Medicaid"),
        ("We don't see kids under 5.", "under 5"),
    ],
)
def test_what_would_be_half_read_is_asked_about_instead(said, never):
    found = made(f"Reed Clinic. Dr. Reed. Open 8-5. {said}")
    assert not any(never in f"{one.kind}: {one.says}" for one in found.understood), found.understood


@pytest.mark.parametrize(
    ("said", "makes"),
    [
        ("Concussion checks 45 min.", "Concussion checks take 45 minutes."),
        ("Diabetic foot checks: half an hour.", "Diabetic foot checks take 30 minutes."),
        ("We take Aetna but not Medicaid.", "The practice does not take Medicaid."),
    ],
)
def test_a_visit_that_only_this_practice_has_is_one_all_the_same(said, makes):
    found = made(f"Reed Clinic. Dr. Reed. Open 8-5. {said}")
    assert makes in [one.says for one in found.understood]
    assert not examine(found.text)[1]
    assert visits_of("concussion checks") == [], "what one description calls a visit is none in another"
