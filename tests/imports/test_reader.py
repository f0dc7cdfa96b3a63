"""Files as clinics' systems write them, and files that must not be guessed at."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from frontdesk.core.typed import may_begin_with_its_year, near_date
from frontdesk.imports.columns import Column, Columns, LeftOut
from frontdesk.imports.faults import Fault, Faults
from frontdesk.imports.given_back import given_back
from frontdesk.imports.guarding import guarded, unguarded
from frontdesk.imports.reader import How, Refused, read
from frontdesk.imports.tables import LARGEST, _of_two_rows, table_of

TODAY = dt.date(2026, 11, 28)
COLUMNS = (
    Column("key", 20, required=True),
    Column("first name", 80),
    Column("last name", 80),
    Column("name", 160),
    Column("birth date", 60, kind="birth date"),
    Column("due", 60, kind="date"),
    Column("phone", 60),
    Column("note", 1000, kind="text"),
)
KNOWN = {column.name for column in COLUMNS}.__contains__
HEAD = "key,first name,last name,birth date\n"


def rows(data, **options):
    data = data.encode() if isinstance(data, str) else data
    how = How(**options)
    return [row for _line, row in read(data, COLUMNS, TODAY, dict, how=how).rows_for(how)]


def taken(data, **options):
    data = data.encode() if isinstance(data, str) else data
    return read(data, COLUMNS, TODAY, dict, how=How(**options)).taken


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


TWO_ROWS = [
    ["A-1", "Ann", "Bell", "1946-03-27", "2027-01-05", "312-555-0101", "a knee", ""],
    ["A-2", "Bo", "Diaz", "1980-05-06", "2027-02-05", "312-555-0102", "a hip", ""],
]


@pytest.mark.parametrize("at", range(len(TWO_ROWS[0])))
@pytest.mark.parametrize("apart", [0, 1, 2])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_quote_that_opens_in_one_row_and_closes_in_the_same_column_of_a_later_one_makes_nobody_of_two(
    at, apart, delimiter
):
    """In whichever column, with whole rows in between or none: the first would have the other's birth date."""
    first, second = (list(one) for one in TWO_ROWS)
    first[at], second[at] = f'"{first[at]}', f'{second[at]}"'
    between = [[f"B-{n}", *TWO_ROWS[0][1:]] for n in range(apart)]
    head = ["key", "first name", "last name", "birth date", "due", "phone", "note", "name"]
    text = "\n".join(delimiter.join(one) for one in (head, first, *between, second)) + "\n"
    for how in ({}, {"skip_bad": True}):
        try:
            made = rows(text, **how)
        except Faults:
            continue
        assert how and made == []


@pytest.mark.parametrize("note", ["a knee, and a hip\nsince March", "tired\npale, thin", "one\ntwo\nthree"])
def test_a_note_of_several_lines_with_commas_is_a_note(note):
    text = HEAD.strip() + f',note\nA-1,Ann,Bell,1946-03-27,"{note}"\n'
    assert [row["note"] for row in rows(text)] == [note]


def test_quotes_commas_and_lines_inside_of_a_note_are_kept():
    text = 'key,last name,note\nA-1,"O\'Brien, Jr.","Says ""ouch"",\nthen smiles"\nA-2,Six" Long,\n'
    assert rows(text) == [
        {"key": "A-1", "last name": "O'Brien, Jr.", "note": 'Says "ouch",\nthen smiles'},
        {"key": "A-2", "last name": 'Six" Long', "note": ""},
    ]


def test_a_line_number_is_the_files_own_after_rows_of_several_lines():
    text = 'key,last name,note\n\nA-1,Brandt,"one\ntwo"\n,,\nA-1,Other,\n'
    assert faults(text)[1] == "line 6: the key 'A-1' stands in line 3 too, and the two lines say different things"


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
        (b"key\na\x81\n", "line 2: A character cannot be read as Windows-1252."),
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
        ("Cell Ph", "phone"),
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


@pytest.mark.parametrize(
    ("heading", "column"), [("Ins Co", "insurance"), ("Prov", "provider"), ("E-Mail Addr", "email")]
)
def test_short_headings_are_read_too(heading, column):
    found = Columns([Column(name) for name in ("insurance", "provider", "email")]).named(heading)
    assert found is not None and found.name == column


