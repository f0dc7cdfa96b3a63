"""What the database holds about roles, whatever the code does: triggers, run by the migration.

They look at once and not when everything is committed: by then another practice may be entered, and row-level security
would show them its rows.
"""

from __future__ import annotations

_BUILT_IN = """
    CREATE FUNCTION people_keep_built_in() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND (NEW.code <> OLD.code OR NEW.built_in <> OLD.built_in OR NEW.practice_id <> OLD.practice_id
                                 OR OLD.built_in AND NEW.name <> OLD.name)
           OR TG_OP = 'DELETE' AND OLD.built_in THEN
            RAISE EXCEPTION 'a role that every practice has stays as it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_built_in';
        END IF;
        RETURN COALESCE(NEW, OLD);
    END $$
"""
_NEVER_EMPTY = """
    CREATE FUNCTION people_never_empty() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (OLD.kind <> 'staff' OR EXISTS (SELECT 1 FROM people_role r
                WHERE r.practice_id = OLD.practice_id AND r.code = OLD.role AND r.built_in))
           AND NOT EXISTS (SELECT 1 FROM people_rolepermission p
                WHERE p.practice_id = OLD.practice_id AND p.kind = OLD.kind AND p.role = OLD.role) THEN
            RAISE EXCEPTION 'what every practice has keeps something that it may do' USING ERRCODE = 'check_violation', CONSTRAINT = 'role_never_empty';
        END IF;
        RETURN NULL;
    END $$
"""
_KEEPER = """
    CREATE FUNCTION people_keep_a_keeper() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Only whoever could change roles can be the last who could.
        IF TG_TABLE_NAME = 'people_staff' AND NOT EXISTS (SELECT 1 FROM people_rolepermission p WHERE p.practice_id = OLD.practice_id
                AND p.kind = 'staff' AND p.role = OLD.role AND p.permission = 'role.edit')
           OR TG_TABLE_NAME = 'people_rolepermission' AND NOT EXISTS (SELECT 1 FROM people_staff s
                WHERE s.practice_id = OLD.practice_id AND s.role = OLD.role AND s.is_active) THEN
            RETURN NULL;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('keepers ' || OLD.practice_id::text, 0));
        IF NOT EXISTS (SELECT 1 FROM people_staff s JOIN people_rolepermission p
                ON p.practice_id = s.practice_id AND p.kind = 'staff' AND p.role = s.role AND p.permission = 'role.edit'
                WHERE s.practice_id = OLD.practice_id AND s.is_active) THEN
            RAISE EXCEPTION 'nobody could change roles any more' USING ERRCODE = 'check_violation', CONSTRAINT = 'somebody_changes_roles';
        END IF;
        RETURN NULL;
    END $$
"""
_KEPT = "(OLD.kind = 'staff' AND OLD.permission = 'role.edit')"

STATEMENTS = (
    _BUILT_IN,
    "CREATE TRIGGER keep_built_in BEFORE UPDATE OR DELETE ON people_role FOR EACH ROW EXECUTE FUNCTION people_keep_built_in()",
    _NEVER_EMPTY,
    "CREATE TRIGGER never_empty AFTER UPDATE OR DELETE ON people_rolepermission FOR EACH ROW EXECUTE FUNCTION people_never_empty()",
    _KEEPER,
    f"CREATE TRIGGER keeper_right AFTER DELETE OR UPDATE ON people_rolepermission FOR EACH ROW WHEN {_KEPT} "
    "EXECUTE FUNCTION people_keep_a_keeper()",
    "CREATE TRIGGER keeper_person AFTER UPDATE OF role, is_active ON people_staff FOR EACH ROW "
    "WHEN (OLD.is_active AND (OLD.role <> NEW.role OR NOT NEW.is_active)) EXECUTE FUNCTION people_keep_a_keeper()",
    "CREATE TRIGGER keeper_gone AFTER DELETE ON people_staff FOR EACH ROW WHEN (OLD.is_active) "
    "EXECUTE FUNCTION people_keep_a_keeper()",
)
