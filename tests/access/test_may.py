"""Two questions: whether there is anything that somebody may do it to, and whether they may do it to this one."""

import pytest

from frontdesk.access.may import Actor, NotAllowed, may, may_open, require, require_open
from frontdesk.practice.models import Provider

OWN_ALONE = Actor("staff", permissions=frozenset({"away.ask:own"}))


def test_a_right_to_ones_own_opens_the_page_and_nothing_in_particular():
    assert may_open(OWN_ALONE, "away.ask")
    assert not may(OWN_ALONE, "away.ask", None)
    require_open(OWN_ALONE, "away.ask")
    with pytest.raises(NotAllowed):
        require(OWN_ALONE, "away.ask", None)


def test_who_forgets_to_say_about_what_is_refused_and_not_allowed():
    with pytest.raises(TypeError):
        may(OWN_ALONE, "away.ask")  # type: ignore[call-arg]


def test_a_clinicians_own_is_the_provider_that_they_are():
    mine, other = Provider(name="Dr. Chen"), Provider(name="Dr. Lee")
    clinician = Actor("staff", permissions=frozenset({"away.ask:own"}), provider=mine.pk)
    assert may(clinician, "away.ask", mine) and not may(clinician, "away.ask", other)