def test_whoever_brings_a_file_says_which_column_a_heading_is():
    file = "Chart #,First Name,When seen = due\nA-1,Ada,2027-03-01\n"
    assert any("'Chart #'" in fault for fault in faults(file))
    said = (("chart #", "key"), ("When seen = due", "Due"))
    assert [(row["key"], row["due"]) for row in rows(file, columns=said)] == [("A-1", "2027-03-01")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("Chart", "key"), "line 1: there is no heading 'Chart' in this file"),
        (("key", "shoe size"), "there is no column 'shoe size' to read; there are key, first name"),
    ],
)
def test_what_is_said_of_headings_and_is_not_so_is_refused(said, words):
    assert faults("key,first name\nA-1,Ada\n", columns=(said,))[0].startswith(words)


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
    assert taken(text, leave_out=True).left_out == (LeftOut("shoe size", 1),)


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
        ("dob", "32746", "'birth date' is the number 32746."),
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


@pytest.mark.parametrize("other", ["31.12.2013", "31-12-2013"])
def test_dates_of_another_writing_decide_nothing_for_those_with_slashes(other):
    text = f"key,dob\nA-1,3/4/2015\nA-2,5/6/2014\nA-3,{other}\n"
    assert [row["birth date"] for row in rows(text)] == ["2015-03-04", "2014-05-06", "2013-12-31"]
    assert (taken(text).order, taken(text).dotted_order) == ("month first", "day first")


@pytest.mark.parametrize(
    ("dates", "read_as"),
    [
        (["3.4.2015", "31.12.2013"], ["2015-04-03", "2013-12-31"]),  # among themselves they do
        (["3.4.2015", "12/31/2013"], ["2015-03-04", "2013-12-31"]),  # and are as the others where they do not
        (["3.4.2015", "31/12/2013"], ["2015-04-03", "2013-12-31"]),
        (["3.4.2015", "12.31.2013", "31/12/2013"], ["2015-03-04", "2013-12-31", "2013-12-31"]),
    ],
)
def test_each_writing_has_its_own_order(dates, read_as):
    text = "key,dob\n" + "".join(f"A-{number},{text}\n" for number, text in enumerate(dates))
    assert [row["birth date"] for row in rows(text)] == read_as


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        ("A-3,31/12/2013,#REF!", "a cell that is lost"),
        ("A-3,31/12/1890,", "nobody is so old"),
        (",31/12/2013,", "no key"),
    ],
)
def test_a_line_that_is_refused_decides_nothing(refused, why):
    def row_of(cells):
        if not cells.get("key"):
            raise ValueError("no key")
        return dict(cells)

    text = f"key,dob,phone\nA-1,3/4/2015,\nA-2,5/6/2014,\n{refused}\n"
    found = read(text.encode(), COLUMNS, TODAY, row_of, how=How(skip_bad=True))
    assert [row["birth date"] for _line, row in found.rows] == ["2015-03-04", "2014-05-06"], why
    assert found.loaded(2).order == "month first"
    assert len(found.taken.refused) == 1


def test_without_the_refused_line_a_file_is_not_of_both_orders():
    text = "key,dob,phone\nA-1,3/4/2015,\nA-2,12/31/2014,\nA-3,31/12/2013,#REF!\n"
    found = read(text.encode(), COLUMNS, TODAY, dict, how=How(skip_bad=True))
    assert [row["birth date"] for _line, row in found.rows] == ["2015-03-04", "2014-12-31"]
    assert found.taken.mixed is None


def test_a_file_with_both_orders_is_refused_naming_a_line_of_each():
    assert faults("key,dob\nA-1,3/27/1946\nA-2,27/3/1946\n")[0] == (
        "line 3: a date is written day first here and month first in line 2: write all dates of the file in one way"
    )


# A short year in front ---------------------------------------------------------------------------------------

BEGINS = "line {}: 'birth date' may begin with its year: '{}'. Write the year with four digits"
AS_THAT = (
    "line {}: 'birth date' may begin with its year, as the date in line {} may: '{}'. Write the year with four digits"
)


def births(*dates):
    return "key,dob\n" + "".join(f"A-{number},{text}\n" for number, text in enumerate(dates))


