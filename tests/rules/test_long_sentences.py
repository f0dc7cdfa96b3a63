"""A sentence may be as long as anybody can check by reading it: lists in it are read whatever stands above, and what is longer is refused."""

import pytest

from frontdesk.practice.file import examine
from frontdesk.rules.language import LONGEST, Refusal, TooLong, completions, parse, parse_condition, said_by
from frontdesk.rules.vocabulary import Vocabulary
from tests.factory import CEDAR
from tests.work import calls

NAMES = Vocabulary({"procedure": "Procedure"}, {f"p{n}": f"P{n}" for n in range(100, 500)})


def as_long_as_may_be(head: str, item: str, end: str = ".") -> str:
    return head + item * ((LONGEST - len(head) - len(end)) // len(item)) + end


def in_a_deep_place(work, depth: int = 200):
    """As inside of a request, below which there is less room."""
    return work() if depth == 0 else in_a_deep_place(work, depth - 1)


def test_a_long_list_of_days_is_read():
    written = as_long_as_may_be("Procedures are only offered on Mondays before 12:00", " or on Mondays before 12:00")
    assert in_a_deep_place(lambda: parse(written, NAMES))


@pytest.mark.parametrize("between", [", ", " and "])
def test_a_long_list_of_names_is_read(between):
    names = list(NAMES.providers.values())[: 1900 // (4 + len(between))]
    rule = in_a_deep_place(lambda: parse(f"At most 3 procedures per day with {between.join(names)}.", NAMES))
    assert len(set(rule.scope.each())) == len(names)


def test_what_is_longer_is_refused_in_plain_words_everywhere():
    long = "Visits take 20 minutes on " + "a " * 4000
    for read in (lambda: parse(long, NAMES), lambda: parse_condition(long, NAMES)):
        with pytest.raises(TooLong, match="a sentence has at most 2,000: write it as several"):
            read()
    assert said_by(long, NAMES) is None and completions(long, NAMES) == ()
    assert calls(lambda: completions(long, NAMES)) < 1000, "none of it is read"
    _file, (fault,) = examine(f"{CEDAR}  {long}.\n")
    assert "8,0" in fault.message and len(fault.message) < 300


def test_what_is_as_long_as_may_be_and_no_rule_is_refused_soon():
    def refused(length: int) -> None:
        with pytest.raises(Refusal):
            parse(as_long_as_may_be("", "a ", "")[:length], NAMES)

    half, whole = (calls(lambda length=length: refused(length), most=100_000_000) for length in (1000, 2000))
    assert whole < 3 * half
