"""Files as clinics' systems write them, and files that must not be guessed at."""

import datetime as dt

import pytest

from frontdesk.imports.columns import Column
from frontdesk.imports.faults import Faults
from frontdesk.imports.reader import read
from frontdesk.imports.tables import LARGEST

TODAY = dt.date(2026, 11, 28)
COLUMNS = (
    Column("key", 20, required=True),
    Column("first name", 80),
    Column("last name", 80),
    Column("birth date", 60, kind="birth date"),
    Column("due", 60, kind="date"),
    Column("phone", 60),
    Column("note", 1000, kind="text"),
)
HEAD = "key,first name,last name,birth date\n"


def rows(data, **options):
    data = data.encode() if isinstance(data, str) else data
    return [row for _line, row in read(data, COLUMNS, TODAY, dict, **options).rows]


def taken(data, **options):
    data = data.encode() if isinstance(data, str) else data
    return read(data, COLUMNS, TODAY, dict, **options).taken


def faults(data, **options):
    with pytest.raises(Faults) as found:
        rows(data, **options)
    return found.value.lines


# Quotes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ('A-1,"Walter,Brandt,1951-03-08\nA-2,Amara,Okonkwo,1980-01-01\n', 2),
        ('A-1,Walter,Brandt,1951-03-08\nA-2,"Amara,Okonkwo,1980-01-01\nA-3,"Rosa",Lopez,1980-01-01\n', 3),
        ('A-1,Walter,Brandt,"1951-03-08\nA-2,Amara,Okonkwo,1980-01-01"\n', 2),
        ('A-1,Walter,"Brandt\nA-2,Amara,Okonkwo",1951-03-08\n', 2),
        ('A-1,"Walter" Joe,Brandt,1951-03-08\n', 2),
        ('A-1,Walter,Brandt,1951-03-08\nA-2,Amara,Okonkwo,"', 3),
    ],
)
def test_a_quote_that_does_not_close_is_refused_at_its_line_and_never_makes_two_rows_one(body, line):
    found = faults(HEAD + body)
    assert found[0].startswith(f"line {line}: "), found


@pytest.mark.parametrize(
    "text",
    [
        'key,last name,note\nA-1,Brandt,"Growing\nA-2,Okonkwo,Old scar"\n',
        'key;note\r\nA-1;"Growing\r\nA-2;Old scar"\r\n',
    ],
)
def test_a_quote_that_swallows_whole_rows_of_the_right_width_is_refused(text):
    assert faults(text) == [
        'line 2: a quote (") opens in this row and closes only in a later one. Close it, or take it out.'
    ]


def test_quotes_commas_and_lines_inside_of_a_note_are_kept():
    text = 'key,last name,note\nA-1,"O\'Brien, Jr.","Says ""ouch"",\nthen smiles"\nA-2,Six" Long,\n'
    assert rows(text) == [
        {"key": "A-1", "last name": "O'Brien, Jr.", "note": 'Says "ouch",\nthen smiles'},
        {"key": "A-2", "last name": 'Six" Long', "note": ""},
    ]


def test_a_line_number_is_the_files_own_after_rows_of_several_lines():
    text = 'key,last name,note\n\nA-1,Brandt,"one\ntwo"\n,,\nA-1,Other,\n'
    assert faults(text) == ["line 6: the key 'A-1' stands in line 3 too, and the two lines say different things"]


def test_a_row_that_is_cut_in_two_is_refused():
    assert faults(HEAD + "A-1,Walter\nBrandt,1951-03-08\n")[0] == (
        "line 2: there are only 2 values under 4 headings: the row is cut in two."
    )
    assert faults(HEAD + "A-1,Walter,Brandt,1951-03-08,more\n")[0].startswith(
        "line 2: there are 5 values under 4 headings."
    )


# Encodings, delimiters, ends of lines -----------------------------------------------------------------------

PLAIN = "key,first name,last name\nA-1,Núria,Peña\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (PLAIN.encode(), "UTF-8"),
        (PLAIN.encode("utf-8-sig"), "UTF-8"),
        (PLAIN.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "UTF-16"),
        (PLAIN.encode("utf-16-le"), "UTF-16"),
        (PLAIN.encode("utf-16-be"), "UTF-16"),
        (PLAIN.encode("cp1252"), "Windows-1252"),
    ],
)
def test_every_usual_encoding_is_read_and_named(data, encoding):
    assert rows(data) == [{"key": "A-1", "first name": "Núria", "last name": "Peña"}]
    assert taken(data).encoding == encoding


