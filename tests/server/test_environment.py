"""Every setting is read once, at the door: a wrong value is one line that names it, an unknown name its nearest."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk.server.environment import OURS, SETTINGS, faults, is_on, unknown
from tests.portion import some_of

ROOT = Path(__file__).resolve().parents[2]
CODE = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
KEY = "dGVzdHMtb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo="
FREE = {"FRONTDESK_HOME", "FRONTDESK_SECRET_KEY", "FRONTDESK_SUGGEST_MODEL", "FRONTDESK_SUGGEST_KEY",
        "FRONTDESK_DOCUMENTS", "FRONTDESK_DOWNTIME"}  # fmt: skip
WORST = ("foo bar", "://", "http://[", "²", "a\x00b", "-1", "$HOME/x y")
RIGHT = {
    "DATABASE_URL": ["postgresql://me:p%40ss@db.example:5432/frontdesk?sslmode=require", "postgres:///frontdesk"],
    "FRONTDESK_APP_DATABASE_URL": ["postgresql://app@127.0.0.1/frontdesk"],
    "FRONTDESK_LISTEN_URL": ["postgresql://app@127.0.0.1/frontdesk"],
    "FRONTDESK_APP_ROLE": ["second_app"],
    "FRONTDESK_PUBLIC_URL": ["https://clinic.example", "http://127.0.0.1:8000/", "https://clinic.example:8443"],
    "FRONTDESK_ALLOWED_HOSTS": ["a.example, 10.0.0.7", "[::1]", ".clinic.example"],
    "FRONTDESK_EMAIL_URL": ["smtp://u:p@mail.example:587?starttls=1", "smtps://mail.example", "smtp://localhost:1025"],
    "FRONTDESK_EMAIL_FROM": ["Cedar <desk@clinic.example>", "desk@clinic.example", "Frontdesk <no-reply@localhost>"],
    "FRONTDESK_BOUNCE_ADDRESS": ["bounces@clinic.example"],
    "FRONTDESK_TEXT_URL": ["https://AC1:token@api.twilio.com", "http://a:t@127.0.0.1:9000"],
    "FRONTDESK_TEXT_FROM": ["+13125550100"],
    "FRONTDESK_SUGGEST_URL": ["http://127.0.0.1:11434/v1"],
    "FRONTDESK_DOCUMENT_KEYS": [KEY, f"{KEY},{KEY}"],
    "FRONTDESK_CLAMD": ["127.0.0.1:3310", "/run/clamd.sock"],
    "FRONTDESK_DOWNTIME_PASSPHRASES": ["cedar=a long passphrase;birch=another long one"],
}
WRONG = [
    ("DATABASE_URL", "mysql://a@b/c"),
    ("FRONTDESK_APP_DATABASE_URL", "mysql://a@b/c"),
    ("FRONTDESK_APP_DATABASE_URL", "postgresql://a@b:port/c"),
    ("FRONTDESK_APP_DATABASE_URL", "postgresql://a@b/c?sslmoed=require"),
    ("FRONTDESK_EMAIL_URL", "foo"),
    ("FRONTDESK_EMAIL_URL", "smtp://"),
    ("FRONTDESK_EMAIL_URL", "smtp://mail.example:abc"),
    ("FRONTDESK_EMAIL_URL", "smtp://mail.example?startls=1"),
    ("FRONTDESK_EMAIL_URL", "https://mail.example"),
    ("FRONTDESK_TEXT_URL", "api.twilio.com"),
    ("FRONTDESK_TEXT_URL", "https://api.twilio.com"),
    ("FRONTDESK_TEXT_URL", "http://a:t@api.twilio.com"),
    ("FRONTDESK_CLAMD", "clamd"),
    ("FRONTDESK_CLAMD", "127.0.0.1:99999"),
    ("FRONTDESK_BEHIND_PROXY", "maybe"),
    ("FRONTDESK_PUBLIC_URL", "https://clinic.example/portal"),
    ("FRONTDESK_PUBLIC_URL", "https://clinic.example?x=1"),
    ("FRONTDESK_PUBLIC_URL", "clinic.example"),
    ("FRONTDESK_PUBLIC_URL", "https://[clinic"),
    ("FRONTDESK_PUBLIC_URL", "https://clinic.example:port"),
    ("FRONTDESK_PUBLIC_URL", "https://me:secret@clinic.example"),
    ("FRONTDESK_ALLOWED_HOSTS", "https://clinic.example"),
    ("FRONTDESK_ALLOWED_HOSTS", "a.example b.example"),
    ("FRONTDESK_ALLOWED_HOSTS", "*"),
    ("FRONTDESK_SUGGEST_URL", "127.0.0.1:11434"),
    ("FRONTDESK_POOL", "2000"),
    ("FRONTDESK_DOWNTIME_PASSPHRASES", "cedar=short"),
]


def named(setting, value):
    return [line for line in faults({setting: value}) if line.startswith(f"{setting} must be ")]


@pytest.mark.parametrize("value", WORST)
@pytest.mark.parametrize("setting", sorted(set(SETTINGS) - FREE))
def test_what_no_setting_can_be_is_refused_by_name(setting, value):
    assert named(setting, value)


@pytest.mark.parametrize(("setting", "value"), WRONG)
def test_what_this_setting_cannot_be_is_refused_by_name(setting, value):
    assert named(setting, value)


@pytest.mark.parametrize("setting", sorted(set(SETTINGS) - FREE))
def test_what_was_set_is_not_repeated_since_it_may_be_a_secret(setting):
    assert "hunter" not in "".join(faults({setting: "no such thing: hunter\n2"}))


@pytest.mark.parametrize(("setting", "value"), [(name, value) for name, values in RIGHT.items() for value in values])
def test_what_it_can_be_is_taken(setting, value):
    assert list(faults({setting: value})) == []


def test_everything_that_the_code_reads_is_in_the_list_and_everything_in_the_list_is_documented():
    read = {f"FRONTDESK_{name}" for name in re.findall(r'_env\("([A-Z_]+)"', CODE)}
    read |= set(re.findall(r'environ(?:ment)?(?:\.get\(|\[)"(FRONTDESK_[A-Z_]+)"', CODE))
    read |= set(re.findall(r'number\(\s*"(FRONTDESK_[A-Z_]+)"', CODE))
    assert read - set(OURS) <= set(SETTINGS) and set(SETTINGS) - {"DATABASE_URL"} <= read
    assert not [name for name in SETTINGS if name not in (ROOT / "docs/operations.md").read_text()]


@pytest.mark.parametrize(("text", "on"), [("1", True), ("yes", True), ("0", False), ("off", False), ("", False)])
def test_a_switch_that_says_no_is_off(text, on):
    assert is_on(text) is on


def test_an_unknown_name_is_named_with_its_nearest():
    assert list(unknown({"FRONTDESK_BEHIND_PROXI": "1"})) == [
        "FRONTDESK_BEHIND_PROXI is no setting and does nothing; did you mean FRONTDESK_BEHIND_PROXY?"
    ]
    assert list(unknown({"FRONTDESK_XYZ": "1"})) == ["FRONTDESK_XYZ is no setting and does nothing"]
    assert list(unknown({"FRONTDESK_POOL": "8", "HOME": "/"})) == []


@pytest.mark.parametrize(
    "command", some_of([["serve"], ["worker"], ["staff", "reset", "cedar", "a@b.example"], ["migrate"]], one_in=2)
)
def test_the_commands_refuse_at_the_door_a_line_each(command):
    wrong = {"FRONTDESK_EMAIL_URL": "foo", "FRONTDESK_BEHIND_PROXY": "maybe", "FRONTDESK_EMIAL_URL": "smtp://x"}
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk.server.cli", *command],
        env={**os.environ, **wrong},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 3, done.stderr
    assert all(line.startswith("frontdesk: FRONTDESK_") for line in done.stderr.splitlines())
    assert "did you mean FRONTDESK_EMAIL_URL?" in done.stderr
