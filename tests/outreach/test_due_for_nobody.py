"""A list of visits that are due names whoever has died, or whose record was merged away, by line; the others are loaded."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking.models import Recall
from frontdesk.imports.reader import How
from frontdesk.outreach.recalls import importing
from frontdesk.people.actions import new_client
from frontdesk.records.deaths.actions import deceased
from frontdesk.records.merging.actions import merge
from tests import factory as f
from tests.outreach.test_recalls import HEAD, line
from tests.web.test_api import due, post

DIED = "line 2: Walter Kowalski has died: no visit is due"


@pytest.fixture
def walter(cedar):
    return f.patient(cedar, first_name="Walter", last_name="Kowalski")


def the_file(cedar, walter):
    return (HEAD + line(walter) + line(f.patient(cedar), "E-2")).encode()


def test_the_look_names_the_line_and_the_rest_is_loaded_and_the_line_given_back(cedar, walter):
    data = the_file(cedar, walter)
    deceased(SYSTEM, walter, on=f.day(-20))
    desk = f.actor(cedar, "front_desk")
    assert [str(one) for one in importing.look(desk, data).wrong] == [DIED]
    with pytest.raises(importing.Faults) as fault:
        importing.load(desk, data)
    assert fault.value.lines == [DIED]
    done = importing.load(desk, data, How(skip_bad=True))
    assert (done.made, [str(one.fault) for one in done.refused]) == (1, [DIED])


@pytest.mark.parametrize("change", ["died", "merged"])
def test_between_the_reading_and_the_line_of_the_patient_it_is_seen_too(cedar, walter, monkeypatch, change):
    """Whoever held their line first has decided: the file is read as it stood before."""
    data, other = the_file(cedar, walter), f.patient(cedar, last_name="Kowalsky")
    wait = importing.lines.wait_for_patients

    def meanwhile(keys):
        monkeypatch.setattr(importing.lines, "wait_for_patients", wait)
        if change == "died":
            deceased(SYSTEM, walter, on=f.day(-20))
        else:
            merge(SYSTEM, other, gone=walter, reason="same person")
        wait(keys)

    monkeypatch.setattr(importing.lines, "wait_for_patients", meanwhile)
    done = importing.load(f.actor(cedar, "front_desk"), data, How(skip_bad=True))
    words = {"died": DIED, "merged": "line 2: the record of Walter Kowalski was merged into another one"}
    assert (done.made, [str(one.fault) for one in done.refused]) == (1, [words[change]])


def test_what_was_loaded_before_is_left_alone_though_they_have_died_since(cedar, walter):
    data, desk = the_file(cedar, walter), f.actor(cedar, "front_desk")
    assert importing.load(desk, data).made == 2
    deceased(SYSTEM, walter, on=f.day(-20))
    assert importing.load(desk, data).made == 0 and Recall.objects.count() == 2


def test_another_system_is_told_which_item(cedar, walter):
    deceased(SYSTEM, walter, on=f.day(-20))
    token = new_client(cedar, "The EHR", ["recall.order", "patient.view"])
    answer = post(cedar, token, [due(f.patient(cedar)), due(walter, key="E-2")])
    assert answer.status_code == 422 and not Recall.objects.exists()
    assert answer.json()["faults"] == ["item 2: Walter Kowalski has died: no visit is due"]
