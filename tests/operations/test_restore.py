"""What a restore refuses, and that it is done whole or not at all."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk.operations import archive, restore
from frontdesk.server import earlier_schema
from frontdesk.server.complaint import Complaint
from frontdesk.server.schema import of_this_version
from tests.conftest import server, superuser
from tests.database.test_schema import GRANTED, of_before  # noqa: F401
from tests.operations.test_backup import contents, empty, installation, run  # noqa: F401
from tests.portion import some_of

pytestmark = pytest.mark.filterwarnings("ignore")


def documents(folder):
    return {path.name: path.read_bytes() for path in Path(folder).glob("*/*/*") if path.is_file()}


def rows(database):
    with superuser(database) as connection:
        if connection.execute("SELECT to_regclass('tenancy_practice')").fetchone() == (None,):
            return 0
        return connection.execute("SELECT count(*) FROM tenancy_practice").fetchone()[0]


def said(done):
    """The one line that a refused restore says."""
    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


@pytest.fixture
def backup(installation, tmp_path):  # noqa: F811
    file = tmp_path / "b"
    assert run("backup", file, database=installation[0]).returncode == 0
    return file


def test_a_folder_with_documents_of_others_is_refused_and_none_of_them_is_touched(backup, empty, tmp_path):  # noqa: F811
    folder = tmp_path / "d"
    other = folder / "0a3b8c1e-0000-4000-8000-000000000000" / "ab" / ("ab" + "0" * 62)
    other.parent.mkdir(parents=True)
    other.write_bytes(b"theirs")
    line = said(run("restore", backup, database=empty, FRONTDESK_DOCUMENTS=str(folder)))
    assert "documents that are not those of the backup" in line and "empty folder" in line
    assert documents(folder) == {other.name: b"theirs"} and rows(empty) == 0


def test_a_document_that_was_changed_is_not_written_over(backup, empty, installation, tmp_path):  # noqa: F811
    practice, name = installation[1][0]
    path = tmp_path / "d" / str(practice) / name[:2] / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"another")
    assert "not those of the backup" in said(run("restore", backup, database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d")))  # fmt: skip
    assert path.read_bytes() == b"another" and rows(empty) == 0


@pytest.mark.slow
def test_where_a_document_cannot_be_kept_nothing_is_and_the_same_command_works_later(backup, empty, tmp_path):  # noqa: F811
    folder = tmp_path / "d"
    env = {**os.environ, "DATABASE_URL": server().url("owner", empty), "FRONTDESK_DOCUMENTS": str(folder)}
    for name in ("FRONTDESK_AS_OWNER", "FRONTDESK_APP_DATABASE_URL"):
        env.pop(name, None)
    script = (
        "import sys; from pathlib import Path; from frontdesk.operations import restore, archive; from frontdesk.server import cli\n"
        "half, kept = archive.Reader.pieces, []\n"
        "def pieces(self, name):\n"
        "    if name.startswith('documents/'):\n"
        "        kept.append(name)\n"
        "        if len(kept) > int(sys.argv[1]): raise OSError(28, 'No space left on device', name)\n"
        "    yield from half(self, name)\n"
        "archive.Reader.pieces = pieces\n"
        f"sys.exit(cli.main(['restore', {str(backup)!r}]))\n"
    )
    # Two documents are read once to be compared; the second of them cannot be written.
    done = subprocess.run([sys.executable, "-c", script, "3"], env=env, capture_output=True, text=True, check=False)
    assert "nothing was restored: No space left on device" in said(done)
    assert documents(folder) == {} and rows(empty) == 0
    again = run("restore", backup, database=empty, FRONTDESK_DOCUMENTS=str(folder))
    assert again.returncode == 0, again.stderr
    assert len(documents(folder)) == 2 and rows(empty) == 2


@pytest.mark.slow
@pytest.mark.endurance
def test_documents_that_lie_there_already_as_they_were_are_left(backup, empty, installation, tmp_path):  # noqa: F811
    folder = tmp_path / "d"
    practice, name = installation[1][0]
    path = folder / str(practice) / name[:2] / name
    path.parent.mkdir(parents=True)
    shutil.copy(Path(os.environ["FRONTDESK_DOCUMENTS"]) / str(practice) / name[:2] / name, path)
    done = run("restore", backup, database=empty, FRONTDESK_DOCUMENTS=str(folder))
    assert done.returncode == 0 and "2 documents" in done.stdout, done.stderr


# What a later version does with a backup of this one, and this one with a backup of a later.
NEWER = {"DJANGO_SETTINGS_MODULE": "tests.newer.settings", "PYTHONPATH": str(Path(__file__).parent.parent.parent)}


@pytest.mark.slow
def test_a_backup_of_an_older_version_is_brought_up_to_date(installation, empty, tmp_path):  # noqa: F811
    database = installation[0]
    with superuser(database) as connection:
        connection.execute("UPDATE people_patient SET member_id = 'M\u200b1'")
    assert run("backup", tmp_path / "b", database=database).returncode == 0
    done = run("restore", tmp_path / "b", database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d"), **NEWER)
    assert done.returncode == 0, done.stderr
    with superuser(empty) as connection:
        assert connection.execute("SELECT DISTINCT member_id FROM people_patient").fetchall() == [("M1",)]
    assert {name: count for name, (count, _) in contents(empty).items() if "people" in name} == {
        name: count for name, (count, _) in contents(database).items() if "people" in name
    }


@pytest.mark.slow
def test_an_older_backup_does_not_go_into_newer_tables(backup, empty, tmp_path):  # noqa: F811
    assert run("migrate", database=empty, **NEWER).returncode == 0
    line = said(run("restore", backup, database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d"), **NEWER))
    assert "tables of a newer Frontdesk than the backup; make an empty one" in line and rows(empty) == 0


@pytest.mark.slow
def test_a_backup_of_a_newer_version_is_refused(backup, empty, tmp_path):  # noqa: F811
    assert run("restore", backup, database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d"), **NEWER).returncode == 0
    assert run("backup", tmp_path / "newer", database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d")).returncode == 0
    with superuser() as root:
        root.execute(f"DROP DATABASE {empty} WITH (FORCE)")
        root.execute(f"CREATE DATABASE {empty} OWNER frontdesk_owner")
    line = said(run("restore", tmp_path / "newer", database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d2")))
    assert "a newer Frontdesk" in line and "people 0999_member_ids" in line


def test_a_backup_by_the_names_of_before_is_read_as_todays(backup, empty, tmp_path):  # noqa: F811
    recorded = {("people", "0002_guards")}
    with archive.reading(backup) as file:
        assert recorded < {(app, name) for app, name in file.manifest["migrations"]}
        by_earlier = {tuple(one) for one in file.manifest["migrations"]} - set(
            earlier_schema.TODAY
        ) | earlier_schema.EARLIER
    assert earlier_schema.of_a_backup(by_earlier) >= recorded
    with pytest.raises(Complaint, match="made this backup, and this one cannot read it; nothing was restored"):
        earlier_schema.of_a_backup(by_earlier - {("people", "0023_one_way_to_deal_with_a_text")})


def test_a_backup_by_the_last_version_of_before_is_no_newer_one():
    """It has up to four steps more, which stand among today's."""
    for more in (set(), {("booking", "0015_chosen_beside_a_proposal")}, set(earlier_schema.AFTER)):
        assert earlier_schema.of_a_backup(earlier_schema.EARLIER | more) <= of_this_version()


