from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_walls"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="assessment",
            options={
                "ordering": ["agency__sort_key", "pk"],
                "verbose_name": "hồ sơ đánh giá",
                "verbose_name_plural": "hồ sơ đánh giá",
            },
        ),
        migrations.AlterModelOptions(
            name="citation",
            options={"ordering": ["added_at", "pk"], "verbose_name": "viện dẫn", "verbose_name_plural": "viện dẫn"},
        ),
        migrations.AlterModelOptions(
            name="evidence",
            options={
                "ordering": ["-uploaded_at", "pk"],
                "verbose_name": "tài liệu kiểm chứng",
                "verbose_name_plural": "tài liệu kiểm chứng",
            },
        ),
        migrations.AlterModelOptions(
            name="evidencearchive",
            options={"ordering": ["-asked_at", "pk"], "verbose_name": "tệp nén tài liệu"},
        ),
        migrations.AlterModelOptions(
            name="evidencesignature",
            options={"ordering": ["place", "pk"], "verbose_name": "chữ ký số"},
        ),
        migrations.AlterModelOptions(
            name="evidenceversion",
            options={"ordering": ["-place", "pk"], "verbose_name": "phiên bản tài liệu"},
        ),
        migrations.AlterModelOptions(
            name="extensionrequest",
            options={"ordering": ["-asked_at", "pk"], "verbose_name": "đề nghị gia hạn"},
        ),
        migrations.AlterModelOptions(
            name="mark",
            options={"ordering": ["criterion__position", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="signedreport",
            options={"ordering": ["-uploaded_at", "pk"], "verbose_name": "báo cáo đã ký"},
        ),
    ]
