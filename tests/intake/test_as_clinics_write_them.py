"""Lists as clinics' systems and spreadsheets write them: what has one reading is read, and the rest is a clear line."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.imports.faults import Faults
from frontdesk.imports.given_back import given_back
from frontdesk.imports.reader import How
from frontdesk.intake.models import Referral
from frontdesk.intake.referrals.importing import load

HEAD = "Referral ID;Patient (Last, First);DOB;Cell Phone;Member ID;Referring Clinic;Reason for Referral"
EXPORT = f"""{HEAD}
R-100;Peña, Núria;45292;312-555-0119 (cell);N/A;Lakeview;"Growing mole; bleeds"
R-101;"O'Brien, Mary Ann";16888;C: (312) 555-0120;1EG4-TE5;Lakeview;—
"""


def test_a_spreadsheets_export_is_read_whole(cedar):
    data = EXPORT.replace("Peña, Núria", '"Peña, Núria"').replace("\n", "\r\n").encode("utf-16")
    assert load(SYSTEM, cedar, data).made == 2
    one, two = Referral.objects.order_by("outside_key")
    assert (one.last_name, one.first_name, one.birth_date) == ("Peña", "Núria", dt.date(2024, 1, 1))
    assert (one.phone, one.member_id, one.why) == ("+13125550119", "", "Growing mole; bleeds")
    assert (two.first_name, two.birth_date) == ("Mary Ann", dt.date(1946, 3, 27))
    assert (two.phone, two.member_id, two.why) == ("+13125550120", "1EG4-TE5", "")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("R-1;;;312-555-0119 / 312-555-0120;;;x", "There are two numbers in it. Keep one here"),
        ("R-1;;;312-555-0119 or 773 555 0120;;;x", "There are two numbers in it. Keep one here"),
        ("R-1;;;H: 312-555-0119 C: 312-555-0120;;;x", "There are two numbers in it. Keep one here"),
        ("R-1;;;H:(312) 555-0119 / C:(312) 555-0120;;;x", "There are two numbers in it. Keep one here"),
        ("R-1;;;3.12556E+09;;;x", "a spreadsheet has lost what stood there"),
        ("R-1;;;;1.23457E+11;;x", "a spreadsheet has lost what stood there"),
        ("1.2E+11;;;;;;x", "a spreadsheet has lost what stood there"),
        ("R-1;#REF!;;;;;x", "a spreadsheet has lost what stood there"),
        ("R-1;;########;;;;x", "a spreadsheet has lost what stood there"),
        ("R-1;;32746;;;;x", "format the column as a date"),
        ("R-1;Mary Ann;;;;;x", "Write it as 'Last, First'"),
        ("Total;;;2;;;", "looks like a total"),
    ],
)
def test_what_has_no_one_reading_is_a_clear_line_and_nothing_is_loaded(cedar, row, words):
    with pytest.raises(Faults) as faults:
        load(SYSTEM, cedar, f"{HEAD}\n{row}\n".encode())
    assert len(faults.value.lines) == 1 and faults.value.lines[0].startswith("line 2: ")
    assert words in faults.value.lines[0] and not Referral.objects.exists()


@pytest.mark.parametrize("cell", ["(312) 555-0119 home", "Home: 312.555.0119", "312 555 0119 x22", "'+1 312 555 0119"])
def test_a_word_for_the_number_is_no_part_of_it(cedar, cell):
    load(SYSTEM, cedar, f"{HEAD}\nR-1;;;{cell};;;x\n".encode())
    assert Referral.objects.get().phone.startswith("+13125550119")


def test_a_totals_row_and_a_quote_lose_no_other_line_and_come_back_to_be_mended(cedar):
    data = f'{EXPORT.replace("Peña, Núria", "Peña")}Total;;;2;;;\nR-102;"Wu, Li;1980-01-01;;;;x\n'
    data = data.replace(";Peña;", ';"Peña, Núria";').encode()
    done = load(SYSTEM, cedar, data, How(skip_bad=True))
    assert (done.made, [one.fault.line for one in done.refused]) == (2, [4, 5])
    mended = given_back(done.heading, done.refused).splitlines()
    mended = [mended[0], ',R-102,"Wu, Li",1980-01-01,,,,x']
    assert load(SYSTEM, cedar, "\n".join(mended).encode()).made == 1
