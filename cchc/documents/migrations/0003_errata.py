import django.db.models.deletion
from django.db import migrations, models

import cchc.tenancy.scope
from cchc.tenancy.operations import IsolateTenants


class Migration(migrations.Migration):
    replaces = [("documents", "0005_errata")]
    dependencies = [
        ("documents", "0002_walls"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erratum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter", models.PositiveSmallIntegerField(default=1, verbose_name="lần đính chính")),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("place", models.CharField(max_length=200, verbose_name="vị trí")),
                ("printed", models.CharField(max_length=1000, verbose_name="nội dung đã in")),
                ("corrected", models.CharField(max_length=1000, verbose_name="đính chính thành")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errata",
                        to="documents.officialdocument",
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
                "verbose_name": "nội dung đính chính",
                "verbose_name_plural": "nội dung đính chính",
                "ordering": ["document", "letter", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "document", "letter", "position"), name="erratum_place_once"
                    )
                ],
            },
        ),
        IsolateTenants(),
    ]
