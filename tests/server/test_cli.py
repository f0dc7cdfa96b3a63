"""The command line: exit status, one fault a line, JSON as the contract says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk.server.cli import main
from tests import factory

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*.yaml"))
CEDAR = str(next(path for path in EXAMPLES if "cedar" in path.name))
BASE = [CEDAR, "--visit", "new-patient", "--now", "2026-11-25T10:00"]


def run(capsys, *arguments):
    try:
        status = main(list(arguments))
    except SystemExit as stopped:
        status = stopped.code
    printed = capsys.readouterr()
    return status, printed.out, printed.err


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_without_fault_and_has_twenty_rules_or_more(capsys, path):
    status, out, _ = run(capsys, "practice", "check", str(path))
    assert status == 0
    assert int(out.split(" rules")[0].split()[-1]) >= 20


def test_what_is_odd_is_said_with_the_lines_of_what_it_is_about(capsys, tmp_path):
    path = tmp_path / "cedar.yaml"
    path.write_text(factory.CEDAR + "  Dr. Chen does not offer procedures.\n  Dr. Lee does not offer procedures.\n")
    status, out, _ = run(capsys, "practice", "check", str(path))
    assert status == 0
    lines = path.read_text().splitlines()
    numbers = {text: n for n, text in enumerate(map(str.strip, lines), 1)}
    begins = out.index("look again: Procedure: nobody can ever have it.")
    assert out[begins:].splitlines()[1:4] == [
        f"  line {numbers['- {id: procedure, name: Procedure}']}: Procedure",
        f"  line {numbers['Dr. Chen does not offer procedures.']}: Dr. Chen does not offer procedures.",
        f"  line {numbers['Dr. Lee does not offer procedures.']}: Dr. Lee does not offer procedures.",
    ]


def test_slots_in_json(capsys):
    status, out, _ = run(
        capsys, "slots", *BASE, "--from", "2026-12-01", "--days", "1", "--limit", "1", "--payer", "medicaid", "--json"
    )
    assert status == 0
    assert json.loads(out) == {
        "slots": [
            {
                "start": "2026-12-01T08:00:00-06:00",
                "end": "2026-12-01T08:40:00-06:00",
                "visit": "new-patient",
                "provider": "alvarez",
                "at": "oak-park",
                "resources": ["exam-1"],
                "steps": [
                    {"provider": "bauer", "from": "2026-12-01T08:00:00-06:00", "to": "2026-12-01T08:15:00-06:00"}
                ],
            }
        ],
        "needs": {
            "approval": ["New patient visits need approval when the insurance is Medicaid."],
            "information": ["date-of-birth", "reason", "insurance-card"],
        },
        "self_schedulable": False,
    }


def test_explain_in_json_gives_every_reason(capsys):
    status, out, _ = run(
        capsys,
        "explain",
        *BASE,
        "--provider",
        "chen",
        "--at",
        "downtown",
        "--start",
        "2026-11-26T08:10",
        "--payer",
        "medicaid",
        "--json",
    )
    found = json.loads(out)
    assert status == 0
    assert found["offered"] is False
    assert [reason["kind"] for reason in found["reasons"]] == ["grid", "closure", "lead time", "payer"]
    assert found["reasons"][2]["rule"] == "Book new patient visits at least 24 hours ahead."


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["slots", CEDAR, "--visit", "new-pateint", "--from", "2026-12-01"],
            "no visit type 'new-pateint'; did you mean 'new-patient'?",
        ),
        (["slots", *BASE, "--from", "2026-02-30"], "'2026-02-30' is not a date that exists"),
        (["slots", *BASE, "--from", "2026-12-01", "--provider", "chan"], "did you mean 'chen'?"),
        (["slots", *BASE, "--from", "2026-12-01", "--at", "uptown", "--payer", "x"], "no payer 'x'"),
        (["slots", *BASE, "--from", "2026-12-01", "--limit", "-1"], "not a whole number"),
        (["slots", *BASE, "--from", "2026-12-01", "--answer", "shoe=42"], "no field 'shoe'"),
        (["slots", *BASE, "--from", "2026-12-01", "--age", "old"], "--age"),
        (
            ["slots", *BASE, "--from", "2026-12-01", "--answer", "interpreter=perhaps"],
            "'perhaps' is no option; there are yes, no",
        ),
        (
            ["slots", *BASE, "--from", "2026-12-01", "--answer", "interpreter-language=Klingon"],
            "'Klingon' is no option; there are Spanish, Polish",
        ),
        (["slots", "nowhere.yaml", "--visit", "x", "--from", "2026-12-01"], "cannot read nowhere.yaml"),
        (["explain", *BASE, "--provider", "chen", "--at", "downtown", "--start", "soon"], "'soon' is not a time"),
        (["slots", *BASE], "--from"),
    ],
)
def test_wrong_arguments_are_named_and_exit_with_2(capsys, arguments, says):
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert says in err


def test_several_wrong_arguments_are_named_at_once(capsys):
    _, _, err = run(capsys, "slots", CEDAR, "--visit", "x", "--from", "never", "--provider", "y")
    assert len(err.strip().splitlines()) == 3


def test_a_spring_gap_is_explained(capsys):
    _, out, _ = run(
        capsys, "explain", *BASE, "--provider", "chen", "--at", "downtown", "--start", "2027-03-14T02:30", "--json"
    )
    assert "does not exist" in json.loads(out)["reasons"][0]["detail"]


@pytest.mark.parametrize(
    "command",
    [[], ["slots"], ["explain"], ["demo"], ["serve"], ["worker"], ["migrate"], ["practice"], ["practice", "load"]],
)
def test_every_command_has_help(capsys, command):
    status, out, _ = run(capsys, *command, "--help")
    assert status == 0
    assert "usage: frontdesk" in out


def test_slots_load_neither_django_nor_a_database():
    code = f"import sys; from frontdesk.server.cli import main; main(['slots', {CEDAR!r}, '--visit', 'follow-up', '--from', '2026-12-01', '--limit', '1']); print([m for m in ('django', 'psycopg') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_a_port_in_use_is_one_clear_line():
    import socket

    from frontdesk.server.demo import port_taken

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} is in use" in port_taken(port)
    assert port_taken(port) is None
    assert "no port 70000" in port_taken(70000)


def test_what_was_stopped_starts_again_at_once_on_its_port():
    import socket

    from frontdesk.server.demo import port_taken
    from frontdesk.server.web_process import let_in, reserved

    sockets = reserved("127.0.0.1", 0, 2)
    port = sockets[0].getsockname()[1]
    assert f"port {port} is in use" in port_taken(port)  # also before anybody is let in
    let_in(sockets)
    for _ in range(8):  # each is answered by one of them, which ends it first: the port waits out a minute (TIME_WAIT)
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            for one in sockets:
                try:
                    one.accept()[0].close()
                except BlockingIOError:
                    continue
            assert visitor.recv(1) == b""
    assert f"port {port} is in use" in port_taken(port)
    for one in sockets:
        one.close()
    assert port_taken(port) is None
    for one in reserved("127.0.0.1", port, 2):
        one.close()


def test_a_reader_that_has_seen_enough_is_no_fault_of_the_file():
    command = f"{sys.executable} -m frontdesk.server.cli slots {CEDAR} --visit follow-up --from 2026-12-01 --days 180"
    done = subprocess.run(f"{command} | head -1", shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == "" and done.stdout.count("\n") == 1


def test_a_birth_date_that_is_answered_says_the_age_on_the_day(capsys):
    asked = ["explain", CEDAR, "--visit", "well-child", "--provider", "park", "--at", "downtown", "--json"]
    kinds = []
    for start in ("2026-12-09T09:00", "2026-12-14T09:00"):
        main([*asked, "--answer", "date of birth=2008-12-10", "--start", start])
        kinds.append({one["kind"] for one in json.loads(capsys.readouterr().out)["reasons"]})
    assert ["patient" in one for one in kinds] == [False, True]


def test_what_must_come_first_is_judged_on_the_day_of_the_visit(capsys, tmp_path):
    """Who is of age by then needs no approval, as when it is booked."""
    file = tmp_path / "cedar.yaml"
    line = "  Follow-up visits need approval when the patient is under 18.\n"
    text = Path(CEDAR).read_text()
    file.write_text(text.replace("rules: |\n", f"rules: |\n{line}", 1))
    asked = ["explain", str(file), "--visit", "follow-up", "--provider", "chen", "--at", "downtown", "--json"]
    asked += ["--now", "2026-12-01T09:00", "--answer", "date of birth=2008-12-10"]
    approvals = []
    for start in ("2026-12-09T09:00", "2026-12-10T09:00"):
        main([*asked, "--start", start])
        approvals.append(json.loads(capsys.readouterr().out)["needs"]["approval"])
    assert approvals == [[line.strip()], []]


def test_what_is_offered_but_needs_approval_or_information_says_so(capsys):
    asked = [
        "explain",
        CEDAR,
        "--visit",
        "new-patient",
        "--provider",
        "alvarez",
        "--at",
        "oak-park",
        "--payer",
        "medicaid",
    ]
    asked += ["--start", "2026-12-01T08:00", "--now", "2026-11-20T09:00", "--patient", "new"]
    assert main(asked) == 0
    out = capsys.readouterr().out
    assert out.startswith("offered; booked only after approval and information:\n")
    assert "needs approval: New patient visits need approval when the insurance is Medicaid." in out
    main([*asked, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found["offered"] and found["needs"]["information"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Clínica Niño", "clinica-nino"), ("Cli\u0301nica", "clinica"), ("Ångström & Ço.", "angstrom-co"), ("", "")],
)
def test_a_practice_s_part_of_the_address_keeps_its_letters(name, slug):
    from frontdesk.practice.actions import slug_of

    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (lambda text: b"\xef\xbb\xbf" + text.encode(), True),
        (lambda text: text.replace("\n", "\r\n").encode(), True),
        (str.encode, False),
    ],
)
def test_what_of_a_file_is_not_kept_is_said_when_it_is_loaded(capsys, tmp_path, given, told):
    visit = 'appointments: [{visit: follow-up, provider: chen, at: downtown, start: "2026-12-01 09:00", minutes: 30}]'
    path = tmp_path / "practice.yaml"
    path.write_bytes(
        given(factory.CEDAR.replace("rules: |", visit + "\nrules: |"))
    )  # refused before it needs a database
    status, _, said = run(capsys, "practice", "load", str(path))
    assert status == 2 and "which are not loaded" in said
    assert ("line ends are not plain (LF)" in said) is told


def test_explain_says_what_it_does_not_know(capsys, tmp_path):
    practice = tmp_path / "p.yaml"
    practice.write_text(factory.CEDAR + "  New patient visits are for patients 6 months or older.\n")
    asked = ["explain", str(practice), "--visit", "new-patient", "--provider", "chen", "--at", "downtown"]
    when = ["--now", "2026-11-23T08:00", "--start", "2026-12-01T09:00"]
    _, out, _ = run(capsys, *asked, *when)
    assert out.startswith("offered") and "not known yet, and a rule asks: insurance, date-of-birth" in out
    _, out, _ = run(capsys, *asked, *when, "--answer", "date-of-birth=2026-09-30")
    assert out.startswith("not offered") and "2 months" in out


def test_a_date_of_birth_says_the_age_to_the_day(capsys, tmp_path):
    practice = tmp_path / "p.yaml"
    practice.write_text(
        factory.CEDAR + "  New patient visits are for patients 6 months or older.\n"
        "  New patient visits need date of birth before booking.\n"
    )
    asked = ["explain", str(practice), "--visit", "new-patient", "--provider", "chen", "--at", "downtown"]
    when = ["--now", "2026-11-23T08:00", "--start", "2026-12-01T09:00", "--json"]
    _, out, _ = run(capsys, *asked, *when, "--born", "2026-06-02")
    assert not json.loads(out)["offered"]
    _, out, _ = run(capsys, *asked, *when, "--born", "2026-06-01")
    assert json.loads(out)["offered"] and "date-of-birth" not in json.loads(out)["needs"]["information"]
    other = ["--born", "2026-06-01", "--answer", "date of birth=2026-06-02"]
    for wrong in (["--born", "2026-02-30"], other, ["--born", "2026-06-01", "--age", "3"]):
        status, _, said = run(capsys, *asked, *when, *wrong)
        assert status == 2 and "--born" in said


@pytest.mark.parametrize(("said", "offered"), [("none", True), ("other", False), ("aetna", True), ("medicaid", False)])
def test_who_pays_alone_and_an_insurance_that_is_not_in_the_file_can_be_asked_about(tmp_path, capsys, said, offered):
    file = tmp_path / "practice.yaml"
    file.write_text(
        Path(CEDAR).read_text().replace("rules: |\n", "rules: |\n  Dr. Alvarez only takes Medicare and Aetna.\n")
    )
    asked = ["explain", str(file), "--visit", "follow-up", "--provider", "alvarez", "--at", "oak-park", "--payer", said]
    assert main([*asked, "--start", "2026-12-01T08:00", "--now", "2026-11-20T09:00", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert ("payer" not in [reason["kind"] for reason in found["reasons"]]) is offered


SPAN = "  Patients may not book follow-up visits themselves when the patient has 2 or more no-shows in 6 months.\n"


@pytest.mark.parametrize(("number", "offered"), [("0", True), ("1", True), ("2", False)])
def test_a_bare_number_of_no_shows_counts_within_every_span(tmp_path, capsys, number, offered):
    file = tmp_path / "practice.yaml"
    file.write_text(factory.CEDAR + SPAN)
    asked = [
        "explain",
        str(file),
        "--visit",
        "follow-up",
        "--provider",
        "chen",
        "--at",
        "downtown",
        "--channel",
        "online",
    ]
    asked += ["--start", "2026-12-01T09:00", "--now", "2026-11-20T09:00", "--patient", "established"]
    assert main([*asked, "--no-shows", number, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert ([reason["kind"] for reason in found["reasons"]] == []) is offered, found
