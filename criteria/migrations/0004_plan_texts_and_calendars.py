import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope
from cchc.tenancy.operations import IsolateTenants

TENANT = {
    "default": cchc.tenancy.scope.active_tenant_id,
    "editable": False,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "tenancy.tenant",
}


def key() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0003_longer_printed_number"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="public_detail",
            field=models.CharField(
                choices=[
                    ("ranking", "Bảng xếp hạng, xếp loại và điểm từng lĩnh vực"),
                    ("criteria", "Thêm trang của từng đơn vị với điểm từng tiêu chí"),
                ],
                default="criteria",
                max_length=10,
                verbose_name="công bố",
            ),
        ),
        migrations.AddField(
            model_name="extension",
            name="request_paper",
            field=models.CharField(blank=True, max_length=300, verbose_name="văn bản đề nghị"),
        ),
        migrations.AddField(
            model_name="extension",
            name="former_closes_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="hạn cũ"),
        ),
        migrations.AddField(
            model_name="extension",
            name="batch",
            field=models.UUIDField(
                default=uuid.uuid4, db_default=django.contrib.postgres.functions.RandomUUID(), editable=False
            ),
        ),
        migrations.CreateModel(
            name="PlanText",
            fields=[
                key(),
                ("key", models.CharField(max_length=40)),
                ("text", models.TextField(verbose_name="lời")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="criteria.campaign"
                    ),
                ),
                ("tenant", models.ForeignKey(**TENANT)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("campaign", "key"), name="plan_text_once")],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                key(),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("tenant", models.ForeignKey(**TENANT)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant", "user"), name="calendar_feed_once")],
            },
        ),
        IsolateTenants(),
    ]
