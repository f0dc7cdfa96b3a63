"""Why nothing is on offer, where one sentence stands in the way of everything."""

import datetime as dt
from dataclasses import replace

import pytest

from frontdesk.availability.clock import day
from frontdesk.availability.engine import Engine
from frontdesk.availability.model import Booked, Wanted, minute_of
from frontdesk.availability.shared_by_all import reasons_shared_by_all
from frontdesk.rules.facts import Facts
from tests.practices import practice

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)  # a Monday, before the clinic opens
DAY = dt.date(2026, 11, 30)
CAP = "At most 1 upcoming visit per patient."


def said(*rules, taken=(), **more):
    setup = practice(" ".join(rules)).setup
    return reasons_shared_by_all(Engine(setup, taken), Wanted("follow-up", NOW, Facts(), (), (), "p-1", **more), DAY, 7)


@pytest.mark.parametrize(
    ("rules", "because"),
    [
        ([CAP], (CAP,)),
        (["Book visits at least 30 days ahead."], ("Book visits at least 30 days ahead.",)),
        (
            ["The practice is closed from 2026-11-30 to 2026-12-31."],
            ("The practice is closed from 2026-11-30 to 2026-12-31.",),
        ),
        (["Dr. Chen is away from 2026-11-30 to 2026-12-31."], ()),  # others are here
        (["The practice is closed on 2026-11-30."], ()),  # not on every day
        (
            [
                "Downtown is closed from 2026-11-30 to 2026-12-31 from 08:00 to 09:00.",
                "North is closed from 2026-11-30 to 2026-12-31 from 08:00 to 09:00.",
            ],
            (),
        ),  # later in the day one might
        ([], ()),
    ],
)
def test_the_sentence_that_stands_in_the_way_of_every_time_is_named(rules, because):
    own = Booked("follow-up", "chen", "downtown", minute_of(NOW) + 60 * 24 * 9, 30, "p-1")
    assert said(*rules, taken=[own]) == because


def test_where_others_have_everything_no_rule_is_blamed():
    full = [
        Booked("follow-up", who, at, minute_of(NOW) + n * 1440, 900)
        for n in range(7)
        for who, at in (("chen", "downtown"), ("lee", "north"))
    ]
    assert said(taken=full) == ()


def test_the_last_start_of_a_day_is_that_of_a_visit_as_long_as_it_is_then():
    """65 on the first of December: from then on the visit takes four hours, and who is away at half past eight is away for all of it."""
    away = "Dr. Chen is away from 2026-12-01 to 2026-12-07 from 08:30 to 09:00."
    setup = practice(f"Visits take 240 minutes when the patient is over 64. {away}").setup
    chen = setup.providers["chen"]
    blocks = (replace(chen.blocks[0], from_=8 * 60, to=12 * 60),)
    short = replace(setup, providers={**setup.providers, "chen": replace(chen, blocks=blocks)})
    born = Facts(born=dt.date(1961, 12, 1), age=64)
    wanted = Wanted("follow-up", NOW, born, ("chen",), (), "p-1")
    assert reasons_shared_by_all(Engine(short), wanted, dt.date(2026, 12, 1), 7) == (away,)


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ("Follow-up visits are only offered from 09:30 to 11:00.", [("procedure", "09:00", 150)]),
        (
            "At most 1 follow-up visit per hour.",
            [("follow-up", "08:00", 30), ("procedure", "08:30", 180), ("follow-up", "11:30", 30)],
        ),
    ],
)
def test_no_rule_is_blamed_where_others_have_all_that_it_leaves(rule, taken):
    setup = practice(rule).setup
    start = lambda n, at: day(DAY + dt.timedelta(days=n), setup.zone).instant(60 * int(at[:2]) + int(at[3:]))  # noqa: E731
    booked = [Booked(visit, "chen", "downtown", start(n, at), long) for n in range(7) for visit, at, long in taken]
    wanted = Wanted("follow-up", NOW, Facts(), ("chen",), (), "p-1")
    assert not list(Engine(setup, booked).slots(wanted, DAY, 7))
    assert reasons_shared_by_all(Engine(setup, booked), wanted, DAY, 7) == ()


def test_what_another_rule_closes_in_the_middle_of_a_day_is_not_the_windows_doing():
    window = "Follow-up visits are only offered from 09:30 to 11:00."
    closed = "The practice is closed from 2026-11-30 to 2026-12-31 from 09:30 to 11:00."
    assert said(window) == ()
    assert said(window, closed) == ()
    early = "Follow-up visits are only offered from 05:00 to 06:00."
    assert said(early, closed) == (early,)


NURSED = "Follow-up visits start with 10 minutes with a nurse."
WHILE_NURSES = '- {at: downtown, days: [mon, tue, wed, thu, fri], from: "08:00", to: "10:30"}'


def said_of_nurses(*rules, taken=()):
    """Of visits that a nurse begins: Ortiz is here all that time, Nguyen on Mondays too."""
    setup = practice(" ".join([NURSED, *rules]), WHILE_NURSES, nurses=True).setup
    return reasons_shared_by_all(Engine(setup, taken), Wanted("follow-up", NOW, Facts(), ("chen",)), DAY, 7)


def kept_of(name, hours=""):
    return f"Keep every day{hours} with Nurse {name} for procedures."


def test_a_sentence_that_keeps_the_time_of_whoever_has_a_step_is_named_where_it_is_all_of_their_time():
    assert said_of_nurses(kept_of("Ortiz"), "Nurse Nguyen is away on 2026-11-30.") == (kept_of("Ortiz"),)
    assert said_of_nurses(kept_of("Ortiz")) == (), "on Monday the other nurse has the step"
    late = kept_of("Ortiz", " from 08:00 to 10:00")
    assert said_of_nurses(late, "Nurse Nguyen is away on 2026-11-30.") == (), "the last start of the day is left"


def test_it_is_named_too_where_their_time_is_taken_besides():
    taken = [Booked("procedure", "ortiz", "downtown", minute_of(NOW) + 330 + n * 1440, 60) for n in range(5)]
    rules = (kept_of("Ortiz"), "Nurse Nguyen is away on 2026-11-30.")
    assert said_of_nurses(*rules, taken=taken) == (kept_of("Ortiz"),)
