import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [
        ("publications", "0001_initial"),
        ("publications", "0003_decision_terms"),
        ("publications", "0004_improvement_plans"),
        ("publications", "0005_head_conditions"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("assessments", "0001_tables"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("criteria", "0001_tables"),
        ("tenancy", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "improvement_due",
                    models.DateField(blank=True, null=True, verbose_name="hạn ban hành Kế hoạch khắc phục"),
                ),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decision_terms",
                        to="criteria.campaign",
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
                "verbose_name": "nội dung quyết định",
                "verbose_name_plural": "nội dung quyết định",
            },
        ),
        migrations.CreateModel(
            name="HeadCondition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=400, verbose_name="điều kiện")),
                (
                    "effect",
                    models.CharField(
                        choices=[("lower", "Hạ một mức"), ("lowest", "Xếp mức thấp nhất")],
                        max_length=8,
                        verbose_name="tác động",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="head_conditions",
                        to="criteria.campaign",
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
                "verbose_name": "điều kiện phân loại người đứng đầu",
                "verbose_name_plural": "điều kiện phân loại người đứng đầu",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "text"),
                        name="head_condition_once",
                        violation_error_message="Kỳ này đã có điều kiện ấy.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImprovementProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("todo", "Chưa làm"), ("doing", "Đang làm"), ("late", "Chậm"), ("done", "Đã xong")],
                        max_length=5,
                        verbose_name="tình trạng",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(verbose_name="phần trăm hoàn thành")),
                ("done", models.TextField(blank=True, verbose_name="kết quả đạt được")),
                ("obstacle", models.TextField(blank=True, verbose_name="khó khăn, nguyên nhân chậm")),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvement_progress",
                        to="tenancy.agency",
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvement_progress",
                        to="criteria.campaign",
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
                "verbose_name": "cập nhật tiến độ khắc phục",
                "verbose_name_plural": "cập nhật tiến độ khắc phục",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["campaign", "agency", "criterion", "-at"], name="improvement_progress_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("percent__lte", 100),
                            models.Q(models.Q(("state", "done"), _negated=True), ("percent", 100), _connector="OR"),
                        ),
                        name="improvement_percent_within",
                        violation_error_message="Phần trăm từ 0 đến 100; nội dung đã xong là 100.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImprovementReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=7, verbose_name="kỳ báo cáo")),
                ("obstacles", models.TextField(blank=True, verbose_name="khó khăn, vướng mắc")),
                ("next_tasks", models.TextField(blank=True, verbose_name="nhiệm vụ trọng tâm kỳ tới")),
                ("proposals", models.TextField(blank=True, verbose_name="đề xuất, kiến nghị")),
                ("saved_at", models.DateTimeField()),
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvement_reports",
                        to="criteria.campaign",
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
                "verbose_name": "báo cáo theo dõi khắc phục",
                "verbose_name_plural": "báo cáo theo dõi khắc phục",
                "ordering": ["-period"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "agency", "period"), name="improvement_report_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(verbose_name="phiên bản")),
                ("frozen_at", models.DateTimeField(verbose_name="chốt lúc")),
                ("frozen_by_name", models.CharField(max_length=150)),
                ("reason", models.TextField(blank=True, verbose_name="lý do")),
                ("rules_version", models.CharField(max_length=20)),
                ("tie_rule", models.CharField(max_length=16)),
                ("with_survey", models.BooleanField()),
                ("imported", models.BooleanField(default=False)),
                ("checksum", models.CharField(max_length=64)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="criteria.campaign"
                    ),
                ),
                (
                    "frozen_by",
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
                "verbose_name": "bản chốt kết quả",
                "verbose_name_plural": "bản chốt kết quả",
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "version"), name="snapshot_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="snapshot_correction_has_reason",
                        violation_error_message="Phiên bản sau phải ghi lý do điều chỉnh.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("basis", models.CharField(max_length=400, verbose_name="căn cứ")),
                ("found_at", models.DateTimeField()),
                ("found_by_name", models.CharField(max_length=150)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "condition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="publications.headcondition",
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
                "verbose_name": "trường hợp hạ mức người đứng đầu",
                "verbose_name_plural": "trường hợp hạ mức người đứng đầu",
                "ordering": ["agency__sort_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("condition", "agency"),
                        name="head_finding_once",
                        violation_error_message="Đơn vị đã được ghi điều kiện này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True),
                        name="head_finding_has_basis",
                        violation_error_message="Ghi căn cứ: văn bản, kết luận nào.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImprovementPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="phiên bản")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("pending", "Chờ lãnh đạo duyệt"),
                            ("approved", "Đã phê duyệt"),
                            ("replaced", "Đã thay bằng bản sau"),
                        ],
                        default="draft",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("rank_goal", models.CharField(max_length=200, verbose_name="mục tiêu thứ hạng")),
                ("duties", models.TextField(verbose_name="tổ chức thực hiện")),
                ("reason", models.TextField(blank=True, verbose_name="lý do sửa đổi")),
                ("return_reason", models.TextField(blank=True, verbose_name="lý do trả lại")),
                ("words_version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="duyệt lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvement_plans",
                        to="tenancy.agency",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvement_plans",
                        to="criteria.campaign",
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
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="publications.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name": "kế hoạch duy trì, khắc phục",
                "verbose_name_plural": "kế hoạch duy trì, khắc phục",
                "ordering": ["-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "agency", "version"), name="improvement_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "pending"])),
                        fields=("campaign", "agency"),
                        name="improvement_one_in_work",
                        violation_error_message="Đơn vị đang có một bản kế hoạch chưa duyệt.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "approved")),
                        fields=("campaign", "agency"),
                        name="improvement_one_in_force",
                        violation_error_message="Đơn vị đã có bản kế hoạch được duyệt.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="improvement_change_has_reason",
                        violation_error_message="Bản sửa đổi kế hoạch phải có lý do.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at", None), ("state__in", ["draft", "pending"])),
                            models.Q(("approved_at__isnull", False), ("state__in", ["approved", "replaced"])),
                            _connector="OR",
                        ),
                        name="improvement_approved_has_time",
                        violation_error_message="Kế hoạch đã duyệt phải có thời điểm duyệt.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImprovementProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="assessments.evidence"
                    ),
                ),
                (
                    "progress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proofs",
                        to="publications.improvementprogress",
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
                    models.UniqueConstraint(fields=("progress", "evidence"), name="improvement_proof_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField()),
                ("published_by_name", models.CharField(max_length=150)),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publication", to="criteria.campaign"
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
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication_shown",
                        to="publications.snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "công bố",
                "verbose_name_plural": "công bố",
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approved_at", models.DateTimeField()),
                ("comment", models.TextField(blank=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approval", to="publications.snapshot"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SnapshotRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency_code", models.CharField(max_length=40)),
                ("agency_name", models.CharField(max_length=200)),
                ("position", models.PositiveIntegerField()),
                ("block", models.CharField(max_length=80)),
                ("ranked", models.BooleanField()),
                ("rank", models.PositiveIntegerField(null=True)),
                ("self_points", models.DecimalField(decimal_places=10, max_digits=16, null=True)),
                ("appraised_points", models.DecimalField(decimal_places=10, max_digits=16, null=True)),
                ("survey_points", models.DecimalField(decimal_places=10, max_digits=16, null=True)),
                ("bonus_points", models.DecimalField(decimal_places=4, default=0, max_digits=10)),
                ("penalty_points", models.DecimalField(decimal_places=4, default=0, max_digits=10)),
                ("total_points", models.DecimalField(decimal_places=10, max_digits=16, null=True)),
                ("applicable_max", models.DecimalField(decimal_places=2, max_digits=10, null=True)),
                ("index_exact", models.DecimalField(decimal_places=30, max_digits=33, null=True)),
                ("band", models.CharField(blank=True, max_length=60)),
                ("head_name", models.CharField(blank=True, max_length=120)),
                ("head_title", models.CharField(blank=True, max_length=160)),
                ("head_level", models.CharField(blank=True, max_length=120)),
                ("head_note", models.TextField(blank=True, db_default="", default="")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="results", to="tenancy.agency"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="publications.snapshot"
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
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("snapshot", "agency"), name="snapshot_row_once")],
            },
        ),
        migrations.CreateModel(
            name="ImprovementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "annex",
                    models.CharField(
                        choices=[("keep", "Phụ lục I"), ("mend", "Phụ lục II")], max_length=4, verbose_name="phụ lục"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="mã")),
                ("name", models.TextField(verbose_name="tên")),
                ("area_code", models.CharField(max_length=20)),
                ("area_name", models.TextField()),
                ("max_points", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="điểm tối đa")),
                ("points", models.DecimalField(decimal_places=10, max_digits=16, verbose_name="điểm đạt")),
                ("cause", models.TextField(blank=True, verbose_name="nguyên nhân")),
                ("action", models.TextField(blank=True, verbose_name="giải pháp")),
                ("office", models.CharField(blank=True, max_length=160, verbose_name="bộ phận phụ trách")),
                ("partners", models.CharField(blank=True, max_length=300, verbose_name="phối hợp")),
                ("proof", models.TextField(blank=True, verbose_name="tài liệu cần chuẩn bị")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn hoàn thành")),
                ("target", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="mục tiêu điểm")),
                ("version", models.PositiveIntegerField(default=1)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
                (
                    "edited_by",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="publications.improvementplan",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "permissions": [("mend_line", "Phụ trách nội dung duy trì, khắc phục")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "criterion"), name="improvement_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(("target__gte", 0), ("target__lte", models.F("max_points"))),
                        name="improvement_target_within_maximum",
                        violation_error_message="Mục tiêu điểm từ 0 đến điểm tối đa.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=20)),
                ("level", models.CharField(max_length=10)),
                ("is_leaf", models.BooleanField()),
                ("source", models.CharField(max_length=6)),
                ("name", models.TextField()),
                ("max_points", models.DecimalField(decimal_places=2, max_digits=8)),
                ("applicable_max", models.DecimalField(decimal_places=2, max_digits=8)),
                ("self_points", models.DecimalField(decimal_places=10, max_digits=16, null=True)),
                ("appraised_points", models.DecimalField(decimal_places=10, max_digits=16, null=True)),
                ("final_points", models.DecimalField(decimal_places=10, max_digits=16, null=True)),
                ("reason", models.TextField(blank=True)),
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
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="publications.snapshotrow"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("row", "code"), name="snapshot_line_once")],
            },
        ),
        migrations.CreateModel(
            name="ImprovementLineUserObjectPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="publications.improvementline"),
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
