"""Visits with the patient's own provider, their care team, or anybody once these have nothing."""

import datetime as dt

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.model import Booked, minute_of
from frontdesk.availability.touched import touched
from frontdesk.practice.file import FileFaults, read
from frontdesk.rules.language import Refusal, parse, render
from tests.practices import practice, reasons, wanted
from tests.property.test_rules_roundtrip import VOCABULARY

MONDAY = dt.date(2026, 11, 30)
OWN = "Follow-up visits are with the patient's own provider"


def who_has(file, own, *, taken=(), first=MONDAY, days=1, **more):
    """Who is offered: Dr. Chen and Nurse Ortiz work downtown, Dr. Lee in the north; Dr. Lee is of Dr. Chen's care team."""
    engine = Engine(file.setup, [*file.appointments, *taken])
    return sorted({slot.provider for slot in engine.slots(wanted(own_provider=own, **more), first, days)})


EVERYBODY = ["chen", "lee", "nguyen", "ortiz"]


@pytest.mark.parametrize(
    ("rules", "own", "left"),
    [
        (f"{OWN}.", "chen", ["chen"]),
        (f"{OWN}.", "lee", ["lee"]),
        (f"{OWN}.", None, EVERYBODY),
        (f"{OWN}.", "somebody-who-left", EVERYBODY),
        (f"{OWN}.", "park", EVERYBODY),  # has no hours
        (f"{OWN}. Dr. Chen does not offer follow-up visits.", "chen", ["lee", "nguyen", "ortiz"]),
        (f"{OWN}. Only Dr. Lee offers follow-up visits.", "chen", ["lee"]),
        (f"{OWN} or their care team.", "chen", ["chen", "lee"]),
        (f"{OWN} or their care team.", "lee", ["lee"]),
        (f"{OWN} when the patient is new.", "chen", EVERYBODY),
        (f"{OWN} except with Nurse Ortiz.", "chen", ["chen", "ortiz"]),
        (f"{OWN} from 2026-12-01.", "chen", EVERYBODY),
        (f"{OWN} until 2026-11-30.", "chen", ["chen"]),
    ],
)
def test_who_may_have_the_visit(rules, own, left):
    file = practice(rules, nurses=True)
    assert who_has(file, own) == left
    for one, at in (("chen", "downtown"), ("ortiz", "downtown"), ("lee", "north")):
        why = reasons(file, "2026-11-30T09:00", wanted(own_provider=own), one, at)
        assert (one in left) == (not why), why
        assert all(reason.kind in ("own provider", "offers") for reason in why)


def test_on_every_channel_and_for_no_other_visit():
    file = practice(f"{OWN}. Patients may book visits themselves.", nurses=True)
    for channel in ("online", "phone", "referral", "staff"):
        assert who_has(file, "chen", channel=channel) == ["chen"]
    assert who_has(file, "chen", visit="same-day") == ["chen", "lee", "ortiz"]


def day_of(date: str) -> Booked:
    return Booked("same-day", "chen", "downtown", minute_of(dt.datetime.fromisoformat(f"{date}T08:00-06:00")), 240)


# Now is Wednesday, November 25 at 10:00; Dr. Chen works until 12:00 on weekdays.
FULL = ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"]


@pytest.mark.parametrize(
    ("within", "rules", "full", "anybody"),
    [
        (3, "", FULL[:3], False),  # Thursday, Friday, Monday: a time on Monday is soon enough
        (3, "", FULL, True),
        (2, "", FULL[:3], True),  # through Friday
        (2, "", FULL[:2], False),
        (2, "", FULL[1:3], False),  # today counts too
        (2, "The practice is closed on 2026-11-26.", FULL[:3], False),  # Thursday is no business day: through Monday
        (2, "Downtown is closed on 2026-11-26.", FULL[:3], True),
        (3, "Dr. Chen is away from 2026-11-25 to 2026-11-30.", [], True),
        (3, "Book visits at least 6 days ahead.", [], True),
    ],
)
def test_nothing_is_no_time_by_all_other_rules_from_now_through_the_last_business_day(within, rules, full, anybody):
    file = practice(f"{OWN} or anybody when they have nothing within {within} business days. {rules}", nurses=True)
    taken = [day_of(date) for date in full]
    found = who_has(file, "chen", taken=taken, first=dt.date(2026, 12, 2), days=8)
    assert found == (EVERYBODY if anybody else ["chen"])


def test_the_care_team_has_nothing_either_before_anybody_is_offered():
    file = practice(f"{OWN} or their care team or anybody when they have nothing within 3 business days.", nurses=True)
    taken = [day_of(date) for date in FULL]
    assert who_has(file, "chen", taken=taken, first=dt.date(2026, 12, 2)) == ["chen", "lee"]


def test_the_reason_names_them_and_their_time():
    file = practice(f"{OWN} or their care team.", nurses=True)
    (why,) = reasons(file, "2026-11-30T09:00", wanted(own_provider="chen"), "ortiz")
    assert (why.kind, why.detail) == ("own provider", "the patient's own provider is Dr. Chen, with Dr. Lee")
    file = practice(f"{OWN} or anybody when they have nothing within 3 business days.", nurses=True)
    (why,) = reasons(file, "2026-11-30T09:00", wanted(own_provider="chen"), "ortiz")
    assert why.detail == "the patient's own provider is Dr. Chen; Dr. Chen has a time on Wed Nov 25, 10:00 AM"


def test_what_is_booked_stays_as_it_was_agreed():
    assert touched(practice().setup, practice(f"{OWN}.").setup) == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("biopsies are with the patient’s own provider", "Biopsies are with the patient's own provider."),
        (
            "Biopsies are with the patient's own provider or with their care team or with anyone when they have nothing within 1 business day.",
            "Biopsies are with the patient's own provider or their care team or anybody when they have nothing within 1 business day.",
        ),
        (
            "Biopsies are with the patient's own provider or anybody when they have nothing within 0 business days.",
            None,
        ),
        ("Biopsies are with the patient's own provider or anybody.", None),
        ("Biopsies are with their own.", None),
    ],
)
def test_it_is_said_in_one_form_or_refused(written, said):
    if said is None:
        with pytest.raises(Refusal):
            parse(written, VOCABULARY)
    else:
        assert render(parse(written, VOCABULARY), VOCABULARY) == said


def test_a_care_team_names_providers_of_the_file():
    text = 'practice: {name: P, timezone: America/Chicago}\nproviders:\n  - {id: a, name: A, team: [b, c]}\n  - {id: b, name: B}\n'  # fmt: skip
    with pytest.raises(FileFaults, match="no provider 'c'"):
        read(text)
    assert read(text.replace(", c]", ", a, b]")).setup.providers["a"].team == ("b",)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_patient_reads_it_in_their_language(language):
    said = parse(f"{OWN.replace('Follow-up visits', 'Biopsies')} or their care team.", VOCABULARY).for_patient(language)
    assert ("equipo" in said) is (language == "es")
