"""The tables of booking, as they are made first."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import frontdesk.tenancy.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("intake", "0001_tables"),
        ("people", "0001_tables"),
        ("practice", "0001_tables"),
        ("tenancy", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recall",
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
                        related_name="recalls",
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
                ("due_on", models.DateField()),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("note", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("invited", "invited"),
                            ("booked", "booked"),
                            ("refused", "refused"),
                            ("closed", "closed"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("ordered_by", models.CharField(max_length=120)),
                (
                    "outside_key",
                    models.CharField(
                        blank=True, help_text="what the file or system it came from calls it", max_length=80
                    ),
                ),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("told", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "state", "due_on"], name="booking_rec_practic_02a421_idx"),
                    models.Index(fields=["practice", "token_hash"], name="booking_rec_practic_507ab2_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "invited", "booked", "refused", "closed"])),
                        name="recall_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on__gte", models.F("due_on")), ("opens_on__lte", models.F("due_on"))
                        ),
                        name="recall_due_in_window",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outside_key", ""), _negated=True),
                        fields=("practice", "outside_key"),
                        name="recall_key_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
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
                        related_name="appointments",
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
                    "provider",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.provider",
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.location",
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
                    "request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="intake.request",
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField()),
                ("before", models.PositiveSmallIntegerField(default=0)),
                ("after", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "held"),
                            ("booked", "booked"),
                            ("arrived", "arrived"),
                            ("no_show", "no_show"),
                            ("completed", "completed"),
                            ("cancelled", "cancelled"),
                            ("rescheduled", "rescheduled"),
                        ],
                        max_length=12,
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
                ("new_patient", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True, help_text="why it was cancelled or moved")),
                ("override_reason", models.TextField(blank=True)),
                (
                    "overridden",
                    models.JSONField(
                        default=list, help_text="what stood against it when that was decided, and nothing else"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="booking.appointment",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="which one a hold will take the place of",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="booking.appointment",
                    ),
                ),
                (
                    "recall",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="which due visit a hold is for",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="booking.recall",
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(blank=True, help_text="when the patient said that they will come", null=True),
                ),
                ("self_pay", models.BooleanField(default=False)),
                (
                    "checked",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="the rules by which it was looked at last",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.policy",
                    ),
                ),
                (
                    "series",
                    models.UUIDField(blank=True, help_text="the same for all appointments of one series", null=True),
                ),
                ("hold_expires_at", models.DateTimeField(blank=True, null=True)),
                ("extended", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "start"], name="booking_app_practic_3795d5_idx"),
                    models.Index(fields=["practice", "patient", "start"], name="booking_app_practic_36fb79_idx"),
                    models.Index(fields=["practice", "provider", "start"], name="booking_app_practic_944abf_idx"),
                    models.Index(
                        condition=models.Q(("series__isnull", False)), fields=["practice", "series"], name="of_a_series"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "number"), name="appointment_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["held", "booked", "arrived", "no_show", "completed", "cancelled", "rescheduled"],
                            )
                        ),
                        name="appointment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="appointment_lasts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            ("hold_expires_at__isnull", False),
                            _connector="OR",
                        ),
                        name="hold_expires",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cancelled_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "rescheduled"), _negated=True),
                            ("successor__isnull", False),
                            _connector="OR",
                        ),
                        name="rescheduled_has_successor",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", False), ("state", "held")),
                        fields=("practice", "replaces"),
                        name="one_hold_for_an_appointment",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True), ("request__isnull", False), ("state", "held")),
                        fields=("practice", "request"),
                        name="one_hold_for_a_request",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("recall__isnull", False), ("state", "held")),
                        fields=("practice", "recall"),
                        name="one_hold_for_a_due_visit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
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
                    "appointment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reservations",
                        to="booking.appointment",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("provider", "provider"), ("resource", "resource"), ("patient", "patient")],
                        max_length=10,
                    ),
                ),
                ("subject", models.UUIDField()),
                ("lane", models.PositiveSmallIntegerField(default=0)),
                ("lanes", models.PositiveSmallIntegerField(default=1, null=True)),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField()),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "appointment"], name="booking_res_practic_994ab5_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lanes__isnull", True), ("lane__lt", models.F("lanes")), _connector="OR"),
                        name="no_more_than_seats",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("practice", "="), ("subject", "="), ("lane", "="), ("during", "&&")],
                        name="never_twice",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TimeAway",
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
                    "provider",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.provider",
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("from_minute", models.PositiveSmallIntegerField(default=0)),
                ("to_minute", models.PositiveSmallIntegerField(default=1440)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("approved", "approved"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="why it was declined", max_length=200)),
                ("asked_by", models.CharField(max_length=120)),
                ("decided_by", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "times away",
                "indexes": [
                    models.Index(fields=["practice", "state", "first_on"], name="booking_tim_practic_e821ed_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="away_ends_after_it_begins"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_minute__gt", models.F("from_minute")), ("to_minute__lte", 1440)),
                        name="away_hours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitlistEntry",
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
                        related_name="waitlist_entries",
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
                    "appointment",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist_entries",
                        to="booking.appointment",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist_entries",
                        to="intake.request",
                    ),
                ),
                ("first_on", models.DateField()),
                ("last_on", models.DateField(blank=True, null=True)),
                ("parts", models.JSONField(default=list)),
                ("days", models.JSONField(default=list)),
                ("notice_hours", models.PositiveSmallIntegerField(default=24)),
                ("urgent", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("offered", "offered"),
                            ("booked", "booked"),
                            ("left", "left"),
                            ("closed", "closed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "waitlist entries",
                "indexes": [
                    models.Index(fields=["practice", "state", "created_at"], name="booking_wai_practic_b4290a_idx")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "offered", "booked", "left", "closed"])),
                        name="waitlist_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "offered"])),
                        fields=("practice", "patient", "visit_type"),
                        name="waiting_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitlistOffer",
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
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers",
                        to="booking.waitlistentry",
                    ),
                ),
                (
                    "hold",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waitlist_offers",
                        to="booking.appointment",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("passed", "passed"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "state", "expires_at"], name="booking_wai_practic_c66aa0_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "offered")),
                        fields=("practice", "entry"),
                        name="one_offer_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Death",
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
                        related_name="+",
                        to="people.patient",
                    ),
                ),
                ("on", models.DateField()),
                ("ended", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("written", "written"), ("taken back", "taken back")], default="written", max_length=10
                    ),
                ),
                ("by", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "patient"], name="booking_dea_practic_ec3588_idx")],
            },
        ),
        migrations.CreateModel(
            name="Merge",
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
                    "kept",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
                (
                    "gone",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
                ("moved", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("merged", "merged"), ("undone", "undone")], default="merged", max_length=8
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("by", models.CharField(max_length=120)),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "kept"], name="booking_mer_practic_cd5588_idx")],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
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
                    "appointment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="booking.appointment",
                    ),
                ),
                (
                    "hold",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="booking.appointment",
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("passed", "passed"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "state", "expires_at"], name="booking_pro_practic_1436cd_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("practice", "appointment"),
                        name="one_proposal_at_a_time",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="recall",
            name="appointment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recalls",
                to="booking.appointment",
            ),
        ),
    ]
