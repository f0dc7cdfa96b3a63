"""Every test is run by one of `make test`, `make torture` and `make endurance`, and of a long table of cases each runs its own."""

import re
from itertools import product
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from tests import conftest
from tests.portion import long_ones, some_of, tried_with

TARGETS = ("unit", "browser", "torture", "endurance")
MARKS = ("browser", "slow", "alone", "endurance")
MAKEFILE = (Path(__file__).parent.parent / "Makefile").read_text()


def lines_of(target: str) -> list[str]:
    """What of its tests each of its lines selects."""
    recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert recipe
    return re.findall(r' -m "?([a-z ]+)"?', recipe[1].replace("python -m pytest", "pytest"))


def who_runs(marks: set[str]) -> list[str]:
    found = [(target, line) for target in TARGETS for line in lines_of(target)]
    return [target for target, line in found if Expression.compile(line).evaluate(lambda name, **_: name in marks)]


def test_whatever_is_marked_is_run_by_one_and_once():
    for has in product([True, False], repeat=len(MARKS)):
        marks = {mark for mark, there in zip(MARKS, has, strict=True) if there}
        if "endurance" in marks and "slow" not in marks:
            continue  # `some_of` says both
        assert len(who_runs(marks)) == 1, (marks, who_runs(marks))


@pytest.mark.parametrize(
    ("marks", "target"),
    [((), "unit"), (("browser",), "browser"), (("slow",), "torture"), (("slow", "endurance"), "endurance")],
)
def test_each_has_its_own(marks, target):
    assert who_runs({*marks}) == [target]


def tiers(cases: list) -> list[str]:
    marked = [{mark.name for mark in getattr(case, "marks", ())} for case in cases]
    return ["".join(who_runs(marks)) for marks in marked]


def test_of_a_table_each_tries_more_than_the_one_before():
    assert tiers(some_of(range(7), one_in=6, torture=3)) == ["unit", *["endurance"] * 2, "torture", *["endurance"] * 2, "unit"]  # fmt: skip
    assert tiers(some_of("abc", one_in=2)) == ["unit", "torture", "unit"]
    assert tiers(some_of("abc", one_in=None, torture=2)) == ["torture", "endurance", "torture"]
    assert some_of([("a", 1), ("b", 2)], one_in=2)[1].values == ("b", 2)


def test_a_property_too():
    assert tiers(tried_with(2, many=5).args[1]) == ["unit", "torture", "endurance"]
    assert tiers(tried_with(None, many=5).args[1]) == ["torture", "endurance"]


def test_each_of_the_longest_is_there_and_is_run_by_torture():
    root = Path(__file__).parent.parent
    for name in long_ones():
        path, function = name.split("::")
        assert re.search(rf"^def {function}\(", (root / path).read_text(), re.MULTILINE), name


class Item:
    def __init__(self, nodeid: str) -> None:
        self.nodeid, self.marks = nodeid, set()

    def add_marker(self, mark) -> None:
        self.marks.add(mark.name)


def test_what_is_named_there_is_marked_with_all_its_cases_and_nothing_else():
    name = min(long_ones())
    items = [
        Item(name),
        Item(f"{name}[a case]"),
        Item(f"{name}_too"),
        Item("tests/test_portion.py::test_a_property_too"),
    ]
    conftest.pytest_collection_modifyitems(items)
    assert [who_runs(item.marks) for item in items] == [["torture"], ["torture"], ["unit"], ["unit"]]
