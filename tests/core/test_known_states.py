"""What is looked up by state is a state: a misspelled one is an error in every test of the run (`tests/known_states.py`)."""

import pytest
from django.db.models import Q

from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Task
from tests.known_states import NeverHeld

MISSPELLED = {
    "one": lambda: Appointment.objects.filter(state="canceled"),
    "among several": lambda: Appointment.objects.filter(state__in=["booked", "canceled"]),
    "left out": lambda: Appointment.objects.exclude(state__in={"holding"}),
    "of another table": lambda: Appointment.objects.filter(request__state="scheduld"),
    "in a condition": lambda: Task.objects.filter(Q(state="opened") | Q(kind="move")),
    "a kind": lambda: Task.objects.filter(kind="moves"),
}


@pytest.mark.parametrize("asked", MISSPELLED)
def test_a_state_that_there_is_not_is_an_error(asked):
    with pytest.raises(NeverHeld):
        MISSPELLED[asked]()


def test_a_state_that_there_is_can_be_looked_up(db):
    assert not Appointment.objects.filter(state="booked").exclude(request__state__in=("scheduled",)).exists()
