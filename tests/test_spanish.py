"""Every word that patients read is there in Spanish, and says the same."""

import datetime as dt
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import override
from django.utils.translation.template import templatize
from docs.write_spanish import in_order

from tests import factory as f
from tests.web_client import as_patient, at

SOURCE = Path(__file__).resolve().parents[1] / "src" / "frontdesk"
PO = SOURCE / "web" / "locale" / "es" / "LC_MESSAGES" / "django.po"
PAGES = [
    path
    for path in sorted((SOURCE / "web/templates").rglob("*.html"))
    if "demo" not in path.parts  # the outbox and the gallery are there in the demo alone
]


@cache
def catalogue():
    return read_po(PO.open("rb"), locale="es")


@cache
def templates() -> list[str]:
    """What is marked in each page, as Python."""
    pages = sorted((SOURCE / "web/templates").rglob("*.html"))
    return [templatize(path.read_text(), origin=str(path)) for path in pages]


@cache
def marked() -> list[tuple[str, str | None]]:
    """What is marked in Python, and its context."""
    keywords = dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop", "_"))
    keywords |= dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))
    found = extract_from_dir(str(SOURCE), [("**.py", "python")], keywords=keywords)
    return [(message if isinstance(message, str) else message[0], context) for _, _, message, _, context in found]


def from_templates():
    for page in templates():
        yield from re.findall(r"""\bn?gettext\(u?(['"])(.*?)(?<!\\)\1""", page)


def from_python():
    return [message for message, context in marked() if context is None]


def test_nothing_that_is_marked_for_translation_lacks_its_spanish():
    known = {(m.id if isinstance(m.id, str) else m.id[0]): m for m in catalogue() if m.id}
    wanted = {text.replace("%%", "%").replace('\\"', '"').replace("\\'", "'") for _, text in from_templates()}
    wanted |= {text for text in from_python() if text}
    missing = sorted(text for text in wanted if text not in known or not known[text].string or known[text].fuzzy)
    assert not missing
    assert len(wanted) > 250


MONTHS = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
DAYS = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]


def test_no_word_of_ours_is_taken_for_the_name_of_a_month_or_a_day():
    """Django names them by words without a context: "May" is what somebody is allowed to do, and the fifth month."""
    with override("es"):
        assert [date_format(dt.date(2027, month, 1), "F") for month in range(1, 13)] == MONTHS
        assert [date_format(dt.date(2027, 3, day), "l") for day in range(1, 8)] == DAYS
        short = [date_format(dt.date(2027, month, 1), "M") for month in range(1, 13)]
        assert [month[:3].lower() for month in short] == [month[:3] for month in MONTHS], short


def test_what_has_a_context_has_its_spanish_too():
    known = {(m.context, m.id): m.string for m in catalogue() if m.context}
    there = re.compile(r"""\bpgettext\((['"])(.*?)\1, *u?(['"])(.*?)\3""")
    wanted = {(found[1], found[3]) for page in templates() for found in there.findall(page)}
    wanted |= {(context, message) for message, context in marked() if context is not None}
    assert wanted and not [one for one in wanted if not known.get(one)]


def test_every_translation_has_the_same_words_to_fill_in():
    for message in catalogue():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for english, spanish in zip(ids, strings, strict=True):
            assert set(re.findall(r"%\(\w+\)s", english)) == set(re.findall(r"%\(\w+\)s", spanish)), english


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_word_of_a_page_is_outside_of_translation(path):
    text = path.read_text()
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.S)
    text = re.sub(r"Demo: messages that would be sent|>English<|>Español<|lang=\"..\">(English|Español)", "", text)
    text = re.sub(r"{% block kind %}staff|<(kbd|code)[^>]*>.*?</\1>", "", text)  # a class; keys and names of settings
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", text, flags=re.S)
    text = re.sub(r"<[^>]*>", " ", text)
    left = [word for word in re.findall(r"[A-Za-zñáéíóú]{2,}", text) if word not in ("nbsp", "amp")]
    assert left == []


