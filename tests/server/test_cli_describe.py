"""`frontdesk practice describe`: what it prints, and that whatever it is given is answered with a sentence."""

import json

import pytest

from frontdesk.practice.file import examine
from frontdesk.server import cli

PROSE = "Cedar Clinic\nDr. Chen works Mon & Wed 8-12.\nNew patients take 40 minutes.\nNo new patients after 3, mostly.\nWe love coffee.\n"


def run(capsys, *arguments):
    status = cli.main(["practice", "describe", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "practice.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def read(capsys, file, content, *more):
    status, out, err = run(capsys, file(content), "--json", *more)
    assert (status, err) == (0, "")
    return json.loads(out)


def test_it_says_what_was_read_what_is_asked_and_what_is_neither(capsys, file):
    found = read(capsys, file, PROSE)
    assert {
        "words": ["New", "patients", "take", "40", "minutes."],
        "says": "New patient visits take 40 minutes.",
    } in found["facts"]
    asked = next(one for one in found["questions"] if "mostly." in one["words"])
    assert asked["words"] == ["No", "new", "patients", "after", "3,", "mostly."]
    assert asked["ask"] == "Which of these does “No new patients after 3, mostly.” mean?"
    assert (
        asked["answers"][0] == "New patient visits are not offered after 15:00."
        and asked["answers"][-1] == "None of these"
    )
    assert found["aside"] == [{"words": ["We", "love", "coffee."]}]
    assert 'days: [mon, wed], from: "08:00", to: "12:00"' in found["draft"]


def test_each_word_of_the_file_is_printed_once(capsys, file):
    found = read(capsys, file, PROSE)
    words = [word for part in ("facts", "questions", "aside") for one in found[part] for word in one["words"]]
    assert sorted(words) == sorted(PROSE.split())


def test_what_is_missing_is_a_question_without_words(capsys, file):
    found = read(capsys, file, PROSE)
    assert {
        "words": [],
        "ask": "In which time zone is the practice?",
        "answers": ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "None of these"],
    } in found["questions"]
    assert [fault.message for fault in examine(found["draft"])[1]] == ["'practice' has no 'timezone'"]
    assert examine(read(capsys, file, PROSE, "--timezone", "America/Chicago")["draft"])[1] == ()


def test_in_plain_english_for_people(capsys, file):
    status, out, _ = run(capsys, file(PROSE))
    assert status == 0
    assert (
        "Of 23 words" in out
        and "What it says:" in out
        and "What has to be asked:" in out
        and "Not about scheduling:" in out
    )
    assert "      1. New patient visits are not offered after 15:00." in out and "{" not in out.split("The draft")[
        0
    ].replace("- {at", "")


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PROSE.encode(),
        PROSE.replace("\n", "\r\n"),
        PROSE.replace(" ", "\u00a0"),
        PROSE.replace("\n", "\n\t"),
    ],
)
def test_however_the_file_was_saved_it_says_the_same(capsys, file, content):
    assert read(capsys, file, content)["draft"] == read(capsys, file, PROSE)["draft"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no words"),
        (b" \n\t\n", "no words"),
        (b"\xef\xbb\xbf", "no words"),
        (b"\x00\x01\x02", "no text file"),
        (b"%PDF-1.7", "no text file"),
        (b"PK\x03\x04 word", "no text file"),
        (b"caf\xe9 open 8-5", "not a text file in UTF-8"),
        ("Open 8-5".encode("utf-16"), "UTF-16"),
        (b"bell \x07", "no text file"),
        (b"Open 8-5. " * 20_000, "longer than 100,000 characters"),
        (b"\xff" * 10_000_000, "longer than 100,000 characters"),
    ],
)
def test_what_is_no_description_is_said_in_a_sentence(capsys, file, content, why):
    status, out, err = run(capsys, file(content))
    assert (status, out) == (2, "") and why in err and err.count("\n") == 1


def test_a_file_that_is_not_there_and_a_zone_that_is_none(capsys, file, tmp_path):
    assert run(capsys, tmp_path / "nothing.txt")[0] == 2
    status, _, err = run(capsys, tmp_path)
    assert status == 2 and "cannot read" in err
    status, _, err = run(capsys, file(PROSE), "--timezone", "Chicago")
    assert status == 2 and "'Chicago' is no time zone" in err


def test_the_help_says_what_it_does(capsys):
    with pytest.raises(SystemExit):
        cli.main(["practice", "describe", "--help"])
    assert "Every word is in exactly one of the three" in " ".join(capsys.readouterr().out.split())
