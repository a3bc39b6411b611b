import uuid
from decimal import Decimal

import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [
        ("criteria", "0001_initial"),
        ("criteria", "0003_longer_printed_number"),
        ("criteria", "0004_plan_texts_and_calendars"),
        ("criteria", "0005_drafts_and_predecessors"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("tenancy", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm đánh giá")),
                ("title", models.CharField(max_length=300, verbose_name="tên kỳ")),
                ("has_survey", models.BooleanField(default=True, verbose_name="có điều tra xã hội học")),
                (
                    "tie_rule",
                    models.CharField(
                        choices=[
                            ("shared", "Các đơn vị có Chỉ số bằng nhau được xếp cùng hạng."),
                            ("survey_first", "Chỉ số bằng nhau thì xét điểm điều tra xã hội học."),
                            ("appraised_first", "Chỉ số bằng nhau thì xét điểm thẩm định."),
                        ],
                        default="shared",
                        max_length=16,
                        verbose_name="quy tắc đồng hạng",
                    ),
                ),
                (
                    "provisional_view",
                    models.CharField(
                        choices=[
                            ("nothing", "Đơn vị chưa xem được kết quả dự kiến"),
                            ("own", "Đơn vị xem được điểm thẩm định của mình"),
                        ],
                        default="own",
                        max_length=8,
                        verbose_name="kết quả dự kiến",
                    ),
                ),
                (
                    "public_detail",
                    models.CharField(
                        choices=[
                            ("ranking", "Bảng xếp hạng, xếp loại và điểm từng lĩnh vực"),
                            ("criteria", "Thêm trang của từng đơn vị với điểm từng tiêu chí"),
                        ],
                        default="criteria",
                        max_length=10,
                        verbose_name="công bố",
                    ),
                ),
                ("plan_number", models.CharField(blank=True, max_length=60, verbose_name="số kế hoạch")),
                ("plan_date", models.DateField(blank=True, null=True, verbose_name="ngày kế hoạch")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="mở kỳ lúc")),
                ("adopted_at", models.DateTimeField(blank=True, null=True, verbose_name="thông qua lúc")),
                ("imported", models.BooleanField(default=False, verbose_name="nhập từ kết quả đã công bố")),
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
            ],
            options={
                "verbose_name": "kỳ đánh giá",
                "verbose_name_plural": "kỳ đánh giá",
                "ordering": ["-year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "year"),
                        name="campaign_once_a_year",
                        violation_error_message="Năm này đã có kỳ đánh giá.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2010), ("year__lte", 2100)),
                        name="campaign_year_sane",
                        violation_error_message="Năm đánh giá phải từ 2010 đến 2100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CriteriaSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="mã")),
                ("title", models.CharField(max_length=300, verbose_name="tên")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "Dự thảo"), ("issued", "Đã ban hành")],
                        default="draft",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "declared_total",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("100"), max_digits=8, verbose_name="tổng điểm"
                    ),
                ),
                ("decision_number", models.CharField(blank=True, max_length=60, verbose_name="số quyết định")),
                ("decision_date", models.DateField(blank=True, null=True, verbose_name="ngày quyết định")),
                ("is_sample", models.BooleanField(default=False, verbose_name="bộ tiêu chí mẫu")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="khóa lúc")),
                ("version", models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name="phiên bản")),
                (
                    "version_reason",
                    models.TextField(blank=True, db_default="", default="", verbose_name="lý do lập phiên bản"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="successors",
                        to="criteria.criteriaset",
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
                "verbose_name": "bộ tiêu chí",
                "verbose_name_plural": "bộ tiêu chí",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "code"),
                        name="criteria_set_code_once",
                        violation_error_message="Mã bộ tiêu chí đã có.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tenant", "user"), name="calendar_feed_once")],
            },
        ),
        migrations.CreateModel(
            name="Band",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="tên mức")),
                ("lower", models.DecimalField(decimal_places=4, max_digits=7, verbose_name="từ")),
                ("lower_inclusive", models.BooleanField(default=True, verbose_name="gồm cận dưới")),
                ("upper", models.DecimalField(decimal_places=4, max_digits=7, verbose_name="đến")),
                ("upper_inclusive", models.BooleanField(default=False, verbose_name="gồm cận trên")),
                (
                    "head_level",
                    models.CharField(blank=True, max_length=120, verbose_name="mức độ hoàn thành của người đứng đầu"),
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
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bands", to="criteria.campaign"
                    ),
                ),
            ],
            options={
                "verbose_name": "mức xếp loại",
                "verbose_name_plural": "mức xếp loại",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "name"), name="band_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("lower__lte", models.F("upper"))),
                        name="band_bounds_in_order",
                        violation_error_message="Cận dưới phải không lớn hơn cận trên.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency_kind", models.CharField(max_length=40, verbose_name="loại cơ quan")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sets", to="criteria.campaign"
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
                    "criteria_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="used_by", to="criteria.criteriaset"
                    ),
                ),
            ],
            options={
                "ordering": ["agency_kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "agency_kind"), name="campaign_set_once_per_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="BonusItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("bonus", "Điểm thưởng"), ("penalty", "Điểm trừ")], max_length=8, verbose_name="loại"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="mã")),
                ("name", models.TextField(verbose_name="nội dung")),
                (
                    "points_per_occurrence",
                    models.DecimalField(decimal_places=2, max_digits=6, verbose_name="điểm mỗi trường hợp"),
                ),
                ("item_cap", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="mức trần của mục")),
                ("kind_cap", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="mức trần trong năm")),
                ("unit_of_measure", models.CharField(blank=True, max_length=60, verbose_name="đơn vị tính")),
                ("evidence", models.TextField(blank=True, verbose_name="tài liệu kiểm chứng")),
                ("guidance", models.TextField(blank=True, verbose_name="hướng dẫn")),
                ("department", models.CharField(blank=True, max_length=160, verbose_name="cơ quan thẩm định")),
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
                    "criteria_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bonus_items",
                        to="criteria.criteriaset",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục thưởng, trừ",
                "verbose_name_plural": "mục thưởng, trừ",
                "ordering": ["kind", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("criteria_set", "code"),
                        name="bonus_item_code_once",
                        violation_error_message="Mã mục thưởng, trừ đã có trong bộ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("item_cap__gt", 0), ("kind_cap__gt", 0), ("points_per_occurrence__gt", 0)),
                        name="bonus_item_points_positive",
                        violation_error_message="Điểm thưởng, trừ và mức trần phải lớn hơn 0.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="mã")),
                (
                    "level",
                    models.CharField(
                        choices=[("field", "Lĩnh vực"), ("criterion", "Tiêu chí"), ("sub", "Tiêu chí thành phần")],
                        max_length=10,
                        verbose_name="cấp",
                    ),
                ),
                ("is_leaf", models.BooleanField(default=False)),
                ("name", models.TextField(verbose_name="tên")),
                ("max_points", models.DecimalField(decimal_places=2, max_digits=8, verbose_name="điểm tối đa")),
                (
                    "source",
                    models.CharField(
                        choices=[("self", "Tự chấm, thẩm định"), ("survey", "Điều tra xã hội học")],
                        max_length=6,
                        verbose_name="nguồn điểm",
                    ),
                ),
                ("unit_of_measure", models.CharField(blank=True, max_length=60, verbose_name="đơn vị tính")),
                ("evidence", models.TextField(blank=True, verbose_name="tài liệu kiểm chứng")),
                ("evidence_required", models.BooleanField(default=False, verbose_name="bắt buộc tài liệu")),
                ("guidance", models.TextField(blank=True, verbose_name="hướng dẫn")),
                ("department", models.CharField(blank=True, max_length=160, verbose_name="cơ quan thẩm định")),
                ("co_department", models.CharField(blank=True, max_length=300, verbose_name="cơ quan phối hợp")),
                (
                    "not_applicable_policy",
                    models.CharField(
                        choices=[
                            ("none", "Không được đánh dấu"),
                            ("exclude", "Loại khỏi điểm tối đa"),
                            ("full", "Tính điểm tối đa"),
                        ],
                        default="none",
                        max_length=8,
                        verbose_name="không phát sinh",
                    ),
                ),
                ("search", models.TextField(default="", editable=False)),
                ("predecessor_by_hand", models.BooleanField(db_default=False, default=False)),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="criteria.criterion",
                    ),
                ),
                (
                    "criteria_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="criteria", to="criteria.criteriaset"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="criteria.criterion",
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="successors",
                        to="criteria.criterion",
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
                "verbose_name": "tiêu chí",
                "verbose_name_plural": "tiêu chí",
                "ordering": ["position"],
                "indexes": [models.Index(fields=["criteria_set", "position"], name="criterion_in_order")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("criteria_set", "code"),
                        name="criterion_code_once",
                        violation_error_message="Mã tiêu chí đã có trong bộ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("max_points__gte", 0)),
                        name="criterion_points_not_negative",
                        violation_error_message="Điểm tối đa không được âm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("preparing", "Chuẩn bị"),
                            ("self_assessment", "Tự đánh giá"),
                            ("survey", "Điều tra xã hội học"),
                            ("appraisal", "Thẩm định"),
                            ("explanation", "Giải trình"),
                            ("reappraisal", "Thẩm định lần 2"),
                            ("council", "Họp Hội đồng thẩm định"),
                            ("approval", "Phê duyệt kết quả"),
                            ("publication", "Công bố kết quả"),
                        ],
                        max_length=16,
                        verbose_name="giai đoạn",
                    ),
                ),
                ("closes_at", models.DateTimeField(verbose_name="hạn mới")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("approver", models.CharField(max_length=150, verbose_name="người duyệt")),
                ("request_paper", models.CharField(blank=True, max_length=300, verbose_name="văn bản đề nghị")),
                ("former_closes_at", models.DateTimeField(blank=True, null=True, verbose_name="hạn cũ")),
                (
                    "batch",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("created_by_name", models.CharField(max_length=150)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="tenancy.agency",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="criteria.campaign"
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
                "verbose_name": "gia hạn",
                "verbose_name_plural": "gia hạn",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True), models.Q(("approver", ""), _negated=True)
                        ),
                        name="extension_has_reason_and_approver",
                        violation_error_message="Gia hạn phải có lý do và người duyệt.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.TextField(verbose_name="nội dung")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="ngày ban hành")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="legal_bases", to="criteria.campaign"
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
                "verbose_name": "căn cứ",
                "verbose_name_plural": "căn cứ",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.CharField(max_length=80, verbose_name="khối xếp hạng")),
                ("ranked", models.BooleanField(default=True, verbose_name="xếp hạng")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="participations", to="tenancy.agency"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="criteria.campaign"
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
                "verbose_name": "đơn vị tham gia",
                "verbose_name_plural": "đơn vị tham gia",
                "ordering": ["block", "agency__sort_key"],
                "constraints": [models.UniqueConstraint(fields=("campaign", "agency"), name="participant_once")],
            },
        ),
        migrations.CreateModel(
            name="PlanStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("printed_number", models.CharField(blank=True, max_length=30, verbose_name="số in")),
                ("task", models.TextField(verbose_name="nhiệm vụ")),
                (
                    "phase",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("preparing", "Chuẩn bị"),
                            ("self_assessment", "Tự đánh giá"),
                            ("survey", "Điều tra xã hội học"),
                            ("appraisal", "Thẩm định"),
                            ("explanation", "Giải trình"),
                            ("reappraisal", "Thẩm định lần 2"),
                            ("council", "Họp Hội đồng thẩm định"),
                            ("approval", "Phê duyệt kết quả"),
                            ("publication", "Công bố kết quả"),
                        ],
                        max_length=16,
                        verbose_name="giai đoạn",
                    ),
                ),
                ("opens_on", models.DateField(blank=True, null=True, verbose_name="mở từ ngày")),
                (
                    "deadline_kind",
                    models.CharField(
                        choices=[
                            ("before", "trước ngày"),
                            ("on_or_before", "đến ngày, chậm nhất"),
                            ("on", "ngày"),
                            ("period", "tháng hoặc giai đoạn"),
                            ("none", "không ghi"),
                        ],
                        max_length=12,
                        verbose_name="cách ghi thời hạn",
                    ),
                ),
                ("deadline_date", models.DateField(blank=True, null=True, verbose_name="ngày")),
                (
                    "deadline_period",
                    models.CharField(blank=True, help_text="2024-11", max_length=7, verbose_name="tháng"),
                ),
                ("deadline_text", models.CharField(blank=True, max_length=200, verbose_name="lời in")),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="phút đóng")),
                ("lead", models.CharField(blank=True, max_length=300, verbose_name="cơ quan chủ trì")),
                ("coordinating", models.TextField(blank=True, verbose_name="cơ quan phối hợp")),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="criteria.campaign"
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
                "verbose_name": "bước kế hoạch",
                "verbose_name_plural": "bước kế hoạch",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "position"), name="plan_step_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("phase", ""), _negated=True),
                        fields=("campaign", "phase"),
                        name="plan_phase_closed_by_one_step",
                        violation_error_message="Mỗi giai đoạn chỉ gắn với một bước của kế hoạch.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("text", models.TextField(verbose_name="lời")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="criteria.campaign"
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
                "constraints": [models.UniqueConstraint(fields=("campaign", "key"), name="plan_text_once")],
            },
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("decided_by_name", models.CharField(max_length=150)),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exemptions", to="criteria.criterion"
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
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exemptions",
                        to="criteria.participant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("participant", "criterion"), name="exemption_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="exemption_has_reason",
                        violation_error_message="Ghi lý do không áp dụng.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoringRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("levels", "levels"),
                            ("checklist", "checklist"),
                            ("ratio_bands", "ratio_bands"),
                            ("ratio_linear", "ratio_linear"),
                            ("count_deduct", "count_deduct"),
                            ("count_add", "count_add"),
                            ("boolean", "boolean"),
                            ("manual", "manual"),
                            ("survey", "survey"),
                        ],
                        max_length=14,
                        verbose_name="cách chấm",
                    ),
                ),
                ("numerator", models.CharField(blank=True, max_length=300, verbose_name="tử số")),
                ("denominator", models.CharField(blank=True, max_length=300, verbose_name="mẫu số")),
                (
                    "floor",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="từ tỷ lệ %"
                    ),
                ),
                (
                    "full",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="đủ điểm ở tỷ lệ %"
                    ),
                ),
                (
                    "below",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="dưới các mức"
                    ),
                ),
                (
                    "per",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=8, null=True, verbose_name="mỗi trường hợp"
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=400, verbose_name="trường hợp")),
                (
                    "minimum",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="điểm thấp nhất"
                    ),
                ),
                (
                    "yes_points",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="có"),
                ),
                (
                    "no_points",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="không"),
                ),
                (
                    "step",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="bước điểm"
                    ),
                ),
                (
                    "criterion",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scoring", to="criteria.criterion"
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
                "verbose_name": "cách chấm",
                "verbose_name_plural": "cách chấm",
            },
        ),
        migrations.CreateModel(
            name="RuleLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.TextField(blank=True, verbose_name="nội dung")),
                (
                    "lower",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="từ tỷ lệ %"
                    ),
                ),
                (
                    "upper",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=9, null=True, verbose_name="đến dưới tỷ lệ %"
                    ),
                ),
                (
                    "points",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="điểm"),
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
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="criteria.scoringrule"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("rule", "position"), name="rule_line_once")],
            },
        ),
    ]
