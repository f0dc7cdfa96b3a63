"""Why nothing is on offer, where one sentence stands in the way of everything."""

import datetime as dt
from dataclasses import replace

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.everywhere import everywhere
from frontdesk.availability.model import Booked, Wanted, minute_of
from frontdesk.rules.facts import Facts
from tests.practices import practice

NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)  # a Monday, before the clinic opens
DAY = dt.date(2026, 11, 30)
CAP = "At most 1 upcoming visits per patient."


def said(*rules, taken=(), **more):
    setup = practice(" ".join(rules)).setup
    return everywhere(Engine(setup, taken), Wanted("follow-up", NOW, Facts(), (), (), "p-1", **more), DAY, 7)


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
    assert everywhere(Engine(short), wanted, dt.date(2026, 12, 1), 7) == (away,)
