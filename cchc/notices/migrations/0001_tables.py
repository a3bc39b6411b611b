import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [("notices", "0001_initial")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("tenancy", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=[("inbox", "Hộp tin"), ("email", "Thư điện tử")], max_length=8)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("url", models.CharField(blank=True, max_length=300)),
                ("dedupe_key", models.CharField(max_length=200)),
                ("due_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("due", "Chờ gửi"),
                            ("sending", "Đang gửi"),
                            ("sent", "Đã gửi"),
                            ("failed", "Không gửi được"),
                        ],
                        default="due",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        default=cchc.tenancy.scope.active_tenant_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "thông báo",
                "verbose_name_plural": "thông báo",
                "ordering": ["-due_at", "-pk"],
                "indexes": [
                    models.Index(fields=["tenant", "status", "due_at"], name="notification_queue"),
                    models.Index(fields=["tenant", "recipient", "channel", "read_at"], name="notification_inbox"),
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant", "dedupe_key"), name="notification_once")],
            },
        ),
    ]
