"""Every character of a sentence belongs to a word of it or is refused: nothing is dropped, nothing is read as something else."""

import calendar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from frontdesk.practice.file import FileFaults, read
from frontdesk.rules.days_and_times import MONTHS
from frontdesk.rules.families import FAMILIES
from frontdesk.rules.language import Ambiguous, Refusal, parse, render
from frontdesk.rules.vocabulary import Vocabulary
from frontdesk.rules.words import normal, tokens
from tests.practices import practice

VOCABULARY = practice(nurses=True).setup.book.vocabulary
EXAMPLES = [one for family in FAMILIES for one in family.examples if "procedure room" not in one]


@pytest.mark.parametrize(
    ("sentence", "stopped_at"),
    [
        ("Book procedures at least -2 days ahead.", "-2 days"),
        ("Book procedures at least −2 days ahead.", "-2 days"),  # the minus sign of mathematics
        ("Book procedures at least –2 days ahead.", "-2 days"),
        ("Book procedures at least-2 days ahead.", "-2 days"),
        ("Book procedures at least +2 days ahead.", "+2 days"),
        ("Visits take .5 hours.", ".5 hours"),
        ("Visits take 1.5 hours.", "1.5 hours"),
        ("Visits take 5² minutes.", "5²"),
        ("Visits take ٣٠ minutes.", "٣"),
        ("Visits take ½ hours.", "½"),
        ("Procedures are for patients under -18.", "-18"),
        ("The practice is closed on December -5.", "-5"),
        ("The practice is closed on 12/25.", "12/25"),
        ("Dr. Chen is away on 2026-12-03 from 13.00 to 17.00.", "13.00"),
        ("At most 5 visits per day at Downtown #2.", "#2"),
        ("Visits take 30 minutes!", "!"),
        ("Visits (all) take 30 minutes.", "(all)"),
        ("Visits take 30 minutes..", "."),
        ("Visits take 30; minutes.", ";"),
        ("Visits take 30\x00 minutes.", "\x00"),
        ("Visits take 1,000 minutes.", ",000"),
        ("Visits take 99999999999999999999 minutes.", "9999"),
        ("Visits take " + "9" * 1900 + " minutes.", "9999"),
    ],
)
def test_what_belongs_to_no_word_is_where_reading_stops(sentence, stopped_at):
    with pytest.raises(Refusal) as refused:
        parse(sentence, VOCABULARY)
    assert refused.value.sentence[refused.value.at :].startswith(stopped_at), str(refused.value)