def test_what_may_begin_with_its_year_is_refused_where_a_form_asks_too():
    """December 30, 2026, or December 26, 2030?"""
    assert faults("key,due\nA-1,26-12-30\n") == [
        "line 2: 'due' may begin with its year: '26-12-30'. Write the year with four digits"
    ]
    assert near_date("26-12-30", TODAY) is None


@pytest.mark.parametrize("text", ["26-12-08", "26/12/08", "46-03-27", "00-03-27", "99/12/31", "26\u201112\u201108"])
def test_no_form_and_no_list_guesses_where_the_year_stands(text):
    assert faults(births(text)) == [BEGINS.format(2, text)]
    assert near_date(text, TODAY, dt.timedelta(days=50_000), behind=True) is None
    assert may_begin_with_its_year(text)


def test_the_other_dates_of_such_a_file_are_not_read_month_first():
    """Whether the first is of 1926 or of 2008: the others begin with a day or a year."""
    assert faults(births("26-12-08", "05-06-07", "1946-03-27")) == [
        BEGINS.format(2, "26-12-08"),
        AS_THAT.format(3, 2, "05-06-07"),
    ]
    assert faults(births("05-06-07", "27-04-46", "46-03-27"))[:1] == [AS_THAT.format(2, 4, "05-06-07")]


def test_neither_are_they_when_the_line_that_says_so_is_left_out():
    found = read(births("46-03-27", "05-06-07", "05-06-50").encode(), COLUMNS, TODAY, dict, how=How(skip_bad=True))
    assert [row["birth date"] for _line, row in found.rows] == ["1950-05-06"]
    assert len(found.taken.refused) == 2


@pytest.mark.parametrize(
    ("dates", "read_as"),
    [
        (["26/12/08", "27/03/46", "04/03/07"], ["2008-12-26", "1946-03-27", "2007-03-04"]),  # the file is day first
        (["03-27-46", "05-06-07"], ["1946-03-27", "2007-05-06"]),  # and this one month first
        (["26.12.08", "05.06.07"], ["2008-12-26", "2007-06-05"]),  # dots: nobody writes the year first so
        (["05-06-07"], ["2007-05-06"]),
        (["26 Dec 08", "12/25/26", "12-25-26"], ["2008-12-26", "1926-12-25", "1926-12-25"]),
    ],
)
def test_a_date_that_can_be_one_only_is_taken(dates, read_as):
    assert [row["birth date"] for row in rows(births(*dates))] == read_as


def test_a_line_with_the_year_behind_settles_nothing_for_another_writing():
    assert faults(births("26-12-08", "27/03/46")) == [BEGINS.format(2, "26-12-08")]
    assert faults(births("26-12-08", "12-27-46")) == [BEGINS.format(2, "26-12-08")]


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
    assert faults(text) == [
        "line 2: the key 'A-1' stands in line 4 too, and the two lines say different things",
        "line 4: the key 'A-1' stands in line 2 too, and the two lines say different things",
    ]
    assert len(rows(f"{HEAD}A-1,W,B,1951-03-08\nA-1,W,B,3/8/1951\n")) == 2


def test_every_fault_of_every_line_is_said_at_once():
    assert len(faults(f"{HEAD}A-1,W,B,never\nA-2,{'A' * 81},B,\nA-3,W,B,2999-01-01\n")) == 3


def test_what_a_spreadsheet_adds_is_taken_off():
    assert rows('key,phone\n"=""007""",\'+13125550100\n') == [{"key": "007", "phone": "+13125550100"}]


def test_faults_are_said_in_the_readers_language():
    with pytest.raises(Faults) as found:
        rows("key,dob\nA-1,never\n")
    assert found.value.said(lambda text: text.replace("line ", "renglón "))[0].startswith("renglón 2:")


# Lines that are wrong ---------------------------------------------------------------------------------------

MIXED = (
    f"{HEAD}A-1,Walter,Brandt,1951-03-08\nA-2,Amara,Okonkwo,never\nA-3,Rosa\n"
    "A-4,Li,Wu,1980-01-01\nA-4,Ann,Lee,1980-01-01\nTotal,,,12\nA-5,=1+1,Bo,1980-01-01,more\n"
)


def found(data, **options):
    data = data.encode() if isinstance(data, str) else data
    return read(data, COLUMNS, TODAY, dict, how=How(**options))


