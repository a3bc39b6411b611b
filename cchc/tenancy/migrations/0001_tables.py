import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import cchc.tenancy.models
import cchc.tenancy.scope


class Migration(migrations.Migration):
    replaces = [("tenancy", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Tenant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    models.SlugField(
                        max_length=40,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^[a-z]"), cchc.tenancy.models.validate_slug],
                        verbose_name="địa chỉ",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                (
                    "kind",
                    models.CharField(
                        choices=[("district", "Cấp huyện"), ("province", "Cấp tỉnh"), ("commune", "Cấp xã")],
                        max_length=12,
                        verbose_name="cấp",
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        help_text="Ủy ban nhân dân huyện Bạch Thông", max_length=200, verbose_name="cơ quan ban hành"
                    ),
                ),
                (
                    "authority_short",
                    models.CharField(help_text="UBND huyện Bạch Thông", max_length=120, verbose_name="tên ngắn"),
                ),
                (
                    "letterhead",
                    models.TextField(
                        help_text="Mỗi dòng một dòng in: ỦY BAN NHÂN DÂN / HUYỆN …",
                        verbose_name="dòng tên ở đầu văn bản",
                    ),
                ),
                ("place", models.CharField(max_length=80, verbose_name="địa danh")),
                (
                    "level_word",
                    models.CharField(help_text="huyện, tỉnh, thành phố, xã", max_length=20, verbose_name="từ chỉ cấp"),
                ),
                (
                    "leader_title",
                    models.CharField(
                        default="Chủ tịch Ủy ban nhân dân", max_length=120, verbose_name="chức danh người phê duyệt"
                    ),
                ),
                (
                    "standing_office",
                    models.CharField(
                        help_text="Phòng Nội vụ, Sở Nội vụ", max_length=120, verbose_name="cơ quan thường trực"
                    ),
                ),
                (
                    "standing_office_head",
                    models.CharField(max_length=160, verbose_name="thủ trưởng cơ quan thường trực"),
                ),
                ("office_chief", models.CharField(max_length=160, verbose_name="chánh văn phòng")),
                ("archive_code", models.CharField(default="VT", max_length=40, verbose_name="ký hiệu lưu")),
                ("support_line", models.CharField(blank=True, max_length=200, verbose_name="dòng hỗ trợ ở chân trang")),
                ("signer_name", models.CharField(blank=True, max_length=120, verbose_name="người ký")),
                (
                    "signer_capacity",
                    models.CharField(blank=True, help_text="KT. CHỦ TỊCH", max_length=120, verbose_name="quyền hạn ký"),
                ),
                ("signer_title", models.CharField(default="CHỦ TỊCH", max_length=120, verbose_name="chức vụ người ký")),
                (
                    "recipients",
                    models.TextField(blank=True, help_text="Mỗi dòng một nơi nhận", verbose_name="nơi nhận mặc định"),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="dữ liệu mẫu")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "đơn vị tổ chức",
                "verbose_name_plural": "đơn vị tổ chức",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.BigIntegerField(default=0, editable=False)),
                ("at", models.DateTimeField()),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=200)),
                ("on_behalf", models.CharField(blank=True, max_length=200)),
                ("verb", models.CharField(max_length=80)),
                ("object_type", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField(null=True)),
                ("object_label", models.CharField(max_length=300)),
                ("changes", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("request_id", models.CharField(blank=True, max_length=40)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("previous_hash", models.CharField(default="", editable=False, max_length=64)),
                ("hash", models.CharField(default="", editable=False, max_length=64)),
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
                "verbose_name": "dòng nhật ký",
                "verbose_name_plural": "nhật ký",
                "ordering": ["-sequence"],
                "indexes": [
                    models.Index(fields=["tenant", "object_type", "object_id", "-sequence"], name="audit_of_object")
                ],
                "constraints": [models.UniqueConstraint(fields=("tenant", "sequence"), name="audit_sequence_once")],
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="mã")),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("kind", models.CharField(max_length=40, verbose_name="loại")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("assessed", "Được đánh giá"),
                            ("appraiser", "Thẩm định"),
                            ("both", "Được đánh giá và thẩm định"),
                        ],
                        max_length=12,
                        verbose_name="vai trò",
                    ),
                ),
                ("ranking_block", models.CharField(blank=True, max_length=80, verbose_name="khối xếp hạng")),
                ("ranked", models.BooleanField(default=True, verbose_name="được xếp hạng")),
                ("has_procedures", models.BooleanField(default=True, verbose_name="có thủ tục hành chính")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="hiệu lực từ")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="hiệu lực đến")),
                ("head_name", models.CharField(blank=True, max_length=120, verbose_name="người đứng đầu")),
                ("head_title", models.CharField(blank=True, max_length=160, verbose_name="chức vụ người đứng đầu")),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "predecessor_names",
                    models.CharField(blank=True, max_length=400, verbose_name="đơn vị trước sáp nhập"),
                ),
                ("search", models.CharField(default="", editable=False, max_length=260)),
                ("sort_key", models.CharField(default="", editable=False, max_length=400)),
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
                "verbose_name": "cơ quan, đơn vị",
                "verbose_name_plural": "cơ quan, đơn vị",
                "ordering": ["sort_key"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "code"), name="agency_code_once", violation_error_message="Mã cơ quan đã có."
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from", None),
                            ("valid_to", None),
                            ("valid_from__lte", models.F("valid_to")),
                            _connector="OR",
                        ),
                        name="agency_validity_in_order",
                        violation_error_message="Ngày hết hiệu lực phải sau ngày bắt đầu hiệu lực.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgencySuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="continued_by", to="tenancy.agency"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="succeeds", to="tenancy.agency"
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
                    models.UniqueConstraint(fields=("successor", "predecessor"), name="succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("successor", models.F("predecessor")), _negated=True),
                        name="succession_not_to_itself",
                        violation_error_message="Một đơn vị không kế thừa chính nó.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Agency",
            name="predecessors",
            field=models.ManyToManyField(
                through="tenancy.AgencySuccession", through_fields=("successor", "predecessor"), to="tenancy.agency"
            ),
        ),
    ]
