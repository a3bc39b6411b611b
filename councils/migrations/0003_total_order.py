from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0002_walls"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="adoption",
            options={
                "ordering": ["-adopted_at", "pk"],
                "verbose_name": "lần thông qua",
                "verbose_name_plural": "lần thông qua",
            },
        ),
        migrations.AlterModelOptions(
            name="agencygroup",
            options={"ordering": ["name", "pk"], "verbose_name": "nhóm đơn vị", "verbose_name_plural": "nhóm đơn vị"},
        ),
        migrations.AlterModelOptions(
            name="appeal",
            options={
                "ordering": ["agency__sort_key", "criterion__position", "filed_at", "pk"],
                "verbose_name": "kiến nghị",
                "verbose_name_plural": "kiến nghị",
            },
        ),
        migrations.AlterModelOptions(
            name="assignment",
            options={
                "ordering": ["criterion__position", "role", "pk"],
                "permissions": [("appraise_assignment", "Thẩm định phần được phân công")],
                "verbose_name": "phân công thẩm định",
                "verbose_name_plural": "phân công thẩm định",
            },
        ),
        migrations.AlterModelOptions(
            name="confirmation",
            options={
                "ordering": ["-confirmed_at", "pk"],
                "verbose_name": "xác nhận thẩm định",
                "verbose_name_plural": "xác nhận thẩm định",
            },
        ),
        migrations.AlterModelOptions(
            name="declaredconflict",
            options={
                "ordering": ["-declared_at", "pk"],
                "verbose_name": "xung đột lợi ích",
                "verbose_name_plural": "xung đột lợi ích",
            },
        ),
        migrations.AlterModelOptions(
            name="explanationrequest",
            options={
                "ordering": ["agency__sort_key", "criterion__position", "asked_at", "pk"],
                "verbose_name": "yêu cầu giải trình",
                "verbose_name_plural": "yêu cầu giải trình",
            },
        ),
        migrations.AlterModelOptions(
            name="groupmember",
            options={"ordering": ["agency__sort_key", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="independentround",
            options={
                "ordering": ["criterion__position", "pk"],
                "verbose_name": "đợt chấm độc lập",
                "verbose_name_plural": "đợt chấm độc lập",
            },
        ),
        migrations.AlterModelOptions(
            name="independentscore",
            options={
                "ordering": ["assessment__agency__sort_key", "member_id", "pk"],
                "verbose_name": "điểm chấm độc lập",
                "verbose_name_plural": "điểm chấm độc lập",
            },
        ),
        migrations.AlterModelOptions(
            name="reasonsnippet",
            options={"ordering": ["key", "pk"], "verbose_name": "mẫu lý do", "verbose_name_plural": "mẫu lý do"},
        ),
        migrations.AlterModelOptions(
            name="sitevisit",
            options={
                "ordering": ["planned_on", "agency__sort_key", "pk"],
                "verbose_name": "đợt kiểm tra thực tế",
                "verbose_name_plural": "đợt kiểm tra thực tế",
            },
        ),
        migrations.AlterModelOptions(
            name="visitfinding",
            options={
                "ordering": ["criterion__position", "pk"],
                "verbose_name": "kết quả kiểm tra",
                "verbose_name_plural": "kết quả kiểm tra",
            },
        ),
    ]