def test_the_good_lines_are_read_and_every_other_is_refused_with_its_line():
    read_file = found(MIXED, skip_bad=True)
    assert [line for line, _row in read_file.rows_for(How(skip_bad=True))] == [2]
    assert [one.fault.line for one in read_file.taken.refused] == [3, 4, 5, 6, 7, 8]
    with pytest.raises(Faults) as refused:
        read_file.rows_for(How())
    assert len(refused.value.lines) == 6


def test_what_is_refused_is_given_back_as_it_came_and_can_be_mended_and_read():
    read_file = found(MIXED)
    text = given_back(read_file.heading, read_file.taken.refused)
    lines = text.removeprefix("\ufeff").splitlines()
    assert lines[0] == "what is wrong,key,first name,last name,birth date"
    assert lines[1].endswith(",A-2,Amara,Okonkwo,never") and lines[1].startswith('"line 3: ')
    assert lines[2].endswith(",A-3,Rosa") and lines[6].endswith(",A-5,'=1+1,Bo,1980-01-01,more")
    mended = text.replace("never", "1980-01-01")
    again = found(mended)
    assert [row for _line, row in again.rows] == [
        {"key": "A-2", "first name": "Amara", "last name": "Okonkwo", "birth date": "1980-01-01"}
    ]
    assert again.taken.left_out == ()
    assert given_back(again.heading, again.taken.refused).count("what is wrong") == 1


@pytest.mark.parametrize(
    "line",
    ["Total,,,12", "Count: 12", "Grand Total,,,12", "Total records: 1,204", "12 records", "Records: 12", "Number of patients: 3",
     ",Total,,12", "TOTAL", "Page 1 of 3,,,", "--- End of report ---,,,", "Recuento: 12,,,", "Subtotal,4,8,12"],
)  # fmt: skip
def test_a_line_of_totals_is_no_row(line):
    assert any(
        "looks like a total" in text and text.startswith("line 3: ") for text in faults(f"{HEAD}A-1,W,B,\n{line}\n")
    )


@pytest.mark.parametrize(
    "line", ["Total,Ann,Lee,", "Record 12,Ann,Lee,", "Count-7,Ann,Lee,", "12,Ann,Lee,", "A-2,,Total,"]
)
def test_control_a_person_is_no_total(line):
    assert len(rows(f"{HEAD}{line}\n")) == 1


# Names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Name", "Patient", "Patient Name", "FULL_NAME", "Nombre completo"])
@pytest.mark.parametrize("text", ['"Brandt, Walter"', "Walter Brandt", '"Brandt ,  Walter"'])
def test_a_whole_name_is_read_in_both_orders(heading, text):
    assert rows(f"key,{heading}\nA-1,{text}\n") == [{"key": "A-1", "first name": "Walter", "last name": "Brandt"}]


@pytest.mark.parametrize(
    "text", ["Maria de la Cruz", '"Walter Brandt, Jr."', '"Brandt, Jr., Walter"', "Cher", '"Brandt,"', "Brandt Jr"]
)
def test_a_whole_name_of_which_nobody_knows_the_parts_is_refused(text):
    assert faults(f"key,name\nA-1,{text}\n")[0].startswith("line 2: which is the first and which the last name of '")


@pytest.mark.parametrize("heading", ["Patient Name (Last First)", "LastName FirstName", "Name [last, first]"])
def test_a_heading_that_puts_the_last_name_first_needs_a_comma(heading):
    assert rows(f'key,"{heading}"\nA-1,"Brandt, Walter"\n')[0]["first name"] == "Walter"
    assert faults(f'key,"{heading}"\nA-1,Brandt Walter\n')[0].startswith("line 2: which is the first")


def test_a_whole_name_beside_its_parts_must_say_the_same():
    text = "key,name,first name,last name\nA-1,{},Walter,Brandt\n"
    assert rows(text.format("Walter J Brandt")) == [{"key": "A-1", "first name": "Walter", "last name": "Brandt"}]
    assert faults(text.format("Ann Lee")) == [
        "line 2: 'name' says 'Ann Lee' and 'first name' says 'Walter': keep one of the columns"
    ]


def test_a_patients_id_is_not_the_key_of_the_row():
    assert taken("key,Patient ID\nA-1,7\n", leave_out=True).left_out == (LeftOut("Patient ID", 1),)


