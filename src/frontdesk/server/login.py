"""The application's own login, made by `frontdesk migrate`: web and worker never hold the owner's password."""

from __future__ import annotations

import os
import secrets
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from ..tenancy.role import APP_ROLE
from .complaint import Complaint
from .embedded.supervisor import APPLICATION_LIMITS


def must_be_possible(cursor: Any) -> None:
    """Before anything is done.  Raises Complaint where the owner may not make the role that is not there yet, or make a login of it."""
    cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [APP_ROLE])
    there = bool(cursor.fetchone()[0])
    if not there and not _may_create(cursor):
        raise Complaint(_to_the_administrator())
    cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s AND rolcanlogin", [_name()])
    if there and _name() != APP_ROLE and not cursor.fetchone()[0] and _may_create(cursor) and not _may_give(cursor):
        raise Complaint(_another_owners(_name()))


def make(cursor: Any, *, new_password: bool = False) -> str | None:
    """See that there is a login with the rights of the application's role and no others.

    Its address where it was made or given a new password now, else None.  Raises Complaint.
    """
    given = urlsplit(os.environ.get("FRONTDESK_APP_DATABASE_URL", ""))
    owner = urlsplit(os.environ.get("DATABASE_URL", ""))
    name = _name()
    password = unquote(given.password or "") or secrets.token_urlsafe(24)
    cursor.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [name])
    there = cursor.fetchone()
    if there is None or not there[0] or new_password:
        if not _may_create(cursor):
            if _made_by_an_administrator(cursor):
                return None
            raise Complaint(_to_the_administrator())
        _write(cursor, name, password, "ALTER" if there else "CREATE")
    _limit(cursor, name)
    if there is not None and there[0] and not new_password:
        return None
    where = given if given.netloc else owner
    host = where.netloc.rpartition("@")[2]
    return urlunsplit(
        (where.scheme, f"{quote(name, safe='')}:{quote(password, safe='')}@{host}", where.path, where.query, "")
    )


def _name() -> str:
    """What the login is called: as FRONTDESK_APP_DATABASE_URL says, else by the role and the database."""
    given, owner = (urlsplit(os.environ.get(name, "")) for name in ("FRONTDESK_APP_DATABASE_URL", "DATABASE_URL"))
    return unquote(given.username or "") or f"{APP_ROLE}_{unquote(owner.path.lstrip('/'))}"[:63]


def must_be_bound(address: str) -> None:
    """Raises Complaint where an address would let web or worker do what row-level security forbids; silent where nobody answers."""
    asked = """
        SELECT rolsuper OR rolbypassrls
            OR coalesce(pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.tenancy_practice')), 'MEMBER'), false)
        FROM pg_roles WHERE rolname = session_user
    """
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            row = connection.execute(asked).fetchone()
    except psycopg.OperationalError:
        return
    except psycopg.ProgrammingError:
        raise Complaint(
            "FRONTDESK_APP_DATABASE_URL is no address of a PostgreSQL database, such as postgresql://user:password@host/frontdesk"
        ) from None
    if row and row[0]:
        raise Complaint(
            "FRONTDESK_APP_DATABASE_URL names the owner or a superuser; use the login that 'frontdesk migrate' makes"
        )


def _may_create(cursor: Any) -> bool:
    cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])


def _may_give(cursor: Any) -> bool:
    """Whether the owner may make others members of the role; before PostgreSQL 16 whoever may create roles could."""
    if cursor.connection.info.server_version < 160000:
        return _may_create(cursor)
    cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER WITH ADMIN OPTION')", [APP_ROLE])
    return bool(cursor.fetchone()[0])


def _made_by_an_administrator(cursor: Any) -> bool:
    """Whether anybody but us can sign in with the application's role."""
    cursor.execute(
        "SELECT count(*) FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND rolname <> current_user AND pg_has_role(oid, %s, 'MEMBER')",
        [APP_ROLE],
    )
    return bool(cursor.fetchone()[0])


def _write(cursor: Any, name: str, password: str, verb: str) -> None:
    rights = "LOGIN PASSWORD" if verb == "ALTER" else "LOGIN NOCREATEDB NOCREATEROLE INHERIT PASSWORD"
    try:
        cursor.execute(sql.SQL(f"{verb} ROLE {{}} {rights} {{}}").format(sql.Identifier(name), sql.Literal(password)))
        if name != APP_ROLE and verb == "CREATE":
            cursor.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP_ROLE), sql.Identifier(name)))
    except Exception as error:
        if "permission denied" not in str(error) and "admin option" not in str(error).lower():
            raise
        raise Complaint(_another_owners(name)) from None


def _limit(cursor: Any, name: str) -> None:
    """Where the owner may; elsewhere an administrator does."""
    cursor.execute("SELECT current_database()")
    (database,) = cursor.fetchone()
    for what, value in APPLICATION_LIMITS.items():
        statement = sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(
            sql.Identifier(name), sql.Identifier(database), sql.Identifier(what), sql.Literal(value)
        )
        try:
            cursor.execute(statement)
        except Exception as error:
            if "permission denied" not in str(error) and "must " not in str(error):
                raise
            return


def _another_owners(name: str) -> str:
    return (
        f"the role {APP_ROLE} is another owner's (a second installation in one cluster?): set FRONTDESK_APP_ROLE to a name of its own, "
        f"or let an administrator run: CREATE ROLE {name} LOGIN PASSWORD '...' IN ROLE {APP_ROLE}"
    )


def _to_the_administrator() -> str:
    return (
        "the database's owner may not create roles; let an administrator run once: "
        f"CREATE ROLE {APP_ROLE} NOLOGIN; CREATE ROLE frontdesk_login LOGIN PASSWORD '...' IN ROLE {APP_ROLE}; "
        "and set FRONTDESK_APP_DATABASE_URL to that login"
    )
