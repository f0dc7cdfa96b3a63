"""Addresses and numbers of drafts and referrals in the form in which they are kept; what is none stays where staff read it."""

from django.conf import settings
from django.db import migrations, models

from frontdesk.people.contacts import Unreadable, email_address, normal_contact, telephone_number
from frontdesk.tenancy.sql import in_each_practice


def drafts(apps, practice):
    """What was typed stays in the answers; where it is no address, it is asked for again."""
    for draft in apps.get_model("intake", "Draft").objects.filter(practice=practice).exclude(contact="").iterator():
        normal = normal_contact(draft.contact) or ""
        if normal != draft.contact:
            draft.contact = normal
            draft.answers = {
                **draft.answers,
                "done": [one for one in draft.answers.get("done", []) if normal or one != "contact"],
            }
            draft.save(update_fields=["contact", "answers"])


def referrals(apps, practice):
    """What is no address is added to what the clinic wrote."""
    readers = {
        "email": email_address,
        "phone": telephone_number,
        "clinic_email": email_address,
        "clinic_phone": telephone_number,
    }
    for referral in apps.get_model("intake", "Referral").objects.filter(practice=practice).iterator():
        changed = []
        for name, read in readers.items():
            stood = getattr(referral, name)
            try:
                normal = read(stood) if stood else ""
            except Unreadable:
                normal = ""
                referral.why = f"{referral.why}\n{name.replace('_', ' ')}, as it came: {stood}".strip()
                changed.append("why")
            if normal != stood:
                setattr(referral, name, normal)
                changed.append(name)
        if changed:
            referral.save(update_fields=changed)


def requests(apps, practice):
    model = apps.get_model("intake", "Request")
    for key, stood in model.objects.filter(practice=practice).exclude(asked_by="").values_list("pk", "asked_by"):
        if (normal := normal_contact(stood) or stood) != stood:
            model.objects.filter(pk=key).update(asked_by=normal)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0006_drawn_documents"),
        ("practice", "0005_held_back"),
        ("tenancy", "0003_sample"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="clinic_phone",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AlterField(
            model_name="referral",
            name="phone",
            field=models.CharField(blank=True, max_length=40),
        ),
        in_each_practice(drafts),
        in_each_practice(referrals),
        in_each_practice(requests),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contact", ""),
                    (
                        "contact__regex",
                        "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$|^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$",
                    ),
                    _connector="OR",
                ),
                name="draft_contact_normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email", ""), ("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$"), _connector="OR"
                ),
                name="referral_email_normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$"), _connector="OR"
                ),
                name="referral_phone_normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clinic_email", ""),
                    ("clinic_email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$"),
                    _connector="OR",
                ),
                name="referral_clinic_email_normal",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clinic_phone", ""),
                    ("clinic_phone__regex", "^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$"),
                    _connector="OR",
                ),
                name="referral_clinic_phone_normal",
            ),
        ),
    ]
