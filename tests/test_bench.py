"""What `make bench` fills its tables with: a column that comes later is written there too, or has its default."""

import re

import pytest
from bench import filling, house

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


def tree(folder, **files):
    """A house of one line a file."""
    for name, text in files.items():
        path = folder / "src/frontdesk" / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.mark.parametrize(
    ("back", "there"),
    [
        ("", 0),
        ("from ..booking import take", 1),
        ("def late():\n    from frontdesk.booking.take import hold", 1),
        ("if TYPE_CHECKING:\n    from ..booking.take import hold", 0),
    ],
)
def test_a_circle_between_rooms_is_counted_wherever_it_is_closed(tmp_path, back, there):
    made = tree(tmp_path, booking__take="from ..intake.states import OPEN", intake__states=back, intake__more="x = 1")
    assert house.circles(made) == there


def test_a_function_that_fits_no_screen_and_who_names_a_family_are_counted(tmp_path):
    long = "def one():\n" + "    x = 1\n" * house.LONG
    made = tree(tmp_path, room__a=long, room__b="from ..rules.families.caps import Cap", rules__families__caps="x = 1")
    assert (house.long_functions(made), house.naming_a_family(made)) == (1, 1)


def test_the_table_says_what_the_tests_hold():
    said = house.figures()
    assert said["import circles"] == "0"
    assert (
        "console/requests/ 15" in said["queries of pages, at most"]
        and "console/away/ 20" in said["queries of pages, at most"]
    )
