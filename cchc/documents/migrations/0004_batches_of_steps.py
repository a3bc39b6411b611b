import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_register_wording_and_batches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "paperbatch",
            "work",
            models.CharField(
                choices=[
                    ("print", "Lập tệp"),
                    ("submit", "Trình ký"),
                    ("number", "Ghi số và ngày"),
                    ("issue", "Phát hành"),
                ],
                default="print",
                max_length=6,
            ),
        ),
        migrations.AlterField("paperbatch", "extension", models.CharField(blank=True, max_length=4)),
        migrations.AddField("paperbatch", "single", models.BooleanField(default=False)),
        migrations.AddField("paperbatch", "subject", models.CharField(blank=True, max_length=80)),
        migrations.AddField("paperbatch", "first_number", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("paperbatch", "issued_on", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "paperbatch",
            "asked_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
