"""From a description to a draft: what each must yield, what it never yields, and how its pieces are read."""

import datetime as dt
from functools import cache

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.model import Wanted
from frontdesk.describing import describe
from frontdesk.describing.names import gather
from frontdesk.describing.plain import plain, span_of
from frontdesk.describing.tags import tagged
from frontdesk.describing.words import units_of, words_of
from frontdesk.practice.file import examine, read
from frontdesk.web.setup_words import ASKED
from tests.describing.counting import TODAY, count, said_in, spread
from tests.describing.descriptions import DESCRIPTIONS
from tests.describing.more_descriptions import MORE
from tests.describing.practices import described
from tests.work import calls

BASE = "Reed Clinic\nDr. Lee, Dr. Hall and Marcus Bell, LPC\nOpen M-F 8-5.\n"
ALL = described("first", "second", "untouched")


@cache
def made(text):
    """Each is read once for all tests here."""
    return describe(text, today=TODAY, timezone="America/Chicago")


def rules(text):
    return {entry.text for entry in examine(made(text).text)[0].setup.book.entries}


def new_rules(said):
    """What one sentence adds to a practice that is there."""
    return rules(BASE + said + "\n") - rules(BASE)


def asked(said):
    """The answers to what is asked about one sentence."""
    found = made(BASE + said + "\n")
    begin = len(BASE.split())
    return [answer for question in found.questions if question.last > begin for answer in question.answers]


def has_question(said):
    return any(question.last > len(BASE.split()) for question in made(BASE + said + "\n").questions)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)
def test_no_fact_of_a_description_is_misread_or_lost(one):
    counted = count(one)
    assert counted.misread == [] and counted.lost == []
    assert counted.counts["right"] / len(one.facts) >= 0.4, counted.asked


@pytest.mark.parametrize(("files", "least"), [(("first", "second"), 0.75), (("untouched",), 0.6)])
def test_how_many_facts_are_read_is_reported_and_does_not_fall(files, least, capsys):
    counts = sum((count(one).counts for one in described(*files)), start=type(count(ALL[0]).counts)())
    facts = sum(len(one.facts) for one in described(*files))
    with capsys.disabled():
        print(
            f"\n{', '.join(files)}: {facts} facts: {counts['right'] / facts:.0%} right, {counts['asked']} asked, {counts['misread']} misread, {counts['lost']} lost"
        )
    assert counts["right"] / facts >= least


def test_there_are_descriptions_of_every_kind():
    assert len(ALL) >= 30 and len(described("untouched")) * 3 >= len(ALL)


@pytest.mark.parametrize(("text", "never"), [pytest.param(row[1], row[3], id=row[0]) for row in MORE])
def test_what_others_write_is_never_turned_around(text, never):
    assert not rules(text) & set(never)


def test_most_of_what_the_first_descriptions_say_is_read():
    """Their sentences, written for a reader that guessed more: what is not read is asked."""
    wanted = [(row[1], sentence) for row in (*DESCRIPTIONS, *MORE) for sentence in row[2]]
    right = [
        one
        for one in wanted
        if spread(one[1], examine(made(one[0]).text)[0].setup.book.vocabulary) <= said_in(made(one[0]))
    ]
    assert len(right) / len(wanted) >= 0.6


