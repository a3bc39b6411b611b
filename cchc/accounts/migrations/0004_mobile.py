from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_second_factor"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mobile",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=10, verbose_name="số điện thoại di động"
            ),
        ),
    ]