@pytest.mark.parametrize(
    "heading", ["Middle Name", "Suffix", "Preferred name", "MI", "Patient Middle Initial", "Maiden Name"]
)
def test_a_part_of_a_name_that_is_left_out_is_known_as_one(heading):
    text = f"key,{heading},shoe size\nA-1,J,7\nA-2,,8\n"
    assert taken(text, leave_out=True).left_out == (LeftOut(heading, 1, of_a_name=True), LeftOut("shoe size", 2))


@pytest.mark.parametrize("heading", ["status", "gender", "address", "middle name", "file", "body", "dog"])
def test_nothing_is_suggested_that_is_another_word(heading):
    assert "did you mean" not in faults(f"key,{heading}\nA-1,x\n")[0]


# Keys -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["Jose\u0301-1", "Jos\u200b\u00e9-1", "Jos\u00e9-1\u200d", "\u2060Jos\u00e9-1"])
def test_keys_that_look_the_same_are_one(other):
    text = f"{HEAD}Jos\u00e9-1,Walter,Brandt,1951-03-08\n{other},Amara,Okonkwo,1980-01-01\n"
    assert "stands in line 3 too" in faults(text)[0] and "stands in line 2 too" in faults(text)[1]
    assert rows(f"{HEAD}{other},W,B,1951-03-08\n")[0]["key"] == "Jos\u00e9-1"


def test_control_keys_that_differ_by_case_are_two():
    assert len(rows(f"{HEAD}ab,Walter,Brandt,1951-03-08\naB,Amara,Okonkwo,1980-01-01\n")) == 2


# Encodings that nothing in the file says --------------------------------------------------------------------

LETTERS = "key,first name,last name\nA-1,Walter,Brandt\nA-2,Núria,Peña\nA-3,JOSÉ,MUÑOZ\n"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (LETTERS, "cp1252", "Windows-1252"),
        (LETTERS, "mac_roman", "Mac Roman"),
        ("key,last name\nA-1,Wałęsa\nA-2,Łuczak\n", "cp1250", "Windows-1250"),
        ("key,last name\nA-1,García–López\nA-2,O’Brien\n", "cp1252", "Windows-1252"),
    ],
)
def test_an_encoding_is_found_by_the_words_that_it_gives_and_shown_with_them(text, codec, name):
    assert [row["last name"] for row in rows(text.encode(codec))] == [row["last name"] for row in rows(text)]
    how = taken(text.encode(codec))
    assert (how.encoding, how.guessed) == (name, True) and how.lettered[0][1] in text.replace(",", ", ")


def test_the_line_of_the_letters_in_question_is_shown():
    assert taken(LETTERS.encode("cp1252")).lettered == ((3, "Núria, Peña"), (4, "JOSÉ, MUÑOZ"))
    assert not taken(LETTERS).guessed


def test_an_encoding_that_is_said_is_taken():
    assert rows("key,last name\nA-1,Dvořák\n".encode("cp1250"), encoding="windows-1250")[0]["last name"] == "Dvořák"
    assert faults(b"key\nA\n", encoding="klingon")[0].startswith("no encoding 'klingon'; there are utf-8, ")
    assert faults("key\nñ\n".encode("cp1252"), encoding="utf-8")[0].startswith(
        "line 2: A character cannot be read as UTF-8."
    )


@pytest.mark.parametrize(
    ("word", "codec"),
    [
        ("Núñez", "cp1252"),
        ("José", "cp1252"),
        ("Zoë", "cp1252"),
        ("François", "cp1252"),
        ("O’Brien", "cp1252"),
        ("Núñez", "latin-1"),
    ],
)
def test_what_was_encoded_twice_is_refused_at_its_line(word, codec):
    wrong = word.encode().decode(codec)
    text = faults(f"key,last name\nA-1,Brandt\nA-2,{wrong}\n")
    assert len(text) == 1 and text[0].startswith("line 3: ")
    assert "in the wrong encoding before it came here" in text[0] and "CSV UTF-8" in text[0]
    assert len(rows(f"key,last name\nA-2,{word}\n")) == 1


# What is given back -----------------------------------------------------------------------------------------

