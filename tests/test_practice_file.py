"""A wrong practice file is refused whole, with every fault at once; nothing is half loaded."""

import re
from pathlib import Path

import pytest

from frontdesk.practice.file import FileFaults, read
from frontdesk.practice.file.messages import WORDS
from tests.practices import practice

GOOD = """\
practice: {name: Cedar, timezone: America/Chicago}
locations:
  - {id: downtown, name: Downtown, rooms: [{id: exam-1, kind: exam room}]}
payers: [{id: aetna, name: Aetna}]
visit types: [{id: follow-up, name: Follow-up visit}]
providers:
  - id: chen
    name: Dr. Chen
    npi: "1234567893"
    hours:
      - {at: downtown, days: [mon], from: "08:00", to: "12:00"}
intake: [{id: reason, ask: Why?, kind: text}]
rules: |
  Visits take 20 minutes.
appointments:
  - {visit: follow-up, provider: chen, at: downtown, start: "2026-12-01T09:00", minutes: 20}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(FileFaults) as refused:
        read(text)
    return refused.value.lines()


def test_the_good_file_is_read():
    assert read(GOOD).setup.name == "Cedar"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("at: downtown, days", "at: downtwn, days", "line 11: no location 'downtwn'; did you mean 'downtown'?"),
        ("name: Dr. Chen", "nam: Dr. Chen", "line 8: unknown key 'nam' in a provider; did you mean 'name'?"),
        ("rules: |", "rulez: |", "line 13: unknown key 'rulez' in the file; did you mean 'rules'?"),
        ("America/Chicago", "America/Chicgo", "line 1: no time zone 'America/Chicgo'; did you mean 'America/Chicago'?"),
        ("1234567893", "1234567890", "its check digit must be right"),
        ('to: "12:00"', 'to: "25:00"', "'25:00' is not a time of day"),
        ("days: [mon]", "days: [mno]", "no weekday 'mno'; did you mean 'mon'?"),
        ('to: "12:00"}', 'to: "12:00", starting: 2027-02-30}', "'2027-02-30' is not a date that exists"),
        ('to: "12:00"}', 'to: "12:00", every: 2 weeks}', "every 2 weeks from when?"),
        ('to: "12:00"}', 'to: "12:00", only: [x]}', "no visit type 'x'"),
        (
            'to: "12:00"}',
            'to: "12:00"}\n      - {at: downtown, days: [mon, tue], from: "11:00", to: "13:00"}',
            "nobody is in two places",
        ),
        ("{id: aetna, name: Aetna}", "{id: aetna, name: Aetna}, {id: aetna, name: Other}", "id 'aetna' is used twice"),
        ("{id: aetna", "{id: Aetna Inc", "use lower case letters, digits and '-'"),
        ("kind: text", "kind: txt", "did you mean 'text'?"),
        ("2026-12-01T09:00", "2027-03-14T02:30", "the clock is moved forward over it"),
        ("minutes: 20}", "minutes: 0}", "must be a whole number"),
        ("Visits take 20 minutes.", "Visits take twenty minutes.", "line 14: cannot read"),
        ("practice: {name: Cedar,", "practice: {", "has no 'name'"),
        ("Follow-up visit}", "Visit}", "cannot be called just 'Visit'"),
        ("locations:", "locations: [", "not readable as YAML"),
    ],
)
def test_each_fault_is_named_with_its_line_and_what_would_be_right(old, new, says):
    assert old in GOOD
    assert any(says in fault for fault in faults(GOOD.replace(old, new, 1))), faults(GOOD.replace(old, new, 1))


def test_all_faults_come_at_once():
    text = (
        GOOD.replace("Aetna}", "Aetna, x: 1}")
        .replace("1234567893", "1")
        .replace("take 20", "take many")
        .replace("[mon]", "[x]")
    )
    assert len(faults(text)) == 4


@pytest.mark.parametrize("text", ["", "- a\n", "just words", "practice: [", "\x00"])
def test_what_is_no_practice_file_is_refused_in_one_line(text):
    assert len(faults(text)) >= 1


def test_blocks_that_never_meet_do_not_overlap():
    practice(
        hours="""
        - {at: downtown, days: [mon], from: "08:00", to: "12:00", every: 2 weeks, starting: 2026-11-30}
        - {at: north, days: [mon], from: "08:00", to: "12:00", every: 2 weeks, starting: 2026-12-07}
        - {at: north, days: [tue], from: "08:00", to: "12:00", which: [1st]}
        - {at: downtown, days: [tue], from: "08:00", to: "12:00", which: [2nd, 3rd]}
        - {at: downtown, days: [wed], from: "08:00", to: "12:00", until: 2026-12-31}
        - {at: north, days: [wed], from: "08:00", to: "12:00", starting: 2027-01-01}"""
    )


def test_loading_a_wrong_file_loads_nothing(fresh_db, tmp_path):
    import os
    import subprocess
    import sys

    from frontdesk.tenancy.models import Practice
    from tests.conftest import server

    path = tmp_path / "wrong.yaml"
    path.write_text(GOOD.replace("take 20", "take many"))
    env = {
        **os.environ,
        "DATABASE_URL": server().url("owner", fresh_db),
        "FRONTDESK_APP_DATABASE_URL": server().url("app", fresh_db),
    }
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk.server.cli", "practice", "load", str(path)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("line 14: cannot read")
    assert not Practice.objects.exists()


def test_what_is_loaded_is_dumped_with_its_remarks(fresh_db, tmp_path):
    import os
    import subprocess
    import sys

    from tests.conftest import server

    path = tmp_path / "cedar.yaml"
    path.write_text("# a remark\n" + GOOD.partition("appointments:")[0])  # appointments are not loaded: refused
    env = {
        **os.environ,
        "DATABASE_URL": server().url("owner", fresh_db),
        "FRONTDESK_APP_DATABASE_URL": server().url("app", fresh_db),
    }
    command = [sys.executable, "-m", "frontdesk.server.cli", "practice"]
    for _ in range(2):
        loaded = subprocess.run([*command, "load", str(path)], env=env, capture_output=True, text=True, check=False)
        assert loaded.returncode == 0, loaded.stderr
    done = subprocess.run([*command, "dump", "cedar"], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == path.read_text()


def test_the_docs_name_every_message_that_has_a_template():
    text = (Path(__file__).resolve().parents[1] / "docs" / "practice-file.md").read_text()
    table = text[text.index("| `id` | sent when |") :].split("\n\n")[0]
    named = set(re.findall(r"`([a-z-]+)`", table)) - {"id"}
    assert named == set(WORDS) - {"version-held-back", "rights-given"}  # these two go to staff
