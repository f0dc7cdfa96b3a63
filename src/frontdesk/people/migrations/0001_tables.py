"""The tables of people, as they are made first."""

import django.db.models.deletion
import frontdesk.tenancy.models
from django.db import migrations, models


# `people.contacts.folded` in the database, so that what is looked up there is compared as everywhere else
# (tests/people/test_searching.py holds both to one answer): without accents, apostrophes, hyphens and case.
FOLDED = """
CREATE FUNCTION frontdesk_folded(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN btrim(regexp_replace(replace(replace(replace(replace(translate(regexp_replace(lower(normalize(translate(name, '''\u2019\u2018\u02bc\u02bb`\u00b4\u2032\uff07', ''), NFKD)), '[\u0300-\u036f]', '', 'g'), '\u00f8\u0142\u0111\u00f0\u0127\u0131', 'olddhi'), '\u00df', 'ss'), '\u00e6', 'ae'), '\u0153', 'oe'), '\u00fe', 'th'), '[^[:alnum:]]+', ' ', 'g'))
"""

# Every part of a name, and names of several parts in one word as well: `delacruz` finds De La Cruz.
NAME = """
CREATE FUNCTION frontdesk_name(first text, last text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    frontdesk_folded(first) || ' ' || frontdesk_folded(last)
    || CASE WHEN frontdesk_folded(first) LIKE '% %' THEN ' ' || replace(frontdesk_folded(first), ' ', '') ELSE '' END
    || CASE WHEN frontdesk_folded(last) LIKE '% %' THEN ' ' || replace(frontdesk_folded(last), ' ', '') ELSE '' END
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("practice", "0001_tables"),
        ("tenancy", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(FOLDED, migrations.RunSQL.noop),
        migrations.RunSQL(NAME, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Patient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("first_name", models.CharField(max_length=80)),
                ("last_name", models.CharField(max_length=80)),
                ("birth_date", models.DateField()),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "phone",
                    models.CharField(
                        blank=True, help_text="E.164, such as +13125550100, or +13125550100x22", max_length=40
                    ),
                ),
                (
                    "payer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.payer",
                    ),
                ),
                ("uninsured", models.BooleanField(default=False, help_text="has none of our payers, or pays alone")),
                ("member_id", models.CharField(blank=True, max_length=60)),
                ("established", models.BooleanField(default=False)),
                ("no_shows", models.PositiveSmallIntegerField(default=0)),
                ("last_visit_on", models.DateField(blank=True, null=True)),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("es", "Español")], default="en", max_length=2),
                ),
                (
                    "time_zone",
                    models.CharField(
                        blank=True, help_text="IANA's name, where it is not the practice's", max_length=60
                    ),
                ),
                (
                    "email_of",
                    models.CharField(
                        choices=[("patient", "patient"), ("parent", "parent"), ("carer", "carer")],
                        default="patient",
                        max_length=10,
                    ),
                ),
                (
                    "phone_of",
                    models.CharField(
                        choices=[("patient", "patient"), ("parent", "parent"), ("carer", "carer")],
                        default="patient",
                        max_length=10,
                    ),
                ),
                (
                    "confidential_contact",
                    models.CharField(
                        blank=True,
                        help_text="the only address or number that may be used (45 CFR 164.522(b))",
                        max_length=254,
                    ),
                ),
                (
                    "unread_contacts",
                    models.TextField(
                        blank=True,
                        help_text="addresses and numbers that were kept here once and are none, as they stood, a line each",
                    ),
                ),
                ("deceased_on", models.DateField(blank=True, null=True)),
                (
                    "self_registered",
                    models.BooleanField(default=False, help_text="made by somebody outside; staff have not matched it"),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "folded",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("first_name", "last_name", function="frontdesk_name"),
                        output_field=models.TextField(),
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "last_name", "first_name"], name="people_pati_practic_84da86_idx"),
                    models.Index(fields=["practice", "birth_date"], name="people_pati_practic_d46f69_idx"),
                    models.Index(fields=["practice", "email"], name="patient_by_email"),
                    models.Index(
                        condition=models.Q(("confidential_contact", ""), _negated=True),
                        fields=["practice", "confidential_contact"],
                        name="patient_by_confidential",
                    ),
                    models.Index(fields=["practice", "phone"], name="people_pati_practic_a73b2e_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", ""),
                            ("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$"),
                            _connector="OR",
                        ),
                        name="patient_email_normal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email_of__in", ("patient", "parent", "carer")),
                            ("phone_of__in", ("patient", "parent", "carer")),
                        ),
                        name="patient_whose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$"), _connector="OR"
                        ),
                        name="patient_phone_normal",
                    ),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Proxy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proxies",
                        to="people.patient",
                    ),
                ),
                ("contact", models.CharField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("who", models.CharField(choices=[("parent", "parent"), ("carer", "carer")], max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked"), ("confirmed", "confirmed"), ("ended", "ended")], max_length=10
                    ),
                ),
                (
                    "ended_by_staff",
                    models.BooleanField(
                        default=False,
                        help_text="staff ended it, and nobody else lets them act again, whoever names them",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "proxies",
                "indexes": [models.Index(fields=["practice", "contact"], name="people_prox_practic_32e8b6_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "patient", "contact"), name="proxy_once"),
                    models.CheckConstraint(
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
                ],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=80)),
                ("built_in", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "code"), name="role_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("built_in", True),
                                ("code__in", ("front_desk", "scheduler", "clinician", "billing", "manager", "admin")),
                            ),
                            models.Q(
                                ("built_in", False),
                                models.Q(
                                    (
                                        "code__in",
                                        (
                                            "front_desk",
                                            "scheduler",
                                            "clinician",
                                            "billing",
                                            "manager",
                                            "admin",
                                            "nobody",
                                            "patient",
                                            "client",
                                        ),
                                    ),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="role_built_in_or_own",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RolePermission",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("staff", "staff"),
                            ("nobody", "nobody"),
                            ("patient", "patient"),
                            ("client", "client"),
                        ],
                        default="staff",
                        max_length=10,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True, help_text="of the staff; empty for other kinds of actor", max_length=20
                    ),
                ),
                ("permission", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "kind", "role", "permission"), name="role_permission_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "staff"), models.Q(("role", ""), _negated=True)),
                            models.Q(models.Q(("kind", "staff"), _negated=True), ("role", "")),
                            _connector="OR",
                        ),
                        name="staff_have_roles",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInCode",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("contact_hash", models.CharField(max_length=64)),
                ("code_hash", models.CharField(max_length=64)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["practice", "contact_hash", "-created_at"], name="people_sign_practic_0228a2_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("subject_hash", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "since"], name="tally_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "purpose", "subject_hash"), name="one_tally")
                ],
            },
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "unread_email",
                    models.CharField(
                        blank=True, help_text="what stood as the address before, where it was none", max_length=254
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "role",
                    models.CharField(
                        help_text="the code of a Role of this practice: the database refuses others", max_length=20
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.provider",
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "access",
                    models.PositiveIntegerField(
                        default=1, help_text="counts how often access began: older sessions stay ended"
                    ),
                ),
                (
                    "first_password",
                    models.BooleanField(
                        default=False,
                        help_text="somebody else made it: they choose one of their own before they see anything",
                    ),
                ),
                (
                    "one_letter_keys",
                    models.BooleanField(
                        default=True,
                        help_text="whether a letter alone is a command; who speaks to the computer, or slips, wants none",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "email"), name="staff_email_once"),
                    models.CheckConstraint(
                        condition=models.Q(("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$")),
                        name="staff_email_normal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("token_hash", models.CharField(max_length=64)),
                ("scopes", models.JSONField(default=list)),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "name"), name="client_name_once"),
                    models.UniqueConstraint(fields=("practice", "token_hash"), name="client_token_once"),
                ],
            },
        ),
    ]
