"""What strangers send is read in a process of its own, with limits and nothing else; web processes only hand out pictures."""

import ast
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import transaction

from frontdesk.intake import drafts, jobs, pictures, vault
from frontdesk.intake.drawing import process
from frontdesk.intake.drawing.actions import draw
from frontdesk.intake.drawing.process import NotShown, drawn
from frontdesk.intake.models import Document
from frontdesk.server.jobs import draw_what_waits
from tests import factory as f
from tests.intake import corpus
from tests.live import serve, together
from tests.web_client import as_patient, as_staff, at
from tests.worker import due

pytestmark = pytest.mark.alone

SOURCES = Path(pictures.__file__).parents[1]
HOSTILE = corpus.hostile()
ORDINARY = corpus.ordinary()


def test_only_the_child_reads_pictures_and_pdfs():
    readers = {"PIL", "pypdfium2", "pypdf", "fitz", "cv2"}
    found = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            if readers & {name.partition(".")[0] for name in names}:
                found.add(path.relative_to(SOURCES).as_posix())
    assert found == {"intake/drawing/child.py"}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_what_is_made_to_hurt_cannot_be_shown_and_costs_little(name):
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.monotonic()
    try:
        made = drawn(HOSTILE[name])
    except NotShown:
        made = None
    assert made is None or name == "an endless drawing"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 25 and time.monotonic() - began < 90


@pytest.mark.parametrize("name", list(ORDINARY)[::6])
def test_ordinary_letters_and_photographs_are_drawn(name):
    made = drawn(ORDINARY[name])
    assert len(made.pictures) == made.pages >= 1


def test_of_a_long_file_the_first_pages_are_drawn_and_all_are_counted():
    made = drawn(corpus.pdf(47))
    assert (len(made.pictures), made.pages) == (30, 47)


CONFINED = """
import os, socket, sys
from frontdesk.intake.drawing import child
child.confine()
def tried(what):
    try:
        what()
    except BaseException as error:
        return type(error).__name__
    return "done"
print(tried(lambda: open("/etc/hostname")), tried(socket.socket), tried(lambda: bytearray(2 << 30)),
      sorted(k for k in os.environ if k not in ("LANG", "LC_CTYPE")))
"""


def test_the_process_that_draws_can_open_nothing_and_knows_nothing():
    done = subprocess.run(
        [sys.executable, "-I", "-c", CONFINED], capture_output=True, text=True, env={"LANG": "C.UTF-8"}, check=True
    )
    first, second, third, *_ = done.stdout.split()
    assert (first, second, third) == ("OSError", "OSError", "MemoryError")
    assert done.stdout.rstrip().endswith("[]")


def test_it_is_given_no_keys_and_no_address(monkeypatch):
    given = {}
    real = subprocess.Popen

    def spying(*arguments, **more):
        given.update(more)
        return real(*arguments, **more)

    monkeypatch.setattr(process.subprocess, "Popen", spying)
    drawn(f.photo())
    assert given["env"] == {"LANG": "C.UTF-8"}


def test_one_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(process, "PATIENCE", 0.05)
    with pytest.raises(NotShown):
        drawn(corpus.pdf(30))


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"E",
        b"N\0\0\0\1E",
        b"N\0\0\0\1P\0\0\0\4abcdE",
        b"N\0\0\0\1P\xff\xff\xff\xffabc",
        b"N\0\0\0\1J\0\0\0\3\xff\xd8\xff",
    ],
)
def test_what_is_no_whole_answer_is_no_answer(said):
    with pytest.raises(NotShown):
        process._understood(said)


# Pages ------------------------------------------------------------------------------------------------------


def given(cedar, data, **more):
    return drafts.keep_document(cedar, "insurance-card", data, **more)


