from django.db import migrations, models

from cchc.vietnamese import unit_key

CHUNK = 500


def refill(apps, schema_editor):
    """The code enters the sort key. Row-level security holds for the owner too: tenant by tenant."""
    alias = schema_editor.connection.alias  # the owner's: another connection would wait for this one for ever
    agencies, tenants = (apps.get_model("tenancy", name).objects.using(alias) for name in ("Agency", "Tenant"))
    with schema_editor.connection.cursor() as cursor:
        for pk in [*tenants.values_list("pk", flat=True), ""]:
            cursor.execute("SELECT set_config('app.tenant', %s, true)", [str(pk)])
            rows = list(agencies.filter(tenant=pk).only("pk", "name", "code")) if pk else []
            for row in rows:
                row.sort_key = unit_key(row.name, row.code)
            agencies.bulk_update(rows, ["sort_key"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_walls")]

    operations = [
        migrations.AlterModelOptions(
            name="agency",
            options={
                "ordering": ["sort_key", "pk"],
                "verbose_name": "cơ quan, đơn vị",
                "verbose_name_plural": "cơ quan, đơn vị",
            },
        ),
        migrations.AlterField("agency", "search", models.TextField(default="", editable=False)),
        migrations.AlterField("agency", "sort_key", models.TextField(default="", editable=False)),
        migrations.RunPython(refill, migrations.RunPython.noop),
    ]
