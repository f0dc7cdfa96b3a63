"""What a reader may doubt is asked and never taken: each table is one kind of doubt."""

from functools import cache

import pytest

from frontdesk.describing import describe
from tests.describing.counting import TODAY, said_in

BASE = "Oak Family Clinic\nDr. Chen, Dr. Park, Maria Lee NP\n"


@cache
def made(text):
    return describe(text, today=TODAY, timezone="America/Chicago")


def taken(said, base=BASE):
    """What some sentences add to a practice that is there, less the names of visits, insurance and people."""
    return {
        one
        for one in said_in(made(base + said + "\n")) - said_in(made(base))
        if not one.startswith(("visit ", "payer ", "provider "))
    }


def questions(said, base=BASE):
    begin = len(base.split())
    return [question for question in made(base + said + "\n").questions if question.last > begin]


def is_asked(said, base=BASE):
    assert taken(said, base) == set()
    assert questions(said, base)


@pytest.mark.parametrize(
    "said",
    [
        "Dr. Park is available on request and Fridays 8-12.",
        "We do not see anyone, Fridays 8-12.",
        "We are fully booked, Fridays 8-12.",
        "The lab is downstairs, Mon-Fri 7-3.",
        "Dr. Park does biopsies, Fridays 8-12.",
        "We do not answer phones, Saturdays 8-12.",
        "Dr. Chen is picky: no biopsies after 3 pm.",
        "Dr. Chen has meetings and no visits on Fridays.",
        "Maria is new, visits take 60 minutes.",
        "Dr. Chen has a family, closed Fridays.",
        "Biopsies are long, cancel at least 48 hours ahead.",
        "New patients have forms and must arrive 15 minutes early.",
        "Dr. Chen works part time.\nMon 8-12, Tue 8-12",
        "Dr. Chen works part time. Mon 8-12, Tue 8-12.",
        "Dr. Chen works part time; Mon 8-12, Tue 8-12.",
        "Mon 8-12, Tue 8-12, Dr. Park is on call.",
        "Dr. Park, closed Fridays.",
        "Dr. Park - no biopsies after 3 pm.",
        "Dr. Chen is picky; no biopsies after 3 pm.",
        "Dr. Chen is picky. No biopsies after 3 pm.",
        "Dr. Chen has a family. Closed Fridays.",
        "The lab is downstairs. Closed on Fridays.",
        "The lab is downstairs. Open Mon-Fri 7-3.",
        "Old lengths: biopsies 30 minutes. Physicals 40 minutes.",
        "Biopsies are long; cancel at least 48 hours ahead.",
    ],
)
def test_what_stands_behind_something_unread_may_be_of_it(said):
    is_asked(said)


def test_what_has_a_subject_of_its_own_is_read_beside_a_sentence_that_is_not():
    assert taken("Dr. Chen is picky. Biopsies take 30 minutes. We are closed Fridays.") == {
        "Biopsies take 30 minutes.",
        "The practice is closed every Friday.",
    }
    assert taken("We are open Mondays 8-5, closed Fridays.") >= {"The practice is closed every Friday."}


@pytest.mark.parametrize(
    "said",
    [
        "| Visit | Arrive early |\n| Biopsies | 15 min |",
        "| Visit | Arrive early |\n|---|---|\n| Biopsies | 15 min |\n| Physicals | 20 min |",
        "| Provider | Days off | Hours |\n| Dr. Chen | Mon-Thu | 8-5 |",
        "| Provider | On call |\n| Dr. Chen | Mon-Thu 8-5 |",
        "| Visit | Not with |\n| Biopsies | Dr. Park |",
        "Visit\tBuffer\nBiopsies\t15 min",
        "On call:\n| Dr. Chen | Mon-Thu 8-5 |",
        "Old lengths:\n| Visit | Minutes |\n| Biopsies | 30 |",
        "Old visit lengths:\n- biopsies 30 minutes",
        "Old visit lengths\n- biopsies 30 minutes",
        "Old visit lengths\nBiopsies 30 minutes\nPhysicals 40 minutes",
        "Visit lengths with Dr. Chen:\n- biopsies 30 minutes\n- physicals 40 minutes",
        "Dr. Chen:\n- biopsies 30 minutes",
        "Dr. Chen\n- biopsies 30 minutes",
        "Buffers:\n- biopsies 30 minutes",
        "Buffers:\n1. Biopsies 30 minutes\n2. Physicals 40 minutes",
        "Maximum wait:\n- biopsies 30 minutes",
        "Maximum wait:\n\n- biopsies 30 minutes\n- physicals 40 minutes",
        "On call:\nDr. Chen Mon-Thu 8-5",
    ],
)
def test_what_stands_under_a_heading_that_is_not_understood_is_asked(said):
    is_asked(said)


