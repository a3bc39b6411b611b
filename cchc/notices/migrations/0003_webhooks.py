import django.db.models.deletion
from django.db import migrations, models

import cchc.tenancy.scope
from cchc.tenancy.operations import IsolateTenants


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0002_walls"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="phần mềm nhận tin")),
                ("address", models.CharField(max_length=500, verbose_name="địa chỉ nhận tin")),
                ("secret", models.CharField(editable=False, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Đang báo tin"), ("paused", "Tạm dừng vì lỗi"), ("off", "Đã tắt")],
                        default="active",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("created_by_name", models.CharField(max_length=150)),
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
                "verbose_name": "địa chỉ nhận tin",
                "verbose_name_plural": "địa chỉ nhận tin",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=40)),
                ("about", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("dedupe_key", models.CharField(max_length=120)),
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
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                (
                    "webhook",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="notices.webhook"
                    ),
                ),
            ],
            options={
                "verbose_name": "lần báo tin",
                "verbose_name_plural": "lần báo tin",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="webhook",
            constraint=models.UniqueConstraint(
                fields=("tenant", "address"),
                name="webhook_once",
                violation_error_message="Địa chỉ này đã có trong danh sách.",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookdelivery",
            index=models.Index(fields=["tenant", "status", "due_at"], name="webhook_queue"),
        ),
        migrations.AddConstraint(
            model_name="webhookdelivery",
            constraint=models.UniqueConstraint(fields=("webhook", "dedupe_key"), name="webhook_told_once"),
        ),
        IsolateTenants(),
    ]
