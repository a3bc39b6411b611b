import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [
        ("councils", "0001_initial"),
        ("councils", "0003_explanation_meeting_and_visits"),
        ("councils", "0004_appraisal_beside_scores"),
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
            name="AgencyGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="tên nhóm")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agency_groups",
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
                "verbose_name": "nhóm đơn vị",
                "verbose_name_plural": "nhóm đơn vị",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "name"),
                        name="agency_group_once",
                        violation_error_message="Kỳ đánh giá đã có nhóm đơn vị tên này.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("filed", "Chờ Hội đồng xem xét"),
                            ("accepted", "Chấp nhận"),
                            ("rejected", "Không chấp nhận"),
                            ("withdrawn", "Đã rút kiến nghị"),
                        ],
                        default="filed",
                        max_length=10,
                    ),
                ),
                ("content", models.TextField(verbose_name="nội dung kiến nghị")),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=10, max_digits=16, null=True, verbose_name="điểm khi kiến nghị"
                    ),
                ),
                (
                    "proposed",
                    models.DecimalField(
                        blank=True, decimal_places=10, max_digits=16, null=True, verbose_name="điểm đề nghị"
                    ),
                ),
                ("filed_at", models.DateTimeField()),
                ("decision", models.TextField(blank=True, verbose_name="lý do của Hội đồng")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeals", to="assessments.assessment"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
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
                    "filed_by",
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
                "verbose_name": "kiến nghị",
                "verbose_name_plural": "kiến nghị",
                "ordering": ["agency__sort_key", "criterion__position", "filed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "filed")),
                        fields=("assessment", "criterion"),
                        name="appeal_one_open_per_leaf",
                        violation_error_message="Mục này đang có một kiến nghị chờ Hội đồng xem xét.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content", ""), _negated=True),
                        name="appeal_says_why",
                        violation_error_message="Kiến nghị phải nêu nội dung, căn cứ.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["accepted", "rejected"]), _negated=True),
                            models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="appeal_decided_has_reason",
                        violation_error_message="Hội đồng quyết định kiến nghị phải ghi lý do.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
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
                        default="appraised",
                        max_length=12,
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="nhận xét chung")),
                ("confirmed_at", models.DateTimeField()),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                ("reopen_reason", models.TextField(blank=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
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
                "verbose_name": "xác nhận thẩm định",
                "verbose_name_plural": "xác nhận thẩm định",
                "ordering": ["-confirmed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at", None)),
                        fields=("assessment", "department", "stage"),
                        name="confirmation_in_force_once",
                        violation_error_message="Phần thẩm định này đã được xác nhận.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reopened_at", None), models.Q(("reopen_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="confirmation_reopened_with_reason",
                        violation_error_message="Mở lại phải có lý do.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CouncilTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quorum_top", models.PositiveSmallIntegerField(default=2, verbose_name="số phần dự họp")),
                ("quorum_bottom", models.PositiveSmallIntegerField(default=3, verbose_name="trên tổng số phần")),
                (
                    "of_present",
                    models.BooleanField(default=False, verbose_name="tính quá nửa trên số thành viên có mặt"),
                ),
                ("uses_seal", models.BooleanField(default=False, verbose_name="được sử dụng con dấu")),
                (
                    "decision",
                    models.CharField(blank=True, max_length=300, verbose_name="quyết định thành lập Hội đồng"),
                ),
                (
                    "campaign",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="council_terms",
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
                "verbose_name": "quy chế Hội đồng",
                "verbose_name_plural": "quy chế Hội đồng",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quorum_bottom__gte", models.F("quorum_top")), ("quorum_top__gte", 1)),
                        name="quorum_is_a_share",
                        violation_error_message="Tỷ lệ dự họp tối thiểu phải từ trên 0 đến 1.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclaredConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=400, verbose_name="lý do")),
                ("declared_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="conflicts", to="criteria.campaign"
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        blank=True,
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "xung đột lợi ích",
                "verbose_name_plural": "xung đột lợi ích",
                "ordering": ["-declared_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)),
                        fields=("campaign", "user", "agency"),
                        name="conflict_once",
                        violation_error_message="Đã khai xung đột của người này với đơn vị này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("substitute", None),
                            models.Q(("substitute", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="conflict_substitute_is_another",
                        violation_error_message="Người thay phải là người khác.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExplanationLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="đợt")),
                ("due_at", models.DateTimeField(verbose_name="hạn trả lời")),
                ("sent_at", models.DateTimeField(verbose_name="gửi lúc")),
                ("contact", models.CharField(blank=True, max_length=150, verbose_name="người liên hệ")),
                ("contact_title", models.CharField(blank=True, max_length=150, verbose_name="chức vụ")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="điện thoại")),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="assessments.assessment"
                    ),
                ),
                (
                    "sent_by",
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
                "verbose_name": "công văn yêu cầu giải trình",
                "verbose_name_plural": "công văn yêu cầu giải trình",
                "ordering": ["assessment", "round"],
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "round"), name="letter_once_per_round"),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gt", models.F("sent_at"))),
                        name="letter_due_after_sending",
                        violation_error_message="Hạn trả lời phải sau thời điểm gửi công văn.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndependentRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="independent_rounds",
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
                    "opened_by",
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
                "verbose_name": "đợt chấm độc lập",
                "verbose_name_plural": "đợt chấm độc lập",
                "ordering": ["criterion__position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "criterion"),
                        name="independent_round_once",
                        violation_error_message="Mục này đã mở chấm độc lập.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InternalNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="ghi chú nội bộ")),
                ("at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="internal_notes",
                        to="assessments.assessment",
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
                "verbose_name": "ghi chú nội bộ",
                "verbose_name_plural": "ghi chú nội bộ",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="internal_note_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="phiên")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "Đang chuẩn bị"),
                            ("open", "Đang họp"),
                            ("closed", "Đã kết thúc"),
                            ("cancelled", "Đã hủy"),
                        ],
                        default="preparing",
                        max_length=10,
                    ),
                ),
                ("planned_at", models.DateTimeField(verbose_name="thời gian họp")),
                ("place", models.CharField(max_length=200, verbose_name="địa điểm")),
                ("form", models.CharField(blank=True, max_length=100, verbose_name="hình thức")),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, verbose_name="lý do hủy")),
                ("guests", models.TextField(blank=True, verbose_name="đại biểu mời dự")),
                (
                    "report",
                    models.CharField(blank=True, max_length=200, verbose_name="báo cáo trình bày tại phiên họp"),
                ),
                ("discussion", models.TextField(blank=True, verbose_name="ý kiến thảo luận")),
                ("survey", models.TextField(blank=True, verbose_name="kết quả điều tra xã hội học")),
                ("conclusion", models.TextField(blank=True, verbose_name="kết luận của chủ tọa")),
                (
                    "votes_for",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="tán thành kết quả chung"),
                ),
                (
                    "votes_against",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="không tán thành"),
                ),
                ("votes_other", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="ý kiến khác")),
                ("submit_by", models.DateField(blank=True, null=True, verbose_name="trình phê duyệt trước ngày")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="criteria.campaign"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
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
                "verbose_name": "phiên họp Hội đồng",
                "verbose_name_plural": "phiên họp Hội đồng",
                "ordering": ["campaign", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "number"), name="meeting_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["preparing", "open"])),
                        fields=("campaign",),
                        name="meeting_one_at_a_time",
                        violation_error_message="Đang có một phiên họp chưa kết thúc – kết thúc hoặc hủy phiên đó trước.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["open", "closed"]), _negated=True),
                            ("opened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="meeting_open_has_time",
                        violation_error_message="Phiên họp đã khai mạc phải có thời điểm khai mạc.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "closed"), _negated=True),
                            models.Q(("closed_at__isnull", False), models.Q(("conclusion", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="meeting_closed_has_conclusion",
                        violation_error_message="Phiên họp kết thúc phải có thời điểm và kết luận của chủ tọa.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="meeting_cancelled_has_reason",
                        violation_error_message="Hủy phiên họp phải ghi lý do.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(choices=[("agree", "Thống nhất"), ("other", "Ý kiến khác")], max_length=6),
                ),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="điểm đề nghị"
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=2000, verbose_name="ý kiến")),
                ("silent", models.BooleanField(default=False)),
                ("due", models.DateTimeField(blank=True, null=True)),
                ("given_at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        blank=True,
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
                "verbose_name": "ý kiến phối hợp",
                "verbose_name_plural": "ý kiến phối hợp",
                "constraints": [
                    models.UniqueConstraint(fields=("assessment", "criterion", "department"), name="opinion_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "agree"), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="other_opinion_says_why",
                        violation_error_message="Ý kiến khác phải nêu nội dung.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("silent", False), ("verdict", "agree"), _connector="OR"),
                        name="silence_is_consent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReasonSnippet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.PositiveSmallIntegerField(verbose_name="phím")),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("no_evidence", "Thiếu minh chứng"),
                            ("out_of_year", "Minh chứng ngoài năm"),
                            ("wrong_data", "Sai số liệu"),
                            ("not_met", "Chưa đạt yêu cầu"),
                            ("other", "Khác"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="loại lý do",
                    ),
                ),
                ("text", models.CharField(max_length=600, verbose_name="lời")),
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
                "verbose_name": "mẫu lý do",
                "verbose_name_plural": "mẫu lý do",
                "ordering": ["key"],
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "user", "key"), name="snippet_one_per_key"),
                    models.CheckConstraint(
                        condition=models.Q(("key__gte", 1), ("key__lte", 9)), name="snippet_key_is_a_digit"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do trích xuất")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Đang chờ"), ("ready", "Đã sẵn sàng"), ("failed", "Không lập được")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                ("file_name", models.CharField(blank=True, max_length=120)),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("error", models.CharField(blank=True, max_length=300)),
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
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="record_exports",
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
                "verbose_name": "bộ hồ sơ trích xuất",
                "verbose_name_plural": "bộ hồ sơ trích xuất",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(
                                models.Q(("sha256", ""), _negated=True),
                                models.Q(("file_name", ""), _negated=True),
                                ("ready_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="export_ready_has_file",
                        violation_error_message="Bộ hồ sơ đã sẵn sàng phải có tệp và mã kiểm tra.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ScoreBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clause", models.CharField(max_length=300, verbose_name="căn cứ")),
                (
                    "score",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="basis", to="assessments.score"
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
                "verbose_name": "căn cứ của điểm",
                "verbose_name_plural": "căn cứ của điểm",
            },
        ),
        migrations.CreateModel(
            name="SiteVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_on", models.DateField(verbose_name="ngày kiểm tra")),
                (
                    "team",
                    models.TextField(help_text="Mỗi dòng một người: họ tên, chức vụ.", verbose_name="thành phần đoàn"),
                ),
                ("purpose", models.TextField(verbose_name="nội dung kiểm tra")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Theo kế hoạch"), ("held", "Đã kiểm tra"), ("cancelled", "Đã hủy")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("held_at", models.DateTimeField(blank=True, null=True, verbose_name="kiểm tra lúc")),
                ("received_by", models.TextField(blank=True, verbose_name="đại diện đơn vị")),
                ("record", models.TextField(blank=True, verbose_name="nội dung biên bản")),
                ("opinion", models.TextField(blank=True, verbose_name="ý kiến của đơn vị")),
                ("reason", models.TextField(blank=True, verbose_name="lý do hủy, mở lại")),
                ("made_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="criteria.campaign"
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
                "verbose_name": "đợt kiểm tra thực tế",
                "verbose_name_plural": "đợt kiểm tra thực tế",
                "ordering": ["planned_on", "agency__sort_key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "agency", "planned_on"),
                        name="visit_once_a_day",
                        violation_error_message="Đơn vị này đã có đợt kiểm tra trong ngày đó.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            models.Q(("held_at__isnull", False), models.Q(("record", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="visit_held_has_record",
                        violation_error_message="Đợt kiểm tra đã thực hiện phải có thời điểm và nội dung biên bản.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "cancelled"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="visit_cancelled_has_reason",
                        violation_error_message="Hủy đợt kiểm tra phải ghi lý do.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("adopted_at", models.DateTimeField(verbose_name="thông qua lúc")),
                ("conclusion", models.TextField(blank=True, verbose_name="kết luận của Hội đồng")),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                ("reopen_reason", models.TextField(blank=True)),
                ("reopen_approver", models.CharField(blank=True, max_length=150)),
                (
                    "adopted_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="adoptions", to="criteria.campaign"
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
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
                "verbose_name": "lần thông qua",
                "verbose_name_plural": "lần thông qua",
                "ordering": ["-adopted_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reopened_at", None)),
                        fields=("campaign",),
                        name="adoption_one_in_force",
                        violation_error_message="Kết quả đã được thông qua.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reopened_at", None),
                            models.Q(
                                models.Q(("reopen_reason", ""), _negated=True),
                                models.Q(("reopen_approver", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reopening_has_reason_and_approver",
                        violation_error_message="Mở lại phải có lý do và người duyệt.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "Chủ trì thẩm định"), ("joint", "Phối hợp thẩm định")],
                        default="lead",
                        max_length=8,
                        verbose_name="vai trò",
                    ),
                ),
                ("opinion_until", models.DateTimeField(blank=True, null=True, verbose_name="hạn cho ý kiến")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="criteria.campaign"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="criteria.criterion"
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="tenancy.agency"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="councils.agencygroup",
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
                "verbose_name": "phân công thẩm định",
                "verbose_name_plural": "phân công thẩm định",
                "ordering": ["criterion__position", "role"],
                "permissions": [("appraise_assignment", "Thẩm định phần được phân công")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "criterion", "department", "group"),
                        name="assignment_once",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "lead")),
                        fields=("campaign", "criterion", "group"),
                        name="assignment_one_lead",
                        nulls_distinct=False,
                        violation_error_message="Mỗi lĩnh vực, tiêu chí chỉ có một cơ quan chủ trì thẩm định.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExplanationRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Chờ gửi công văn"),
                            ("sent", "Chờ giải trình"),
                            ("answered", "Đã giải trình"),
                            ("settled", "Đã xử lý"),
                            ("referred", "Đưa ra Hội đồng"),
                            ("withdrawn", "Đã rút yêu cầu"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("doubt", models.TextField(verbose_name="lý do chưa thống nhất")),
                ("question", models.TextField(verbose_name="nội dung yêu cầu giải trình, bổ sung")),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=10, max_digits=16, null=True, verbose_name="điểm thẩm định khi hỏi"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "position",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agree", "Đồng ý với điểm thẩm định"),
                            ("disagree", "Không đồng ý, đề nghị xem xét lại"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reply", models.TextField(blank=True, verbose_name="nội dung giải trình")),
                (
                    "proposed",
                    models.DecimalField(
                        blank=True, decimal_places=10, max_digits=16, null=True, verbose_name="điểm đề nghị"
                    ),
                ),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.TextField(blank=True, verbose_name="kết luận sau giải trình")),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "asked_by_agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.agency",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="councils.explanationletter",
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
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
                "verbose_name": "yêu cầu giải trình",
                "verbose_name_plural": "yêu cầu giải trình",
                "ordering": ["agency__sort_key", "criterion__position", "asked_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("draft", "sent", "answered"))),
                        fields=("assessment", "criterion"),
                        name="request_one_open_per_leaf",
                        violation_error_message="Mục này đang có một yêu cầu giải trình chưa xử lý xong.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]), ("letter__isnull", False), _connector="OR"
                        ),
                        name="request_sent_has_letter",
                        violation_error_message="Yêu cầu đã gửi phải thuộc một công văn.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(models.Q(("position", ""), _negated=True), ("approved_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="request_answered_has_position",
                        violation_error_message="Giải trình phải ghi đồng ý hay không đồng ý, và thời điểm gửi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position", "disagree"), ("state", "answered"), _negated=True),
                            models.Q(("reply", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="disagreement_is_explained",
                        violation_error_message="Không đồng ý thì phải có nội dung giải trình.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["settled", "referred", "withdrawn"]), _negated=True),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="request_closed_has_reason",
                        violation_error_message="Kết luận sau giải trình phải có lý do.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by_agency", None),
                            models.Q(("asked_by_agency", models.F("agency")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_questions_own_agency",
                        violation_error_message="Cơ quan không yêu cầu chính mình giải trình.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="criteria.campaign"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="councils.agencygroup"
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "agency"),
                        name="agency_in_one_group",
                        violation_error_message="Đơn vị đã ở một nhóm khác của kỳ này.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IndependentScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "points",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="điểm"),
                ),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="ghi chú")),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="assessments.assessment"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="councils.independentround",
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
                "verbose_name": "điểm chấm độc lập",
                "verbose_name_plural": "điểm chấm độc lập",
                "ordering": ["assessment__agency__sort_key", "member_id"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "assessment", "member"), name="independent_score_once"),
                    models.CheckConstraint(
                        condition=models.Q(("points", None), ("points__gte", 0), _connector="OR"),
                        name="independent_score_not_negative",
                        violation_error_message="Điểm không được âm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                (
                    "causes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("explanation", "Đơn vị không đồng ý sau giải trình"),
                                ("referred", "Cơ quan thẩm định đưa ra Hội đồng"),
                                ("appeal", "Đơn vị kiến nghị"),
                                ("dissent", "Cơ quan phối hợp có ý kiến khác"),
                                ("missing", "Chưa thẩm định"),
                                ("deferred", "Phiên trước để lại"),
                                ("chosen", "Tổ Thư ký đưa vào"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Chưa bàn"), ("decided", "Đã chốt"), ("deferred", "Để lại sau")],
                        default="pending",
                        max_length=10,
                    ),
                ),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=10, max_digits=16, null=True, verbose_name="điểm Hội đồng thống nhất"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="lý do, kết luận")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.assessment"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
                    ),
                ),
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
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="councils.meeting"
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
                "verbose_name": "nội dung biểu quyết",
                "verbose_name_plural": "nội dung biểu quyết",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "assessment", "criterion"), name="meeting_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            models.Q(("points__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="meeting_line_decided_has_points",
                        violation_error_message="Chốt một dòng phải có điểm và lý do.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "deferred"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="meeting_line_deferred_has_reason",
                        violation_error_message="Để lại sau phải ghi lý do.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("full_name", models.CharField(max_length=150)),
                ("salutation", models.CharField(blank=True, max_length=20)),
                ("position", models.CharField(blank=True, max_length=200, verbose_name="chức vụ")),
                (
                    "title",
                    models.CharField(
                        choices=[("chair", "Chủ tịch Hội đồng"), ("member", "Ủy viên"), ("secretary", "Thư ký")],
                        max_length=10,
                        verbose_name="chức danh",
                    ),
                ),
                ("votes", models.BooleanField(default=True, verbose_name="được biểu quyết")),
                (
                    "attendance",
                    models.CharField(
                        blank=True,
                        choices=[("present", "Có mặt"), ("excused", "Vắng có lý do"), ("absent", "Vắng")],
                        max_length=8,
                    ),
                ),
                ("absence_reason", models.CharField(blank=True, max_length=200, verbose_name="lý do vắng")),
                ("opinion", models.CharField(blank=True, max_length=300, verbose_name="ý kiến (thống nhất/bảo lưu)")),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="councils.meeting"
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
                "verbose_name": "thành viên dự họp",
                "verbose_name_plural": "thành viên dự họp",
                "ordering": ["rank", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "user"), name="meeting_member_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", "secretary"), ("votes", False)),
                            models.Q(("title", "secretary"), _negated=True),
                            _connector="OR",
                        ),
                        name="meeting_secretary_does_not_vote",
                        violation_error_message="Thư ký phiên họp không biểu quyết.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="kết quả kiểm tra")),
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
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="councils.sitevisit"
                    ),
                ),
            ],
            options={
                "verbose_name": "kết quả kiểm tra",
                "verbose_name_plural": "kết quả kiểm tra",
                "ordering": ["criterion__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "criterion"), name="finding_once_per_leaf"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="finding_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caption", models.CharField(max_length=200, verbose_name="chú thích")),
                ("stored_name", models.CharField(max_length=200)),
                ("original_name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
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
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="councils.sitevisit"
                    ),
                ),
            ],
            options={
                "verbose_name": "ảnh kiểm tra",
                "verbose_name_plural": "ảnh kiểm tra",
                "ordering": ["uploaded_at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("visit", "sha256"), name="visit_photo_once")],
            },
        ),
        migrations.CreateModel(
            name="AssignmentUserObjectPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="councils.assignment"),
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
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("keep", "Giữ điểm thẩm định"),
                            ("unit", "Nhận điểm của đơn vị"),
                            ("other", "Mức khác"),
                        ],
                        max_length=5,
                    ),
                ),
                ("points", models.DecimalField(decimal_places=10, max_digits=16)),
                ("at", models.DateTimeField()),
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="councils.meetingline"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cast", to="councils.meetingmember"
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
                "verbose_name": "phiếu biểu quyết",
                "verbose_name_plural": "phiếu biểu quyết",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("line", "member"),
                        name="vote_once",
                        violation_error_message="Thành viên này đã biểu quyết dòng này.",
                    ),
                    models.CheckConstraint(condition=models.Q(("points__gte", 0)), name="vote_not_negative"),
                ],
            },
        ),
    ]
