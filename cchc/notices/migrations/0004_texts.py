from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0003_webhooks"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="reference",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="notification",
            name="channel",
            field=models.CharField(
                choices=[("inbox", "Hộp tin"), ("email", "Thư điện tử"), ("text", "Tin nhắn")], max_length=8
            ),
        ),
    ]