# What one sentence says -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "makes"),
    [
        ("Marcus doesn't work with kids under 13.", "Visits with Marcus Bell, LPC are for patients 13 or older."),
        (
            "No new patients on Fridays except with Dr. Hall.",
            "New patient visits are not offered on Fridays except with Dr. Hall.",
        ),
        ("Nobody but Dr. Lee sees newborns.", "Only Dr. Lee offers newborn visits."),
        ("We stopped taking Aetna.", "The practice does not take Aetna."),
        ("We answer all requests within 2 business days.", "Requests wait at most 2 business days for approval."),
        ("Please don't let people book more than 6 weeks out.", "Book visits at most 42 days ahead."),
        ("Patients can cancel up to a day before.", "Patients may cancel visits up to 1 day ahead."),
        ("Cancel at least 1 business day ahead.", "Patients may cancel visits up to 1 business day ahead."),
        ("There should be 5 minutes between appointments.", "Keep 5 minutes free after visits."),
        ("15 minute break after every client.", "Keep 15 minutes free after visits."),
        ("Group classes hold up to 10 people.", "Group classes have 10 seats."),
        ("We also do sports physicals, 20 min.", "Sports physicals take 20 minutes."),
        ("Stress tests need a clinician's approval first.", "Stress tests need approval from a clinician."),
        ("Stress tests must be approved by a clinician.", "Stress tests need approval from a clinician."),
        ("Biopsies have to go through us.", "Patients may not book biopsies themselves."),
        (
            "New patients must be booked by the front desk.",
            "Patients may not book visits themselves when the patient is new.",
        ),
        ("Dr. Lee is off Fridays.", "Dr. Lee is away every Friday."),
        ("Closed Wednesdays after 1pm.", "The practice is closed every Wednesday from 13:00 to 24:00."),
        ("Dr. Lee does new patients on Mondays only.", "New patient visits with Dr. Lee are only offered on Mondays."),
        ("Dr. Lee only sees new patients.", "Visits with Dr. Lee are for new patients."),
        (
            "Procedures only on Tuesdays and Thursdays from 9 to 11.",
            "Procedures are only offered on Tuesdays and Thursdays from 09:00 to 11:00.",
        ),
        ("No new patients after 3 on Fridays.", "New patient visits are not offered on Fridays after 15:00."),
        ("Dr. Hall is on vacation December 20 - January 3.", "Dr. Hall is away from 2026-12-20 to 2027-01-03."),
        ("NP visits 40m.", "New patient visits take 40 minutes."),
        ("Concussion checks 45 min.", "Concussion checks take 45 minutes."),
        ("f/u w/ Dr. Lee: 20m", "Follow-up visits with Dr. Lee take 20 minutes."),
        ("Max 2 NPs per half-day with Dr. Lee.", "At most 2 new patient visits per half day with Dr. Lee."),
        ("Physicals take 40 minutes when the patient is new.", "Physicals take 40 minutes when the patient is new."),
    ],
)
def test_what_is_whole_is_read(said, makes):
    assert new_rules(said) == {makes}


@pytest.mark.parametrize(
    "said",
    [
        "Dr. Lee sees new patients on Mondays.",
        "New patients see Dr. Lee.",
        "New patients take 40 minutes, or 60 for Medicare.",
        "Follow-ups take 20 minutes, 30 with Dr. Hall.",
        "Dr. Lee is off Fridays and every other Monday.",
        "Dr. Lee is off Fridays in the summer.",
        "Dr. Lee is off every second Tuesday.",
        "Dr. Lee is off Fridays until noon.",
        "Closed Mondays in July.",
        "We take all insurance except Medicaid.",
        "We take Medicaid for kids only.",
        "Medicare only with Dr. Lee.",
        "Dr. Lee and Dr. Hall see at most 3 new patients a day.",
        "At most 3 new patients per day with Dr. Lee or Dr. Hall.",
        "Max 2 physicals in the morning.",
        "Procedures only on Tuesdays from 9 to 11 and Thursdays from 1 to 3.",
        "Dr. Lee does not see new patients, except on Fridays.",
        "Physicals need a referral unless Medicare.",
        "Visits are 30 minutes for adults, 20 for kids.",
        "New patients take about 40 minutes.",
        "Physicals take 30-40 minutes.",
        "Phones are open 7-6.",
        "Lab hours 7-11 M-F.",
        "Downtown is closed July 5.",
        "Follow-ups are 20 minutes.  Except for Dr. Hall, who needs 30.",
        "Procedures are Tuesdays 6-8.",
        "Saturdays 9-12 by rotation.",
    ],
)
def test_what_would_be_half_read_is_asked(said):
    assert new_rules(said) == set() and has_question(said)
    assert all(answer.endswith(".") for answer in asked(said))


def test_an_answer_is_a_sentence_in_the_practices_own_terms():
    assert "Physicals are only offered before 12:00." in asked("Physicals in the morning.")


def test_an_answer_that_is_chosen_stands_in_the_draft():
    text = BASE + "Physicals in the morning.\n"
    found = describe(
        text, today=TODAY, timezone="America/Chicago", answers=["Physicals are only offered before 12:00."]
    )
    assert "Physicals are only offered before 12:00." in found.text and not examine(found.text)[1]


# Hours ----------------------------------------------------------------------------------------------------


def week(text):
    return sorted(one.removeprefix("hours ") for one in said_in(made(text)) if one.startswith("hours"))


