"""`frontdesk referrals` and `frontdesk recalls`: the same reading as on the page."""

import argparse

import pytest

from frontdesk.booking.models import Recall
from frontdesk.intake.models import Referral
from frontdesk.server import cli_feeds
from tests import factory as f


@pytest.fixture
def feed(cedar, monkeypatch, tmp_path):
    monkeypatch.setattr(cli_feeds, "need_database", lambda: None)
    monkeypatch.setattr(cli_feeds, "django", lambda: None)
    commands = argparse.ArgumentParser().add_subparsers()
    cli_feeds.add_to(commands)

    def run(name, data, *options, practice=cedar.slug):
        file = tmp_path / "list.csv"
        file.write_bytes(data)
        arguments = commands.choices[name].parse_args([practice, str(file), *options])
        return arguments.run(arguments)

    return run


def test_referrals_are_loaded_once(feed, capsys):
    data = "Referral ID;fname;DOB\r\nA-1;Núria;3/27/46\r\n".encode("cp1252")
    assert (feed("referrals", data), feed("referrals", data)) == (0, 0)
    assert capsys.readouterr().out == "1 written down, 0 known already\n0 written down, 1 known already\n"
    assert Referral.objects.get().first_name == "Núria"


def test_a_look_says_how_the_file_is_read_and_loads_nothing(feed, capsys):
    assert feed("referrals", b"key\tdob\tshoe\nA-1\t3/27/1946\t9\n", "--look", "--leave-out") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 row, UTF-8, tab between columns",
        "dates month first",
        "key -> key",
        "dob -> birth date",
        "shoe is left out",
    ]
    assert not Referral.objects.exists()


def test_faults_are_said_by_line_and_nothing_is_loaded(feed, cedar, capsys):
    who = f.patient(cedar)
    head = "key,first name,last name,dob,visit,due\n"
    row = f"E-1,{who.first_name},{who.last_name},{who.birth_date},follow-up,"
    assert feed("recalls", f"{head}{row}2027-03-01\n{row}9999-12-31\n".encode()) == 2
    assert capsys.readouterr().err == "line 3: 'due' must be within ten years of today, not '9999-12-31'\n"
    assert not Recall.objects.exists()


def test_a_practice_or_a_file_that_is_not_there_is_one_line(feed, capsys):
    assert feed("recalls", b"key\n", practice="nowhere") == 2
    assert capsys.readouterr().err == "frontdesk: no practice 'nowhere'\n"
