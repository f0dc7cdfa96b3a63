"""Changing one entry of a practice file leaves every other line as it was written, remarks included."""

import difflib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.practice.file import document, examine, read
from frontdesk.practice.file.difference import difference
from frontdesk.practice.file.document import NotThere
from frontdesk.practice.file.merging import Clashes, merged
from frontdesk.practice.file.sentences import add_sentence, renamed, replace_sentence
from tests import factory as f
from tests.portion import tried_with

EXAMPLES = sorted(Path("examples").glob("*.yaml"))
REMARKS = """\
# at the very top
practice: {name: Cedar, timezone: America/Chicago}   # beside it
locations:
  # the old house
  - id: downtown
    name: Downtown   # by the river
    rooms:
      - {id: exam-1, kind: exam room}   # no window
      # not built yet
      - {id: exam-2, kind: exam room}

  # the new house
  - id: oak-park
    name: Oak Park

visit types: [{id: new-patient, name: New patient visit}, {id: follow-up, name: Follow-up visit}]
providers:
  - {id: chen, name: Dr. Chen, hours: [{at: downtown, days: [mon], from: "08:00", to: "12:00"}]}
  - {id: lee, name: Dr. Lee, hours: [{at: oak-park, days: [tue], from: "08:00", to: "12:00"}]}
rules: |
  # How long
  # the usual
  Visits take 20 minutes.
  New patient visits with Dr. Chen
    take 60 minutes.
  Dr. Chen is away on 2027-01-04. Dr. Lee is away on 2027-01-05.
"""