def test_hours_of_nobody_after_somebodys_name_are_not_the_practices():
    assert week("Reed Clinic\nDr. Lee and Dr. Hall\nOpen Mondays 8-5\nDr. Lee\nTue 8-12\n") == [
        "Dr. Hall: mon 08:00-17:00",
        "Dr. Lee: mon 08:00-17:00",
    ]


def test_whoever_is_asked_about_has_not_the_practices_hours():
    assert week(BASE) and all("Lee" not in one for one in week(BASE + "Dr. Lee is here two Tuesdays a month.\n"))


def test_hours_that_contradict_are_asked():
    text = "Reed Clinic\nDr. Lee\nDr. Lee works Mon 8-12.\nDr. Lee works Mon 9-3.\n"
    assert week(text) == [] and sum(question.last > 0 for question in made(text).questions) == 2


def test_a_table_with_days_as_columns():
    text = "Reed Clinic\n| | Mon | Tue |\n|---|---|---|\n| Dr. Lee | 8-12 | off |\n| Dr. Hall | closed | 1-5 |\n"
    assert week(text) == ["Dr. Hall: tue 13:00-17:00", "Dr. Lee: mon 08:00-12:00"]


def test_a_table_of_visits_by_provider():
    text = "Reed Clinic\nVisit\tDr. Lee\tDr. Hall\nFollow-up\t20\t30\n"
    assert rules(text) == {
        "Follow-up visits with Dr. Lee take 20 minutes.",
        "Follow-up visits with Dr. Hall take 30 minutes.",
    }


def test_a_table_without_a_heading():
    assert rules("Reed Clinic\nFollow-up | 20 min\nPhysical | 40 min\n") == {
        "Follow-up visits take 20 minutes.",
        "Physicals take 40 minutes.",
    }


def test_a_column_whose_heading_is_not_known_is_asked():
    text = "Reed Clinic\nVisit | Price\nFollow-up | 80\n"
    assert rules(text) == set() and len([question for question in made(text).questions if question.last]) >= 1


@pytest.mark.parametrize(
    ("first", "last", "means"),
    [
        ("8", "5", (480, 1020)),
        ("8:30am", "noon", (510, 720)),
        ("9", "12", (540, 720)),
        ("1", "5", (780, 1020)),
        ("7am", "7pm", (420, 1140)),
        ("12", "6", (720, 1080)),
        ("7:30am", "5:30pm", (450, 1050)),
        ("12", "1", (720, 780)),
        ("6", "8", None),
        ("25", "26", None),
    ],
)
def test_hours_are_read_as_a_clinic_means_them(first, last, means):
    assert span_of(first, last) == means


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("M-F", [0, 1, 2, 3, 4]),
        ("Mon-Wed", [0, 1, 2]),
        ("Tuesdays and Thursdays", [1, 3]),
        ("weekdays", [0, 1, 2, 3, 4]),
        ("Fri through Sun", [4, 5, 6]),
        ("Mon/Wed/Fri", [0, 2, 4]),
        ("M/W/F", [0, 2, 4]),
        ("T/Th", [1, 3]),
        ("Sat. and Sun.", [5, 6]),
        ("open late", []),
    ],
)
def test_days_are_read_in_lists_and_spans(text, days):
    found = tagged(text, gather("", []), TODAY)
    assert (found.of("D") or [[]])[0] == days


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("half an hour", "30 minutes"),
        ("an hour and a half", "90 minutes"),
        ("twenty minutes", "20 minutes"),
        ("20m", "20 minutes"),
        ("forty-five minutes", "45 minutes"),
        ("f/u appt w/ Dr. Lee", "follow-up appointment with Dr. Lee"),
        ("est. pts 20m", "established patients 20 minutes"),
        ("7a–3p", "7am-3pm"),
        ("8-12 & 1-5", "8-12 and 1-5"),
    ],
)
def test_abbreviations_are_made_plain(text, says):
    assert plain(text) == says


# The whole ------------------------------------------------------------------------------------------------


def test_every_question_can_be_asked_in_spanish():
    texts = [*(one.text for one in ALL), *(text for _name, text, *_ in DESCRIPTIONS), "", "Hello"]
    shapes = {question.shape for text in texts for question in describe(text, today=TODAY).questions}
    assert shapes <= set(ASKED) and len(shapes) >= 5


