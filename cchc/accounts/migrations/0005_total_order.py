from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_mobile"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="membership",
            options={
                "ordering": ["user__username", "role", "pk"],
                "verbose_name": "vai trò",
                "verbose_name_plural": "vai trò",
            },
        ),
        migrations.AlterModelOptions(
            name="staffsession",
            options={
                "ordering": ["-started_at", "pk"],
                "verbose_name": "phiên quản trị",
                "verbose_name_plural": "phiên quản trị",
            },
        ),
        migrations.AlterField(
            model_name="user",
            name="search",
            field=models.TextField(default="", editable=False),
        ),
    ]
