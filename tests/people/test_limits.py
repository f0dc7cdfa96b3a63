"""Limits hold at the same moment too, whoever aims or sprays; and a stranger's failures keep nobody out who was in before.

The positive control counts first and writes afterwards, as was done once, and must let more through.
"""

import datetime as dt
import re
import time

import pytest
from django.db import connection
from django.test import Client

from frontdesk.messaging.models import Message
from frontdesk.people import limits
from frontdesk.people.models import Tally
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.live import together
from tests.web_client import at

WRONG, RIGHT = {"password": "not-the-password-at-all"}, {"password": f.PASSWORD}
STRANGER = "203.0.113.66"


@pytest.fixture
def desk(cedar):
    who = f.staff(cedar, "front_desk", password=f.PASSWORD)
    who.email = "desk@example.org"
    who.save()
    return who


def sign_in(practice, client, email="desk@example.org", *, source="198.51.100.1", **said):
    return client.post(at(practice, "console/sign-in/"), {"email": email, **said}, REMOTE_ADDR=source)


def tried_too_often(answer) -> bool:
    return "tried too often" in answer.content.decode()


@pytest.fixture
def practice(fresh_db):
    from django.db import transaction

    with transaction.atomic():
        made = f.load_cedar()
    return made


def at_once(practice, work, how_many=24) -> int:
    """How many of so many at the same moment were let through."""

    def one():
        try:
            with inside_practice(practice):
                work()
        except limits.TooMany:
            return False
        finally:
            connection.close()
        return True

    return sum(together([one] * how_many))


@pytest.mark.parametrize("purpose", sorted(limits.LIMITS))
def test_of_24_at_the_same_moment_no_more_get_through_than_the_limit(practice, purpose, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, purpose, (5, 15))
    assert at_once(practice, lambda: limits.limit(practice, purpose, "one subject")) == 5


@pytest.mark.parametrize("purpose", sorted(limits.TRIES))
def test_of_24_tries_at_the_same_moment_only_the_free_ones_are_tried(practice, purpose, monkeypatch):
    monkeypatch.setitem(limits.TRIES, purpose, (5, 60))
    assert at_once(practice, lambda: limits.attempt(practice, purpose, "one subject")) == 5


def test_control_counting_first_and_writing_afterwards_lets_more_through(practice):
    def naive():
        mine = Tally.objects.filter(purpose="naive", subject_hash__startswith="x")
        if mine.count() >= 5:
            raise limits.TooMany
        time.sleep(0.05)
        Tally.objects.create(
            practice=practice,
            purpose="naive",
            subject_hash=f"x{time.monotonic_ns()}",
            count=1,
            since=dt.datetime.now(dt.UTC),
        )

    assert at_once(practice, naive) > 5


def test_the_wait_grows_with_each_failure_and_has_an_end(cedar, monkeypatch):
    moment, waits = [dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)], []
    monkeypatch.setattr(limits, "now", lambda: moment[0])
    for _ in range(13):
        limits.attempt(cedar, "signin-pair", "somebody")
        until = Tally.objects.get().until
        waits.append((until - moment[0]).total_seconds() if until else 0)
        moment[0] = until or moment[0]
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    moment[0] += dt.timedelta(hours=2)
    limits.attempt(cedar, "signin-pair", "somebody")
    assert Tally.objects.get().until is None


def test_asking_while_one_has_to_wait_makes_the_wait_no_longer(cedar):
    for _ in range(5):
        limits.attempt(cedar, "signin-pair", "somebody")
    until = Tally.objects.get().until
    for _ in range(5):
        with pytest.raises(limits.TooMany) as problem:
            limits.attempt(cedar, "signin-pair", "somebody")
    assert Tally.objects.get().until == until and problem.value.minutes == 1


def test_a_stranger_cannot_lock_out_a_device_that_was_in_before(cedar, desk):
    own, stranger = Client(), Client()
    assert sign_in(cedar, own, **RIGHT).status_code == 302
    own.post(at(cedar, "console/sign-out/"))
    answers = [sign_in(cedar, stranger, source=STRANGER, **WRONG) for _ in range(12)]
    assert tried_too_often(answers[-1])
    assert tried_too_often(sign_in(cedar, stranger, source=STRANGER, **RIGHT))  # aimed: even the right one, from there
    assert sign_in(cedar, own, **RIGHT).status_code == 302


