from decimal import Decimal

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [
        ("surveys", "0001_initial"),
        ("surveys", "0003_entered_at_is_given"),
        ("surveys", "0004_fieldwork"),
        ("surveys", "0005_judging"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("criteria", "0001_tables"),
        ("tenancy", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="mã")),
                ("title", models.CharField(max_length=300, verbose_name="tên phiếu")),
                ("respondent_group", models.CharField(blank=True, max_length=160, verbose_name="đối tượng trả lời")),
                ("quota", models.PositiveIntegerField(blank=True, null=True, verbose_name="chỉ tiêu phiếu mỗi đơn vị")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("citizen", "Người dân, tổ chức tại Bộ phận một cửa"),
                            ("head", "Trưởng phòng, thủ trưởng cơ quan chuyên môn"),
                            ("business", "Doanh nghiệp"),
                            ("official", "Cán bộ, công chức cấp xã"),
                        ],
                        default="citizen",
                        max_length=10,
                        verbose_name="nhóm đối tượng",
                    ),
                ),
                ("form_number", models.CharField(blank=True, max_length=10, verbose_name="mẫu số")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="bản")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="thôi nhập từ")),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionnaires",
                        to="criteria.campaign",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="surveys.questionnaire",
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
                "verbose_name": "phiếu khảo sát",
                "verbose_name_plural": "phiếu khảo sát",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "code"),
                        name="questionnaire_code_once",
                        violation_error_message="Mã phiếu đã có.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "minimum_rate",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("80"), max_digits=5, verbose_name="tỷ lệ phiếu tối thiểu"
                    ),
                ),
                (
                    "second_share",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("10"), max_digits=5, verbose_name="tỷ lệ nhập hai lần"
                    ),
                ),
                (
                    "allowed_error",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("5"), max_digits=5, verbose_name="sai số cho phép"
                    ),
                ),
                ("budget", models.TextField(blank=True, verbose_name="kinh phí")),
                ("report_due", models.DateField(blank=True, null=True, verbose_name="hạn báo cáo kết quả")),
                (
                    "keep_until",
                    models.DateField(blank=True, null=True, verbose_name="ngày hủy phiếu giấy, dữ liệu thô"),
                ),
                ("reduced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="survey_plan", to="criteria.campaign"
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minimum_rate__gte", 0),
                            ("minimum_rate__lte", 100),
                            ("second_share__gte", 0),
                            ("second_share__lte", 100),
                        ),
                        name="survey_shares_in_range",
                        violation_error_message="Tỷ lệ phải từ 0 đến 100.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("percent", models.DecimalField(decimal_places=10, max_digits=14)),
                ("points", models.DecimalField(decimal_places=10, max_digits=16)),
                ("responses", models.PositiveIntegerField()),
                ("counted", models.BooleanField(default=True, verbose_name="được tính")),
                ("computed_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="survey_scores", to="tenancy.agency"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="survey_scores",
                        to="criteria.campaign",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey_scores",
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
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "agency", "criterion"), name="survey_score_once"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__gte", 0), ("percent__lte", 100)),
                        name="survey_percent_in_range",
                        violation_error_message="Tỷ lệ khảo sát phải từ 0 đến 100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyStaff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="survey_staff", to="tenancy.agency"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="survey_staff", to="criteria.campaign"
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["agency__sort_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "agency", "user"), name="survey_staff_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="mã")),
                ("text", models.TextField(verbose_name="câu hỏi")),
                ("group", models.CharField(blank=True, max_length=200, verbose_name="nhóm")),
                (
                    "answer_type",
                    models.CharField(
                        choices=[
                            ("likert5", "Thang 5 mức"),
                            ("single", "Chọn một"),
                            ("multiple", "Chọn nhiều"),
                            ("yesno", "Có, không"),
                            ("number", "Số"),
                            ("text", "Ý kiến"),
                        ],
                        max_length=10,
                        verbose_name="kiểu trả lời",
                    ),
                ),
                ("criteria_set_code", models.CharField(blank=True, max_length=40, verbose_name="bộ tiêu chí")),
                ("criterion_code", models.CharField(blank=True, max_length=20, verbose_name="tiêu chí thành phần")),
                ("required", models.BooleanField(default=True, verbose_name="bắt buộc")),
                ("show_if", models.CharField(blank=True, max_length=200, verbose_name="chỉ hỏi khi")),
                ("scored", models.BooleanField(default=False, verbose_name="tính điểm")),
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
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="surveys.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("questionnaire", "code"), name="question_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scored", False), models.Q(("criterion_code", ""), _negated=True), _connector="OR"
                        ),
                        name="scored_question_feeds_leaf",
                        violation_error_message="Câu hỏi tính điểm phải gắn với một tiêu chí thành phần.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("single", "Mỗi người trả lời một đường dẫn dùng một lần"),
                            ("desk", "Mã QR đặt tại quầy, dùng nhiều lần"),
                        ],
                        max_length=6,
                        verbose_name="loại",
                    ),
                ),
                ("each", models.PositiveIntegerField(default=1, verbose_name="số phiếu mỗi đường dẫn")),
                ("expires_at", models.DateTimeField(verbose_name="hết hạn")),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "made_by",
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
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link_sheets",
                        to="surveys.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="GroupPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "selection",
                    models.CharField(
                        choices=[
                            ("day", "Mọi người đến giao dịch trong ngày khảo sát cho đến khi đủ phiếu"),
                            ("draw", "Rút ngẫu nhiên từ danh sách hồ sơ đã giải quyết"),
                            ("all", "Toàn bộ"),
                        ],
                        default="day",
                        max_length=5,
                        verbose_name="cách chọn người trả lời",
                    ),
                ),
                (
                    "collection",
                    models.CharField(
                        choices=[
                            ("paper", "Phiếu giấy"),
                            ("online", "Trực tuyến"),
                            ("both", "Phiếu giấy và trực tuyến"),
                        ],
                        default="both",
                        max_length=6,
                        verbose_name="hình thức",
                    ),
                ),
                ("first_day", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="đến ngày")),
                ("by_formula", models.BooleanField(default=False, verbose_name="cỡ mẫu theo công thức")),
                (
                    "weight",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="trọng số của nhóm"
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
                    "questionnaire",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="plan", to="surveys.questionnaire"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weight", None), ("weight__gt", 0), _connector="OR"),
                        name="survey_weight_positive",
                        violation_error_message="Trọng số phải lớn hơn 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_day", None),
                            ("last_day", None),
                            ("first_day__lte", models.F("last_day")),
                            _connector="OR",
                        ),
                        name="survey_days_in_order",
                        violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GateDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("counts", models.BooleanField(verbose_name="vẫn tính điểm")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("received", models.PositiveIntegerField(verbose_name="số phiếu khi quyết định")),
                ("needed", models.PositiveIntegerField(verbose_name="số phiếu tối thiểu")),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "by",
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
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gate_decisions",
                        to="surveys.questionnaire",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("questionnaire", "agency"), name="survey_gate_decided_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="survey_gate_has_reason",
                        violation_error_message="Ghi lý do quyết định.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quota",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wanted", models.PositiveIntegerField(verbose_name="chỉ tiêu phiếu")),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="tổng số giao dịch")),
                ("seed", models.CharField(blank=True, max_length=16, verbose_name="mã rút mẫu")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="survey_quotas", to="tenancy.agency"
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="quotas", to="surveys.questionnaire"
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
                "ordering": ["agency__sort_key"],
                "constraints": [models.UniqueConstraint(fields=("questionnaire", "agency"), name="survey_quota_once")],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("respondent", models.CharField(max_length=40, verbose_name="số phiếu")),
                ("entered_at", models.DateTimeField(verbose_name="nhập lúc")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("file", "Nhập từ tệp"),
                            ("paper", "Phiếu giấy"),
                            ("link", "Đường dẫn riêng"),
                            ("desk", "Mã QR tại quầy"),
                        ],
                        default="file",
                        max_length=5,
                        verbose_name="hình thức",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="ngày trả lời")),
                ("once", models.CharField(blank=True, editable=False, max_length=64, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey_responses",
                        to="tenancy.agency",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="surveys.questionnaire",
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
                "ordering": ["agency__sort_key", "respondent"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("questionnaire", "agency", "respondent"),
                        name="response_once",
                        violation_error_message="Số phiếu này đã nhập cho đơn vị.",
                    ),
                    models.UniqueConstraint(fields=("tenant", "once"), name="response_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpoiltForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("respondent", models.CharField(max_length=40, verbose_name="số phiếu")),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="spoilt", to="surveys.questionnaire"
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
                "ordering": ["respondent"],
                "constraints": [
                    models.UniqueConstraint(fields=("questionnaire", "agency", "respondent"), name="spoilt_form_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=300, verbose_name="phương án")),
                (
                    "percent",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True, verbose_name="tỷ lệ %"),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="options", to="surveys.question"
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
                "constraints": [models.UniqueConstraint(fields=("question", "position"), name="question_option_once")],
            },
        ),
        migrations.CreateModel(
            name="Replacement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("drawn", models.PositiveIntegerField(verbose_name="số thứ tự được rút")),
                ("replaced_by", models.PositiveIntegerField(verbose_name="số thứ tự thay thế")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "quota",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replacements", to="surveys.quota"
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
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("quota", "drawn"), name="survey_replaced_once"),
                    models.UniqueConstraint(fields=("quota", "replaced_by"), name="survey_reserve_used_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("drawn_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                ("content", models.JSONField(blank=True, null=True)),
                ("differing", models.PositiveSmallIntegerField(default=0, verbose_name="số câu lệch")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="second", to="surveys.response"
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
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aside", to="surveys.response"
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
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="set_aside_has_reason",
                        violation_error_message="Ghi lý do để phiếu ngoài.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64)),
                ("uses", models.PositiveIntegerField(default=0)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="surveys.linksheet"
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
                "constraints": [models.UniqueConstraint(fields=("tenant", "token_hash"), name="survey_token_once")],
            },
        ),
        migrations.CreateModel(
            name="AnswerCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("times", models.PositiveIntegerField()),
                ("number_total", models.DecimalField(blank=True, decimal_places=4, max_digits=24, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
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
                    "question",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="counts",
                        to="surveys.question",
                    ),
                ),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="counts", to="surveys.questionnaire"
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="counts",
                        to="surveys.questionoption",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("questionnaire", "agency", "question", "option"),
                        name="answer_count_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                ("text", models.TextField(blank=True)),
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="surveys.question"
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="surveys.questionoption",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="surveys.response"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("response", "question", "option"), name="answer_once", nulls_distinct=False
                    )
                ],
            },
        ),
    ]
