"""`frontdesk referrals` and `frontdesk recalls`: the same reading as on the page."""

import argparse

import pytest

from frontdesk.booking.models import Recall
from frontdesk.intake.models import Referral
from frontdesk.server import cli_feeds
from frontdesk.server.complaint import Complaint
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
    assert capsys.readouterr().out == (
        "1 saved, 0 already here\ndates month first\n0 saved, 1 already here\ndates month first\n"
    )
    assert Referral.objects.get().first_name == "Núria"


def test_a_look_says_how_the_file_is_read_and_loads_nothing(feed, capsys):
    assert feed("referrals", b"key\tdob\tshoe\nA-1\t3/27/1946\t9\n", "--look", "--leave-out") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 row to load, 0 lines refused; UTF-8, tab between columns",
        "dates month first",
        "key -> key",
        "dob -> birth date",
        "shoe is left out (1 filled cell)",
        "as loaded: key: A-1, birth date: 1946-03-27",
    ]
    assert not Referral.objects.exists()


def test_a_look_at_headings_that_are_not_known_says_all_that_it_found_and_then_what_is_wrong(feed, capsys):
    data = b"Referral ID,DOB,Shoe Size,Fone\nA-1,3/27/1946,9,312-555-0119\nA-2,3/28/1946,9,\n"
    assert feed("referrals", data, "--look") == 2
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "2 rows read, none loaded before the headings are known, 0 lines refused; UTF-8, comma between columns",
        "dates month first",
        "Referral ID -> key",
        "DOB -> birth date",
        "Shoe Size -> not known",
        "Fone -> not known",
        "as loaded: key: A-1, birth date: 1946-03-27",
        "as loaded: key: A-2, birth date: 1946-03-28",
        *[line for line in said.out.splitlines() if line.startswith("line 1: no column is called")],
    ]
    assert said.out.count("line 1: no column is called") == 2 and not said.err
    assert feed("referrals", data) == 2 and not Referral.objects.exists()


def test_a_look_without_a_column_that_must_be_there_says_what_the_others_are(feed, capsys):
    assert feed("referrals", b"DOB,DOB,Shoe\n3/27/1946,,9\n", "--look") == 2
    said = capsys.readouterr().out
    assert "DOB -> birth date" in said and "Shoe -> not known" in said
    assert "the heading has no column 'key'" in said and "are both read as 'birth date'" in said


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


MIXED = "key,last name,Middle Name,dob\nA-1,Brandt,J,1951-03-08\nA-2,Okonkwo,,never\nTotal,,,2\n"


def test_the_good_lines_are_loaded_and_the_others_are_in_a_new_file(feed, tmp_path, capsys):
    back = tmp_path / "back.csv"
    data = MIXED.encode()
    assert feed("referrals", data, "--leave-out", "--skip-bad", str(back)) == 1
    said = capsys.readouterr()
    assert said.out == "1 saved, 0 already here\n"
    assert said.err.splitlines()[0] == ("Middle Name is left out (1 filled cell); it is a part of the name")
    assert said.err.splitlines()[-1] == f"not loaded, and in {back} with what is wrong: 2 lines"
    assert [one.last_name for one in Referral.objects.all()] == ["Brandt"]
    rows = back.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "what is wrong,key,last name,Middle Name,dob"
    assert "line 3: " in rows[1] and rows[1].endswith(",A-2,Okonkwo,,never") and rows[2].endswith(",Total,,,2")
    assert back.stat().st_mode & 0o077 == 0
    # Mended, it is loaded; the same list once more changes nothing.
    mended = "\n".join(rows[:2]).replace("never", "1980-01-01").encode()
    assert feed("referrals", mended, "--leave-out") == 0
    assert feed("referrals", data, "--leave-out", "--skip-bad", str(tmp_path / "again.csv")) == 1
    assert capsys.readouterr().out.endswith("0 saved, 1 already here\n")
    assert Referral.objects.count() == 2


