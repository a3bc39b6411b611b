import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [("accounts", "0001_initial")]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("tenancy", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("full_name", models.CharField(max_length=150, verbose_name="họ và tên")),
                (
                    "salutation",
                    models.CharField(blank=True, help_text="ông, bà, anh, chị", max_length=20, verbose_name="xưng hô"),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử")),
                ("position", models.CharField(blank=True, max_length=150, verbose_name="chức vụ")),
                ("search", models.CharField(default="", editable=False, max_length=400)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "người dùng",
                "verbose_name_plural": "người dùng",
                "ordering": ["username"],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Chuyên viên đơn vị được đánh giá"),
                            ("head", "Lãnh đạo đơn vị được đánh giá"),
                            ("appraiser", "Chuyên viên thẩm định"),
                            ("department_head", "Trưởng phòng, thủ trưởng cơ quan thẩm định"),
                            ("secretary", "Tổ Thư ký"),
                            ("member", "Thành viên Hội đồng"),
                            ("chair", "Chủ tịch Hội đồng"),
                            ("coordinator", "Cơ quan thường trực"),
                            ("leader", "Người phê duyệt"),
                            ("observer", "Người theo dõi"),
                        ],
                        max_length=20,
                        verbose_name="vai trò",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="tenancy.agency",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "vai trò",
                "verbose_name_plural": "vai trò",
                "ordering": ["user__username", "role"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "user", "role", "agency"),
                        name="membership_once",
                        nulls_distinct=False,
                        violation_error_message="Người này đã có vai trò đó.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role__in", ["officer", "head", "appraiser", "department_head"]), _negated=True),
                            ("agency__isnull", False),
                            _connector="OR",
                        ),
                        name="membership_needs_agency",
                        violation_error_message="Vai trò này phải gắn với một cơ quan, đơn vị.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="lý do")),
                ("started_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staff_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "phiên quản trị",
                "verbose_name_plural": "phiên quản trị",
                "ordering": ["-started_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("started_at"))),
                        name="staff_session_has_length",
                        violation_error_message="Phiên quản trị phải kết thúc sau khi bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="staff_session_has_reason",
                        violation_error_message="Ghi lý do mở phiên quản trị.",
                    ),
                ],
            },
        ),
    ]
