import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cchc.tenancy.scope
from cchc.tenancy.operations import IsolateTenants

# What an appraiser has seen stays: a document cited when its leaf was appraised is neither binned nor destroyed, its
# citation and its earlier files are not taken away. A citation added after the last appraisal is still free.
APPRAISED_EVIDENCE_STAYS = """
CREATE FUNCTION assessments_is_appraised(cited_file bigint, cited_leaf bigint, cited_at timestamptz)
RETURNS boolean AS $$
    SELECT EXISTS (
        SELECT FROM assessments_score s
        WHERE s.assessment_id = cited_file AND s.criterion_id = cited_leaf
          AND s.stage IN ('appraised', 'reappraised', 'final') AND s.saved_at >= cited_at
    )
$$ LANGUAGE sql STABLE;
CREATE FUNCTION assessments_has_appraised_leaf(document bigint) RETURNS boolean AS $$
    SELECT EXISTS (
        SELECT FROM assessments_citation c
        WHERE c.evidence_id = document AND assessments_is_appraised(c.assessment_id, c.criterion_id, c.added_at)
    )
$$ LANGUAGE sql STABLE;
CREATE FUNCTION assessments_appraised_evidence_stays() RETURNS trigger AS $$
DECLARE is_held boolean;
BEGIN
    IF TG_TABLE_NAME = 'assessments_citation' THEN
        is_held := assessments_is_appraised(OLD.assessment_id, OLD.criterion_id, OLD.added_at);
    ELSIF TG_TABLE_NAME = 'assessments_evidenceversion' THEN
        is_held := assessments_has_appraised_leaf(OLD.evidence_id);
    ELSE
        is_held := assessments_has_appraised_leaf(OLD.id);
    END IF;
    IF is_held THEN
        RAISE EXCEPTION 'evidence of an appraised leaf stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER assessments_evidence_stays BEFORE DELETE ON assessments_evidence
    FOR EACH ROW EXECUTE FUNCTION assessments_appraised_evidence_stays();
CREATE TRIGGER assessments_evidence_not_binned BEFORE UPDATE OF deleted_at ON assessments_evidence
    FOR EACH ROW WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION assessments_appraised_evidence_stays();
CREATE TRIGGER assessments_version_stays BEFORE DELETE ON assessments_evidenceversion
    FOR EACH ROW EXECUTE FUNCTION assessments_appraised_evidence_stays();
CREATE TRIGGER assessments_citation_stays BEFORE DELETE OR UPDATE OF assessment_id, criterion_id, evidence_id
    ON assessments_citation FOR EACH ROW EXECUTE FUNCTION assessments_appraised_evidence_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0005_evidence_in_reply"),
        ("tenancy", "0002_isolation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="evidence",
            name="carried_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="assessments.evidence",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="is_lasting",
            field=models.BooleanField(default=False, verbose_name="còn hiệu lực nhiều năm"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="is_to_replace",
            field=models.BooleanField(default=False, verbose_name="cần thay bằng bản trong năm"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="is_unchecked",
            field=models.BooleanField(default=False, verbose_name="thông tin do máy đọc, chưa xem lại"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="scan",
            field=models.CharField(
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
        migrations.AddIndex(
            model_name="evidencereading",
            index=models.Index(fields=["state", "lease_until"], name="evidence_reading_due"),
        ),
        migrations.AddConstraint(
            model_name="evidencereading",
            constraint=models.UniqueConstraint(fields=("evidence", "sha256"), name="evidence_reading_once"),
        ),
        migrations.AddConstraint(
            model_name="evidencesignature",
            constraint=models.UniqueConstraint(fields=("reading", "place"), name="evidence_signature_once"),
        ),
        migrations.AddConstraint(
            model_name="evidenceversion",
            constraint=models.UniqueConstraint(fields=("evidence", "place"), name="evidence_version_once"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["touched_at"], name="upload_touched"),
        ),
        IsolateTenants(),
        migrations.RunSQL(APPRAISED_EVIDENCE_STAYS, reverse_sql=migrations.RunSQL.noop),
    ]