def test_no_file_is_written_over_and_none_is_left_where_nothing_was_refused(feed, tmp_path, capsys):
    back, good = tmp_path / "back.csv", b"key,last name\nA-1,Brandt\n"
    assert feed("referrals", good, "--skip-bad", str(back)) == 0 and not back.exists()
    assert feed("referrals", b"shoe\n", "--skip-bad", str(back)) == 2 and not back.exists()
    back.write_text("mine")
    with pytest.raises(Complaint, match=r"back\.csv is there already"):
        feed("referrals", good, "--skip-bad", str(back))
    assert back.read_text() == "mine"


def test_a_look_shows_the_letters_of_a_guessed_encoding_and_every_bad_line(feed, capsys):
    data = 'key,Patient,dob\nA-1,"Peña, Núria",1951-03-08\nA-2,Okonkwo,1951-03-08\n'
    assert feed("referrals", data.encode("mac_roman"), "--look") == 2
    assert capsys.readouterr().out.splitlines() == [
        "1 row to load, 1 line refused; Mac Roman (a guess; --encoding says another), comma between columns",
        "line 2 has letters that depend on it: Peña, Núria",
        "key -> key",
        "Patient -> name",
        "dob -> birth date",
        "as loaded: key: A-1, birth date: 1951-03-08, first name: Núria, last name: Peña",
        "line 3: which is the first and which the last name of 'Okonkwo'? Write it as 'Last, First'",
    ]
    assert feed("referrals", data.encode("mac_roman"), "--look", "--encoding", "cp850") == 2
    assert capsys.readouterr().out.startswith("1 row to load, 1 line refused; DOS 850, comma")


def test_recalls_find_a_patient_by_a_whole_name(feed, cedar):
    who = f.patient(cedar)
    data = f'key,Patient,dob,visit,due\nE-1,"{who.last_name}, {who.first_name}",{who.birth_date},follow-up,2027-03-01\n'
    assert feed("recalls", data.encode()) == 0
    assert Recall.objects.get().patient_id == who.pk


def test_two_orders_of_dates_and_an_open_quote_refuse_no_more_than_they_must(feed, tmp_path, capsys):
    data = b'key,dob,reason\nA-1,3/27/1946,x\nA-2,27/3/1946,x\nA-3,3/4/1946,x\nA-4,1946-03-27,"open\nA-5,1946-03-27,x\n'
    assert feed("referrals", data, "--look") == 2
    said = capsys.readouterr().out
    assert "line 3: a date is written day first here and month first in line 2" in said
    assert "line 5: a quote" in said and "down to line 6" in said and "line 6:" not in said
    back = tmp_path / "back.csv"
    assert feed("referrals", data, "--skip-bad", str(back)) == 1
    assert sorted(Referral.objects.values_list("outside_key", flat=True)) == ["A-1", "A-2"]
    text = (
        back.read_text("utf-8-sig")
        .replace("3/4/1946", "1946-03-04")
        .replace('A-4,1946-03-27,""open', "A-4,1946-03-27,open")
    )
    assert "line 6: this stands behind the quote that opens in line 5" in text
    assert feed("referrals", text.replace('"A-4,1946-03-27,open"', "A-4,1946-03-27,open").encode()) == 0
    assert Referral.objects.count() == 5


def test_where_no_line_was_loaded_the_status_says_that_nothing_was(feed, tmp_path):
    bad = b"key,dob\nA-1,1946-02-30\n"
    assert feed("referrals", bad, "--skip-bad", str(tmp_path / "back.csv")) == 2
    assert feed("referrals", bad + b"A-2,1946-03-27\n", "--skip-bad", str(tmp_path / "again.csv")) == 1


def test_what_a_heading_is_can_be_said(feed, capsys):
    data = b"Chart #,Last Name\nA-1,Brandt\n"
    assert feed("referrals", data) == 2
    assert feed("referrals", data, "--column", "Chart #=key") == 0
    with pytest.raises(Complaint, match="HEADING=COLUMN"):
        feed("referrals", data, "--column", "Chart #")