@pytest.mark.parametrize(
    ("sentence", "hint"),
    [
        ("Book procedures at least -2 days ahead.", "without a sign"),
        ("Visits take 1.5 hours.", "90 minutes"),
        ("Dr. Chen is away on 2026-12-03 from 13.00 to 17.00.", "13:00"),
        ("The practice is closed on 12/25.", "December 25"),
        ("The practice is closed on 25th.", "the month"),
        ("Keep Mondays from 8:00 to midnight for procedures.", "24:00"),
        ("At most 5 visits per day at Downtown #2.", "a remark begins a line"),
        ("Procedures need a new patient visit with Dr. Chen and Dr. Lee first.", "with one of them will do"),
        (
            "Visits need approval when the patient is new and the insurance is Aetna or the patient is under 2.",
            "do not stand in one condition",
        ),
        (
            "Visits need approval when the patient is new or the patient is under 2 and the patient is established.",
            "do not stand in one condition",
        ),
        ("Downtown is open from 08:00 to 17:00.", "weekly hours"),
        ("The practice is open on Saturdays.", "weekly hours"),
        ("The practice is closed on federal holidays except on October 12.", "with its year"),
        ("The practice is closed on federal holidays except on Columbus Day.", "with its year"),
        ("The practice is closed on Thanksgiving.", "the fourth Thursday of November"),
        ("The practice is closed on Juneteenth.", "June 19”; all holidays by law"),
        ("The practice is closed on Christmas Eve.", "“December 24”; the nearest"),
        ("The practice is closed on December 24 and December 31.", "a sentence for each"),
        ("The practice is closed on the 15th.", "the 25th of the month for every month"),
        ("Dr. Chen is away on Mondays and Fridays.", "is away every Monday"),
        ("Book visits at least 1 day ahead and at most 90 days ahead.", "a sentence for each"),
        ("Visits need approval when the patient has more than 2 no-shows.", "write “3 or more” for more than 2"),
        ("Visits need approval when the patient has never seen Dr. Chen.", "not of one provider"),
        ("At most 3 visits per day with each doctor.", "each provider"),
        ("Visits need two nurses.", "one of each kind"),
        ("Wait 3 days between procedures.", "at least"),
    ],
)
def test_a_refusal_says_how_to_write_it(sentence, hint):
    with pytest.raises(Refusal, match=hint):
        parse(sentence, VOCABULARY)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Visits take 1 hour 30 minutes.", "Visits take 90 minutes."),
        ("Visits take 1 hr and 30 min.", "Visits take 90 minutes."),
        ("Visits take an hour.", "Visits take 60 minutes."),
        ("Visits take half an hour.", "Visits take 30 minutes."),
        ("The practice is closed on Dec. 25.", "The practice is closed on December 25."),
        ("The practice is closed on Dec 25th.", "The practice is closed on December 25."),
        ("The practice is closed on December the 25th.", "The practice is closed on December 25."),
        ("The practice is closed on the 25th of December.", "The practice is closed on December 25."),
        ("Dr. Chen is away on 2026-12-03 from 1 pm to 5:30 p.m.", "Dr. Chen is away on 2026-12-03 from 13:00 to 17:30."),
        ("Dr. Chen is away on 2026-12-03 from 9am to noon.", "Dr. Chen is away on 2026-12-03 from 09:00 to 12:00."),
        ("Keep weekends for procedures.", "Keep Saturdays and Sundays for procedures."),
        ("Keep weekdays from 12 pm to 1 pm for procedures.",
         "Keep Mondays, Tuesdays, Wednesdays, Thursdays and Fridays from 12:00 to 13:00 for procedures."),
        ("Follow‑up visits take 20 minutes.", "Follow-up visits take 20 minutes."),  # U+2011
        ("Follow\u00adup visits take 20 minutes.".replace("\u00ad", "-\u00ad"), "Follow-up visits take 20 minutes."),
        ("Visits\u00a0take\u00a020\u00a0minutes.", "Visits take 20 minutes."),
        ("Ｖisits take 20 minutes.", "Visits take 20 minutes."),
        ("\ufeffVisits take 20 minutes.", "Visits take 20 minutes."),
        ("Visits need approval when reason is “a cough”.", 'Visits need approval when reason is "a cough".'),
    ],
)  # fmt: skip
def test_what_has_one_meaning_is_read(written, canonical):
    assert render(parse(written, VOCABULARY), VOCABULARY) == canonical


MARKS = st.sampled_from(list("-+*/\\.;:!?#&()[]{}<>=%$@^~|_'\"`,²½٣−–—…‰€™©") + ["\x00", "\x1b", "5", "not "])


@example('When the reason mentions "rash", offer procedures.', 81, "not ")
@given(st.sampled_from(EXAMPLES), st.integers(0, 200), MARKS)
def test_a_character_put_into_a_sentence_is_refused_or_keeps_its_meaning(sentence, place, mark):
    """Where it is accepted all the same, the rule that comes back says every number, name and quotation that was typed."""
    at = place % (len(sentence) + 1)
    typed = sentence[:at] + mark + sentence[at:]
    try:
        rule = parse(typed, VOCABULARY)
    except Refusal:
        return
    again = render(rule, VOCABULARY)
    assert parse(again, VOCABULARY) == rule
    said = {token.text for token in tokens(typed) if token.kind in ("number", "date", "time", "quoted")}
    kept = {token.text for token in tokens(again) if token.kind in ("number", "date", "time", "quoted")}
    said, kept = (
        {one.strip().lstrip("0") for one in those} for those in (said, kept)
    )  # quoted words lose outer spaces
    assert said <= kept | {"1", "2", "5", ""} or again == sentence
    assert ("not" in normal(typed).lower().split()) == ("not" in again.lower().split())


