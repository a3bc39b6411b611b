import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope
from cchc.tenancy.operations import IsolateTenants


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_register_whole"),
        ("criteria", "0005_drafts_and_predecessors"),
        ("tenancy", "0002_isolation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExtensionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wished", models.DateTimeField(verbose_name="xin gia hạn đến")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("paper", models.CharField(blank=True, max_length=300, verbose_name="văn bản đề nghị")),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("refusal", models.TextField(blank=True, verbose_name="lý do không đồng ý")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extension_requests",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "extension",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="criteria.extension",
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
                "verbose_name": "đề nghị gia hạn",
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("assessment",),
                        name="extension_request_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("extension", None), ("refusal", "")),
                            models.Q(("answered_at__isnull", False), ("extension__isnull", False), ("refusal", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("extension", None),
                                models.Q(("refusal", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="extension_request_answered_one_way",
                        violation_error_message="Đề nghị gia hạn được đồng ý bằng một lần gia hạn, hoặc từ chối kèm lý do.",
                    ),
                ],
            },
        ),
        IsolateTenants(),
    ]