CELL = st.one_of(
    st.text(alphabet="=+-@'\" \t007aÃ±,;\n\r", max_size=6),
    st.sampled_from(
        ['="007"', '="a""b"', "'=1+1", "''=1", " =1", "\t=1", "' +1", "'007", " Peña", "'\t1", '"', "N/A", "-"]
    ),
)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from(",;\t"))
def test_whatever_is_given_back_and_loaded_again_is_the_same_cells(table, delimiter):
    for row in table:  # what may be two rows is refused, by tests of its own
        assume(not any(_of_two_rows(cell, at, 3, sign) for at, cell in enumerate(row) for sign in (delimiter, ",")))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([["key", "note", "phone"], *table])
    once = table_of(out.getvalue().encode(), KNOWN)
    refused = [Refused(line.came, Fault("it holds '%(what)s', NÃºÃ±ez", what=line.came[0])) for line in once.lines]
    again = table_of(given_back(once.heading_came, refused).encode(), KNOWN)
    assert [line.came for line in again.lines] == [line.came for line in once.lines]
    assert [line.cells for line in again.lines] == [line.cells for line in once.lines]
    assert [line.came for line in once.lines] == [tuple(row) for row in table if any(map(_is_said, row))]
    assert again.heading == once.heading
    assert len(again.faults) == len(once.faults)


def _is_said(cell):
    return cell.strip(" \t\r\n") not in ("", '=""')


@given(CELL)
def test_a_guard_is_taken_off_where_it_was_put_and_nowhere_else(cell):
    assert unguarded(guarded(cell)) == cell
    assert guarded(cell).lstrip()[:1] not in ("=", "+", "-", "@") and guarded(cell)[:1] not in ("\t", "\r")
    assert unguarded(cell) == cell or guarded(unguarded(cell)) == cell


def test_a_text_that_excel_is_told_to_leave_alone_comes_back_with_its_zero_and_its_form():
    read_file = found('key,last name,dob\n"=""007""", Okonkwo,never\n')
    text = given_back(read_file.heading, read_file.taken.refused)
    assert text.splitlines()[1].endswith(',"\'=""007""", Okonkwo,never')
    assert rows(text.replace("never", "1980-01-01")) == [
        {"key": "007", "last name": "Okonkwo", "birth date": "1980-01-01"}
    ]


def test_what_was_wrong_with_letters_can_be_mended_beside_its_reason():
    read_file = found("key,last name\nA-1,PeÃ±a\n")
    text = given_back(read_file.heading, read_file.taken.refused)
    assert rows(text.replace(",PeÃ±a", ",Peña")) == [{"key": "A-1", "last name": "Peña"}]


def test_in_a_file_that_was_not_given_back_an_apostrophe_is_a_letter():
    assert rows("key,note\nA-1,'=1 is what they said\n") == [{"key": "A-1", "note": "'=1 is what they said"}]


def test_a_column_of_faults_anywhere_is_passed_over():
    assert rows('key,what is wrong,note\nA-1,"line 3: a,b\nc,d,e",\'=1\n') == [{"key": "A-1", "note": "=1"}]


# Lines that cannot be divided, and two orders of dates, with the good lines loaded -----------------------------

GOOD = f"{HEAD}A-1,Walter,Brandt,1951-03-08\n"


def test_a_quote_that_closes_nowhere_gives_back_every_line_behind_it_with_its_number():
    read_file = found(f'{GOOD}A-2,"Amara,Okonkwo,1980-01-01\nA-3,"Rosa",Lopez,1980-01-01\n\nA-4,Li,Wu,1980-01-01\n')
    assert [row["key"] for _line, row in read_file.rows_for(How(skip_bad=True))] == ["A-1"]
    assert [(one.fault.line, one.cells[0]) for one in read_file.taken.refused] == [
        (3, 'A-2,"Amara,Okonkwo,1980-01-01'), (4, "A-3"), (6, "A-4")
    ]  # fmt: skip
    assert read_file.taken.refused[1].fault.said() == (
        "line 4: this stands behind the quote that opens in line 3, and may belong to it"
    )
    with pytest.raises(Faults) as refused:
        read_file.rows_for(How())
    assert len(refused.value.lines) == 1 and "down to line 4" in refused.value.lines[0]
    again = found(given_back(read_file.heading, read_file.taken.refused))
    assert [row["key"] for _line, row in again.rows] == ["A-3", "A-4"]
    assert [one.fault.line for one in again.taken.refused] == [2]  # until somebody mends it