@given(st.sampled_from(EXAMPLES), st.integers(0, 200))
@example("New patient visits with Dr. Chen are not offered on Fridays from 12:00.", 197)
def test_what_is_read_of_a_sentence_that_lost_its_end_says_no_more_than_is_left(sentence, place):
    cut = sentence[: place % len(sentence)].rstrip()
    try:
        again = render(parse(cut, VOCABULARY), VOCABULARY)
    except Refusal:
        return
    left = {token.stem for token in tokens(cut)}
    more = {token.stem for token in tokens(again)} - left - {".", "visit", "the", "minute"}
    whole = {*MONTHS, *calendar.day_name}  # 'Nov' is November, and 'Fri' Friday
    assert {word for word in more if not (word[:3] in left and word.capitalize() in whole)} == set()


# Names ------------------------------------------------------------------------------------------------------


def names(**kinds):
    return Vocabulary(**{"visit_types": {"procedure": "Procedure"}, **kinds})


@pytest.mark.parametrize(
    "name", ["Dr. J. Smith", "Jane Roe M.D. PhD", "Suite #2", "A+ Care (East)", "Smith & Sons", "O'Neil"]
)
def test_a_name_may_hold_any_mark_and_is_said_with_it_or_without(name):
    vocabulary = names(locations={"there": name})
    rule = parse(f"At most 5 visits per day at {name}.", vocabulary)
    assert rule.scope.locations == ("there",)
    plain = " ".join("".join(c if c.isalnum() or c == "'" else " " for c in name).split())
    assert parse(f"At most 5 visits per day at {plain}.", vocabulary) == rule
    assert parse(render(rule, vocabulary), vocabulary) == rule


def test_a_mark_that_is_not_the_names_own_is_refused():
    with pytest.raises(Refusal):
        parse("At most 5 visits per day at Suite #2.", names(locations={"there": "Suite 2"}))


def test_people_places_and_payers_have_no_plural():
    vocabulary = names(providers={"a": "Dr. Wood", "b": "Dr. Woods", "c": "Davies", "d": "Davy"})
    told = {
        name: parse(f"Procedures with {name} take 20 minutes.", vocabulary).scope.providers
        for name in vocabulary.providers.values()
    }
    assert told == {"Dr. Wood": ("a",), "Dr. Woods": ("b",), "Davies": ("c",), "Davy": ("d",)}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Visit for children", "visits for children"),
        ("Child", "children"),
        ("Second diagnosis", "second diagnoses"),
        ("Biopsy", "biopsies"),
        ("Visit on the bus", "visits on the buses"),
        ("Class", "classes"),
    ],
)
def test_visits_have_plurals_the_irregular_ones_too(name, said):
    vocabulary = Vocabulary(visit_types={"it": name})
    assert parse(f"{said} take 20 minutes.", vocabulary).scope.visits == ("it",)
    assert parse(f"{name} take 20 minutes.", vocabulary).scope.visits == ("it",)


def test_letters_that_were_typed_apart_are_the_same_letters():
    vocabulary = names(providers={"jose": "José Núñez"})
    assert parse("Procedures with José Núñez take 20 minutes.", vocabulary).scope.providers == ("jose",)


BLUE = {"bc": "Blue Cross", "bs": "Blue Shield", "bcbs": "Blue Cross and Blue Shield"}


def test_a_list_that_is_also_one_name_is_refused_with_both_readings():
    vocabulary = names(payers=BLUE, providers={"park": "Dr. Park"})
    with pytest.raises(Ambiguous) as refused:
        parse("Dr. Park only takes Blue Cross and Blue Shield.", vocabulary)
    readings = refused.value.readings
    assert set(readings) == {"Dr. Park only takes bcbs.", "Dr. Park only takes Blue Cross, Blue Shield."}
    assert {parse(one, vocabulary).payers for one in readings} == {("bcbs",), ("bc", "bs")}


