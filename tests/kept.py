"""A practice that many tests begin with is published twice by the actions; after that its rows are put back as they were.

Publishing asks the database a hundred questions, putting back asks one.  Only inside the transaction of a test (`db`), and
only where it is the first practice there: what else a test does with it is done by the actions, as always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection

from frontdesk.tenancy.context import enter
from frontdesk.tenancy.models import Practice

DATABASE = "frontdesk"  # that of `db`; others belong to a single test
_asked: Counter[Any] = Counter()
_kept: dict[Any, str] = {}

# The rows of all tables that the migrations leave empty; and back again as they were, with nothing that follows from writing them.
FUNCTIONS = """
CREATE SCHEMA kept;
GRANT USAGE ON SCHEMA kept TO frontdesk_app;

CREATE TABLE kept.tables AS
SELECT relname, string_agg(quote_ident(attname), ', ') AS columns
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
GROUP BY relname;

DO $$ DECLARE one text; filled boolean; BEGIN
  FOR one IN SELECT relname FROM kept.tables LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;
    IF filled THEN DELETE FROM kept.tables WHERE relname = one; END IF;
  END LOOP;
END $$;

CREATE FUNCTION kept.rows() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE one record; filled jsonb; stored jsonb := '{}'; BEGIN
  FOR one IN SELECT * FROM kept.tables LOOP
    EXECUTE format('SELECT jsonb_agg(to_jsonb(t)) FROM public.%I t', one.relname) INTO filled;
    IF filled IS NOT NULL THEN stored := stored || jsonb_build_object(one.relname, filled); END IF;
  END LOOP;
  RETURN stored;
END $$;

CREATE FUNCTION kept.put_back(stored jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET session_replication_role = replica AS $$
DECLARE one record; BEGIN
  FOR one IN SELECT tables.*, value FROM jsonb_each(stored) JOIN kept.tables ON relname = key LOOP
    EXECUTE format('INSERT INTO public.%1$I (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::public.%1$I, $1)',
                   one.relname, one.columns) USING one.value;
  END LOOP;
END $$;
"""


def once(key: Any, make: Callable[[], Practice]) -> Practice:
    """The practice that `make` publishes, entered."""
    if connection.settings_dict["NAME"] != DATABASE or Practice.objects.exists():
        return make()
    if key in _kept:
        return _put_back(_kept[key])
    made = make()
    _asked[key] += 1
    if _asked[key] > 1:
        with connection.cursor() as cursor:
            cursor.execute("SELECT kept.rows()")
            _kept[key] = cursor.fetchone()[0]
    return made


def _put_back(rows: str) -> Practice:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept.put_back(%s)", [rows])
    practice = Practice.objects.get()
    enter(practice)
    return practice
