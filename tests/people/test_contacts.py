"""Addresses, numbers and names are read in one way, or refused with a sentence."""

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import frontdesk
from frontdesk.people import contacts

HOME = Path(frontdesk.__file__).parent


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Rosa@Example.ORG", "rosa@example.org"),
        ("  rosa@example.org\n", "rosa@example.org"),
        ("rosa.n+clinic@example.org", "rosa.n+clinic@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("rosa@münchen.example", "rosa@xn--mnchen-3ya.example"),
        ("rosa@XN--MNCHEN-3YA.example", "rosa@xn--mnchen-3ya.example"),
        ("rosa@patıents.example", "rosa@xn--patents-tfb.example"),
        ("desk@clinic.local", "desk@clinic.local"),
    ],
)
def test_an_address_has_one_form(typed, kept):
    assert contacts.email_address(typed) == kept
    assert contacts.email_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "foo<victim@x.com>",
        "Rosa <rosa@example.org>",
        "<rosa@example.org>",
        "rosa@example.org,eve@example.org",
        "rosa@example.org;eve@example.org",
        "rosa@example.org eve@example.org",
        "eve@evil.example,rosa@example.org",
        '"rosa eve"@example.org',
        "rosa@[127.0.0.1]",
        "rosa@127.0.0.1",
        "rosa@localhost",
        "rosa\u200b@example.org",
        "rosa@exam\u200bple.org",
        "rosa@exam\u00adple.org",
        "\u202erosa@example.org",
        "rosa@example.org\x00",
        "rosa@example.org\r\nBcc: eve@example.org",
        "rosa\t@example.org",
        "ros\u0430@example.org",  # a Cyrillic a
        "r\u00f3sa@example.org",
        "ro\u017fa@example.org",  # a long s, whose capital is S
        "\u212aate@example.org",  # the sign for Kelvin, whose small letter is k
        "rosa@@example.org",
        "rosa..n@example.org",
        ".rosa@example.org",
        "rosa@example..org",
        "rosa@-example.org",
        "rosa\uff20example.org",
        "@example.org",
        "rosa@",
        "rosa",
        "",
        "a" * 65 + "@example.org",
        "rosa@" + "a." * 130 + "org",
        "ü" * 100_000 + "@example.org",
        "rosa@" + "ü" * 100_000,
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(contacts.Unreadable):
        contacts.email_address(typed)
    assert "@" not in (contacts.normal_contact(typed) or "")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("312 555 0100", "+13125550100"),
        ("(312) 555-0100", "+13125550100"),
        ("1-312-555-0100", "+13125550100"),
        ("312.555.0100", "+13125550100"),
        ("312/555-0119", "+13125550119"),
        ("312\u2011555\u20110119", "+13125550119"),
        ("+1 312 555 0100", "+13125550100"),
        ("tel:+1-312-555-0100", "+13125550100"),
        ("312-555-0100 x22", "+13125550100x22"),
        ("312-555-0100 ext. 22", "+13125550100x22"),
        ("+13125550100x22", "+13125550100x22"),
        ("+52 55 1234 5678", "+525512345678"),
        ("011 52 55 1234 5678", "+525512345678"),
        ("+44 (0)20 7946 0958", "+442079460958"),
    ],
)
def test_a_number_has_one_form(typed, kept):
    assert contacts.telephone_number(typed) == kept
    assert contacts.contact(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "911",
        "555 0100",
        "000 000 0000",
        "1-800-FLOWERS",
        "900 555 0100",
        "312 555 0100 or 312 555 0101",
        "312 555 0100, 312 555 0101",
        "call 312 555 0100",
        "３１２５５５０１００",
        "٣١٢٥٥٥٠١٠٠",
        "312555010²",
        "312\u200b5550100",
        "312 555 0100\x00",
        "+1" + "3" * 40,
        "3" * 100_000,
        "++13125550100",
        "",
        "-",
        "x22",
    ],
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(contacts.Unreadable):
        contacts.telephone_number(typed)


def test_a_number_with_an_extension_is_for_calls_alone():
    assert not contacts.can_be_written_to("+13125550100x22")
    assert contacts.can_be_written_to("+13125550100") and contacts.can_be_written_to("rex@example.org")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rosa   Maria ", "Rosa Maria"),
        ("Jose\u0301", "Jos\u00e9"),
        ("O’Brien", "O’Brien"),
        ("Nguyễn", "Nguyễn"),
        ("李", "李"),
        ("Smith-Jones", "Smith-Jones"),
    ],
)
def test_a_name_is_composed_and_has_single_spaces(typed, kept):
    assert contacts.personal_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "1234",
        "Ro\u200bsa",
        "Rosa\x00",
        "Ro\nsa",
        "\u202eRosa",
        "a" * 81,
        "o" + "\u0301" * 40,
        "\ufeff",
        "\ue000",
    ],
)
def test_what_is_no_name_is_refused(typed):
    with pytest.raises(contacts.Unreadable):
        contacts.personal_name(typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_to_a_form_that_reads_as_itself_or_refused(typed):
    for read, shape in ((contacts.email_address, contacts.EMAIL), (contacts.telephone_number, contacts.NUMBER)):
        try:
            kept = read(typed)
        except contacts.Unreadable:
            continue
        assert re.fullmatch(shape, kept) and read(kept) == kept
    try:
        name = contacts.personal_name(typed)
    except contacts.Unreadable:
        return
    assert contacts.personal_name(name) == name


@given(st.sampled_from("rosa@patients.example"), st.integers(0, 20), st.characters())
def test_an_address_with_any_one_letter_exchanged_is_hers_only_where_mail_would_reach_her(_letter, at, other):
    hers = "rosa@patients.example"
    typed = hers[:at] + other + hers[at + 1 :]
    kept = contacts.normal_contact(typed)
    if kept == hers:  # the same to every mail system: capitals, and domains that IDNA writes as hers
        assert typed.lower() == hers or at > hers.index("@")


def test_no_identity_is_compared_by_folding():
    """`iexact` folds by the database's UPPER: dotless ı is I there.  Names of roles are no identities."""
    found = []
    for path in HOME.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.keyword)
                and node.arg
                and node.arg.endswith(("__iexact", "__icontains", "__iregex"))
            ):
                found.append((str(path.relative_to(HOME)), node.arg))
            if isinstance(node, ast.Name) and node.id in ("Upper", "Lower"):
                found.append((str(path.relative_to(HOME)), node.id))
    assert set(found) <= {("practice/roles/actions.py", "name__iexact")}


@pytest.mark.parametrize("blank", ["\u3164", "\uffa0", "\u115f", "\u034f", "\ufe0f", "\u17b4", "\u2800", "\u202e"])
def test_a_name_with_a_letter_that_is_drawn_as_nothing_is_refused(blank):
    for typed in (f"Dana{blank}Wells", f"{blank} {blank}"):
        with pytest.raises(contacts.Unreadable):
            contacts.personal_name(typed)


@pytest.mark.parametrize(
    "text", ["H: 312-555-0119 C: 312-555-0120", "312-555-0119, 312-555-0120", "home 3125550119 cell 3125550120"]
)
def test_two_numbers_in_one_field_are_called_two_wherever_one_is_read(text):
    with pytest.raises(contacts.Unreadable, match="There are two numbers in it"):
        contacts.contact(text)


def test_the_same_number_twice_is_not_called_two():
    with pytest.raises(contacts.Unreadable) as fault:
        contacts.telephone_number("312-555-0119 C: 312-555-0119")
    assert "two numbers" not in fault.value.sentence
