"""An error of a field stands at the field, tied to it, and the summary at the top leads there."""

import pytest

from tests import factory as f
from tests.web.pages import read
from tests.web_client import as_staff, at


def placed(page, status=422):
    """What the summary leads to, and the errors at fields; every link has its field and every error its control."""
    assert page.status_code == status
    top = read(page.content.decode())
    ids = {one["id"] for one in top.all() if "id" in one}
    described = {name for one in top.all() for name in one["aria-describedby"].split()}
    summary = next(one for one in top.all("div") if one["role"] == "alert")
    links = [one["href"][1:] for one in summary.all("a") if one["href"].startswith("#")]
    errors = [one["id"] for one in top.all("p", "span") if "error" in one["class"].split()]
    assert links and set(links) <= ids
    assert errors and set(errors) <= described
    return links, errors


def test_the_first_question_of_the_portal(cedar, client):
    links, errors = placed(client.post(at(cedar, ""), {}))
    assert links[0].startswith("visit-") and errors == ["visit_error"]


@pytest.mark.parametrize(
    "typed, where",
    [
        ({"name": "Nia", "email": "nia"}, ["id_email"]),
        ({"name": "", "email": ""}, ["id_name", "id_email"]),
        ({"name": "Nia", "email": "nia@cedar.example", "role": "clinician"}, ["id_provider"]),
    ],
)
def test_somebody_who_is_added_to_the_staff(cedar, typed, where):
    page = as_staff(cedar, "admin").post(at(cedar, "setup/staff/new/"), {"role": "front_desk", **typed})
    links, _errors = placed(page, 409 if where == ["id_provider"] else 422)
    assert links == where
    assert typed["name"] in page.content.decode()


@pytest.mark.parametrize(
    "typed, where",
    [
        ({"first": ""}, "first"),
        ({"first": "1850-01-01"}, "first"),
        ({"last": "3000-01-01"}, "last"),
        ({"last": f.day_of_run(-9)}, "last"),
        ({"from": "08:00"}, "to"),
        ({"to": "08:00"}, "from"),
        ({"from": "09:00", "to": "08:00"}, "to"),
    ],
)
def test_a_closure(cedar, typed, where):
    page = as_staff(cedar, "manager").post(at(cedar, "setup/closures/change/"), {"first": str(f.day(20)), **typed})
    assert placed(page) == ([where], [f"{where}_error"])


def test_a_rule_that_cannot_be_read(cedar):
    manager = as_staff(cedar, "manager")
    page = manager.post(at(cedar, "setup/rules/save/"), {"text": "Nobody knows.", "line": "0"})
    assert placed(page) == (["text-new"], ["text-new_error"])


def test_a_rule_that_is_built_of_lists(cedar):
    manager = as_staff(cedar, "manager")
    page = manager.get(at(cedar, "setup/rules/build/"))
    shape = next(one["href"] for one in read(page.content.decode()).all("a") if one["href"].startswith("?shape=length"))
    links, errors = placed(manager.get(at(cedar, f"setup/rules/build/{shape}&made=1")), 200)
    assert errors == [f"{links[0]}_error"]


def test_what_a_caller_is_asked(cedar):
    patient = f.patient(cedar)
    desk = as_staff(cedar, "front_desk")
    address = at(cedar, f"console/book/{patient.pk}/?visit=new-patient")
    top = read(desk.get(address).content.decode())
    time = next(one["value"] for one in top.all("button") if one["name"] == "time")
    key = next(one["value"] for one in top.all("input") if one["name"] == "key")
    links, errors = placed(desk.post(address, {"time": time, "key": key}), 409)
    assert len(links) == len(errors)
