"""Everything that people read says one thing in one way: what `docs/words.md` discards stands nowhere, in either language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import override
from ruamel.yaml import YAML

from frontdesk.messaging.wording import STANDARD
from frontdesk.messaging.wording_spanish import SPANISH
from frontdesk.web.words import state_said

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "frontdesk"
GLOSSARY = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))

BRITISH = [
    "cancelled",
    "colour",
    "favour",
    "behaviour",
    "centre",
    "organise",
    "recognise",
    "prioritise",
    "authorise",
    "practise",
    "enquiry",
    "fortnight",
    "whilst",
    "learnt",
    "spelt",
    "licence",
    "cheque",
    "programme",
    "diary",
    "rota",
]
# Commands to one person who is spoken to as "tú".
FAMILIAR = re.compile(
    r"\b(?i:tú|tus?|contigo|tuy[oa]s?|tienes|puedes|quieres|debes|necesitas|eres|estás)\b"
    r"|(?:^|[.:;¡] ?)(?:Elige|Escribe|Haz|Llama|Busca|Espera|Revisa|Confirma|Cancela|Cambia|Envía|Toca|Sube|Abre|Ven|Usa|Pide|Vuelve)\b"
)
# "¡Conserva su cita!" and the like: without its subject the third person is a command to "tú".
NO_SUBJECT = re.compile(r"(?:^|[.;:] )Conserva\b")
ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")
SPANISH_CLOCK = re.compile(r"\d [AP]M\b|\ba las 1:|\bhasta las 1:")
# A rule of the grammar, quoted as a file writes it, or a name in it: nothing that is said of a thing.
AS_WRITTEN = re.compile(
    r"“[^”]*”|«[^»]*»|`[^`]*`|'[a-z -]+'|FRONTDESK_\w+|%\(\w+\)s|{\w+}|<[^>]*>|\b(?:such as|como) \d{4}-\d\d-\d\d"
)


# What columns are for, words that patients write to us, and messages, which are looked at by themselves.
CODES = {"taken back"}  # what the tables keep; pages say it by `web/words.py`
NOT_READ = ("models.py", "inbound.py", "wording.py")


def discarded(column: int) -> list[str]:
    """The terms of one column "not" of the table; one in backticks is said for people, and is no text to look for."""
    rows = [line.split("|")[1:-1] for line in GLOSSARY.splitlines() if line.startswith("| ")][2:]
    found = [term.strip() for row in rows for term in row[column].split(",")]
    return [term for term in found if term and "`" not in term]


def pattern(terms: list[str]) -> re.Pattern[str]:
    """Any of the terms, as whole words; one with a capital is discarded only where it begins a text or is a button."""
    plain = [re.escape(one) for one in terms if one == one.lower()]
    headed = [re.escape(one) for one in terms if one != one.lower()]
    parts = [rf"(?i:\b(?:{'|'.join(plain)})\b)"] if plain else []
    return re.compile("|".join([*parts, *([rf"(?:^|[.:;] )(?:{'|'.join(headed)})\b"] if headed else [])]))


ENGLISH = pattern(discarded(1) + BRITISH)
CASTILIAN = pattern(discarded(3))


def catalogue() -> Iterator[tuple[str, str]]:
    """(English, Spanish) of every text of the pages."""
    path = SOURCE / "web/locale/es/LC_MESSAGES/django.po"
    for message in read_po(path.open("rb"), locale="es"):
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            said = message.string if isinstance(message.string, tuple) else (message.string,)
            yield from zip(ids, said, strict=True)


def messages(templates: dict) -> Iterator[str]:
    for one in templates.values():
        yield from (one.subject, one.email, one.text)


def commands() -> Iterator[str]:
    """What the code says by itself: reasons it keeps, what commands print, sentences that say what a rule means."""
    for path in sorted(SOURCE.rglob("*.py")):
        if {"migrations", "describing", "imports"} & set(path.parts) or path.name in NOT_READ:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in alone
                and " " in node.value
            ):
                yield node.value


def of_practices(language: str) -> Iterator[str]:
    """Names, descriptions, questions, reasons and messages of the practices that come along."""
    for path in EXAMPLES:
        yield from _texts(YAML(typ="safe").load(path.read_text(encoding="utf-8")), language, spanish=False)


def _texts(node: object, language: str, *, spanish: bool) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in ("rules", "who", "kind", "id"):
                yield from _texts(value, language, spanish=spanish or key == "es")
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value, language, spanish=spanish)
    elif isinstance(node, str) and spanish == (language == "es"):
        yield node


def wrong(looked_for: re.Pattern[str], texts: Iterator[str]) -> list[str]:
    return sorted({one for one in texts if looked_for.search(AS_WRITTEN.sub("", one))})


def english() -> Iterator[str]:
    yield from (said for said, _ in catalogue())
    yield from messages(STANDARD)
    yield from (said for said in commands() if said not in CODES)
    yield from of_practices("en")


def spanish() -> Iterator[str]:
    yield from (said for _, said in catalogue())
    yield from messages(SPANISH)
    yield from of_practices("es")


def test_no_english_text_has_a_term_that_was_discarded():
    assert wrong(ENGLISH, english()) == []


def test_no_spanish_text_has_one():
    assert wrong(CASTILIAN, spanish()) == []


def test_no_spanish_text_says_tu():
    assert wrong(FAMILIAR, spanish()) == []
    assert wrong(NO_SUBJECT, spanish()) == []


def test_no_text_has_a_date_of_a_file_or_a_clock_of_the_other_language():
    assert wrong(ISO, (one for one in spanish())) == []
    assert wrong(ISO, (said for said, _ in catalogue())) == []
    assert wrong(SPANISH_CLOCK, spanish()) == []


def test_a_text_of_the_pages_is_looked_at_in_both_languages():
    assert (
        sum(1 for _ in catalogue()) > 2000
        and sum(1 for _ in messages(SPANISH)) > 90
        and sum(1 for _ in of_practices("es")) > 30
    )


@pytest.mark.parametrize(
    ("looked_for", "text"),
    [
        (ENGLISH, "Put it in force"),
        (ENGLISH, "It was written down."),
        (ENGLISH, "Set-up"),
        (ENGLISH, "Tick the boxes"),
        (ENGLISH, "Cancelled"),
        (CASTILIAN, "Elija otra hora"),
        (CASTILIAN, "Entrar"),
        (CASTILIAN, "La clínica lo manda"),
        (FAMILIAR, "Elige una cita"),
        (FAMILIAR, "Vea tu cita"),
        (NO_SUBJECT, "Conserva la cita hasta que confirme"),
        (ISO, "el 2026-12-01"),
        (SPANISH_CLOCK, "a las 1:05 p. m."),
        (SPANISH_CLOCK, "9:20 AM"),
    ],
)
def test_the_check_can_fail(looked_for, text):
    assert wrong(looked_for, iter([text])) == [text]


@pytest.mark.parametrize(
    ("looked_for", "text"), [(ENGLISH, "Reminders"), (CASTILIAN, "a las 9:20 a. m."), (FAMILIAR, "Elija una cita")]
)
def test_what_is_right_is_let_pass(looked_for, text):
    assert wrong(looked_for, iter([text])) == []


@pytest.mark.parametrize(
    ("thing", "said"),
    [("message", "No enviado"), ("timeaway", "Deshecha"), ("request", "Cancelada por el paciente"), ("", "Cancelada")],
)
def test_a_state_is_called_what_it_means_for_that_kind_of_thing(thing, said):
    with override("es"):
        assert state_said("withdrawn", thing) == said


def test_every_badge_of_a_message_or_of_time_away_says_of_what_it_is():
    """The state of either may be `withdrawn`, which is said of a request that the patient canceled."""
    badges = [
        (path.name, of, whose)
        for path in (SOURCE / "web/templates").rglob("*.html")
        for of, whose in re.findall(r'<c-badge(?: of="(\w+)")? :state="([\w.]+)\.state"', path.read_text("utf-8"))
    ]
    wanted = {"message": "message", "row": "timeaway", "asked": "request", "one.request": "request"}
    assert [one for one in badges if one[2] in wanted and one[1] != wanted[one[2]]] == []
    assert {of for _, of, _ in badges} >= {"", "message", "timeaway", "request"}