def test_a_stranger_in_the_same_house_cannot_lock_it_out_either(cedar, desk):
    own = Client()
    sign_in(cedar, own, **RIGHT)
    own.post(at(cedar, "console/sign-out/"))
    for number in range(40):
        sign_in(cedar, Client(), f"nobody{number}@example.org", **WRONG)
    assert sign_in(cedar, own, **RIGHT).status_code == 302


def test_a_device_that_was_never_in_is_not_kept_out_by_somebody_at_another_place(cedar, desk):
    for _ in range(12):
        sign_in(cedar, Client(), source=STRANGER, **WRONG)
    assert sign_in(cedar, Client(), **RIGHT).status_code == 302


def from_many_places(practice, how_many: int) -> None:
    for number in range(how_many):
        sign_in(practice, Client(), source=f"203.0.113.{number // 4}", **WRONG)


def test_an_account_that_many_places_guess_at_is_open_to_devices_that_were_in_before_alone(cedar, desk):
    own = Client()
    sign_in(cedar, own, **RIGHT)
    own.post(at(cedar, "console/sign-out/"))
    from_many_places(cedar, 30)
    assert tried_too_often(sign_in(cedar, Client(), **RIGHT))
    assert sign_in(cedar, own, **RIGHT).status_code == 302


def test_control_without_its_cookie_the_device_is_a_stranger(cedar, desk):
    own = Client()
    sign_in(cedar, own, **RIGHT)
    del own.cookies["frontdesk_device"], own.cookies["frontdesk_session"]
    from_many_places(cedar, 30)
    assert tried_too_often(sign_in(cedar, own, **RIGHT))


def test_a_device_that_is_known_has_a_limit_of_its_own(cedar, desk):
    own = Client()
    sign_in(cedar, own, **RIGHT)
    own.post(at(cedar, "console/sign-out/"))
    answers = [sign_in(cedar, own, **WRONG) for _ in range(12)]
    assert tried_too_often(answers[-1]) and not tried_too_often(answers[0])


def test_a_cookie_that_somebody_made_or_took_from_another_account_is_none(cedar, desk):
    other = f.staff(cedar, "scheduler", password=f.PASSWORD)
    theirs = Client()
    sign_in(cedar, theirs, other.email, **RIGHT)
    theirs.post(at(cedar, "console/sign-out/"))
    answers = [sign_in(cedar, theirs, source=STRANGER, **WRONG) for _ in range(7)]
    assert tried_too_often(answers[-1])
    made = Client()
    made.cookies["frontdesk_device"] = "eyJhIjoiYiJ9:1abcde:made-up"
    assert tried_too_often(sign_in(cedar, made, source=STRANGER, **RIGHT))


def test_thirty_addresses_sprayed_from_one_place_are_refused(cedar):
    answers = [sign_in(cedar, Client(), f"n{n}@example.org", source=STRANGER, **WRONG) for n in range(30)]
    assert sum(map(tried_too_often, answers)) >= 19


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),
        ("203.0.113.9", "203.0.113.10", False),
        ("", "unix:", False),
    ],
)
def test_one_line_is_one_sender_however_many_addresses_it_has(rf, one, other, same):
    from frontdesk.web.sender import network

    assert (network(rf.get("/", REMOTE_ADDR=one)) == network(rf.get("/", REMOTE_ADDR=other))) is same


def test_those_who_get_in_do_not_count(cedar, desk):
    for _ in range(30):  # one desk after the other, each from a browser that was never here
        assert sign_in(cedar, Client(), **RIGHT).status_code == 302
    assert not Tally.objects.filter(purpose="signin", count__gt=0).exists()


def test_known_and_unknown_addresses_are_limited_alike(cedar, desk):
    answers = {}
    for email in ("desk@example.org", "nobody@example.org"):
        answers[email] = [
            tried_too_often(sign_in(cedar, Client(), email, source=f"203.0.113.{n // 4}", **WRONG)) for n in range(28)
        ]
    assert answers["desk@example.org"] == answers["nobody@example.org"] == [False] * 25 + [True] * 3


def code_of(practice, client, contact, source="198.51.100.2") -> str:
    client.post(at(practice, "sign-in/"), {"contact": contact}, REMOTE_ADDR=source)
    last = Message.objects.filter(to=contact).order_by("-created_at", "-id").first()
    return re.search(r"\d{6}", last.body)[0] if last else ""


