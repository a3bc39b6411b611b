from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope
from cchc.tenancy.operations import IsolateTenants

WALLS = (Path(__file__).parent / "appraisal_walls.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_sending_and_copies"),
        ("councils", "0003_explanation_meeting_and_visits"),
        ("criteria", "0003_longer_printed_number"),
        ("tenancy", "0002_isolation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="tên nhóm")),
            ],
            options={
                "verbose_name": "nhóm đơn vị",
                "verbose_name_plural": "nhóm đơn vị",
                "ordering": ["name"],
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
            ],
            options={
                "verbose_name": "xác nhận thẩm định",
                "verbose_name_plural": "xác nhận thẩm định",
                "ordering": ["-confirmed_at"],
            },
        ),
        migrations.CreateModel(
            name="DeclaredConflict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=400, verbose_name="lý do")),
                ("declared_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "xung đột lợi ích",
                "verbose_name_plural": "xung đột lợi ích",
                "ordering": ["-declared_at"],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "ordering": ["agency__sort_key"],
            },
        ),
        migrations.CreateModel(
            name="IndependentRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "đợt chấm độc lập",
                "verbose_name_plural": "đợt chấm độc lập",
                "ordering": ["criterion__position"],
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
            ],
            options={
                "verbose_name": "điểm chấm độc lập",
                "verbose_name_plural": "điểm chấm độc lập",
                "ordering": ["assessment__agency__sort_key", "member_id"],
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
            ],
            options={
                "verbose_name": "ý kiến phối hợp",
                "verbose_name_plural": "ý kiến phối hợp",
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
            ],
            options={
                "verbose_name": "mẫu lý do",
                "verbose_name_plural": "mẫu lý do",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="ScoreBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clause", models.CharField(max_length=300, verbose_name="căn cứ")),
            ],
            options={
                "verbose_name": "căn cứ của điểm",
                "verbose_name_plural": "căn cứ của điểm",
            },
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_once",
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="assignment_one_lead",
        ),
        migrations.AddField(
            model_name="assignment",
            name="opinion_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="hạn cho ý kiến"),
        ),
        migrations.AddField(
            model_name="agencygroup",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="agency_groups", to="criteria.campaign"
            ),
        ),
        migrations.AddField(
            model_name="agencygroup",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="councils.agencygroup",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                fields=("campaign", "criterion", "department", "group"), name="assignment_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", "lead")),
                fields=("campaign", "criterion", "group"),
                name="assignment_one_lead",
                nulls_distinct=False,
                violation_error_message="Mỗi lĩnh vực, tiêu chí chỉ có một cơ quan chủ trì thẩm định.",
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="confirmations", to="assessments.assessment"
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="confirmed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="department",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="reopened_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="confirmation",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="declaredconflict",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"),
        ),
        migrations.AddField(
            model_name="declaredconflict",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="conflicts", to="criteria.campaign"
            ),
        ),
        migrations.AddField(
            model_name="declaredconflict",
            name="declared_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="declaredconflict",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="declaredconflict",
            name="substitute",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="declaredconflict",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="declaredconflict",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="criteria.campaign"
            ),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="group",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="councils.agencygroup"
            ),
        ),
        migrations.AddField(
            model_name="groupmember",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="independentround",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="independent_rounds", to="criteria.campaign"
            ),
        ),
        migrations.AddField(
            model_name="independentround",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
            ),
        ),
        migrations.AddField(
            model_name="independentround",
            name="opened_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="independentround",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="independentscore",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="assessments.assessment"
            ),
        ),
        migrations.AddField(
            model_name="independentscore",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="independentscore",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="councils.independentround"
            ),
        ),
        migrations.AddField(
            model_name="independentscore",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="assessments.assessment"
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="criteria.criterion"
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="department",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"),
        ),
        migrations.AddField(
            model_name="opinion",
            name="given_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="opinion",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="reasonsnippet",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddField(
            model_name="reasonsnippet",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="scorebasis",
            name="score",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="basis", to="assessments.score"
            ),
        ),
        migrations.AddField(
            model_name="scorebasis",
            name="tenant",
            field=models.ForeignKey(
                default=cchc.tenancy.scope.active_tenant_id,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.tenant",
            ),
        ),
        migrations.AddConstraint(
            model_name="agencygroup",
            constraint=models.UniqueConstraint(
                fields=("campaign", "name"),
                name="agency_group_once",
                violation_error_message="Kỳ đánh giá đã có nhóm đơn vị tên này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reopened_at", None)),
                fields=("assessment", "department", "stage"),
                name="confirmation_in_force_once",
                violation_error_message="Phần thẩm định này đã được xác nhận.",
            ),
        ),
        migrations.AddConstraint(
            model_name="confirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reopened_at", None), models.Q(("reopen_reason", ""), _negated=True), _connector="OR"
                ),
                name="confirmation_reopened_with_reason",
                violation_error_message="Mở lại phải có lý do.",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaredconflict",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("campaign", "user", "agency"),
                name="conflict_once",
                violation_error_message="Đã khai xung đột của người này với đơn vị này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaredconflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("substitute", None), models.Q(("substitute", models.F("user")), _negated=True), _connector="OR"
                ),
                name="conflict_substitute_is_another",
                violation_error_message="Người thay phải là người khác.",
            ),
        ),
        migrations.AddConstraint(
            model_name="groupmember",
            constraint=models.UniqueConstraint(
                fields=("campaign", "agency"),
                name="agency_in_one_group",
                violation_error_message="Đơn vị đã ở một nhóm khác của kỳ này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="independentround",
            constraint=models.UniqueConstraint(
                fields=("campaign", "criterion"),
                name="independent_round_once",
                violation_error_message="Mục này đã mở chấm độc lập.",
            ),
        ),
        migrations.AddConstraint(
            model_name="independentscore",
            constraint=models.UniqueConstraint(fields=("round", "assessment", "member"), name="independent_score_once"),
        ),
        migrations.AddConstraint(
            model_name="independentscore",
            constraint=models.CheckConstraint(
                condition=models.Q(("points", None), ("points__gte", 0), _connector="OR"),
                name="independent_score_not_negative",
                violation_error_message="Điểm không được âm.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.UniqueConstraint(fields=("assessment", "criterion", "department"), name="opinion_once"),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", "agree"), models.Q(("text", ""), _negated=True), _connector="OR"),
                name="other_opinion_says_why",
                violation_error_message="Ý kiến khác phải nêu nội dung.",
            ),
        ),
        migrations.AddConstraint(
            model_name="opinion",
            constraint=models.CheckConstraint(
                condition=models.Q(("silent", False), ("verdict", "agree"), _connector="OR"), name="silence_is_consent"
            ),
        ),
        migrations.AddConstraint(
            model_name="reasonsnippet",
            constraint=models.UniqueConstraint(fields=("tenant", "user", "key"), name="snippet_one_per_key"),
        ),
        migrations.AddConstraint(
            model_name="reasonsnippet",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__gte", 1), ("key__lte", 9)), name="snippet_key_is_a_digit"
            ),
        ),
        IsolateTenants(),
        migrations.RunSQL(WALLS, reverse_sql=migrations.RunSQL.noop),
    ]