@pytest.mark.parametrize(
    "brought_up", some_of([False, True], one_in=None, torture=2), ids=["of before", "brought up to date"]
)
def test_a_backup_of_tables_that_the_steps_of_before_made_is_put_back(of_before, empty, tmp_path, brought_up):  # noqa: F811
    """Their columns stand in another order than those that are made today."""
    if brought_up:
        assert run("migrate", database=of_before).returncode == 0
    assert run("backup", tmp_path / "b", database=of_before).returncode == 0
    before = {name: count for name, (count, _) in contents(of_before).items()}
    done = run("restore", tmp_path / "b", database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d"))
    assert done.returncode == 0, done.stderr
    after = {name: count for name, (count, _) in contents(empty).items()}
    assert after["people_patient"] == before["people_patient"] > 20
    assert after["booking_takenday"] > 0, "summed up while it is brought up to date"
    # What Django counts of its own grows with the tables; any other table that the version before had not is empty.
    own = {name for name in after if not name.startswith(("django_", "auth_"))}
    assert own >= {name for name, count in before.items() if count and not name.startswith(("django_", "auth_"))}
    granted = 0 if brought_up else GRANTED
    assert after["people_rolepermission"] == before["people_rolepermission"] + granted
    same = own - {"booking_takenday", "people_rolepermission"}
    assert {name: after[name] for name in same} == {name: before.get(name, 0) for name in same}


@pytest.mark.slow
@pytest.mark.endurance
def test_a_document_that_was_damaged_on_the_disk_is_said_both_times(installation, empty, tmp_path):  # noqa: F811
    practice, name = installation[1][0]
    path = Path(os.environ["FRONTDESK_DOCUMENTS"]) / str(practice) / name[:2] / name
    path.write_bytes(b"\0" * 200)
    done = run("backup", tmp_path / "b", database=installation[0])
    assert done.returncode == 0 and "saved as it lies there: 1 document" in done.stdout
    with archive.reading(tmp_path / "b") as file:
        assert len(file.manifest["keys"]) == 1  # no key is asked for that there is not
    done = run("restore", tmp_path / "b", database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d"))
    assert done.returncode == 0 and "put back so: 1 document" in done.stdout
    assert documents(tmp_path / "d")[name] == b"\0" * 200


@pytest.mark.slow
def test_where_only_the_newest_schema_is_missing_that_is_what_it_says(backup, empty, tmp_path, monkeypatch):  # noqa: F811
    from frontdesk.server.migrate import known

    monkeypatch.setenv(
        "FRONTDESK_AS_OWNER", "1"
    )  # `known` sets it for good; what other tests start is the application's

    def to_the_recorded(targets):
        if targets is None:
            raise RuntimeError("the disk is full\nmore")
        env = {**os.environ, "DATABASE_URL": address}
        env.pop("FRONTDESK_APP_DATABASE_URL", None)
        script = f"from frontdesk.server.migrate import migrate; migrate({targets!r})"
        subprocess.run([sys.executable, "-c", script], env=env, check=True)

    address = server().url("owner", empty)
    with pytest.raises(restore.CannotRestore) as problem:
        restore.restore(
            address, tmp_path / "d", backup, migrate=to_the_recorded, known=known(), named=set, say=lambda _: None
        )
    assert "every row and document is back" in str(problem.value) and "(the disk is full)" in str(problem.value)
    assert rows(empty) == 2 and len(documents(tmp_path / "d")) == 2