def test_a_stranger_cannot_use_up_or_make_void_a_patients_code(cedar):
    who = f.patient(cedar)
    own, stranger = Client(), Client()
    code = code_of(cedar, own, who.email)
    code_of(cedar, stranger, who.email, STRANGER)
    for _ in range(6):
        stranger.post(
            at(cedar, "sign-in/code/"), {"code": "000000" if code != "000000" else "111111"}, REMOTE_ADDR=STRANGER
        )
    assert own.post(at(cedar, "sign-in/code/"), {"code": code}).status_code == 302


def test_a_code_opens_nothing_in_another_browser(cedar):
    who = f.patient(cedar)
    own, stranger = Client(), Client()
    code_of(cedar, stranger, who.email, STRANGER)
    code = code_of(cedar, own, who.email)
    assert stranger.post(at(cedar, "sign-in/code/"), {"code": code}, REMOTE_ADDR=STRANGER).status_code == 422


def test_a_patients_own_device_gets_codes_while_a_stranger_asks_for_all_there_are(cedar):
    who = f.patient(cedar)
    own = Client()
    own.post(at(cedar, "sign-in/code/"), {"code": code_of(cedar, own, who.email)})
    own.post(at(cedar, "sign-out/"))
    for _ in range(8):
        code_of(cedar, Client(), who.email, STRANGER)
    code = code_of(cedar, own, who.email)
    assert own.post(at(cedar, "sign-in/code/"), {"code": code}).status_code == 302


def test_a_new_telephone_gets_a_code_while_a_stranger_elsewhere_asks_for_all_there_are(cedar):
    who = f.patient(cedar)
    for _ in range(8):
        code_of(cedar, Client(), who.email, STRANGER)
    new = Client()
    code = code_of(cedar, new, who.email)
    assert new.post(at(cedar, "sign-in/code/"), {"code": code}).status_code == 302


def test_nobody_is_sent_more_codes_than_the_limit_however_many_places_ask(cedar):
    who = f.patient(cedar)
    for number in range(30):
        code_of(cedar, Client(), who.email, f"203.0.113.{number}")
    assert Message.objects.filter(to=who.email).count() == limits.LIMITS["code"][0]


def test_150_drafts_in_three_seconds_are_not_to_be_had(cedar, monkeypatch):
    from frontdesk.intake.models import Draft

    monkeypatch.setitem(limits.LIMITS, "draft-from", (20, 60))
    answers = [
        Client().post(at(cedar, ""), {"visit": "follow-up"}, REMOTE_ADDR=STRANGER).status_code for _ in range(40)
    ]
    assert answers[:20] == [302] * 20 and answers[20:] == [429] * 20
    assert Draft.objects.count() == 20


@pytest.mark.parametrize("email", ["desk@example.org", "nobody@example.org"])
def test_who_is_refused_at_one_account_does_not_keep_their_whole_place_out_of_others(cedar, desk, email):
    answers = [sign_in(cedar, Client(), email, **WRONG) for _ in range(40)]
    assert sum(map(tried_too_often, answers)) == 35
    assert Tally.objects.get(purpose="signin-from").count == 5
    colleague = f.staff(cedar, "scheduler", password=f.PASSWORD)
    assert sign_in(cedar, Client(), colleague.email, **RIGHT).status_code == 302


def test_codes_that_are_refused_to_one_do_not_count_for_the_place(cedar):
    who = f.patient(cedar)
    for _ in range(12):
        code_of(cedar, Client(), who.email)
    assert {one.purpose: one.count for one in Tally.objects.all()} == {"code-from": 5, "code-pair": 5, "code": 5}


def test_of_24_tries_at_the_same_moment_that_count_in_three_ways_only_the_free_ones_are_tried(practice, monkeypatch):
    monkeypatch.setitem(limits.TRIES, "signin-pair", (5, 60))
    three = [("signin-from", "a place"), ("signin-pair", "an account at a place"), ("signin", "an account")]
    assert at_once(practice, lambda: limits.all_of(limits.attempt, practice, three)) == 5
    with inside_practice(practice):
        assert set(Tally.objects.values_list("count", flat=True)) == {5}


def test_the_right_current_password_is_no_failed_try(cedar, desk):
    client = Client()
    sign_in(cedar, client, **RIGHT)
    for number in range(14):
        new = f"another-long-password-{number}"
        said = {"current": f.PASSWORD if number == 0 else f"another-long-password-{number - 1}", "password": new}
        answer = client.post(at(cedar, "console/password/"), {**said, "again": new}, REMOTE_ADDR="198.51.100.1")
        assert answer.status_code == 302, number
