from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("publications", "0004_head_terms"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="headterm",
            options={
                "ordering": ["agency__sort_key", "since", "pk"],
                "verbose_name": "thời gian giữ chức của người đứng đầu",
                "verbose_name_plural": "thời gian giữ chức của người đứng đầu",
            },
        ),
        migrations.AlterModelOptions(
            name="improvementline",
            options={
                "ordering": ["position", "pk"],
                "permissions": [("mend_line", "Phụ trách nội dung duy trì, khắc phục")],
            },
        ),
        migrations.AlterModelOptions(
            name="improvementplan",
            options={
                "ordering": ["-version", "pk"],
                "verbose_name": "kế hoạch duy trì, khắc phục",
                "verbose_name_plural": "kế hoạch duy trì, khắc phục",
            },
        ),
        migrations.AlterModelOptions(
            name="improvementreport",
            options={
                "ordering": ["-period", "pk"],
                "verbose_name": "báo cáo theo dõi khắc phục",
                "verbose_name_plural": "báo cáo theo dõi khắc phục",
            },
        ),
        migrations.AlterModelOptions(
            name="snapshot",
            options={
                "ordering": ["-version", "pk"],
                "verbose_name": "bản chốt kết quả",
                "verbose_name_plural": "bản chốt kết quả",
            },
        ),
        migrations.AlterModelOptions(
            name="snapshothead",
            options={"ordering": ["position", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="snapshotline",
            options={"ordering": ["position", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="snapshotrow",
            options={"ordering": ["position", "pk"]},
        ),
    ]