def test_a_long_list_of_such_names_is_read_in_no_time():
    vocabulary = names(payers={"a": "Medicaid", "b": "Medicaid and Medicaid"}, providers={"park": "Dr. Park"})
    with pytest.raises(Ambiguous):
        parse("Dr. Park only takes " + " and ".join(["Medicaid"] * 60) + ".", vocabulary)
    with pytest.raises(Refusal):
        parse("Dr. Park only takes " + " and ".join(["Medicaid"] * 60) + " or so.", vocabulary)


def test_a_name_outranks_another_ones_id():
    vocabulary = names(locations={"downtown": "Uptown", "second": "Downtown"})
    assert parse("Visits at Downtown take 60 minutes.", vocabulary).scope.locations == ("second",)


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("Procedures need an MRI suite.", "is called “MRI suite”"),
        ("Dr. Chen does not take Tricare.", "no payer is called “Tricare”; there are these payers: Medicaid, Medicare, Aetna"),
        ("Colonoscopies take 40 minutes.", "is called “Colonoscopies”"),
    ],
)  # fmt: skip
def test_a_refusal_names_what_is_not_there_and_what_is(sentence, says):
    with pytest.raises(Refusal) as refused:
        parse(sentence, VOCABULARY)
    assert says in str(refused.value)
    assert f"the nearest sentence is “{sentence}”" not in str(refused.value)


# The file ---------------------------------------------------------------------------------------------------

FILE = """\
practice: {name: Cedar, timezone: America/Chicago}
locations:
  - {id: downtown, name: Downtown, rooms: [{id: exam-1, kind: exam room}]}
visit types: [{id: follow-up, name: Follow-up visit}]
providers:
  - {id: chen, name: Dr. Chen, npi: "1234567893", hours: [{at: downtown, days: [mon], from: "08:00", to: "12:00"}]}
rules: |
  Visits take 20 minutes.
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: Downtown,", "name: Uptown}\n  - {id: second, name: Downtown,", "'Downtown' is also the id of 'Uptown'"),
        ("rules: |\n", "rules: >\n  # a remark\n", "write 'rules: |'"),
        ("America/Chicago", '""', "'timezone' of 'practice' is empty"),
        ("{name: Cedar, timezone: America/Chicago}", "", "has no 'practice:'"),
        ("id: chen", 'id: ""', "'id' of a provider is empty"),
        ('to: "12:00"', 'to: "12:00", only: ', "'only' of a block of hours is empty"),
        ('to: "12:00"', 'to: "12:00", which: []', "'which' of a block of hours is empty"),
        ("America/Chicago", "localtime", "no time zone 'localtime'"),
        ("America/Chicago", "Factory", "no time zone 'Factory'"),
        ("name: Downtown", "name: Practice", "cannot be called just 'Practice'"),
        ("name: Follow-up visit", "name: Visits", "cannot be called just 'Visits'"),
        ("name: Downtown", "name: '#'", "has no letter or digit"),
        ("name: Downtown", """name: 'The "old" house'""", "leave the quotation marks out"),
        ("Visits take 20 minutes.", 'Visits need approval when reason mentions "".', "words between the quotation marks"),
        ('"1234567893"', '"²²²²²²²²²²"', "ten digits"),
        ('to: "12:00"', 'to: "12:00", until: 9999-12-31', "too far away"),
    ],
)  # fmt: skip
def test_what_says_nothing_or_two_things_is_a_fault(old, new, says):
    assert old in FILE
    with pytest.raises(FileFaults) as refused:
        read(FILE.replace(old, new, 1))
    assert any(says in line for line in refused.value.lines()), refused.value.lines()


def test_names_that_differ_by_an_s_may_stand_beside_each_other():
    two = FILE.replace("providers:\n", "providers:\n  - {id: a, name: Dr. Wood}\n  - {id: b, name: Dr. Woods}\n")
    assert len(read(two).setup.providers) == 3
