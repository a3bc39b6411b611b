import django.db.models.deletion
from django.db import migrations, models

from cchc.tenancy.operations import IsolateTenants


def earlier(model: str) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="successors",
        to=f"criteria.{model}",
    )


class Migration(migrations.Migration):
    dependencies = [("criteria", "0004_plan_texts_and_calendars")]

    operations = [
        migrations.AddField("criteriaset", "predecessor", earlier("criteriaset")),
        migrations.AddField(
            "criteriaset", "version", models.PositiveSmallIntegerField("phiên bản", default=1, db_default=1)
        ),
        migrations.AddField(
            "criteriaset",
            "version_reason",
            models.TextField("lý do lập phiên bản", blank=True, default="", db_default=""),
        ),
        migrations.AddField("criterion", "predecessor", earlier("criterion")),
        migrations.AddField("criterion", "predecessor_by_hand", models.BooleanField(default=False, db_default=False)),
        migrations.AddField("criterion", "version", models.PositiveIntegerField(default=1, db_default=1)),
        migrations.AddField(
            "ruleline",
            "upper",
            models.DecimalField("đến dưới tỷ lệ %", blank=True, decimal_places=4, max_digits=9, null=True),
        ),
        IsolateTenants(),
    ]
