"""A key that is missing is said, and no demo makes itself a new one over documents that were kept with another."""

import base64
import os

import pytest

from frontdesk.server import demo, document_keys
from frontdesk.server.complaint import Complaint

KEY, OTHER = (base64.b64encode(one * 32).decode() for one in (b"k", b"o"))


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("FRONTDESK_DOCUMENT_KEYS", "FRONTDESK_DOCUMENTS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def lies_there(home, key):
    (name,) = document_keys.names(key)
    folder = home / "documents" / "practice" / "ab"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / os.urandom(32).hex()).write_bytes(b"FD1" + bytes.fromhex(name) + b"sealed")
    return name


def test_a_demo_makes_no_new_key_over_documents_that_were_kept_with_another(home):
    name = lies_there(home, KEY)
    with pytest.raises(Complaint, match=f"kept with the key {name}, and that key is not here"):
        demo.kept_settings(home)
    assert not (home / "document-key").exists()
    (home / "document-key").write_text(KEY)
    assert demo.kept_settings(home)["FRONTDESK_DOCUMENT_KEYS"] == KEY
    assert document_keys.said(home) == ""


def test_what_stays_closed_is_counted_with_the_key_that_is_missing(home, monkeypatch):
    demo.kept_settings(home)  # with nothing there, a key is made
    name = lies_there(home, OTHER)
    assert document_keys.said(home).startswith(f"1 file of documents cannot be opened: the key {name} with which")
    assert str(home / "document-key") in document_keys.said(home)
    monkeypatch.setenv("FRONTDESK_DOCUMENT_KEYS", KEY)
    assert "add it to FRONTDESK_DOCUMENT_KEYS" in document_keys.said(home)
    monkeypatch.setenv("FRONTDESK_DOCUMENT_KEYS", f"{KEY},{OTHER}")
    assert document_keys.said(home) == ""


@pytest.mark.parametrize("name", ["secret-key", "document-key"])
@pytest.mark.parametrize("left", ["", "\n", "abc"])
def test_a_key_that_a_full_disk_left_empty_or_cut_is_refused_with_its_file(home, name, left):
    demo.kept_settings(home)
    (home / name).write_text(left)
    with pytest.raises(Complaint, match=f"{name} holds no whole key"):
        demo.kept_settings(home)
    assert (home / name).read_text() == left


def test_where_the_disk_is_full_no_key_is_left_and_the_next_start_makes_one(home, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError):
            demo.kept_settings(home)
    assert not (home / "secret-key").exists()
    made = demo.kept_settings(home)
    assert demo.kept_settings(home) == made and len(made["FRONTDESK_SECRET_KEY"]) == 64
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