@pytest.mark.parametrize(("delimiter", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "pipe")])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_delimiter_and_end_of_line_is_read_and_named(delimiter, name, end):
    text = PLAIN.replace(",", delimiter).replace("\n", end)
    assert rows(text) == [{"key": "A-1", "first name": "Núria", "last name": "Peña"}]
    assert taken(text).delimiter == name


def test_excels_own_line_that_says_the_delimiter_is_read():
    assert rows("sep=;\r\nkey;note\r\nA-1;a, b\r\n") == [{"key": "A-1", "note": "a, b"}]


def test_empty_rows_are_passed_over():
    assert len(rows(f"\n,,,\n{HEAD},,,\nA-1,W,B,1951-03-08\n , ,,\n\n,,,,,,\n")) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04rest", "This is a workbook."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"key\nA\x81\n", "line 2: A character cannot be read as Windows-1252."),
        (b"key\nA\0B\n", "line 2: there is a character in it that cannot be seen"),
        (b"key\nA\x1bB\n", "line 2: there is a character in it that cannot be seen"),
        (b"x" * (LARGEST + 1), "The file is larger than 2 MB"),
        (b"key\n" + b"A\n" * 5001, "At most 5000 lines"),
        (b'key\n"' + b"x" * 200_000 + b'"\n', "line 2: a value is far too long"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(data, words):
    assert faults(data)[0].startswith(words)


# Headings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("First Name", "first name"),
        ("FIRST_NAME", "first name"),
        ("firstName", "first name"),
        ("fname", "first name"),
        ("Given Name", "first name"),
        ("Patient First Name", "first name"),
        ("Surname", "last name"),
        ("DOB", "birth date"),
        ("D.O.B.", "birth date"),
        ("Birth Date", "birth date"),
        ("Date of Birth (MM/DD/YYYY)", "birth date"),
        ("Patient DOB", "birth date"),
        ("birthdate", "birth date"),
        ("Cell", "phone"),
        ("Teléfono", "phone"),
        ("Due Date", "due"),
        ("  Key  ", "key"),
    ],
)
def test_headings_are_read_as_systems_write_them(heading, column):
    known = "key" if column != "key" else "note"
    assert taken(f"{known},{heading}\nA,\n" if column != "key" else f"note,{heading}\n,A\n").columns[1] == (
        heading.strip(),
        column,
    )


def test_an_unknown_heading_is_named_with_its_nearest():
    assert faults("key,brith date\nA-1,1951-03-08\n") == [
        "line 1: no column is called 'brith date' (did you mean 'birth date'?)"
    ]
    assert faults("key,shoe size\nA-1,7\n")[0].startswith(
        "line 1: no column is called 'shoe size'; the columns are key,"
    )


def test_an_unknown_heading_is_left_out_only_when_that_is_said():
    text = "key,shoe size\nA-1,7\n"
    assert rows(text, leave_out=True) == [{"key": "A-1"}]
    assert taken(text, leave_out=True).left_out == ("shoe size",)


@pytest.mark.parametrize("other", ["first name", "First_Name", "fname"])
def test_a_doubled_heading_is_refused(other):
    assert faults(f"key,first name,{other}\nA-1,Walter,Amara\n") == [
        f"line 1: the columns 'first name' and '{other}' are both read as 'first name': keep one of them"
    ]


def test_values_without_a_heading_are_refused_and_empty_columns_are_not():
    assert faults("key,,note\nA-1,7,\n") == ["line 1: column 2 has values and no heading"]
    assert rows("key,,note,,\nA-1,,x,,\n") == [{"key": "A-1", "note": "x"}]


def test_a_column_that_must_be_there_is_named():
    assert faults("first name\nWalter\n") == ["line 1: the heading has no column 'key'"]


