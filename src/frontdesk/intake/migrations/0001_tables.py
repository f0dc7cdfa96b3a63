"""The tables of intake, as they are made first."""

import django.contrib.postgres.fields
import django.db.models.deletion
import frontdesk.tenancy.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_tables"),
        ("people", "__first__"),
        ("practice", "0001_tables"),
        ("tenancy", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
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
                ("token_hash", models.CharField(max_length=64)),
                ("contact", models.CharField(blank=True, max_length=254)),
                ("owner", models.CharField(blank=True, max_length=254)),
                ("answers", models.JSONField(default=dict)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "expires_at"], name="intake_draf_practic_16a235_idx"),
                    models.Index(fields=["practice", "contact"], name="intake_draf_practic_37f81e_idx"),
                    models.Index(
                        condition=models.Q(("owner", ""), _negated=True),
                        fields=["practice", "owner"],
                        name="draft_by_owner",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "token_hash"), name="draft_token_once"),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner", ""),
                            (
                                "owner__regex",
                                "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$|^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$",
                            ),
                            _connector="OR",
                        ),
                        name="draft_owner_normal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
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
                ("number", models.PositiveIntegerField()),
                (
                    "patient",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="people.patient",
                    ),
                ),
                (
                    "visit_type",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.visittype",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.policy",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "requested"),
                            ("awaiting_info", "awaiting_info"),
                            ("awaiting_approval", "awaiting_approval"),
                            ("approved", "approved"),
                            ("scheduled", "scheduled"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                        ],
                        default="requested",
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "online"),
                            ("phone", "phone"),
                            ("referral", "referral"),
                            ("staff", "staff"),
                        ],
                        max_length=10,
                    ),
                ),
                ("deciding", models.JSONField(default=list)),
                ("missing", models.JSONField(default=list)),
                ("waits_for_clinician", models.BooleanField(default=False)),
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
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.location",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("hand_over", models.CharField(blank=True, max_length=400)),
                ("note", models.TextField(blank=True)),
                ("approved_by", models.CharField(blank=True, max_length=120)),
                (
                    "self_pay",
                    models.BooleanField(
                        default=False, help_text="the patient pays for this visit; the payer is not told"
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(
                        blank=True, help_text="the address or number that asked, where it is a proxy's", max_length=254
                    ),
                ),
                (
                    "followed_by",
                    models.CharField(
                        blank=True,
                        help_text="the address or number that asked and is not the record's: it sees where this request stands",
                        max_length=254,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("state_since", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "due_policy",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.policy",
                    ),
                ),
                ("reply_by", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("followed_by", ""), _negated=True),
                        fields=["practice", "followed_by"],
                        name="request_by_follower",
                    ),
                    models.Index(fields=["practice", "state", "state_since"], name="intake_requ_practic_7645ae_idx"),
                    models.Index(fields=["practice", "patient"], name="intake_requ_practic_ab66c0_idx"),
                    models.Index(fields=["practice", "state", "due_at"], name="intake_requ_practic_87b848_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "number"), name="request_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "requested",
                                    "awaiting_info",
                                    "awaiting_approval",
                                    "approved",
                                    "scheduled",
                                    "declined",
                                    "withdrawn",
                                    "expired",
                                ],
                            )
                        ),
                        name="request_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("followed_by", ""),
                            (
                                "followed_by__regex",
                                "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$|^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$",
                            ),
                            _connector="OR",
                        ),
                        name="request_followed_by_normal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
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
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("closed", "closed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[("routine", "routine"), ("soon", "soon"), ("urgent", "urgent")],
                        default="routine",
                        max_length=8,
                    ),
                ),
                (
                    "visit_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.visittype",
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
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.location",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=80)),
                ("last_name", models.CharField(blank=True, max_length=80)),
                ("birth_date", models.DateField(blank=True, null=True)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
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
                ("member_id", models.CharField(blank=True, max_length=60)),
                ("why", models.TextField(blank=True, help_text="what the clinic wrote: the reason for referral")),
                ("answers", models.JSONField(default=dict)),
                ("clinic_name", models.CharField(blank=True, max_length=120)),
                ("clinician", models.CharField(blank=True, max_length=120)),
                ("clinic_phone", models.CharField(blank=True, max_length=40)),
                ("clinic_email", models.EmailField(blank=True, max_length=254)),
                (
                    "source",
                    models.CharField(
                        choices=[("by hand", "by hand"), ("upload", "upload"), ("file", "file"), ("api", "api")],
                        max_length=10,
                    ),
                ),
                ("outside_key", models.CharField(blank=True, max_length=80)),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="intake.request",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="why it was declined or closed", max_length=400)),
                ("received_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "state", "received_at"], name="intake_refe_practic_24797a_idx"),
                    models.Index(fields=["practice", "token_hash"], name="intake_refe_practic_027665_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "number"), name="referral_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "accepted", "declined", "closed"])),
                        name="referral_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True), ("request__isnull", False), _connector="OR"
                        ),
                        name="accepted_has_request",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outside_key", ""), _negated=True),
                        fields=("practice", "outside_key"),
                        name="referral_key_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", ""),
                            ("email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$"),
                            _connector="OR",
                        ),
                        name="referral_email_normal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$"), _connector="OR"
                        ),
                        name="referral_phone_normal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("clinic_email", ""),
                            ("clinic_email__regex", "^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\\.[a-z0-9-]+$"),
                            _connector="OR",
                        ),
                        name="referral_clinic_email_normal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("clinic_phone", ""),
                            ("clinic_phone__regex", "^\\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$"),
                            _connector="OR",
                        ),
                        name="referral_clinic_phone_normal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="people.patient",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="intake.request",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="intake.referral",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="intake.draft",
                    ),
                ),
                ("field", models.CharField(max_length=60)),
                ("content_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=64)),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("none", "none"),
                            ("waiting", "waiting"),
                            ("clean", "clean"),
                            ("infected", "infected"),
                        ],
                        default="none",
                        max_length=12,
                    ),
                ),
                (
                    "drawing",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("drawn", "drawn"), ("refused", "refused")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                (
                    "pages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), blank=True, default=list, size=None
                    ),
                ),
                ("page_count", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaces",
                        to="intake.document",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "name"), name="document_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("replaced_by", models.F("id")), _negated=True),
                            ("replaced_by", None),
                            _connector="OR",
                        ),
                        name="document_not_in_its_own_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawing", "drawn"), ("pages__len__gt", 0)),
                            models.Q(models.Q(("drawing", "drawn"), _negated=True), ("pages", [])),
                            _connector="OR",
                        ),
                        name="document_drawn_has_pages",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
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
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="intake.request",
                    ),
                ),
                ("field", models.CharField(max_length=60)),
                ("value", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "request", "field"), name="answer_once")],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=400)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "staff", "name"), name="saved_view_once")],
            },
        ),
        migrations.CreateModel(
            name="Task",
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
                            ("no_show", "no_show"),
                            ("refill", "refill"),
                            ("move", "move"),
                            ("broken", "broken"),
                            ("message", "message"),
                            ("duplicate", "duplicate"),
                            ("hold", "hold"),
                            ("referral", "referral"),
                            ("away", "away"),
                            ("rebook", "rebook"),
                            ("text", "text"),
                            ("cannot", "cannot"),
                            ("urgent", "urgent"),
                            ("gone", "gone"),
                            ("document", "document"),
                            ("same_key", "same_key"),
                        ],
                        max_length=16,
                    ),
                ),
                ("thing_kind", models.CharField(max_length=30)),
                ("thing_id", models.UUIDField()),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="people.patient",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="intake.referral",
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=200)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("state", models.CharField(choices=[("open", "open"), ("done", "done")], default="open", max_length=6)),
                ("outcome", models.CharField(blank=True, max_length=40)),
                ("note", models.CharField(blank=True, max_length=400)),
                ("due_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done_by", models.CharField(blank=True, max_length=120)),
                (
                    "settled_with",
                    models.UUIDField(
                        blank=True,
                        help_text="the appointment of which a change settled it: taken back, that opens it again",
                        null=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "state", "due_at"], name="intake_task_practic_ee7dba_idx"),
                    models.Index(fields=["practice", "thing_id"], name="intake_task_practic_b04244_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open"), models.Q(("kind", "referral"), _negated=True)),
                        fields=("practice", "kind", "thing_id"),
                        name="one_open_task_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True), ("done_at__isnull", False), _connector="OR"
                        ),
                        name="done_has_a_time",
                    ),
                ],
            },
        ),
    ]
