import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assessments.states
import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [
        ("assessments", "0001_initial"),
        ("assessments", "0003_touched_at_goes"),
        ("assessments", "0004_sending_and_copies"),
        ("assessments", "0005_evidence_in_reply"),
        ("assessments", "0006_register_whole"),
        ("assessments", "0007_extension_requests"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("criteria", "0001_tables"),
        ("tenancy", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang chấm"),
                            ("pending_head", "Chờ lãnh đạo duyệt"),
                            ("submitted", "Đã gửi"),
                            ("appraised", "Đã thẩm định"),
                            ("adopted", "Đã thông qua"),
                        ],
                        default=assessments.states.State["DRAFT"],
                        max_length=16,
                        verbose_name="tình trạng",
                    ),
                ),
                ("approval_requested_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="gửi lúc")),
                ("appraised_at", models.DateTimeField(blank=True, null=True, verbose_name="thẩm định xong lúc")),
                ("adopted_at", models.DateTimeField(blank=True, null=True, verbose_name="thông qua lúc")),
                ("return_comment", models.TextField(blank=True, verbose_name="lý do trả lại")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="tenancy.agency"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="criteria.campaign"
                    ),
                ),
                (
                    "criteria_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criteriaset"
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
                "verbose_name": "hồ sơ đánh giá",
                "verbose_name_plural": "hồ sơ đánh giá",
                "ordering": ["agency__sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "agency"), name="assessment_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["submitted", "appraised", "adopted"]), _negated=True),
                            ("submitted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="assessment_sent_has_time",
                        violation_error_message="Hồ sơ đã gửi phải có thời điểm gửi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "adopted"), _negated=True),
                            ("adopted_at__isnull", False),
                            _connector="OR",
                        ),
                        name="assessment_adopted_has_time",
                        violation_error_message="Hồ sơ đã thông qua phải có thời điểm thông qua.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm đánh giá")),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="số, ký hiệu")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="cơ quan ban hành")),
                ("kind", models.CharField(blank=True, max_length=60, verbose_name="loại")),
                ("abstract", models.CharField(max_length=400, verbose_name="trích yếu")),
                ("original_name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("stored_name", models.CharField(max_length=200)),
                ("extension", models.CharField(max_length=8)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("search", models.TextField(default="", editable=False)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("is_lasting", models.BooleanField(default=False, verbose_name="còn hiệu lực nhiều năm")),
                ("is_unchecked", models.BooleanField(default=False, verbose_name="thông tin do máy đọc, chưa xem lại")),
                ("is_to_replace", models.BooleanField(default=False, verbose_name="cần thay bằng bản trong năm")),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("pending", "đang chờ quét mã độc"),
                            ("clean", "đã quét, không có mã độc"),
                            ("infected", "có mã độc"),
                            ("skipped", "không quét mã độc"),
                        ],
                        default="skipped",
                        max_length=8,
                        verbose_name="quét mã độc",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="tenancy.agency"
                    ),
                ),
                (
                    "carried_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="assessments.evidence",
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
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "tài liệu kiểm chứng",
                "verbose_name_plural": "tài liệu kiểm chứng",
                "ordering": ["-uploaded_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at", None)),
                        fields=("agency", "year", "sha256"),
                        name="evidence_file_once",
                        violation_error_message="Tệp này đã có trong danh mục tài liệu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceArchive",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "đang chờ"),
                            ("running", "đang làm"),
                            ("done", "đã xong"),
                            ("failed", "không làm được"),
                        ],
                        default="due",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
                ("stored_name", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("count", models.PositiveIntegerField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
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
                "verbose_name": "tệp nén tài liệu",
                "ordering": ["-asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["due", "running"])),
                        fields=("agency", "year"),
                        name="archive_once_at_work",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("token", models.UUIDField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("stamp", models.CharField(blank=True, max_length=40)),
                ("size", models.PositiveBigIntegerField()),
                ("received", models.PositiveBigIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("touched_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
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
                "verbose_name": "tệp đang tải lên",
                "indexes": [models.Index(fields=["touched_at"], name="upload_touched")],
            },
        ),
        migrations.CreateModel(
            name="BonusScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("self", "Tự chấm"),
                            ("appraised", "Thẩm định"),
                            ("reappraised", "Thẩm định lần 2"),
                            ("final", "Hội đồng thông qua"),
                        ],
                        max_length=12,
                    ),
                ),
                ("occurrences", models.PositiveIntegerField(blank=True, null=True)),
                ("points", models.DecimalField(decimal_places=2, max_digits=8)),
                ("explanation", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bonus_scores",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="criteria.bonusitem"
                    ),
                ),
                (
                    "saved_by",
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
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "item", "stage"), name="bonus_score_once_per_stage"),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0)),
                        name="bonus_score_not_negative",
                        violation_error_message="Điểm thưởng, trừ ghi bằng số không âm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(blank=True, max_length=80, verbose_name="trang, mục")),
                ("quotation", models.TextField(blank=True, verbose_name="trích dẫn")),
                ("in_reply", models.BooleanField(default=False, verbose_name="bổ sung khi giải trình")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="criteria.criterion"
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
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="assessments.evidence"
                    ),
                ),
            ],
            options={
                "verbose_name": "viện dẫn",
                "verbose_name_plural": "viện dẫn",
                "ordering": ["added_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "criterion", "evidence"),
                        name="citation_once",
                        violation_error_message="Mục này đã viện dẫn tài liệu đó.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("stored_name", models.CharField(max_length=200)),
                ("extension", models.CharField(max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "đang chờ"),
                            ("running", "đang làm"),
                            ("done", "đã xong"),
                            ("failed", "không làm được"),
                        ],
                        default="due",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("page_count", models.PositiveIntegerField(blank=True, null=True)),
                ("images", models.PositiveSmallIntegerField(default=0)),
                ("has_blocks", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True)),
                ("folded", models.TextField(blank=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="assessments.evidence"
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
                "verbose_name": "nội dung đã đọc",
                "indexes": [models.Index(fields=["state", "lease_until"], name="evidence_reading_due")],
                "constraints": [models.UniqueConstraint(fields=("evidence", "sha256"), name="evidence_reading_once")],
            },
        ),
        migrations.CreateModel(
            name="EvidenceVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="lần")),
                ("original_name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("stored_name", models.CharField(max_length=200)),
                ("extension", models.CharField(max_length=8)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "scan",
                    models.CharField(
                        choices=[
                            ("pending", "đang chờ quét mã độc"),
                            ("clean", "đã quét, không có mã độc"),
                            ("infected", "có mã độc"),
                            ("skipped", "không quét mã độc"),
                        ],
                        default="skipped",
                        max_length=8,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField()),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="assessments.evidence"
                    ),
                ),
                (
                    "replaced_by",
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
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "phiên bản tài liệu",
                "ordering": ["-place"],
                "constraints": [models.UniqueConstraint(fields=("evidence", "place"), name="evidence_version_once")],
            },
        ),
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
        migrations.CreateModel(
            name="Mark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="cần sửa gì")),
                ("made_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="assessments.assessment"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
                (
                    "made_by",
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
                "ordering": ["criterion__position"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)),
                        fields=("assessment", "criterion"),
                        name="mark_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.TextField(blank=True, verbose_name="công tác chỉ đạo, triển khai")),
                ("highlights", models.TextField(blank=True, verbose_name="kết quả nổi bật")),
                ("shortcomings", models.TextField(blank=True, verbose_name="tồn tại, hạn chế")),
                ("causes", models.TextField(blank=True, verbose_name="nguyên nhân")),
                ("proposals", models.TextField(blank=True, verbose_name="đề xuất, kiến nghị")),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_text",
                        to="assessments.assessment",
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
                "verbose_name": "lời báo cáo tự đánh giá",
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("self", "Tự chấm"),
                            ("appraised", "Thẩm định"),
                            ("reappraised", "Thẩm định lần 2"),
                            ("final", "Hội đồng thông qua"),
                        ],
                        max_length=12,
                    ),
                ),
                ("option", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "items",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, null=True, size=None
                    ),
                ),
                ("numerator", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("count", models.PositiveIntegerField(blank=True, null=True)),
                ("answer", models.BooleanField(blank=True, null=True)),
                ("entered_points", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("not_applicable", models.BooleanField(default=False, verbose_name="không phát sinh")),
                ("explanation", models.TextField(blank=True, verbose_name="giải trình, lý do")),
                (
                    "reason_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_evidence", "Thiếu minh chứng"),
                            ("out_of_year", "Minh chứng ngoài năm"),
                            ("wrong_data", "Sai số liệu"),
                            ("not_met", "Chưa đạt yêu cầu"),
                            ("other", "Khác"),
                        ],
                        max_length=12,
                    ),
                ),
                ("points", models.DecimalField(blank=True, decimal_places=10, max_digits=16, null=True)),
                ("applicable_max", models.DecimalField(decimal_places=2, max_digits=8)),
                ("working", models.TextField(blank=True)),
                (
                    "copied_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="chép lại từ năm"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="assessments.assessment"
                    ),
                ),
                (
                    "by_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.agency",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="criteria.criterion"
                    ),
                ),
                (
                    "saved_by",
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
                "verbose_name": "điểm",
                "verbose_name_plural": "điểm",
                "indexes": [
                    models.Index(
                        fields=["agency", "stage", "criterion"],
                        include=("assessment", "points", "applicable_max"),
                        name="score_of_agency",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "criterion", "stage"), name="score_once_per_stage"),
                    models.CheckConstraint(
                        condition=models.Q(("points", None), ("points__gte", 0), _connector="OR"),
                        name="score_not_negative",
                        violation_error_message="Điểm của một mục không được âm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points", None), ("points__lte", models.F("applicable_max")), _connector="OR"
                        ),
                        name="score_within_maximum",
                        violation_error_message="Điểm không được vượt điểm tối đa của mục.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ["appraised", "reappraised"]), _negated=True),
                            ("by_agency", None),
                            models.Q(("by_agency", models.F("agency")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_appraises_own_agency",
                        violation_error_message="Không thẩm định hồ sơ của chính cơ quan mình.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="assessments.assessment"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
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
                "permissions": [("fill_share", "Chấm phần được giao")],
                "constraints": [models.UniqueConstraint(fields=("assessment", "criterion"), name="share_once")],
            },
        ),
        migrations.CreateModel(
            name="SignedReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="số, ký hiệu")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ký")),
                ("original_name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("stored_name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("signatures", models.JSONField(blank=True, null=True)),
                ("uploaded_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signed_reports",
                        to="assessments.assessment",
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
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo đã ký",
                "ordering": ["-uploaded_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)),
                        fields=("assessment",),
                        name="signed_report_one_in_force",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TransitionLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang chấm"),
                            ("pending_head", "Chờ lãnh đạo duyệt"),
                            ("submitted", "Đã gửi"),
                            ("appraised", "Đã thẩm định"),
                            ("adopted", "Đã thông qua"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang chấm"),
                            ("pending_head", "Chờ lãnh đạo duyệt"),
                            ("submitted", "Đã gửi"),
                            ("appraised", "Đã thẩm định"),
                            ("adopted", "Đã thông qua"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("comment", models.TextField(blank=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="log", to="assessments.assessment"
                    ),
                ),
                (
                    "by",
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
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EvidenceSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField()),
                ("signer", models.CharField(max_length=250)),
                ("organisation", models.CharField(blank=True, max_length=450)),
                ("issuer", models.CharField(blank=True, max_length=250)),
                ("serial", models.CharField(blank=True, max_length=80)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("is_stamped", models.BooleanField(default=False)),
                ("is_intact", models.BooleanField()),
                ("is_genuine", models.BooleanField()),
                (
                    "trust",
                    models.CharField(
                        choices=[
                            ("trusted", "chứng thư tin cậy (chưa tra cứu thu hồi)"),
                            ("no_roots", "chưa kiểm tra được nguồn tin cậy của chứng thư"),
                            ("unknown", "chứng thư không thuộc nguồn tin cậy đã cấu hình"),
                            ("expired", "chứng thư không còn hoặc chưa có hiệu lực vào lúc ký"),
                            ("revoked", "chứng thư đã bị thu hồi"),
                            ("wrong_usage", "chứng thư không được cấp để ký số"),
                            ("weak", "thuật toán ký không còn an toàn"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("none", "văn bản không thay đổi sau khi ký"),
                            ("allowed", "sau khi ký chỉ thêm chữ ký hoặc điền biểu mẫu được phép"),
                            ("content", "văn bản đã bị thay đổi sau khi ký"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="assessments.evidencereading",
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
                "verbose_name": "chữ ký số",
                "ordering": ["place"],
                "constraints": [models.UniqueConstraint(fields=("reading", "place"), name="evidence_signature_once")],
            },
        ),
        migrations.CreateModel(
            name="ShareUserObjectPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="assessments.share"),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                (
                    "tenant",
                    models.ForeignKey(
                        default=cchc.tenancy.scope.active_tenant_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.tenant",
                    ),
                ),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "abstract": False,
                "unique_together": {("user", "permission", "content_object")},
            },
        ),
    ]