def test_a_photograph_is_closed_until_it_was_drawn_anew(cedar):
    document = given(cedar, f.photo("JPEG"))
    document.patient = f.patient(cedar)
    document.save()
    desk, url = as_staff(cedar, "front_desk"), at(cedar, f"console/documents/{document.pk}/")
    assert desk.get(url).status_code == 404
    f.drawn(document)
    assert desk.get(url).status_code == 200
    assert desk.get(f"{url}pages/1/").content == vault.get(cedar.pk, document.name)


def test_a_patient_is_told_that_a_photograph_cannot_be_read(cedar):
    who = f.patient(cedar)
    document = given(cedar, b"\xff\xd8\xff" + b"0" * 100)
    document.patient = who
    document.save()
    client = as_patient(cedar, who)
    assert "Being checked" in client.get(at(cedar, "documents/")).content.decode()
    f.drawn(document)
    assert "We cannot read this file" in client.get(at(cedar, "documents/")).content.decode()


def test_uploads_wake_the_worker_and_what_was_missed_is_found(fresh_db):
    from procrastinate.contrib.django.models import ProcrastinateJob

    with transaction.atomic():
        cedar = f.load_cedar()
        given(cedar, corpus.pdf(2))
    assert ProcrastinateJob.objects.filter(task_name="intake:draw").count() == 1
    with transaction.atomic():
        from frontdesk.tenancy.context import enter

        enter(cedar)
        Document.objects.update(created_at="2020-01-01T00:00Z")
    assert not due(draw_what_waits)  # the job is there already: none is added
    job = ProcrastinateJob.objects.get(task_name="intake:draw")
    jobs.draw_document(**job.args)
    with transaction.atomic():
        enter(cedar)
        assert pictures.pages(Document.objects.get()) == 2


def test_a_file_that_is_gone_says_that_it_cannot_be_shown(cedar):
    document = given(cedar, corpus.pdf())
    vault.remove(cedar.pk, document.name)
    assert f.drawn(document).cannot_be_shown


# Under load -------------------------------------------------------------------------------------------------


def read_by_twelve(database, cedar, session, documents, settings):
    """How often each status came, and how many connections broke, of 12 readers of all pages."""
    counts: dict[object, int] = {}
    with serve(database, settings, threads=12, memory=2500 << 20, MALLOC_ARENA_MAX="2", FRONTDESK_LIVE="1") as server:

        def read(shift: int):
            found = []
            for document in documents[shift:] + documents[:shift]:
                try:
                    path = f"/{cedar.slug}/console/documents/{document}/pages/1/"
                    found.append(server.request("GET", path, session=session).status)
                except (OSError, EOFError, Exception):
                    found.append("broken")
            return found

        for found in together([lambda n=n: read(n % len(documents)) for n in range(12)]):
            for status in found:
                counts[status] = counts.get(status, 0) + 1
        try:
            counts["alive"] = server.request("GET", "/healthz").status
        except Exception:
            counts["alive"] = 0
    return counts


@pytest.fixture
def many(fresh_db):
    """A practice with the hostile and some ordinary files, those drawn; and a session of its front desk."""
    with transaction.atomic():
        cedar = f.load_cedar()
        who = f.patient(cedar)
        kept = []
        for data in [*list(ORDINARY.values())[:8], *HOSTILE.values()]:
            document = given(cedar, data)
            document.patient = who
            document.save()
            kept.append(document.pk)
        session = as_staff(cedar, "front_desk").cookies["frontdesk_session"].value
    for key in kept:
        draw(cedar, key)
    return fresh_db, cedar, session, kept


@pytest.mark.slow
def test_twelve_readers_of_hostile_files_do_not_move_the_server(many):
    counts = read_by_twelve(*many, "frontdesk.server.settings")
    assert counts.pop("alive") == 200
    assert set(counts) == {200, 404} and counts[200] >= 12 * 8


@pytest.mark.slow
def test_control_the_same_readers_break_a_server_that_draws_by_itself(many):
    counts = read_by_twelve(*many, "tests.unguarded_pictures")
    assert counts.get("broken", 0) + counts.get(503, 0) + counts.get(500, 0) > 0
