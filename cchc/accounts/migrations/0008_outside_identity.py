import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_factor_by_role"),
    ]

    operations = [
        migrations.CreateModel(
            name="OutsideIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=255, verbose_name="nơi cấp")),
                ("subject", models.CharField(max_length=255, verbose_name="mã ở nơi cấp")),
                ("named", models.CharField(blank=True, max_length=254, verbose_name="tên ở nơi cấp")),
                ("made_at", models.DateTimeField(verbose_name="gắn lúc")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="đăng nhập gần nhất")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outside_identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "tài khoản đăng nhập một lần",
                "verbose_name_plural": "tài khoản đăng nhập một lần",
                "ordering": ["user__username", "issuer", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="outside_identity_is_one_person"),
                    models.UniqueConstraint(fields=("user", "issuer"), name="outside_identity_once_per_person"),
                ],
            },
        ),
    ]