# Dates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["3/27/46", "3/27/1946 0:00", "03/27/1946 12:00:00 AM", "27-Mar-1946", "27-Mar-46", "1946-03-27", "1946-03-27T00:00:00",
     "1946-03-27 00:00:00.000", "19460327", "Mar 27, 1946", "March 27 1946", "27 marzo 1946", "3-27-1946", "03.27.1946",
     "1946/03/27"],
)  # fmt: skip
def test_birth_dates_are_read_as_people_and_systems_write_them(text):
    assert rows(f'key,dob\nA-1,"{text}"\n') == [{"key": "A-1", "birth date": "1946-03-27"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("11/28/26", "2026-11-28"), ("11/29/26", "1926-11-29"), ("1/1/00", "2000-01-01"), ("2/29/24", "2024-02-29")],
)
def test_a_short_year_of_birth_is_the_latest_that_is_not_after_today(text, expected):
    assert rows(f"key,dob\nA-1,{text}\n")[0]["birth date"] == expected


def test_a_short_year_of_what_is_due_is_this_centurys():
    assert rows("key,due\nA-1,3/1/27\n")[0]["due"] == "2027-03-01"


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("dob", "2027-03-27", "'birth date' must be between 1900 and today, not '2027-03-27'"),
        ("dob", "3/27/0046", "'birth date' must be between 1900 and today, not '3/27/0046'"),
        ("dob", "1946-02-30", "'birth date' must be a date that exists, such as 1946-03-27, not '1946-02-30'"),
        ("dob", "soon", "'birth date' must be a date that exists, such as 1946-03-27, not 'soon'"),
        ("dob", "³/27/194６", "'birth date' must"),
        ("dob", "16888", "'birth date' must be a date that exists"),
        ("due", "9999-12-31", "'due' must be within ten years of today, not '9999-12-31'"),
        ("due", "٢٠٢٧-03-01", "'due' must be a date that exists"),
    ],
)
def test_a_date_that_nobody_can_mean_is_refused(column, text, words):
    assert faults(f"key,{column}\nA-1,{text}\n")[0].startswith(f"line 2: {words}")


def test_a_file_that_is_written_day_first_is_read_so_and_says_so():
    text = "key,dob\nA-1,4/3/1946\nA-2,27/3/1946\n"
    assert [row["birth date"] for row in rows(text)] == ["1946-03-04", "1946-03-27"]
    assert taken(text).order == "day first"
    assert taken("key,dob\nA-1,4/3/1946\n").order == "month first"


def test_a_file_with_both_orders_is_refused_naming_a_line_of_each():
    assert faults("key,dob\nA-1,3/27/1946\nA-2,27/3/1946\n")[0] == (
        "line 3: a date is written day first here and month first in line 2: write all dates of the file in one way"
    )


# Values and keys --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{'K' * 21},A,B,", "'key' has 21 characters; at most 20"),
        (f"A-1,{'A' * 81},B,", "'first name' has 81 characters; at most 80"),
        ('A-1,"A\nB",C,', "'first name' has more than one line"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_not_cut(line, words):
    assert faults(f"{HEAD}{line}\n")[0].startswith(f"line 2: {words}")


def test_one_key_for_two_people_names_both_lines_and_the_same_row_twice_is_one():
    text = f"{HEAD}A-1,Walter,Brandt,1951-03-08\nA-2,Amara,Okonkwo,1980-01-01\nA-1,Rosa,Lopez,1946-03-27\n"
    assert faults(text) == ["line 4: the key 'A-1' stands in line 2 too, and the two lines say different things"]
    assert len(rows(f"{HEAD}A-1,W,B,1951-03-08\nA-1,W,B,3/8/1951\n")) == 2


def test_every_fault_of_every_line_is_said_at_once():
    assert len(faults(f"{HEAD}A-1,W,B,never\nA-2,{'A' * 81},B,\nA-3,W,B,2999-01-01\n")) == 3


def test_what_a_spreadsheet_adds_is_taken_off():
    assert rows('key,phone\n"=""007""",\'+13125550100\n') == [{"key": "007", "phone": "+13125550100"}]


def test_faults_are_said_in_the_readers_language():
    with pytest.raises(Faults) as found:
        rows("key,dob\nA-1,never\n")
    assert found.value.said(lambda text: text.replace("line ", "renglón "))[0].startswith("renglón 2:")
