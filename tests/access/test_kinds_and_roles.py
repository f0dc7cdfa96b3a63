"""Kinds of actor and roles are different things: nothing that a practice calls a role opens anything to anybody else."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from frontdesk.access.roles import DEFAULT, STAFF_ROLES
from frontdesk.people.models import Role, RolePermission, Staff
from frontdesk.people.queries import nobody, permissions_of_kind
from frontdesk.practice.roles import actions, queries
from tests import factory as f
from tests.conftest import superuser
from tests.web_client import as_staff, at

LOOK_ALIKES = [
    "Patient",
    "patient",
    "PATIENT",
    "  Patient  ",
    "P a t i e n t",
    "Pa-tient",
    "Pat1ent",
    "Patıent",
    "Pátient",
    "Ｐatient",
    "𝐏atient",
    "Pаtient",  # a Cyrillic а
    "Раtіеnt",  # nearly all Cyrillic
    "Pa\u200btient",
    "Pa\u00adtient",
    "Nobody",
    "N0body",
    "Anybody",
    "Client",
    "API client",
    "Staff",
    "System",
    "Front desk",
    "Front_desk",
    "FRONT  DESK",
    "Frontdesk",
    "Administrator",
    "Adrninistrator",
    "Αdministrator",  # a Greek Α
    "admin",
    "Manager",
    "Billing",
    "Paciente",
    "Recepción",
    "Recepcion",
    "Facturación",
]


@pytest.fixture
def admin(cedar):
    return f.actor(cedar, "admin")


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_no_role_is_called_like_what_every_practice_has(cedar, admin, name):
    before = Role.objects.count()
    with pytest.raises(actions.WrongName):
        actions.create(admin, cedar, name=name, like="front_desk")
    assert Role.objects.count() == before


@pytest.mark.parametrize("name", ["", " ", "!!", "12", "x" * 81, "\u202etriage", "Triage\x00nurse", "🙂 nurse"])
def test_what_is_no_name_makes_no_role(cedar, admin, name):
    with pytest.raises(actions.WrongName):
        actions.create(admin, cedar, name=name)


@pytest.mark.parametrize(
    "name", ["Triage nurse", "Enfermería", "Dr. Chen's assistant", "Intake (nights)", "Patient advocate"]
)
def test_other_names_make_one(cedar, admin, name):
    assert actions.create(admin, cedar, name=name).name == name


@pytest.mark.parametrize("again", ["triage nurse", "Triage-Nurse", "Tríage nurse", "Tr1age nurse"])
def test_two_roles_do_not_read_alike(cedar, admin, again):
    actions.create(admin, cedar, name="Triage nurse")
    with pytest.raises(actions.WrongName):
        actions.create(admin, cedar, name=again)


@pytest.mark.parametrize("kind", ["patient", "nobody", "client"])
def test_a_role_with_a_kinds_own_code_would_open_nothing_to_it(cedar, kind):
    """However it came about: rights of a role are never looked up for a kind of actor."""
    RolePermission.objects.create(practice=cedar, role=kind, permission="patient.merge")
    assert permissions_of_kind(kind) == set(DEFAULT[kind])


def test_the_control_a_table_looked_up_by_one_name_opens_everything(cedar):
    """What was wrong: one column for both.  Read that way, the same row gives every patient a right of the staff."""
    RolePermission.objects.create(practice=cedar, role="patient", permission="patient.merge")
    assert RolePermission.objects.filter(role="patient", permission="patient.merge").exists()


def test_the_portal_stays_open_whatever_roles_are_made_and_taken_out(cedar, admin):
    made = actions.create(admin, cedar, name="Patient advocate", like="front_desk")
    actions.remove(admin, made)
    assert nobody().permissions == set(DEFAULT["nobody"])
    assert Client().get(at(cedar, "")).status_code == 200


@pytest.mark.parametrize("code", STAFF_ROLES)
def test_a_built_in_role_is_not_emptied(cedar, admin, code):
    f.staff(cedar, "admin")
    with pytest.raises((actions.Emptied, actions.NobodyLeft)):
        actions.edit(admin, Role.objects.get(code=code), permissions=frozenset(), reason="x")
    assert queries.allowed(Role.objects.get(code=code)) == set(DEFAULT[code])


@pytest.mark.parametrize(
    "change",
    [
        lambda p: Role.objects.filter(code="billing").delete(),
        lambda p: Role.objects.filter(code="billing").update(name="Boss"),
        lambda p: Role.objects.filter(code="billing").update(code="money"),
        lambda p: Role.objects.filter(code="billing").update(built_in=False),
        lambda p: Role.objects.create(practice=p, code="boss", name="Boss", built_in=True),
        lambda p: Role.objects.create(practice=p, code="patient", name="Mine"),
        lambda p: Role.objects.create(practice=p, code="nobody", name="Mine"),
        lambda p: RolePermission.objects.filter(role="billing").delete(),
        lambda p: RolePermission.objects.filter(kind="patient").delete(),
        lambda p: RolePermission.objects.filter(kind="nobody").update(kind="staff", role="billing"),
        lambda p: RolePermission.objects.create(practice=p, kind="patient", role="boss", permission="x"),
        lambda p: RolePermission.objects.create(practice=p, kind="staff", role="", permission="x"),
    ],
)
def test_the_database_holds_it_whatever_the_code_does(cedar, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change(cedar)


# Somebody can always change roles ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda: Staff.objects.filter(role="admin").update(is_active=False),
        lambda: Staff.objects.filter(role="admin").update(role="billing"),
        lambda: Staff.objects.filter(role="admin").delete(),
        lambda: RolePermission.objects.filter(role="admin", permission="role.edit").delete(),
    ],
)
def test_the_database_keeps_one_who_can_change_roles(cedar, admin, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_who_never_could_change_roles_may_go(cedar, admin):
    f.staff(cedar, "billing")
    assert Staff.objects.filter(role="billing").update(is_active=False) == 1


def _demote_each_other(database, *, guarded: bool) -> int:
    """Two administrators end each other's rights, each in a transaction that has not seen the other's; how many are left."""
    with superuser(database) as owner:
        if not guarded:
            owner.execute("DROP TRIGGER keeper_person ON people_staff")
    with transaction.atomic():
        cedar = f.load_cedar()
        people = [f.staff(cedar, "admin"), f.staff(cedar, "admin")]
    connections = [_app(database, cedar) for _ in people]
    import threading

    for one, other in zip(connections, people, strict=True):
        one.execute("SELECT 1 FROM people_staff WHERE id = %s", [other.pk])
    ready = threading.Barrier(2)

    def demote(one, other):
        try:
            ready.wait()
            one.execute("UPDATE people_staff SET role = 'billing' WHERE id = %s", [other.pk])
            if not guarded:
                ready.wait()
            one.commit()
        except Exception:
            one.rollback()

    threads = [threading.Thread(target=demote, args=pair) for pair in zip(connections, people, strict=True)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    [one.close() for one in connections]
    with superuser(database) as owner:
        row = owner.execute("SELECT count(*) FROM people_staff WHERE role = 'admin'").fetchone()
    connection.close()
    return row[0]


def _app(database, practice):
    import psycopg

    from tests.conftest import server

    one = psycopg.connect(server().url("app", database))
    one.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(practice.pk)])
    return one


def test_two_administrators_who_demote_each_other_at_once_leave_one(fresh_db):
    assert _demote_each_other(fresh_db, guarded=True) == 1


def test_the_control_without_the_guard_none_is_left(fresh_db):
    assert _demote_each_other(fresh_db, guarded=False) == 0


# Pages ------------------------------------------------------------------------------------------------------


def test_the_page_says_why_a_role_is_not_made(cedar):
    page = as_staff(cedar, "admin").post(
        at(cedar, "setup/new-role/"), {"name": "Patient", "like": "front_desk"}, follow=True
    )
    assert "does not read like one that there is already" in page.content.decode()


@pytest.mark.parametrize("name", ["Administrators", "Patients", "Schedulers", "Nobodys"])
def test_the_plural_of_what_every_practice_has_is_taken_too(name):
    from frontdesk.access.role_names import is_taken

    assert is_taken(name, ())
    assert not is_taken("Night lead", ())
