"""A kind of rooms or providers has no id but its words: spelled in two ways it would be two, of which a rule means one."""

import unicodedata

import pytest

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import FileFaults, examine, read
from tests import factory as f
from tests.web_client import as_staff, at

TEXT = """\
practice: {{name: Cedar, timezone: America/Chicago}}
locations:
  - id: downtown
    name: Downtown
    rooms:
      - {{id: one, kind: {room}}}
      - {{id: two, kind: {other_room}}}
visit types: [{{id: physical, name: Physical}}]
providers:
  - id: chen
    name: Dr. Chen
    kind: {who}
    hours: [{{at: downtown, days: [mon], from: "08:00", to: "12:00"}}]
  - id: park
    name: Dr. Park
    kind: {other}
    hours: [{{at: downtown, days: [mon], from: "08:00", to: "12:00"}}]
{more}rules: |
  Visits take 20 minutes.
"""


def text(room="exam room", other_room=None, who="nurse", other=None, more=""):
    return TEXT.format(room=room, other_room=other_room or room, who=who, other=other or who, more=more)


def faults(written: str) -> list[str]:
    with pytest.raises(FileFaults) as refused:
        read(written)
    return refused.value.lines()


WAYS = [
    ("exam room", "Exam room"),
    ("exam room", "exam rooms"),
    ("x-ray room", "x ray room"),
    ("exam room", "exam  room"),
    ("C-arm", "c arm"),
]


@pytest.mark.parametrize(("one", "other"), WAYS)
def test_a_kind_of_rooms_in_two_spellings_is_a_fault_that_names_both(one, other):
    (said,) = faults(text(room=one, other_room=other))
    assert (
        said
        == f"line 7: the kind of room '{other}' is '{one}' in line 6, spelled otherwise; spell it the same everywhere"
    )


@pytest.mark.parametrize(("one", "other"), [("nurse", "Nurses"), *WAYS])
def test_a_kind_of_providers_too(one, other):
    (said,) = faults(text(who=one, other=other))
    assert "line 16: " in said and f"'{other}'" in said and f"'{one}' in line 12" in said


def test_composed_and_decomposed_are_one_spelling():
    decomposed = unicodedata.normalize("NFD", "José's room")
    file = read(text(room='"José\'s room"', other_room=f'"{decomposed}"'))
    assert len(file.setup.book.vocabulary.resource_kinds) == 1


def test_letters_of_another_alphabet_are_no_other_kind():
    assert "is written with other letters" in faults(text(who="nurse", other="nursе"))[0]


@pytest.mark.parametrize("kind", ['"!!"', '"a\\u200bb"', "'say \"x\"'", "x" * 121])
def test_a_kind_is_one_that_a_rule_can_say(kind):
    assert faults(text(room=kind))


def test_a_faulty_draft_goes_by_the_first_spelling():
    file, found = examine(text(who="nurse", other="Nurse"))
    assert found and dict(file.setup.by_kind) == {"nurse": ("chen", "park")}


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("allergy", "allergies"), "a rule could not tell 'allergies' from 'allergy' in line 19"),
        (("reasons",), "a rule could not tell 'reasons' from 'reason', which every practice has"),
    ],
)
def test_questions_that_a_rule_cannot_tell_apart(ids, said):
    more = "intake:\n" + "".join(f"  - {{id: {one}, ask: What?, kind: text}}\n" for one in ids)
    assert any(said in one for one in faults(text(more=more)))


NURSES = f.CEDAR.replace("{id: lee, name: Dr. Lee,", "{id: lee, name: Lee, kind: nurse,").replace(
    "intake:\n", "  - {id: ortiz, name: Ortiz, kind: nurse}\nintake:\n"
)


@pytest.mark.parametrize("order", [1, -1])
def test_a_kind_that_is_spelled_anew_at_one_is_said_when_it_is_saved_and_all_of_them_pass(db, order):
    practice = f.load_cedar(NURSES + "  Procedures start with 10 minutes with a nurse.\n")
    client = as_staff(practice, "manager")
    nurses = [one for one in read(queries.in_force().text).setup.providers.values() if one.kind == "nurse"][::order]
    assert len(nurses) == 2
    for number, nurse in enumerate(nurses):
        address = at(practice, f"setup/parts/providers/{nurse.id}/")
        saved = client.post(address, {"name": nurse.name, "npi": nurse.npi, "kind": "Nurses"}, follow=True)
        assert saved.status_code == 200
        assert ("spelled otherwise" in saved.content.decode()) is (number == 0)
    file = read(queries.draft().text)
    assert set(file.setup.by_kind["Nurses"]) == {one.id for one in nurses}
    assert len(file.setup.book.entries) == 11
