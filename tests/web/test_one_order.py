"""What people read as a list stands in one order: a list of which the database would choose the order is found on every page."""

import sys
from pathlib import Path

from django.db.models import QuerySet
from django.db.models.query import MAX_GET_RESULTS, FlatValuesListIterable, ModelIterable

import frontdesk
from frontdesk.intake.models import Request
from tests.web.every_page import every_answer
from tests.web.richer import RicherWorld

SOURCE = Path(frontdesk.__file__).parent
LISTS = (ModelIterable, FlatValuesListIterable)
# Where the order says nothing: what is asked is a set, found by its key, summed up, or sorted there.
LOOKED_UP = {
    "booking/calendar/queries.py subjects",
    "booking/calendar/queries.py busy_on",
    "day/exceptions/no_longer_in_setup.py _rooms",
    "booking/freed_times.py may_stand_again",
    "booking/moving.py must_move",
    "booking/taken.py _left_out",
    "outreach/proposals/queries.py unanswered",
    "people/merged.py records_merged_into",
    "people/queries.py _allowed",
    "people/queries.py merged_away",
    "practice/roles/queries.py roles",
    "reports/queries.py _late",
    "web/calendar_file.py _changes",
    "web/console/exceptions.py rows_of",
    "web/who_was_told.py reached_each",
}


def asked_by() -> str:
    """The function of ours that asks, or the page that goes through a list which its view has left to it."""
    frame = sys._getframe(2)
    while frame is not None and not frame.f_code.co_filename.startswith(str(SOURCE)):
        frame = frame.f_back
    if frame is None:
        return ""
    return f"{Path(frame.f_code.co_filename).relative_to(SOURCE).as_posix()} {frame.f_code.co_name}"


def watch(monkeypatch):
    found, fetch = set(), QuerySet._fetch_all

    def watched(self):
        one = self.query.high_mark in (1, MAX_GET_RESULTS)
        if self._result_cache is None and not self.ordered and not one and issubclass(self._iterable_class, LISTS):
            found.add(asked_by())
        fetch(self)

    monkeypatch.setattr(QuerySet, "_fetch_all", watched)
    return found


def test_every_list_of_a_page_has_its_order(cedar, monkeypatch):
    world = RicherWorld(cedar)
    found, opened = watch(monkeypatch), 0
    for _route, _path, answer in every_answer(world):
        opened += answer.status_code == 200
    assert found - LOOKED_UP - {""} == set() and opened > 50


def test_a_list_without_an_order_would_be_found(cedar, monkeypatch):
    found = watch(monkeypatch)
    list(Request.objects.order_by("number"))
    assert found == set()
    list(Request.objects.all())
    assert found == {""}  # by a test, and not by us
