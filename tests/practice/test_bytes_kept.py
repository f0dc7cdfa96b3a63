"""A practice file that comes in, is edited by a form and goes out again: what nobody edited is the same, byte for byte."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import as_kept
from frontdesk.server import cli_practice
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_staff, at

ODD = (
    f"\n# Peña\u00a0y\u00a0hijos: two  spaces \t and a tab\t\n\n{f.CEDAR.rstrip()}   \n# the last line, without an end"
)
FORMS = {
    "plain": ODD.encode(),
    "Windows": ODD.replace("\n", "\r\n").encode(),
    "a mark": ODD.encode("utf-8-sig"),
    "Windows with a mark": ODD.replace("\n", "\r\n").encode("utf-8-sig"),
    "an old Mac": ODD.replace("\n", "\r").encode(),
    "both": ODD.replace("\n", "\r\n", 3).encode(),
    "a web page's": ODD.replace("tab\t\n", "tab\t\u2028# more\u2029#\x85", 1).encode(),
}


def upload(manager, cedar, data):
    return manager.post(at(cedar, "setup/file/"), {"file": SimpleUploadedFile("cedar.yaml", data)}, follow=True)


@pytest.mark.parametrize("name", some_of(FORMS, one_in=3))
def test_lines_that_nobody_edited_are_downloaded_as_they_came(cedar, name):
    manager = as_staff(cedar, "manager")
    page = upload(manager, cedar, FORMS[name]).content.decode()
    assert ("Nothing else in it was changed." in page) == (name != "plain")
    sent = {"text": "Procedures take 55 minutes.", "line": 0, "written": ""}
    manager.post(at(cedar, "setup/rules/save/"), sent)
    sent = {"reason": "Longer", "revision": queries.draft().revision, "when": "now"}
    manager.post(at(cedar, "setup/draft/publish/"), sent)
    given = manager.get(at(cedar, "setup/file/export/?which=published")).content
    kept = as_kept(FORMS[name]).encode()
    lines = given.split(b"\n")
    added = [line for line in lines if b"Procedures take 55 minutes." in line]
    assert len(added) == 1
    lines.remove(added[0])
    assert lines == (kept + b"\n").split(b"\n")  # an edit gives the last line its end
    assert not given.startswith(b"\xef\xbb\xbf") and b"\r" not in given


def test_the_form_that_shows_the_text_keeps_its_empty_first_line(cedar):
    manager = as_staff(cedar, "manager")
    upload(manager, cedar, FORMS["plain"])
    page = manager.get(at(cedar, "setup/file/")).content.decode()
    shown = page[page.index(">", page.index("<textarea")) + 1 :]
    assert shown.startswith("\n\n# Peña")  # a browser takes the first of them for the tag's own


def test_the_command_line_gives_back_the_same_bytes_and_says_what_it_changed(cedar, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(cli_practice, "need_database", lambda: None)
    monkeypatch.setattr(cli_practice, "django", lambda: None)
    file = tmp_path / "cedar.yaml"
    file.write_bytes(FORMS["Windows with a mark"])
    arguments = SimpleNamespace(file=str(file), slug=cedar.slug, over=queries.in_force().version, hold_back=False)
    assert cli_practice._load(arguments) == 0
    assert "neither is kept" in capsys.readouterr().err
    cli_practice._dump(SimpleNamespace(practice=cedar.slug, slug=cedar.slug))
    assert capsys.readouterr().out.encode() == FORMS["plain"]
