"""Documents: what they are by their content, without the camera's remarks, encrypted, scanned, and a download."""

import base64
import io

import pytest
from django.conf import settings
from django.test import override_settings
from PIL import Image

from frontdesk.intake import actions as intake
from frontdesk.intake import content, drafts, scanner, vault
from frontdesk.intake.drawing.process import drawn
from frontdesk.intake.models import Document
from tests import factory as f
from tests.peers import scanner as virus_scanner
from tests.web_client import as_patient, as_staff, at
from tests.worker import due

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def with_place(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "ACME Phone"
    exif[0x8825] = {1: "N", 2: (41.0, 52.0, 30.0)}
    return f.photo(kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_loses_place_and_device(kind):
    before = with_place(kind)
    assert b"ACME Phone" in before
    made = drawn(before)
    (after,) = made.pictures
    assert made.content_type == f"image/{kind.lower()}"
    assert b"ACME" not in after and not Image.open(io.BytesIO(after)).getexif()


def test_what_hides_behind_a_picture_is_gone():
    (after,) = drawn(f.photo() + b"<script>alert(1)</script>").pictures
    assert b"script" not in after


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"\x89PNG\r\n\x1a\nnot a picture",
        b"%PDF-1.7 without an end",
        b"GIF89a" + b"0" * 40,
        b"MZ" + b"0" * 40,
        b"",
        b"%PDF-" + b"0" * content.LARGEST,
    ],
    ids=["html", "png in name", "half a pdf", "gif", "program", "nothing", "too large"],
)
def test_anything_else_is_refused_whatever_its_name(data):
    with pytest.raises(content.NotADocument):
        content.kind_of(data)


# The vault --------------------------------------------------------------------------------------------------


def test_what_lies_in_the_vault_tells_nothing_and_comes_back_whole(cedar):
    name = vault.put(cedar.pk, PDF)
    (path,) = settings.DOCUMENTS.rglob(name)
    assert b"PDF" not in path.read_bytes()
    assert oct(path.stat().st_mode)[-3:] == "600"
    assert vault.get(cedar.pk, name) == PDF


def test_a_changed_byte_or_a_file_in_anothers_place_does_not_open(cedar):
    one, other = vault.put(cedar.pk, PDF), vault.put(cedar.pk, b"%PDF-2\n%%EOF")
    path, there = (next(iter(settings.DOCUMENTS.rglob(name))) for name in (one, other))
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(vault.VaultClosed):
        vault.get(cedar.pk, one)
    there.write_bytes(sealed)
    with pytest.raises(vault.VaultClosed):
        vault.get(cedar.pk, other)


def test_a_key_is_changed_by_putting_a_new_one_first(cedar):
    name = vault.put(cedar.pk, PDF)
    new = base64.b64encode(b"n" * 32).decode()
    with override_settings(DOCUMENT_KEYS=(new, *settings.DOCUMENT_KEYS)):
        later = vault.put(cedar.pk, PDF)
        assert vault.get(cedar.pk, name) == PDF
    with override_settings(DOCUMENT_KEYS=(new,)):
        assert vault.get(cedar.pk, later) == PDF
        with pytest.raises(vault.VaultClosed):
            vault.get(cedar.pk, name)


@pytest.mark.parametrize("keys", [(), ("short",), (base64.b64encode(b"x").decode(),)])
def test_without_a_key_nothing_is_kept(cedar, keys):
    with override_settings(DOCUMENT_KEYS=keys), pytest.raises(vault.VaultClosed, match="FRONTDESK_DOCUMENT_KEYS"):
        vault.put(cedar.pk, PDF)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "a/" * 32, ""])
def test_no_name_leads_out_of_the_vault(cedar, name):
    with pytest.raises(FileNotFoundError):
        vault.get(cedar.pk, name)


def test_files_that_no_row_points_to_are_swept_and_the_others_stay(fresh_db):
    import os

    from django.db import transaction

    from frontdesk.server.jobs import sweep_documents
    from frontdesk.tenancy.context import inside_practice

    with transaction.atomic():
        cedar = f.load_cedar()
        kept = drafts.keep_document(cedar, "insurance-card", PDF)
        kept.patient = f.patient(cedar)
        kept.request = None
        draft, _ = drafts.begin(cedar)
        kept.draft = draft
        kept.save()
        own = drafts.keep_document(cedar, "referral", PDF)  # sent by a patient, to no request in particular
        own.patient = f.patient(cedar)
        own.save()
        type(own).objects.update(created_at="2020-01-01T00:00Z")
    orphan = vault.put(cedar.pk, PDF)
    for path in (settings.DOCUMENTS / str(cedar.pk)).rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))
    assert not due(sweep_documents)
    with inside_practice(cedar):
        assert vault.get(cedar.pk, kept.name) == PDF
        assert vault.get(cedar.pk, own.name) == PDF and type(own).objects.filter(pk=own.pk).exists()
    with pytest.raises(FileNotFoundError):
        vault.get(cedar.pk, orphan)