def test_what_is_read_offers_times():
    setup = read(made(DESCRIPTIONS[1][1]).text).setup
    slots = Engine(setup).slots(Wanted("new-patient-visit", dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)), TODAY, 7)
    first = next(slots)
    assert first.end - first.start == 40


def test_the_same_description_always_makes_the_same_draft():
    for one in ALL[:8]:
        assert describe(one.text, today=TODAY, timezone="America/Chicago").text == made(one.text).text


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


def test_twice_as_long_a_description_is_twice_the_work():
    text = "\n".join(one.text for one in ALL)
    half, whole = (
        calls(lambda length=length: describe(text[:length], today=TODAY), most=100_000_000) for length in (1500, 3000)
    )
    assert whole < 3 * half


def test_hours_that_follow_somebodys_are_theirs_and_not_the_practices():
    text = "Reed Clinic\nDr. Lee and Dr. Hall\nDr. Lee works Mon and Tue 8-12, Wed 1-5.\n"
    assert week(text) == ["Dr. Lee: mon 08:00-12:00", "Dr. Lee: tue 08:00-12:00", "Dr. Lee: wed 13:00-17:00"]


@pytest.mark.parametrize(
    "said",
    [
        "New patients take 40 minutes and follow-ups take 20 with Dr. Lee.",
        "Physicals, 30 min, Dr. Lee or Dr. Hall.",
        "Dr. Lee works Mon 8-12 and Dr. Hall 1-5.",
        "Lunch 12-1 except Fridays.",
        "Dr. Lee only does telehealth visits on Fridays.",
        "We only see sick visits on Saturdays.",
    ],
)
def test_what_narrows_one_half_of_a_sentence_leaves_none_of_it_read(said):
    assert new_rules(said) == set() and has_question(said)


def test_four_a_day_is_no_time_of_the_day():
    assert new_rules("Physicals 30 min each, no more than 4 physicals a day.") == {
        "Physicals take 30 minutes.",
        "At most 4 physicals per day.",
    }


def test_a_nurse_practitioner_is_no_new_patient():
    text = "Reed Clinic\nSmith, MD and Jones, NP\nAppt type\tDr. Smith\tJones NP\nNew pt\t40\t60\n"
    assert rules(text) == {
        "New patient visits with Smith, MD take 40 minutes.",
        "New patient visits with Jones, NP take 60 minutes.",
    }


def test_a_numbered_list_under_a_heading():
    text = (
        "Reed Clinic\nDr. Lee\nScheduling rules\n1. No new patients on Fridays.\n2. Dr. Lee does not do procedures.\n"
    )
    assert rules(text) == {"New patient visits are not offered on Fridays.", "Dr. Lee does not offer procedures."}


def test_who_writes_of_themselves_alone_is_that_person():
    text = "I'm Dr. Paula Reyes.\nI work Monday from 10 to 6 and Friday mornings from 9 to 12.\nI'm away December 22 through January 2.\nI don't take Medicaid.\n"
    assert week(text) == ["Dr. Paula Reyes: fri 09:00-12:00", "Dr. Paula Reyes: mon 10:00-18:00"]
    assert rules(text) == {
        "Dr. Paula Reyes is away from 2026-12-22 to 2027-01-02.",
        "The practice does not take Medicaid.",
    }
    assert rules("Dr. Lee and Dr. Hall\nI am away December 22 through January 2.\n") == set(), "which of them?"


def test_a_list_of_visits_says_minutes_once():
    assert rules("Reed Clinic\n- New patient exam - 60 min\n- Recall exam: 30\n") == {
        "New patient exams take 60 minutes.",
        "Recall exams take 30 minutes.",
    }
    assert rules("Reed Clinic\n- Recall exam: 30\n") == set()


@pytest.mark.parametrize(
    "said, first",
    [
        ("Our office is at 12 Main Street, Bldg. A. We see children.", "Our office is at 12 Main Street, Bldg. A."),
        ("We are in Suite B. Dr. Chen sees children.", "We are in Suite B."),
        ("Dr. J. Smith sees children.", "Dr. J. Smith sees children."),
    ],
)
def test_the_name_of_a_part_of_a_building_ends_a_sentence(said, first):
    spans = words_of(said)
    unit = units_of(said, spans)[0]
    assert said[spans[unit.first][0] : spans[unit.last - 1][1]] == first
