"""What the application's role may do in a database, given anew by each `frontdesk migrate`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..tenancy.role import APP_ROLE

READ_ONLY = ("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
OF_A_PRACTICE = "name, timezone, phone, email, reply_days"  # what a practice may change of its own row


def make_role(cursor: Any) -> None:
    """The role that row-level security binds, where it is not there yet (`tenancy/migrations` makes it for a new database alone)."""
    cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [APP_ROLE])
    if not cursor.fetchone()[0]:
        cursor.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS")


def take_over(cursor: Any) -> None:
    """Where FRONTDESK_APP_ROLE says another name than it did, what the former role could do here is this one's, and that one's no more.

    Rights on the tables of practices are given by the migration that makes each table, to the role that was named then.
    A role that only reads (somebody's reports) is nobody's former one.
    """
    cursor.execute(
        """
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_schema = 'public' AND table_name = 'people_patient' AND privilege_type = 'INSERT'
          AND grantee NOT IN (current_user, %s)
        """,
        [APP_ROLE],
    )
    former = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT has_table_privilege(%s, 'people_patient', 'INSERT')", [APP_ROLE])
    if not former or cursor.fetchone()[0]:
        return
    for role in former:
        for statement in _as_it_was(cursor, role):
            cursor.execute(statement)


def _as_it_was(cursor: Any, role: str) -> list[str]:
    """The statements that give its rights on, to the column, and take them away."""
    cursor.execute(
        """
        SELECT format('GRANT %%s ON %%I TO %%I', string_agg(privilege_type, ', '), table_name, %s::text)
        FROM information_schema.role_table_grants WHERE table_schema = 'public' AND grantee = %s GROUP BY table_name
        UNION ALL
        SELECT format('GRANT %%s (%%s) ON %%I TO %%I', privilege_type, string_agg(quote_ident(column_name), ', '), table_name, %s::text)
        FROM information_schema.role_column_grants WHERE table_schema = 'public' AND grantee = %s GROUP BY table_name, privilege_type
        """,
        [APP_ROLE, role, APP_ROLE, role],
    )
    given = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT quote_ident(%s)", [role])
    (name,) = cursor.fetchone()
    everything = ("ALL TABLES IN SCHEMA public", "ALL SEQUENCES IN SCHEMA public", "SCHEMA public")
    return [*given, *(f"REVOKE ALL ON {what} FROM {name}" for what in everything)]


def grants(of_practices: Iterable[str]) -> list[str]:
    """Rights of the application's role on tables that belong to no practice, and what it may not do to some that do."""
    own = {*of_practices, *READ_ONLY, "tenancy_practice"}
    listed = ", ".join(f"'{table}'" for table in sorted(own))
    reading = ", ".join(f"'{table}'" for table in (*READ_ONLY, "tenancy_practice", "audit_head"))
    return [
        f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}",
        f"""
        DO $$ DECLARE one text; BEGIN
            FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ({listed}) LOOP
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO {APP_ROLE}', one);
            END LOOP;
            FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename IN ({reading}) LOOP
                EXECUTE format('REVOKE ALL ON %I FROM {APP_ROLE}', one);
                EXECUTE format('GRANT SELECT ON %I TO {APP_ROLE}', one);
            END LOOP;
        END $$
        """,
        f"GRANT INSERT, UPDATE ({OF_A_PRACTICE}) ON tenancy_practice TO {APP_ROLE}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}",
    ]