def test_it_is_asked_with_its_heading():
    asked = [question.asks for question in questions("Buffers:\n- biopsies 30 minutes")]
    assert any("Buffers:" in one and "biopsies" in one for one in asked)
    asked = [question.asks for question in questions("| Visit | Arrive early |\n| Biopsies | 15 min |")]
    assert any("Arrive early" in one and "Biopsies" in one for one in asked)


def test_what_stands_under_a_heading_that_is_understood_is_read():
    both = {"Biopsies take 30 minutes.", "Physicals take 40 minutes."}
    assert taken("Visit lengths:\n- biopsies 30 minutes\n- physicals 40 minutes") == both
    assert taken("| Visit | Minutes |\n| Biopsies | 30 |\n| Physicals | 40 |") == both
    assert (
        taken("Buffers:\n- biopsies 10 minutes\n\nVisit lengths:\n- biopsies 30 minutes\n- physicals 40 minutes")
        == both
    )


def answers(said):
    return [answer for question in questions(said) for answer in question.answers]


@pytest.mark.parametrize(
    "said",
    [
        "Nobody needs a referral.",
        "Dr. Park does everything except biopsies.",
        "Dr. Park sees new patients but not on Fridays.",
        "Neither Dr. Chen nor Dr. Park does biopsies.",
        "Dr. Park does not see kids under 5 unless asked.",
        "Medicare only with Dr. Park.",
        "Dr. Chen only does follow-ups by phone.",
        "Dr. Chen does not only do biopsies.",
        "No visits without a referral, ever.",
        "Biopsies must be seen by Dr. Park.",
    ],
)
def test_where_no_sentence_keeps_what_is_said_no_answer_is_offered(said):
    is_asked(said)
    assert answers(said) == []
    assert all(question.asks.endswith("mean? Say it in other words.") for question in questions(said))


@pytest.mark.parametrize(
    ("said", "holds", "never"),
    [
        ("We see no Aetna.", "not", "only"),
        ("Dr. Chen never sees kids under 5 in the morning.", "not", "under 5"),
        ("Dr. Park does not see patients on Fridays, mostly.", "not", "only"),
        ("Only Dr. Park sees biopsies on Fridays.", "Only Dr. Park", "not"),
        ("Medicare patients must call first.", "need", "only"),
        ("No more than 3 new patients a day with Dr. Chen or Dr. Park.", "At most", "not"),
        ("Dr. Park does biopsies, Fridays 8-12.", "", "not offer"),
        ("Physicals in the morning.", "", "not offered"),
        ("Biopsies on Fridays, if we can.", "", "closed"),
    ],
)
def test_an_answer_keeps_what_the_words_deny_or_narrow(said, holds, never):
    assert not any(never in answer for answer in answers(said))
    assert all(
        holds in answer or ("not" in holds and "or older" in answer) or "away" in answer for answer in answers(said)
    )


@pytest.mark.parametrize(
    "said",
    [
        "Biopsies need a referral or an insurance card.",
        "Biopsies need a referral/insurance card.",
        "Biopsies need an exam room or a procedure room.",
        "Dr. Chen works Monday or Tuesday 8-5.",
        "Dr. Chen or Dr. Park work Mon 8-5.",
        "Dr. Chen is off Mondays or Tuesdays.",
        "Closed Monday or Tuesday.",
        "Closed on Thanksgiving or Christmas.",
        "Biopsies or physicals take 30 minutes.",
        "Biopsies are only on Mondays or Tuesdays.",
    ],
)
def test_one_of_two_or_each_of_them_is_asked(said):
    is_asked(said)
    assert answers(said) == []


