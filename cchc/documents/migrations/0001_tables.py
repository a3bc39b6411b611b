import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.documents.states
import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0003_register_wording_and_batches"),
        ("documents", "0004_batches_of_steps"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("tenancy", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficialDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="loại văn bản")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm đánh giá")),
                ("reference", models.CharField(max_length=80)),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("title", models.CharField(max_length=400, verbose_name="trích yếu")),
                ("symbol", models.CharField(max_length=40, verbose_name="ký hiệu")),
                ("number", models.PositiveIntegerField(blank=True, null=True, verbose_name="số")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày văn bản")),
                ("recipients", models.TextField(blank=True, verbose_name="nơi nhận")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Dự thảo"),
                            ("submitted", "Đã trình ký"),
                            ("numbered", "Đã vào số"),
                            ("signed", "Đã có bản ký"),
                            ("issued", "Đã ban hành"),
                            ("replaced", "Đã thay thế"),
                            ("withdrawn", "Đã thu hồi"),
                        ],
                        default=cchc.documents.states.State["DRAFT"],
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="trình ký lúc")),
                ("submitted_by_name", models.CharField(blank=True, max_length=150)),
                ("submitted_digest", models.CharField(blank=True, max_length=64)),
                ("stored_name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("signed_name", models.CharField(blank=True, max_length=200)),
                ("signed_sha256", models.CharField(blank=True, max_length=64)),
                ("signed_label", models.CharField(blank=True, max_length=200, verbose_name="tệp đã ký")),
                ("released_at", models.DateTimeField(blank=True, null=True, verbose_name="phát hành lúc")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="hết hiệu lực từ")),
                ("ended_reason", models.CharField(blank=True, max_length=400, verbose_name="lý do")),
                (
                    "code",
                    models.CharField(blank=True, max_length=40, null=True, unique=True, verbose_name="mã tra cứu"),
                ),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("created_by_name", models.CharField(max_length=150)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.agency",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.agency",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="documents.officialdocument",
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
                "verbose_name": "văn bản",
                "verbose_name_plural": "văn bản",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "kind", "reference"), name="document_once_per_reference"),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("tenant", "issuer", "symbol", "number", "issued_on"),
                        name="document_number_once",
                        nulls_distinct=False,
                        violation_error_message="Số văn bản này đã dùng trong ngày đó.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issued_on", None), ("number", None), ("state__in", ["draft", "submitted"])),
                            models.Q(
                                models.Q(("state__in", ["draft", "submitted"]), _negated=True),
                                ("issued_on__isnull", False),
                                ("number__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="document_issued_has_number_and_date",
                        violation_error_message="Văn bản đã vào số phải có cả số và ngày.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="loại văn bản")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm đánh giá")),
                (
                    "work",
                    models.CharField(
                        choices=[
                            ("print", "Lập tệp"),
                            ("submit", "Trình ký"),
                            ("number", "Ghi số và ngày"),
                            ("issue", "Phát hành"),
                        ],
                        default="print",
                        max_length=6,
                    ),
                ),
                ("extension", models.CharField(blank=True, max_length=4)),
                ("single", models.BooleanField(default=False)),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("first_number", models.PositiveIntegerField(blank=True, null=True)),
                ("issued_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("running", "Đang lập"),
                            ("done", "Đã xong"),
                            ("failed", "Không lập được"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("agency_ids", models.TextField(blank=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("failures", models.TextField(blank=True)),
                ("stored_name", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("asked_by_name", models.CharField(max_length=150)),
                ("touched_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                "verbose_name": "lượt lập nhiều văn bản",
                "verbose_name_plural": "lượt lập nhiều văn bản",
                "ordering": ["-asked_at"],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=2, verbose_name="mẫu văn bản")),
                ("block", models.CharField(blank=True, max_length=40, verbose_name="biến thể")),
                ("version", models.PositiveIntegerField(verbose_name="phiên bản")),
                ("source", models.TextField(blank=True, verbose_name="lời văn")),
                ("comment", models.CharField(blank=True, max_length=200, verbose_name="ghi chú")),
                ("made_at", models.DateTimeField(verbose_name="lưu lúc")),
                ("made_by_name", models.CharField(max_length=150)),
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
                "verbose_name": "lời văn của cơ quan",
                "verbose_name_plural": "lời văn của cơ quan",
                "ordering": ["kind", "block", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "kind", "block", "version"), name="wording_version_once")
                ],
            },
        ),
    ]
