"""What `make bench` fills its tables with: a column that comes later is written there too, or has its default."""

import re

import pytest
from bench import filling

from frontdesk.booking.models import Appointment, Reservation
from frontdesk.intake.models import Request
from frontdesk.people.models import Patient

MODELS = (Patient, Appointment, Reservation, Request)


def unwritten(model, written: str) -> set[str]:
    """The columns that must say something and that neither the row nor a default says."""
    table = model._meta.db_table
    columns = re.search(rf"INSERT INTO {table} \(([^)]*)\)", written)[1]
    named = {one.strip().strip('"') for one in columns.split(",")}
    defaults = {re.search(r'COLUMN "(\w+)"', one)[1] for one in filling._defaults() if f"TABLE {table} " in one}
    return {
        field.column
        for field in model._meta.concrete_fields
        if not field.null and not field.generated and field.column not in named | defaults
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_column_that_must_say_something_is_written_or_has_a_default(model):
    assert unwritten(model, filling.FILL) == set()


def test_control_a_column_that_is_left_out_is_found():
    assert unwritten(Appointment, filling.FILL.replace("patient_id, visit_type_id", "visit_type_id")) == {"patient_id"}
