from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_total_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="mobile_agreed",
            field=models.BooleanField(db_default=True, default=True, verbose_name="đồng ý nhận tin nhắn"),
        ),
    ]