def test_the_check_can_fail():
    assert re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", "<p>Hello you</p>")) == ["Hello", "you"]


def test_a_browser_that_asks_for_spanish_gets_it_and_a_choice_lasts(cedar):
    client = Client(headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"})
    page = client.get(at(cedar, "")).content.decode()
    assert '<html lang="es"' in page and "¿Qué necesita?" in page
    client.post(at(cedar, "language/"), {"language": "en", "next": at(cedar, "sign-in/")})
    assert '<html lang="en"' in client.get(at(cedar, "")).content.decode()


def test_staffs_pages_are_in_the_language_of_whoever_reads_them(cedar):
    from tests.web_client import as_staff

    client = as_staff(cedar, "scheduler")
    page = client.get(at(cedar, "console/queue/"), headers={"Accept-Language": "es"}).content.decode()
    assert '<html lang="es"' in page and "Lista de espera" in page and "Pendiente de aprobación" in page
    roles = as_staff(cedar, "admin").get(at(cedar, "setup/roles/"), headers={"Accept-Language": "es"}).content.decode()
    assert "Recepción" in roles and "Cancelar citas" in roles


def test_errors_and_dates_are_in_spanish_too(cedar):
    client = Client(headers={"Accept-Language": "es"})
    wrong = client.post(at(cedar, "sign-in/"), {"contact": "555"}).content.decode()
    assert "Escriba una dirección de correo electrónico, como" in wrong
    nothing = client.get(at(cedar, "nothing/")).content.decode()
    assert "Aquí no hay nada" in nothing and '<html lang="es"' in nothing
    from frontdesk.booking import actions as booking

    who = f.patient(cedar)
    made = booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place("09:00"))
    page = as_patient(cedar, who).get(at(cedar, f"appointments/{made.pk}/"), headers={"Accept-Language": "es"})
    assert re.search(r"(lun|mar|mié|jue|vie|sáb|dom)\. \d+ de \w{3}\., 9:00 a\. m\.", page.content.decode(), re.I)


def test_a_moment_brings_its_own_article():
    """`last_at` says 'el lunes …' in Spanish: 'hasta el' before it would say 'hasta el el lunes'."""
    text = (Path(__file__).parent.parent / "src/frontdesk/web/locale/es/LC_MESSAGES/django.po").read_text("utf-8")
    assert "aquí hasta %(last)s" in text and "hasta el %(last)s" not in text


def test_every_text_is_translated_once():
    """The catalog takes the last of two without a word."""
    blocks = re.split(r"\n\n+", PO.read_text())
    keys = [
        (
            re.findall(r'^msgctxt "(.*)"', block, re.M),
            re.sub(r"\nmsgstr.*", "", block[block.index("msgid") :], flags=re.S),
        )
        for block in blocks
        if "\nmsgid" in f"\n{block}" and not block.lstrip().startswith("#~")
    ]
    assert [key for key, count in Counter(map(str, keys)).items() if count > 1] == []


# The file itself ----------------------------------------------------------------------------------------------

TWO = 'msgid "b"\nmsgstr "dos"\n\nmsgid "a"\nmsgstr "uno"\n'
HEADER = "# x\n" + PO.read_text().partition("\n\n")[0].partition("\n")[2] + "\n\n"


def test_the_words_are_in_the_order_that_the_tool_gives_them():
    """Whoever adds some at the end, beside others who do, has them moved by `make words`: two branches then meet nowhere."""
    there = PO.read_text()
    assert there == in_order(there), "run `make words`"


def test_words_are_put_in_order_and_none_is_lost():
    assert in_order(HEADER + TWO).removeprefix(HEADER) == 'msgid "a"\nmsgstr "uno"\n\nmsgid "b"\nmsgstr "dos"\n'
    assert in_order(HEADER + TWO + '\nmsgid "a"\nmsgstr "uno"\n') == in_order(HEADER + TWO)
    with pytest.raises(ValueError, match="two translations"):
        in_order(HEADER + TWO + '\nmsgid "a"\nmsgstr "otro"\n')
