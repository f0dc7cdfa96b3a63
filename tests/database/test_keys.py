"""What rows are known by."""

import time

from frontdesk.tenancy.models import uuid7


def test_of_two_keys_the_later_is_the_larger_and_says_when_it_was_made():
    before = time.time_ns() // 1_000_000
    keys = [uuid7() for _ in range(50) if time.sleep(0.00001) is None]
    assert keys == sorted(keys)
    assert before <= keys[0].int >> 80 <= keys[-1].int >> 80 <= time.time_ns() // 1_000_000
    assert {(key.version, key.variant) for key in keys} == {(7, "specified in RFC 4122")}


def test_no_two_keys_are_equal_even_of_one_moment(monkeypatch):
    monkeypatch.setattr(time, "time_ns", lambda: 1_790_000_000_123_456_789)
    keys = {uuid7() for _ in range(1000)}
    assert len(keys) == 1000 and len({key.int >> 64 for key in keys}) == 1