def changed(before, after):
    """The lines that are gone, and those that are new."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [one[2:] for one in lines if one[0] == "-"], [one[2:] for one in lines if one[0] == "+"]


def book(text):
    return read(text).setup.book.entries


def entry(text, begins):
    return next(one for one in book(text) if one.text.startswith(begins))


def test_a_key_of_an_entry_changes_and_its_remarks_stay():
    text = document.put(REMARKS, "locations", "downtown", {"name": "Downtown house"})
    assert changed(REMARKS, text) == (
        ["    name: Downtown   # by the river"],
        ["    name: Downtown house # by the river"],
    )


def test_a_list_inside_of_an_entry_keeps_the_remarks_of_what_stays():
    rooms = document.entries(REMARKS, "locations")[0]["rooms"]
    text = document.put(REMARKS, "locations", "downtown", {"rooms": [*rooms, {"id": "us-1", "kind": "ultrasound"}]})
    assert changed(REMARKS, text) == ([], ["      - {id: us-1, kind: ultrasound}"])


def test_a_new_entry_stands_after_the_last_as_its_neighbours_do():
    text = document.put(REMARKS, "providers", "ray", {"id": "ray", "name": "Dr. Ray"})
    assert changed(REMARKS, text) == ([], ["  - {id: ray, name: Dr. Ray}"])
    fresh = document.put(REMARKS, "payers", "aetna", {"id": "aetna", "name": "Aetna"})
    assert read(fresh).setup.payers == {"aetna": "Aetna"}


def test_an_entry_goes_and_moves_with_the_remark_above_it():
    gone = document.remove(REMARKS, "locations", "downtown")
    assert "# the new house" in gone and "# the old house" in gone and "# no window" not in gone
    moved = document.move(REMARKS, "locations", "oak-park", 0)
    assert moved.index("# the new house") < moved.index("oak-park") < moved.index("# the old house")
    assert sorted(moved.split()) == sorted(REMARKS.split()), "nothing is lost"


def test_a_section_with_keys_changes_or_is_made():
    text = document.put_mapping(REMARKS, "practice", {"phone": "+1 312 555 0100"})
    assert read(text).phone == "+1 312 555 0100" and "# beside it" in text
    text = document.put_mapping(text, "waitlist", {"order": "most urgent"})
    assert read(text).waitlist.order == "most urgent"


def test_what_is_not_there_cannot_be_removed_or_moved():
    for work in (document.remove, lambda *args: document.move(*args, 0)):
        with pytest.raises(NotThere):
            work(REMARKS, "locations", "nowhere")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_writing_every_entry_as_it_is_changes_not_one_byte(path):
    text = path.read_text()
    for section in ("locations", "payers", "visit types", "providers", "intake"):
        for one in document.entries(text, section):
            assert document.put(text, section, one["id"], one) == text


@tried_with(40, many=160)
def test_whatever_a_name_is_it_comes_back_and_nothing_else_changes(examples):
    @given(
        st.sampled_from(EXAMPLES),
        st.sampled_from(["locations", "payers", "visit types", "providers"]),
        st.integers(0, 30),
        st.text("abc :#'\"{}[]-,&*é\\", min_size=1, max_size=20).map(str.strip).filter(bool),
    )
    @settings(max_examples=examples, deadline=None)
    def holds(path, section, number, name):
        text = path.read_text()
        found = document.entries(text, section)
        if not found:
            return
        one = found[number % len(found)]
        after = document.put(text, section, one["id"], {"name": name})
        wanted = [{**other, "name": name} if other["id"] == one["id"] else other for other in found]
        assert document.entries(after, section) == wanted
        gone, new = changed(text, after)
        assert len(gone) <= 1 and len(new) <= 1

    holds()


# Sentences --------------------------------------------------------------------------------------------------


def test_a_sentence_changes_where_it_stands_and_the_remark_above_it_stays():
    one = entry(REMARKS, "Visits take")
    text = replace_sentence(REMARKS, one.line, one.written, "Visits take 30 minutes.")
    assert changed(REMARKS, text)[1] == ["  Visits take 30 minutes."]


def test_a_sentence_over_two_lines_and_one_that_shares_its_line_change_too():
    one = entry(REMARKS, "New patient visits")
    text = replace_sentence(REMARKS, one.line, one.written, "New patient visits take 50 minutes.")
    assert [x.text for x in book(text)][1] == "New patient visits take 50 minutes."
    two = entry(text, "Dr. Lee")
    text = replace_sentence(text, two.line, two.written, "")
    assert [x.text for x in book(text)][2:] == ["Dr. Chen is away on 2027-01-04."]


def test_a_new_sentence_stands_with_its_like():
    one = entry(REMARKS, "Visits take")
    text = add_sentence(REMARKS, "Follow-up visits take 15 minutes.", book(REMARKS), one.rule)
    assert [x.text for x in book(text)][2] == "Follow-up visits take 15 minutes."
    other = add_sentence(REMARKS, "Visits start every 5 minutes.", (), one.rule)
    assert book(other)[-1].text == "Visits start every 5 minutes."


def test_a_sentence_that_somebody_changed_meanwhile_is_not_there():
    with pytest.raises(NotThere):
        replace_sentence(REMARKS, 21, "Visits take 25 minutes.", "Visits take 30 minutes.")


def test_rules_in_a_list_change_too():
    text = (
        REMARKS.split("rules:")[0] + "rules:\n  - 'Visits take 20 minutes.'\n  - Book visits at most 30 days ahead.\n"
    )
    one = entry(text, "Visits")
    text = replace_sentence(text, one.line, one.written, "Visits take 25 minutes.")
    text = add_sentence(text, 'Visits take 60 minutes when insurance is "it\'s".', book(text), one.rule)
    assert [x.text for x in book(text)][0::2] == [
        "Visits take 25 minutes.",
        'Visits take 60 minutes when insurance is "it\'s".',
    ]
    gone = entry(text, "Book")
    assert len(book(replace_sentence(text, gone.line, gone.written, ""))) == 2


def test_a_new_name_is_said_by_every_rule_that_names_it():
    before = read(f.CEDAR)
    text = renamed(
        f.CEDAR,
        before,
        lambda t: document.put(t, "providers", "chen", {"name": "Dr. Chen-Lindqvist"}),
        lambda t: examine(t)[0],
    )
    assert "At most 2 procedures per day with Dr. Chen-Lindqvist." in text
    assert difference(before, read(text)).sentences == (), "the rules are the same ones"
    text = renamed(
        text,
        read(text),
        lambda t: document.put(t, "visit types", "procedure", {"name": "Small surgery"}),
        lambda t: examine(t)[0],
    )
    assert "Small surgeries need a procedure room." in text and read(text)


# Differences and merging ------------------------------------------------------------------------------------


def test_a_difference_names_sentences_and_keys_and_not_how_they_are_written():
    before = read(REMARKS)
    after = REMARKS.replace("take 20", "take 30").replace("Dr. Lee is away on 2027-01-05.", "")
    after = after.replace("  # How long\n", "  # Other words\n  Patients may book visits themselves.\n")
    after = document.put(after, "locations", "oak-park", {"phone": "+1 312 555 0111"})
    found = difference(before, read(after))
    assert [(one.what, one.before, one.after) for one in found.sentences] == [
        ("added", "", "Patients may book visits themselves."),
        ("changed", "Visits take 20 minutes.", "Visits take 30 minutes."),
        ("gone", "Dr. Lee is away on 2027-01-05.", ""),
    ]
    assert [(one.what, one.name, one.key, one.after) for one in found.setup] == [
        ("added", "Oak Park", "phone", "+1 312 555 0111")
    ]
    assert not difference(before, read(REMARKS.replace("# no window", "# a window")))


def test_what_was_published_meanwhile_is_brought_into_a_draft():
    theirs = REMARKS.replace("take 20", "take 25") + "  Dr. Lee is away on 2027-02-01.\n"
    theirs = document.put(theirs, "locations", "downtown", {"phone": "+1 312 555 0100"})
    mine = REMARKS + "  Patients may book visits themselves.\n"
    mine = document.put(mine, "locations", "downtown", {"address": "1 River St"})
    text = merged(REMARKS, theirs, mine)
    said = {one.text for one in book(text)}
    assert {"Visits take 25 minutes.", "Dr. Lee is away on 2027-02-01.", "Patients may book visits themselves."} <= said
    assert "Visits take 20 minutes." not in said
    place = read(text).setup.locations["downtown"]
    assert (place.phone, place.address) == ("+1 312 555 0100", "1 River St")


def test_where_both_changed_the_same_key_nothing_is_merged_and_it_is_named():
    theirs = document.put(REMARKS, "locations", "downtown", {"name": "Their house"})
    mine = document.put(REMARKS, "locations", "downtown", {"name": "My house"})
    with pytest.raises(Clashes) as clashes:
        merged(REMARKS, theirs, mine)
    assert clashes.value.lines() == ["locations, downtown, name: “Their house” / “My house”"]


def test_no_that_somebody_wrote_stays_as_it_was_written():
    text = "intake:\n  - {id: pharmacy, ask: Which pharmacy?, required: no}\n"
    assert document.put(text, "intake", "pharmacy", {"required": False}) == text
    assert "required: true" in document.put(text, "intake", "pharmacy", {"required": True})
