"""Addresses and numbers in the one form in which they are kept; what is none stays beside the record, for staff to see."""

from django.db import migrations, models

from frontdesk.people.contacts import Unreadable, contact, email_address, telephone_number, tidy_name
from frontdesk.tenancy.sql import in_each_practice

# Nobody is reached there: who asked for one address alone is not written to at another because that one was none.
NOWHERE = "unread@confidential.invalid"


def patients(apps, practice):
    readers = (
        ("email", email_address, ""),
        ("phone", telephone_number, ""),
        ("confidential_contact", contact, NOWHERE),
    )
    for patient in apps.get_model("people", "Patient").objects.filter(practice=practice).iterator():
        before = (patient.email, patient.phone, patient.confidential_contact, patient.first_name, patient.last_name)
        unread = []
        for name, read, instead in readers:
            stood = getattr(patient, name)
            if stood:
                try:
                    setattr(patient, name, read(stood))
                except Unreadable:
                    unread.append(stood)
                    setattr(patient, name, instead)
        patient.first_name, patient.last_name = tidy_name(patient.first_name), tidy_name(patient.last_name)
        patient.unread_contacts = "\n".join(unread)
        after = (patient.email, patient.phone, patient.confidential_contact, patient.first_name, patient.last_name)
        if before != after:
            patient.save()


def proxies(apps, practice):
    """Who cannot be written to any more is ended, and stands on the patient's page; of two that are one, the confirmed stays."""
    model = apps.get_model("people", "Proxy")
    taken = set()
    order = {"confirmed": 0, "asked": 1, "ended": 2}
    rows = sorted(model.objects.filter(practice=practice), key=lambda one: (order[one.state], one.created_at))
    for proxy in rows:
        stood = proxy.contact
        try:
            normal = contact(stood)
        except Unreadable:
            normal = ""
        if normal and (proxy.patient_id, normal) not in taken:
            taken.add((proxy.patient_id, normal))
            if normal != stood:
                clash = model.objects.filter(patient_id=proxy.patient_id, contact=normal).exclude(pk=proxy.pk).first()
                if clash is not None:  # the same address, written twice: this row is the stronger one
                    clash.delete()
                model.objects.filter(pk=proxy.pk).update(contact=normal)
            continue
        if normal:
            model.objects.filter(pk=proxy.pk).delete()
            continue
        if proxy.state != "ended":
            _beside(apps, proxy, stood)
        model.objects.filter(pk=proxy.pk).update(state="ended")


def _beside(apps, proxy, stood):
    patient = apps.get_model("people", "Patient").objects.get(pk=proxy.patient_id)
    line = f"{stood} ({proxy.who}{': ' + proxy.name if proxy.name else ''})"
    patient.unread_contacts = "\n".join(filter(None, [patient.unread_contacts, line]))
    patient.save(update_fields=["unread_contacts"])


def staff(apps, practice):
    model = apps.get_model("people", "Staff")
    taken = set()
    for one in model.objects.filter(practice=practice).order_by("-is_active", "pk"):
        stood = one.email
        try:
            normal = email_address(stood)
        except Unreadable:
            normal = ""
        if not normal or normal in taken:  # an administrator gives them a new one; nothing is lost
            one.unread_email, normal = stood, f"unread-{one.pk.hex[-12:]}@unread.invalid"
        taken.add(normal)
        if normal != stood:
            model.objects.filter(pk=one.pk).update(email=normal, unread_email=one.unread_email)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0010_kinds_and_roles"),
        ("practice", "0005_held_back"),
        ("tenancy", "0003_sample"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="staff",
            name="staff_email_once",
        ),
        migrations.RemoveIndex(
            model_name="patient",
            name="patient_by_email",
        ),
        migrations.AddField(
            model_name="patient",
            name="unread_contacts",
            field=models.TextField(
                blank=True,
                help_text="addresses and numbers that were kept here once and are none, as they stood, a line each",
            ),
        ),
        migrations.AddField(
            model_name="staff",
            name="unread_email",
            field=models.CharField(
                blank=True, help_text="what stood as the address before, where it was none", max_length=254
            ),
        ),
        migrations.AlterField(
            model_name="patient",
            name="phone",
            field=models.CharField(
                blank=True, help_text="E.164, such as +13125550100, or +13125550100x22", max_length=40
            ),
        ),
        in_each_practice(patients),
        in_each_practice(proxies),
        in_each_practice(staff),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["practice", "email"], name="patient_by_email"),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(
                condition=models.Q(("confidential_contact", ""), _negated=True),
                fields=["practice", "confidential_contact"],
                name="patient_by_confidential",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email", ""), ("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$"), _connector="OR"
                ),
                name="patient_email_normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$"), _connector="OR"
                ),
                name="patient_phone_normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confidential_contact", ""),
                    (
                        "confidential_contact__regex",
                        "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$|^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$",
                    ),
                    _connector="OR",
                ),
                name="patient_confidential_normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="proxy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "ended"),
                    (
                        "contact__regex",
                        "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$|^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$",
                    ),
                    _connector="OR",
                ),
                name="proxy_contact_normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.UniqueConstraint(fields=("practice", "email"), name="staff_email_once"),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.CheckConstraint(
                condition=models.Q(("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$")),
                name="staff_email_normal",
            ),
        ),
    ]