def test_what_is_denied_of_either_is_denied_of_both():
    assert taken("No new patients on Mondays or Fridays.") == {
        "New patient visits are not offered on Mondays and Fridays."
    }
    assert taken("We don't take Medicaid or Aetna.") == {"The practice does not take Medicaid or Aetna."}
    assert taken("Medicare or Medicaid patients need a referral.") == {
        "Visits need a referral before booking when the insurance is Medicare or Medicaid."
    }


@pytest.mark.parametrize(
    "said",
    [
        "Closed Fridays and Saturday afternoons.",
        "Closed Tuesday and Thursday afternoons.",
        "Closed Mondays and Fridays after 3.",
        "Dr. Chen is off Mondays and Tuesday afternoons.",
        "Dr. Chen works Mondays and Friday mornings 8-12.",
        "No new patients Mondays, or Fridays after 3.",
        "No new patients on Mondays and Friday afternoons.",
        "No biopsies Mon-Thu and Friday mornings.",
        "Biopsies are only offered Mondays and Friday afternoons.",
    ],
)
def test_a_part_of_the_day_behind_two_days_is_asked(said):
    is_asked(said)


def test_a_part_of_the_day_behind_one_day_or_days_that_are_one_is_read():
    assert taken("Closed Wednesday afternoons.") == {"The practice is closed every Wednesday from 12:00 to 24:00."}
    assert taken("Biopsies only on Tue/Thu afternoons.") == {
        "Biopsies are only offered on Tuesdays and Thursdays from 12:00."
    }


@pytest.mark.parametrize(
    "said",
    [
        "We have no exam rooms.",
        "We have 3 exam rooms and no procedure room.",
        "Biopsies need no procedure room.",
        "Biopsies need their own procedure room.",
        "We share an ultrasound machine.",
        "We have a broken ultrasound machine.",
        "We have a shared procedure room.",
        "We have another exam room.",
        "We have only one exam room.",
        "We have a former exam room.",
    ],
)
def test_a_kind_of_room_is_what_its_name_says_and_nothing_before_it(said):
    is_asked(said)


def test_rooms_are_counted_by_their_kind():
    assert taken("We have 3 exam rooms and one minor procedure room.") == {
        "room exam room x3",
        "room minor procedure room x1",
    }


@pytest.mark.parametrize(
    "said",
    [
        "Biopsies need a follow-up.",
        "Biopsies require a consult.",
        "Dr. Park does not see patients between 5 and 10.",
        "Dr. Park does not see patients from 5 to 10.",
        "Dr. Chen works Mondays 12-12.",
        "At least 2 weeks between biopsies and follow-ups.",
        "Biopsies and follow-ups must be at least 2 weeks apart.",
    ],
)
def test_what_means_two_things_is_asked(said):
    is_asked(said)


def test_what_comes_first_is_read_where_it_says_so():
    assert taken("Biopsies need a consult first.") == {"Biopsies need a consult first."}
    assert taken("At least 2 weeks between biopsies.") == {"At least 14 days between biopsies."}


@pytest.mark.parametrize(
    "said",
    [
        "Lunch takes 60 minutes.",
        "Grace period: 15 minutes.",
        "Room turnover: 10 minutes.",
        "Staff meetings are 60 minutes.",
        "Staff training sessions take 60 minutes.",
        "Insurance checks take 10 minutes.",
        "Check-in takes 5 minutes.",
        "Stay 30 minutes after your shot.",
        "- Lunch 60 min",
        "| Visit | Minutes |\n| Lunch | 60 |",
    ],
)
def test_what_takes_time_and_is_no_visit_makes_none(said):
    is_asked(said)
    assert not [one for one in said_in(made(BASE + said + "\n")) if one.startswith("visit ")]


@pytest.mark.parametrize(
    ("said", "makes"),
    [
        (
            "Established patients can book online.",
            "Patients may book visits themselves when the patient is established.",
        ),
        ("New patients can schedule themselves.", "Patients may book visits themselves when the patient is new."),
        ("We only see established patients.", "Visits are for established patients."),
    ],
)
def test_who_a_patient_is_makes_no_kind_of_visit(said, makes):
    assert said_in(made(BASE + said + "\n")) - said_in(made(BASE)) == {makes}