def test_a_line_whose_quotes_are_all_its_own_is_refused_alone():
    read_file = found(f'{GOOD}A-2,"Amara" Joy,Okonkwo,1980-01-01\nA-3,"Rosa" ,Lopez,1980-01-01\n')
    assert [row["key"] for _line, row in read_file.rows] == ["A-1", "A-3"]
    assert [one.fault.line for one in read_file.taken.refused] == [3]


def test_control_a_row_of_a_note_that_opens_behind_a_broken_quote_is_never_loaded():
    read_file = found(f'{GOOD}A-2,"Amara" Joy,"Okonkwo\nA-3,Rosa,Lopez,1980-01-01\n",1980-01-01\n')
    assert [row["key"] for _line, row in read_file.rows] == ["A-1"]


def test_a_heading_that_cannot_be_read_refuses_the_file():
    assert faults('key,"first name\nA-1,Walter\n', skip_bad=True)[0].startswith("line 1: a quote")


def test_of_two_orders_of_dates_only_the_lines_that_can_be_read_in_two_ways_are_given_back():
    text = "key,dob\nA-1,3/27/1946\nA-2,27/3/1946\nA-3,3/4/1946\nA-4,4/4/1946\nA-5,4 March 1946\n"
    read_file = found(text)
    assert [(row["key"], row["birth date"]) for _line, row in read_file.rows_for(How(skip_bad=True))] == [
        ("A-1", "1946-03-27"), ("A-2", "1946-03-27"), ("A-4", "1946-04-04"), ("A-5", "1946-03-04")
    ]  # fmt: skip
    assert [str(one.fault) for one in read_file.taken.refused] == [
        "line 4: 'birth date' can be read in two ways: '3/4/1946'. "
        "The dates of line 3 are day first, those of line 2 month first"
    ]
    assert len(read_file.taken.wrong) == 2


# What spreadsheets and systems write --------------------------------------------------------------------------


def test_excels_numbers_are_dates_where_they_can_be_nothing_else():
    assert [row["birth date"] for row in rows("key,dob\nA-1,45292\nA-2,32746\nA-3,16888.5\n")] == [
        "2024-01-01", "1989-08-26", "1946-03-27"
    ]  # fmt: skip
    assert taken("key,dob\nA-1,45292\n").excels_dates and not taken("key,dob\nA-1,\n").excels_dates


def test_a_number_that_may_be_a_date_without_its_zero_is_refused_in_words():
    assert faults("key,dob\nA-1,32746\n") == [
        "line 2: 'birth date' is the number 32746. If it is a date, format the column as a date in the spreadsheet "
        "and save the list again"
    ]
    assert faults("key,dob\nA-1,45292\nA-2,032746\n")[0].startswith("line 2: 'birth date' is the number 45292.")


@pytest.mark.parametrize("cell", ["N/A", "n/a", "#N/A", "-", "--", "—"])
def test_what_systems_write_for_nothing_is_nothing(cell):
    assert rows(f"key,phone,dob,last name\nA-1,{cell},{cell},{cell}\n") == [
        {"key": "A-1", "phone": "", "birth date": "", "last name": ""}
    ]


@pytest.mark.parametrize("cell", ["Null", "None", "Na", "Nada"])
def test_control_somebody_is_called_so(cell):
    assert rows(f"key,last name\nA-1,{cell}\n")[0]["last name"] == cell


@pytest.mark.parametrize(
    "heading", ["MRN", "mrn #", "Chart #", "Chart No.", "Patient ID", "Pt ID", "Acct", "Acct #", "Account Number"]
)
def test_a_patient_s_number_is_known_as_such_and_is_no_key_unless_somebody_says_so(heading):
    (fault,) = faults(f"key,{heading},note\nA-1,00815,x\n")
    assert fault == (
        f"line 1: '{heading}' is the patient's number in the other system, which is not kept here: "
        "leave it out, or say that it is the 'key' if no two lines share one"
    )
    assert rows(f"key,{heading},note\nA-1,00815,x\n", leave_out=True) == [{"key": "A-1", "note": "x"}]
    assert rows(f"{heading},note\n00815,x\n", columns=((heading, "key"),)) == [{"key": "00815", "note": "x"}]
