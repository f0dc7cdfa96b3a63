"""The documents say what is so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk.rules.families import FAMILIES
from frontdesk.rules.language import parse, render
from frontdesk.rules.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[1]
VOCABULARY = Vocabulary(
    {
        "new-patient": "New patient visit",
        "follow-up": "Follow-up visit",
        "procedure": "Procedure",
        "ultrasound": "Ultrasound",
        "well-child": "Well-child visit",
        "same-day": "Same-day visit",
        "class": "Diabetes class",
        "flu-shot": "Flu shot",
    },
    {"chen": "Dr. Chen", "park": "Dr. Park", "lee": "Dr. Lee"},
    {"downtown": "Downtown"},
    {"medicaid": "Medicaid", "medicare": "Medicare", "aetna": "Aetna"},
    {},
    ("procedure room", "exam room", "ultrasound machine"),
    ("nurse",),
)


@pytest.mark.parametrize(("page", "ending"), [("rules", "md"), ("roles", "md"), ("routes", "md"), ("openapi", "json")])
def test_a_written_page_is_what_the_code_says(page, ending):
    written = (ROOT / f"docs/{page}.{ending}").read_text()
    script = f"import sys; sys.path.insert(0, 'docs'); import write_{page}; print(write_{page}.text(), end='')"
    made = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert made == written, f"run: python docs/write_{page}.py"


@pytest.mark.parametrize("sentence", re.findall(r"^- (.*\.)$", (ROOT / "docs/rules.md").read_text(), re.M))
def test_every_sentence_of_the_page_is_read_and_canonical(sentence):
    assert render(parse(sentence, VOCABULARY), VOCABULARY) == sentence


def test_every_form_of_every_family_has_an_example():
    assert all(form.examples for family in FAMILIES for form in family.forms)


@pytest.mark.parametrize("target", re.findall(r"`make ([a-z]+)", (ROOT / "README.md").read_text()))
def test_every_make_target_that_the_readme_names_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)


@pytest.mark.parametrize(
    "setting", sorted(set(re.findall(r'_env\("([A-Z_]+)"', (ROOT / "src/frontdesk/server/settings.py").read_text())))
)
def test_every_setting_is_documented(setting):
    assert f"FRONTDESK_{setting}" in (ROOT / "docs/operations.md").read_text()


def test_the_page_about_the_practice_file_shows_a_file_that_is_right():
    from frontdesk.practice.file import read

    block = (ROOT / "docs/practice-file.md").read_text().split("```yaml\n")[1].split("```")[0]
    file = read(block)
    assert file.question("which-language").shown and file.proxies and file.messages.templates["reminder", "es"]


def test_the_page_about_the_practice_file_has_every_key_that_the_reader_knows(monkeypatch):
    """Each place of the reader that says its keys is met by the example, and has a table with just those."""
    from frontdesk.practice.file import read
    from frontdesk.practice.file.nodes import Node

    page = (ROOT / "docs/practice-file.md").read_text()
    said, there = {}, set()
    only = Node.only

    def seen(node, *known):
        place = sys._getframe(1)
        said[place.f_code.co_filename, place.f_lineno] = frozenset(known)
        there.update((frozenset(known), str(key)) for key in node.data)
        only(node, *known)

    monkeypatch.setattr(Node, "only", seen)
    read(page.split("## Every key")[1].split("```yaml\n")[1].split("```")[0])
    code = [path.read_text() for path in (ROOT / "src/frontdesk/practice/file").glob("*.py")]
    assert len(said) == sum(len(re.findall(r"\b\w+\.only\(", text)) for text in code) >= 17
    tables = re.findall(r"\| --- \| --- \| --- \|\n((?:\|.*\n)+)", page + "\n")
    written = {frozenset(re.findall(r"^\| `([^`]+)` \| \S.* \| \S.* \|$", rows, re.M)) for rows in tables}
    assert written == set(said.values())
    assert {(keys, key) for keys in said.values() for key in keys} == there


@pytest.mark.parametrize(("heading", "module"), [("referrals", "intake.referrals"), ("due visits", "outreach.recalls")])
def test_the_page_about_imports_has_every_column_with_its_length(heading, module):
    import importlib

    fields = importlib.import_module(f"frontdesk.{module}.importing").FIELDS
    section = (ROOT / "docs/imports.md").read_text().split(f"## The columns of {heading}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([^`]+)` \|.*\| (\d+) \|$", section, re.M)
    assert rows == [(column.name, str(column.longest)) for column in fields]


def test_the_page_about_imports_has_every_option():
    from frontdesk.server.cli import _parser
    from tests.server.test_hostile_arguments import commands

    options = {one.option_strings[-1] for one in commands(_parser())["referrals"]._actions if one.option_strings}
    written = set(re.findall(r"^\| `(--[a-z-]+)", (ROOT / "docs/imports.md").read_text(), re.M))
    assert written == options - {"--help"}


CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def test_what_the_recipes_name_is_there():
    named = set(re.findall(r"`((?:src|tests|docs)/[\w/.-]+)`|\]\(([\w/.-]+)\)", CONTRIBUTING))
    paths = {one or other for one, other in named}
    assert len(paths) > 20 and not [path for path in sorted(paths) if not (ROOT / path).exists()]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z]+)", CONTRIBUTING))))
def test_the_targets_that_the_recipes_name_exist(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)
