import django.db.models.deletion
from django.db import migrations, models

import cchc.tenancy.scope
from cchc.tenancy.operations import IsolateTenants

FROZEN = """
CREATE TRIGGER publications_snapshothead_fixed BEFORE UPDATE OR DELETE ON publications_snapshothead
    FOR EACH ROW EXECUTE FUNCTION tenancy_refuse_change();
CREATE TRIGGER publications_snapshothead_kept BEFORE TRUNCATE ON publications_snapshothead
    FOR EACH STATEMENT EXECUTE FUNCTION tenancy_refuse_change();
CREATE TRIGGER publications_snapshothead_sealed AFTER INSERT ON publications_snapshothead
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION publications_line_sealed();
"""


class Migration(migrations.Migration):
    replaces = [("publications", "0007_head_terms")]
    dependencies = [
        ("criteria", "0002_walls"),
        ("publications", "0003_sealed_versions"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeadTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="họ và tên")),
                ("title", models.CharField(blank=True, max_length=160, verbose_name="chức vụ")),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(verbose_name="đến ngày")),
                ("unrated", models.CharField(blank=True, max_length=200, verbose_name="không phân loại vì")),
            ],
            options={
                "verbose_name": "thời gian giữ chức của người đứng đầu",
                "verbose_name_plural": "thời gian giữ chức của người đứng đầu",
                "ordering": ["agency__sort_key", "since"],
            },
        ),
        migrations.CreateModel(
            name="SnapshotHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(blank=True, max_length=160)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("level", models.CharField(blank=True, max_length=120)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="headfinding",
            name="head_finding_once",
        ),
        migrations.AddField(
            model_name="headterm",
            name="agency",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.agency"),
        ),
        migrations.AddField(
            model_name="headterm",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="head_terms", to="criteria.campaign"
            ),
        ),
        migrations.AddField(
            model_name="headterm",
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
            model_name="headfinding",
            name="term",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="publications.headterm",
            ),
        ),
        migrations.AddConstraint(
            model_name="headfinding",
            constraint=models.UniqueConstraint(
                fields=("condition", "agency", "term"),
                name="head_finding_once",
                nulls_distinct=False,
                violation_error_message="Đơn vị đã được ghi điều kiện này.",
            ),
        ),
        migrations.AddField(
            model_name="snapshothead",
            name="row",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="publications.snapshotrow"
            ),
        ),
        migrations.AddField(
            model_name="snapshothead",
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
            model_name="headterm",
            constraint=models.UniqueConstraint(fields=("campaign", "agency", "since"), name="head_term_once"),
        ),
        migrations.AddConstraint(
            model_name="headterm",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))),
                name="head_term_ends_after_it_begins",
                violation_error_message="Ngày thôi giữ chức trước ngày bắt đầu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshothead",
            constraint=models.UniqueConstraint(fields=("row", "position"), name="snapshot_head_once"),
        ),
        IsolateTenants(),
        migrations.RunSQL(FROZEN, reverse_sql=migrations.RunSQL.noop),
    ]
