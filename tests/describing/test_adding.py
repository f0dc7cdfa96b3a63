"""What a description says, put to a file that is there: by name, with the file's own ids and places, and nothing of it goes."""

import datetime as dt

import pytest

from frontdesk.describing import added, describe
from frontdesk.practice.file import document, examine
from tests import factory as f

TODAY = dt.date(2027, 1, 4)


def put_to(text, said):
    return added(text, describe(said, today=TODAY, name="Cedar", timezone="America/Chicago"))


def names(text, section):
    return [entry["name"] for entry in document.entries(text, section)]


def test_who_is_new_works_at_the_place_of_the_file():
    result = put_to(f.CEDAR, "Dr. Ray works Mondays 8-12.")
    ray = next(entry for entry in document.entries(result.text, "providers") if entry["name"] == "Dr. Ray")
    assert [block["at"] for block in ray["hours"]] == ["downtown"]
    assert names(result.text, "locations") == ["Downtown"] and not examine(result.text)[1]


def test_of_two_places_none_is_chosen_for_them():
    two = f.CEDAR.replace("payers:", "  - {id: north, name: North}\npayers:", 1)
    result = put_to(two, "Dr. Ray works Mondays 8-12.")
    assert (result.nowhere, result.stays) == (["Dr. Ray"], [])
    ray = next(entry for entry in document.entries(result.text, "providers") if entry["name"] == "Dr. Ray")
    assert "hours" not in ray and names(result.text, "locations") == ["Downtown", "North"]


def test_of_somebody_who_has_hours_already_nothing_is_said_of_places():
    two = f.CEDAR.replace("payers:", "  - {id: north, name: North}\npayers:", 1)
    result = put_to(two, "Dr. Chen works Mondays 1-5 pm.")
    assert "Dr. Chen" in [*result.stays, *result.nowhere] and result.text == two


@pytest.mark.parametrize("said", ["We take Aetna and Cigna.", "We take aetna and Cigna."])
def test_what_has_a_name_of_the_file_is_that(said):
    result = put_to(f.CEDAR, said)
    assert [name for name in names(result.text, "payers") if name.casefold() == "aetna"] == ["Aetna"]


def test_an_id_that_is_taken_is_not_given_twice():
    text = f.CEDAR.replace("{id: lee, name: Dr. Lee", "{id: ray, name: Dr. Lee", 1)
    result = put_to(text, "Dr. Ray works Mondays 8-12.")
    ids = [entry["id"] for entry in document.entries(result.text, "providers")]
    assert len(ids) == len(set(ids)) == 3


def test_a_sentence_that_stands_there_is_not_said_twice():
    once = put_to(f.CEDAR, "Sports physicals take 45 minutes.").text
    assert put_to(once, "Sports physicals take 45 minutes.").text == once
