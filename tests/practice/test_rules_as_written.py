"""`rules:` in every way in which YAML writes a text: each sentence is a rule or a fault, and none is lost behind a remark."""

import pytest

from frontdesk.practice.file import examine

TOP = "practice: {name: Cedar, timezone: America/Chicago}\n"
LINES = ("# The length", "Visits take 20 minutes.", "# The caps", "At most 5 visits per day.")


def below(indent: int, *lines: str) -> str:
    return "".join(f"{' ' * indent}{line}\n" for line in lines)


def quoted(mark: str, indent: int, *lines: str) -> str:
    return f"{mark}{lines[0]}\n" + below(indent, *lines[1:-1], f"{lines[-1]}{mark}")


LITERAL = ["|", "|-", "|+"]
FOLDED = [">", ">-", ">+"]


def read(rules: str) -> tuple[int, int]:
    file, faults = examine(TOP + rules)
    return (len(file.setup.book.entries) if file else 0), len(faults)


@pytest.mark.parametrize("style", LITERAL)
def test_lines_that_stay_lines_may_have_remarks(style):
    assert read(f"rules: {style}\n" + below(2, *LINES)) == (2, 0)
    assert read(f"rules:\n  - {style}\n" + below(4, *LINES)) == (2, 0)


@pytest.mark.parametrize(
    "lines",
    [LINES, LINES[:2], LINES[1:], ("# The length", "", *LINES[1:]), ("Visits take 20 minutes.", "", *LINES[2:])],
)
@pytest.mark.parametrize("mark", ['"', "'", *FOLDED])
@pytest.mark.parametrize("alone", [True, False])
def test_lines_that_become_one_lose_nothing_to_a_remark(mark, alone, lines):
    head, indent = ("rules: ", 2) if alone else ("rules:\n  - ", 4)
    written = f"{mark}\n{below(indent, *lines)}" if mark in FOLDED else quoted(mark, indent, *lines)
    _rules, faults = read(head + written + ("" if alone else "  - Visits start every 15 minutes.\n"))
    assert faults


@pytest.mark.parametrize("alone", [True, False])
def test_a_plain_text_cannot_hold_a_remark(alone):
    head, indent = ("rules: ", 2) if alone else ("rules:\n  - ", 4)
    assert read(f"{head}Visits take 20 minutes.\n{below(indent, 'At most 5 visits per day.')}") == (2, 0)
    _rules, faults = read(f"{head}Visits take 20 minutes.\n{below(indent, '# The caps', 'At most 5 visits per day.')}")
    assert faults


@pytest.mark.parametrize("mark", ['"', "'"])
def test_what_loses_nothing_is_read(mark):
    assert read(f"rules: {quoted(mark, 2, *LINES[1::2])}") == (2, 0)
    assert read(f"rules:\n  - {quoted(mark, 4, *LINES[1::2])}") == (2, 0)
    assert read(f"rules:\n  - {mark}# The length{mark}\n  - Visits take 20 minutes.\n") == (1, 0)
    assert read("rules:\n  - >\n    Visits take\n    20 minutes.\n  - At most 5 visits per day.\n") == (2, 0)
    assert read('rules: "# The length\\nVisits take 20 minutes."\n') == (1, 0)


def test_the_fault_of_a_list_stands_at_its_item_and_says_what_to_write():
    _file, (fault,) = examine(
        f"{TOP}rules:\n  - Visits take 20 minutes.\n  - >\n    # The caps\n    At most 5 visits per day.\n"
    )
    assert fault.line == 4 and "'- |'" in fault.message


def test_a_sentence_of_a_block_in_a_list_has_its_own_line():
    _file, (fault,) = examine(f"{TOP}rules:\n  - |\n    Visits take 20 minutes.\n    Nothing that is a rule.\n")
    assert fault.line == 5
