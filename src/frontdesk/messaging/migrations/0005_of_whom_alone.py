"""A yes from before patients were told apart was one for whoever is reached there.  Where one patient alone was, it was theirs.

Who wrote it themselves, by text, spoke for the number; and where several have it by now nobody knows of whom it was said: those stay.
"""

from django.db import connection, migrations

from frontdesk.tenancy.sql import in_each_practice

OF_WHOM = """
UPDATE messaging_consent AS said SET patient_id = alone.patient
FROM (
    SELECT contact, min(patient::text)::uuid AS patient, min(since) AS since FROM (
        SELECT own.contact, p.id AS patient, p.created_at AS since
        FROM people_patient p, unnest(ARRAY[p.email, p.phone, p.confidential_contact]) AS own (contact)
        WHERE p.practice_id = %(practice)s AND p.same_as_id IS NULL
        UNION ALL
        SELECT x.contact, p.id, p.created_at FROM people_proxy x
        JOIN people_patient p ON p.practice_id = x.practice_id AND p.id = x.patient_id WHERE x.practice_id = %(practice)s
    ) AS reached
    WHERE contact <> '' GROUP BY contact HAVING count(DISTINCT patient) = 1
) AS alone
WHERE said.practice_id = %(practice)s AND said.patient_id IS NULL AND said.given AND said.how NOT LIKE 'text %%'
    AND said.contact = alone.contact AND said.at >= alone.since
    AND said.at < (SELECT applied FROM django_migrations WHERE app = 'messaging' AND name = '0004_about_whom')
"""


def tell_of_whom(apps, practice):
    with connection.cursor() as cursor:
        cursor.execute(OF_WHOM, {"practice": practice.pk})


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_about_whom"), ("people", "0001_tables")]
    operations = [in_each_practice(tell_of_whom)]
