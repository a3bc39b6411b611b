from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_errata"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="officialdocument",
            options={"ordering": ["-created_at", "pk"], "verbose_name": "văn bản", "verbose_name_plural": "văn bản"},
        ),
        migrations.AlterModelOptions(
            name="paperbatch",
            options={
                "ordering": ["-asked_at", "pk"],
                "verbose_name": "lượt lập nhiều văn bản",
                "verbose_name_plural": "lượt lập nhiều văn bản",
            },
        ),
    ]
