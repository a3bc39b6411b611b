import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", models.CharField(editable=False, max_length=200)),
                ("last_step", models.BigIntegerField(default=0, editable=False)),
                ("recovery", models.JSONField(default=list, editable=False)),
                ("made_at", models.DateTimeField(verbose_name="bật lúc")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_factor",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "xác thực hai bước", "verbose_name_plural": "xác thực hai bước"},
        ),
    ]
