"""To whom one press proposes another time: a row and a job for each."""

import django.db.models.deletion
from django.db import migrations, models

import frontdesk.tenancy.models
from frontdesk.tenancy.sql import secure, state_machine

DONE = ("made", "not free", "over", "failed")
MOVES = {"waiting": DONE, "failed": DONE}


def inside(to: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [("booking", "0014_taken_from_when"), ("people", "0001_tables"), ("tenancy", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="ToPropose",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.JSONField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[(one, one) for one in ("waiting", "made", "not free", "over", "failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("pressed_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("appointment", inside("booking.appointment", related_name="to_propose")),
                ("away", inside("booking.timeaway", related_name="to_propose")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("staff", inside("people.staff", related_name="+")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "away", "pressed_at"], name="booking_top_practic_6ec1b5_idx")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("practice", "appointment"),
                        name="proposed_by_one_press",
                    )
                ],
            },
        ),
        secure("booking", "ToPropose"),
        *[
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in state_machine("booking_topropose", MOVES, ("waiting",))
        ],
    ]
