"""Bringing one person's changes into another's says what editing one on top of the other says; or it is refused, and named."""

import random
from functools import cache

import pytest

from frontdesk.practice.file import read
from frontdesk.practice.file.document import NotThere, put, put_list
from frontdesk.practice.file.merging import Clashes, _bare, _data, _units, merged
from tests.portion import some_of
from tests.practice.merging_edits import BASE, EDITS, added, listed, named

CHANCE = random.Random(12)
PAIRS = CHANCE.sample([(a, b) for a in EDITS for b in EDITS if a != b], 90)
CHAINS = [(CHANCE.sample(list(EDITS), 3), CHANCE.sample(list(EDITS), 2)) for _ in range(16)]


def says(text):
    """All that a file says, and nothing of how it is written."""
    return _bare(_data(text)), set(_units(text))


def done(text, names):
    """The edits one after the other; None where one of them has nothing left to change."""
    try:
        for name in names:
            text = EDITS[name](text)
    except NotThere:
        return None
    return text


def brought_in(base, theirs, mine):
    try:
        return merged(base, theirs, mine)
    except Clashes as clashes:
        assert clashes.lines()
        return None


@pytest.mark.parametrize(("theirs", "mine"), some_of(PAIRS, one_in=12, torture=4))
def test_two_edits_come_together_as_one_on_top_of_the_other(theirs, mine):
    first, second = EDITS[theirs](BASE), EDITS[mine](BASE)
    on_top, out = done(first, [mine]), brought_in(BASE, first, second)
    if on_top is not None and out is not None:
        assert says(out) == says(on_top)


@pytest.mark.parametrize(("theirs", "mine"), some_of(CHAINS, one_in=8, torture=4))
def test_several_edits_too(theirs, mine):
    first, second = done(BASE, theirs), done(BASE, mine)
    if first is None or second is None:
        return
    on_top, out = done(first, mine), brought_in(BASE, first, second)
    if on_top is not None and out is not None:
        assert says(out) == says(on_top)


@pytest.mark.parametrize("name", some_of(EDITS, one_in=4, torture=2))
def test_every_edit_is_brought_into_a_draft_that_changes_something_else(name):
    """Nothing is lost in silence, and nothing is refused that could be: the control of the two above."""
    mine = put(BASE, "locations", "oak-park", {"address": "2 Lake St"})
    out = merged(BASE, EDITS[name](BASE), mine)
    assert says(out) == says(EDITS[name](mine))
    assert "2 Lake St" in out


REFUSED = [
    ("a rule changed", "a rule changed otherwise", "Visits take 30 minutes."),
    ("first hours changed", "hours less", "providers, chen, hours"),
    ("a question asked otherwise", "a question less", "intake, walks"),
    ("a proxy line less", "another proxy line changed", "proxies"),
]


@pytest.mark.parametrize(("theirs", "mine", "named"), REFUSED)
@pytest.mark.parametrize("turned", [False, True])
def test_what_both_changed_is_refused_and_named(theirs, mine, named, turned):
    theirs, mine = (mine, theirs) if turned else (theirs, mine)
    with pytest.raises(Clashes) as clashes:
        merged(BASE, EDITS[theirs](BASE), EDITS[mine](BASE))
    assert any(named in line for line in clashes.value.lines())


def test_both_values_are_said():
    theirs, mine = (
        put(BASE, "locations", "downtown", {"phone": number}) for number in ("+1 312 555 0111", "+1 312 555 0112")
    )
    with pytest.raises(Clashes) as clashes:
        merged(BASE, theirs, mine)
    assert clashes.value.lines() == ["locations, downtown, phone: “+1 312 555 0111” / “+1 312 555 0112”"]
    kept = merged(BASE, theirs, mine, keep=frozenset({"locations, downtown, phone"}))
    assert read(kept).setup.locations["downtown"].phone == "+1 312 555 0112"


def test_a_name_that_they_changed_stands_in_the_rules_that_are_mine():
    mine = added("Dr. Chen does not offer procedures.")(BASE)
    out = merged(BASE, named("providers", "chen", "Dr. Chan")(BASE), mine)
    assert "Dr. Chan does not offer procedures." in {one.text for one in read(out).setup.book.entries}


def test_remarks_of_both_stay():
    theirs, mine = EDITS["a remark"](BASE), EDITS["a remark in the rules"](BASE)
    out = merged(BASE, theirs, mine)
    assert "# the old house, of 1911" in out and "# Who does what" in out


@pytest.mark.parametrize(
    "section",
    [
        "locations",
        "payers",
        "visit types",
        "providers",
        "intake",
        "proxies",
        "messages",
        "waitlist",
        "recalls",
        "reasons",
        "practice",
        "rules",
    ],
)
def test_every_section_of_the_file_has_an_edit_that_is_tried(section):
    assert section in changed_sections()


@cache
def changed_sections() -> set[str]:
    """What the edits change, all of them together."""
    before, rules, found = _data(BASE), _units(BASE), set()
    for edit in EDITS.values():
        text = edit(BASE)
        after = _data(text)
        found |= {name for name in {*before, *after} if name != "rules" and before.get(name) != after.get(name)}
        found |= {"rules"} if _units(text) != rules else set()
    return found


def test_the_control_without_the_lines_that_have_no_id_the_loss_is_found(monkeypatch):
    """What was wrong: a list without ids was left out.  Merging like that must not pass the test above."""
    from frontdesk.practice.file import merging

    wanted = listed("proxies", lambda rows: rows[:1])(BASE)
    monkeypatch.setattr(merging, "_data", lambda text: {k: v for k, v in _data(text).items() if k != "proxies"})
    mine = put(BASE, "locations", "oak-park", {"address": "2 Lake St"})
    assert says(merged(BASE, put_list(BASE, "proxies", []), mine)) != says(
        put(wanted, "locations", "oak-park", {"address": "2 Lake St"})
    )
