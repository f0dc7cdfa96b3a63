"""What the database itself refuses: rows of another practice, references out of it, and what else stands below."""

from django.db import migrations

from frontdesk.tenancy.sql import secure

PEOPLE_PATIENT_NOT_A_PROXYS = """
CREATE FUNCTION people_patient_not_a_proxys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM people_proxy p WHERE p.practice_id = NEW.practice_id AND p.patient_id = NEW.id
        AND (p.state <> 'ended' OR p.ended_by_staff) AND (
        p.contact = NEW.email AND NEW.email <> OLD.email
        OR p.contact = NEW.phone AND NEW.phone <> OLD.phone
        OR p.contact = NEW.confidential_contact AND NEW.confidential_contact <> OLD.confidential_contact))
    THEN
        RAISE EXCEPTION 'nobody acts for a record with its own address' USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_not_own';
    END IF;
    RETURN NEW;
END $$
"""

PEOPLE_PROXY_NOT_OWN = """
CREATE FUNCTION people_proxy_not_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'ended' AND (TG_OP = 'INSERT' OR NEW.contact <> OLD.contact OR NEW.patient_id <> OLD.patient_id OR OLD.state = 'ended')
        AND EXISTS (SELECT 1 FROM people_patient p WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id
            AND NEW.contact IN (p.email, p.phone, p.confidential_contact))
    THEN
        RAISE EXCEPTION 'nobody acts for a record with its own address' USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_not_own';
    END IF;
    RETURN NEW;
END $$
"""

PEOPLE_KEEP_BUILT_IN = """
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

PEOPLE_KEEP_A_KEEPER = """
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

PEOPLE_NEVER_EMPTY = """
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

# They look at once and not when everything is committed: by then another practice may be entered, and row-level
# security would show them its rows.
TRIGGERS = (
    "CREATE TRIGGER not_a_proxys BEFORE UPDATE OF email, phone, confidential_contact ON people_patient FOR EACH ROW EXECUTE FUNCTION people_patient_not_a_proxys()",
    "CREATE TRIGGER not_own BEFORE INSERT OR UPDATE ON people_proxy FOR EACH ROW EXECUTE FUNCTION people_proxy_not_own()",
    "CREATE TRIGGER keep_built_in BEFORE DELETE OR UPDATE ON people_role FOR EACH ROW EXECUTE FUNCTION people_keep_built_in()",
    "CREATE TRIGGER keeper_right AFTER DELETE OR UPDATE ON people_rolepermission FOR EACH ROW WHEN ((((old.kind)::text = 'staff'::text) AND ((old.permission)::text = 'role.edit'::text))) EXECUTE FUNCTION people_keep_a_keeper()",
    "CREATE TRIGGER never_empty AFTER DELETE OR UPDATE ON people_rolepermission FOR EACH ROW EXECUTE FUNCTION people_never_empty()",
    "CREATE TRIGGER keeper_gone AFTER DELETE ON people_staff FOR EACH ROW WHEN (old.is_active) EXECUTE FUNCTION people_keep_a_keeper()",
    "CREATE TRIGGER keeper_person AFTER UPDATE OF role, is_active ON people_staff FOR EACH ROW WHEN ((old.is_active AND (((old.role)::text <> (new.role)::text) OR (NOT new.is_active)))) EXECUTE FUNCTION people_keep_a_keeper()",
)

# Whoever works here has a role that there is.
ROLE_EXISTS = """
ALTER TABLE people_staff ADD CONSTRAINT staff_role_exists
    FOREIGN KEY (practice_id, role) REFERENCES people_role (practice_id, code) DEFERRABLE INITIALLY DEFERRED
"""

STATEMENTS = (
    ROLE_EXISTS,
    PEOPLE_PATIENT_NOT_A_PROXYS,
    PEOPLE_PROXY_NOT_OWN,
    PEOPLE_KEEP_BUILT_IN,
    PEOPLE_KEEP_A_KEEPER,
    PEOPLE_NEVER_EMPTY,
    *TRIGGERS,
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_tables"), ("tenancy", "0002_guards"), ("practice", "0002_guards")]
    operations = [
        secure("people", "RolePermission", "Role", "Staff", "Patient", "Proxy", "SignInCode", "ApiClient", "Tally"),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