TWO = [
    "Maple Street Pediatrics\nDr. Chen and Dr. Park\nWe have two offices: Maple Street (main) and Lakeside.\n",
    "Rosewood Women's Health\nDr. Chen and Dr. Park\nWe have offices in Rosewood and Millbrook.\n",
    "Oak Family Clinic\nDr. Chen and Dr. Park\nWe have two offices: Downtown and Lakeside.\n",
    "Oak Family Clinic\nDr. Chen and Dr. Park\nWe have two offices.\n",
    "Oak Family Clinic\nDr. Chen and Dr. Park\nOur other office is closed for now.\n",
]


@pytest.mark.parametrize("base", TWO)
@pytest.mark.parametrize(
    "said", ["Open Mon-Fri 8-5.", "Dr. Chen works Mondays 8-5.", "We have 3 exam rooms.", "Biopsies need an exam room."]
)
def test_nobody_and_no_room_is_put_at_one_of_several_places(base, said):
    is_asked(said, base)
    assert "hours:" not in made(base + said + "\n").text and "rooms:" not in made(base + said + "\n").text


def test_a_place_may_be_called_as_the_practice_begins():
    found = made(TWO[1] + "Dr. Chen is at Millbrook on Mondays 8-5.\n")
    assert {"location Rosewood", "location Millbrook", "hours Dr. Chen: mon 08:00-17:00 @ Millbrook"} <= said_in(found)


@pytest.mark.parametrize(
    "said",
    [
        "Overbooking is fine.",
        "Drop-ins are welcome.",
        "Welcome, drop-ins!",
        "We squeeze in regulars.",
        "Latecomers wait.",
        "Telemedicine is great.",
        "Self-scheduling is great.",
        "Please reschedule by text.",
        "Cancel or postpone by text.",
        "Preauth is a must.",
        "HMOs are tricky.",
        "Cash is welcome.",
        "Minors come with a grown-up.",
        "We keep overnight samples.",
        "We make house calls.",
        "Recalls go out by mail.",
        "We refer out fractures.",
        "Fractures go elsewhere.",
        "Regulars have standing reservations.",
        "We love overbooking.",
        "Parking is free if you call.",
        "Buffers:",
    ],
)
def test_what_is_not_known_to_be_harmless_is_asked(said):
    is_asked(said)
    assert not made(BASE + said + "\n").asides


@pytest.mark.parametrize(
    "said",
    [
        "Hi there!",
        "Thanks for your help.",
        "Welcome to our practice!",
        "We are a friendly team.",
        "We love our little patients!",
        "Parking is free behind the building.",
        "We are next to the library.",
        "Coffee is free.",
    ],
)
def test_a_greeting_and_where_to_park_are_not_about_scheduling(said):
    assert made(BASE + said + "\n").asides and not questions(said) and taken(said) == set()


def test_what_somebody_is_headed_as_is_kept():
    text = made("Oak Family Clinic\nDr. Chen\nTherapists: Hannah Cole, LCSW and Ben Wolf, LMFT\n").text
    assert text.count("kind: therapist") == 2
    assert "kind: therapist" not in made("Oak Family Clinic\nDr. Chen\nTherapists: Hannah Cole, LCSW is new.\n").text


@pytest.mark.parametrize(
    "said",
    [
        "We answer requests within 2 business days most of the time.",
        "We answer calls within 2 business days.",
        "Please don't let new people book more than about 6 weeks out.",
        "Patients can cancel up to a day before surgery.",
        "There should be 5 minutes between appointments if possible.",
        "15 minute break after every other client.",
        "Group classes hold 10 people each in two rooms.",
        "Stress tests need a doctor's approval first.",  # a nurse practitioner approves here too
        "Stress tests must be approved by Dr. Park.",
        "Biopsies have to go through us or the hospital.",
        "We also do sports physicals, 20 min, in summer.",
        "Everything else 20.",
    ],
)
def test_what_says_more_than_a_shape_that_it_begins_like_is_asked(said):
    is_asked(said)
