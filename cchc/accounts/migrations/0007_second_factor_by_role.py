import django.db.models.deletion
from django.db import migrations, models

import cchc.tenancy.scope
from cchc.accounts.roles import LABELS
from cchc.tenancy.operations import IsolateTenants


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_consent_to_texts"),
        ("tenancy", "0002_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="FactorDemand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[(role.value, label) for role, label in LABELS.items()],
                        max_length=20,
                        verbose_name="vai trò",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="từ ngày")),
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
                "verbose_name": "yêu cầu xác thực hai bước",
                "verbose_name_plural": "yêu cầu xác thực hai bước",
                "ordering": ["role", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="factordemand",
            constraint=models.UniqueConstraint(fields=("tenant", "role"), name="factor_demand_once"),
        ),
        IsolateTenants(),
    ]
