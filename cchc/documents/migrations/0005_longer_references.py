from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_total_order"),
    ]

    operations = [
        migrations.AlterField(
            model_name="officialdocument",
            name="reference",
            field=models.CharField(max_length=200),
        ),
        migrations.AlterField(
            model_name="officialdocument",
            name="subject",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="officialdocument",
            name="symbol",
            field=models.CharField(max_length=200, verbose_name="ký hiệu"),
        ),
        migrations.AlterField(
            model_name="paperbatch",
            name="subject",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