# Scanning ---------------------------------------------------------------------------------------------------


def given(cedar, data: bytes):
    document = drafts.keep_document(cedar, "insurance-card", data)
    document.patient = f.patient(cedar)
    document.save()
    return document


def test_nobody_opens_a_document_before_it_was_scanned(cedar):
    with virus_scanner() as address, override_settings(CLAMD=address):
        document = given(cedar, PDF)
        url = at(cedar, f"console/documents/{document.pk}/")
        desk = as_staff(cedar, "front_desk")
        assert desk.get(url).status_code == 404
        assert drafts.scan(document) == "clean"
        assert desk.get(url).status_code == 200


def test_an_infected_one_stays_closed(cedar):
    with virus_scanner() as address, override_settings(CLAMD=address):
        document = given(cedar, PDF.replace(b"1.7", b"1.7 EICAR"))
        assert drafts.scan(document) == "infected"
        assert as_staff(cedar, "front_desk").get(at(cedar, f"console/documents/{document.pk}/")).status_code == 404


def test_a_scanner_that_does_not_answer_opens_nothing(cedar):
    with override_settings(CLAMD="127.0.0.1:1"):
        document = given(cedar, PDF)
        with pytest.raises(scanner.NoAnswer):
            drafts.scan(document)
        document.refresh_from_db()
        assert not document.may_be_opened


def test_a_patient_sends_and_gets_their_own_and_nobody_elses(cedar):
    who, other = f.patient(cedar), f.patient(cedar)
    client = as_patient(cedar, who)
    file = io.BytesIO(f.photo())
    file.name = "card.png"
    assert client.post(at(cedar, "documents/"), {"kind": "insurance-card", "file": file}).status_code == 302
    document = f.drawn(who.documents.get())
    answer = client.get(at(cedar, f"documents/{document.pk}/"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert as_patient(cedar, other).get(at(cedar, f"documents/{document.pk}/")).status_code == 404


def test_a_document_that_belongs_to_no_request_is_somebodys_task_and_can_be_opened(cedar):
    from frontdesk.intake.actions import add_document
    from frontdesk.intake.models import Document, Task
    from tests.web_client import as_staff, at

    who = f.patient(cedar)
    made = Document.objects.create(
        practice=cedar, field="other", content_type="application/pdf", size=1, name="n" * 40, scan="clean"
    )
    add_document(f.themselves(who), who, document=made)
    task = Task.objects.get(kind="document", state="open")
    assert (task.thing_id, task.patient_id) == (made.pk, who.pk)
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/patients/{who.pk}/")).content.decode()
    assert at(cedar, f"console/documents/{made.pk}/") in page


def test_a_document_whose_key_is_missing_says_so_on_its_page_and_where_it_is_opened(cedar):
    """As after a restore without the key; 'nothing here' would send people looking for the file."""
    who = f.patient(cedar)
    document = Document.objects.create(
        practice=cedar, field="other", name=vault.put(cedar.pk, PDF), content_type="application/pdf", size=len(PDF),
        patient=who, scan="clean", drawing="drawn", pages=[vault.put(cedar.pk, PDF)],
    )  # fmt: skip
    asked = intake.create_for_caller(
        f.actor(cedar, "scheduler"), who, visit_type=f.visit("new-patient"), answers={"reason": "a cough"},
        documents=[document.pk],
    )  # fmt: skip
    page, maria = at(cedar, f"console/requests/{asked.pk}/"), as_staff(cedar, "scheduler")
    says = "the key it was saved with is missing"
    assert says not in maria.get(page).content.decode()
    with override_settings(DOCUMENT_KEYS=(base64.b64encode(b"n" * 32).decode(),)):
        shown = maria.get(page).content.decode()
        assert says in shown and f"documents/{document.pk}/pages/1/" not in shown
        for path in (f"console/documents/{document.pk}/", f"console/documents/{document.pk}/pages/1/"):
            answer = maria.get(at(cedar, path))
            assert answer.status_code == 503 and says in answer.content.decode()
