from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0002_walls"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="band",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "mức xếp loại",
                "verbose_name_plural": "mức xếp loại",
            },
        ),
        migrations.AlterModelOptions(
            name="bonusitem",
            options={
                "ordering": ["kind", "position", "pk"],
                "verbose_name": "mục thưởng, trừ",
                "verbose_name_plural": "mục thưởng, trừ",
            },
        ),
        migrations.AlterModelOptions(
            name="campaignset",
            options={"ordering": ["agency_kind", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="criterion",
            options={"ordering": ["position", "pk"], "verbose_name": "tiêu chí", "verbose_name_plural": "tiêu chí"},
        ),
        migrations.AlterModelOptions(
            name="extension",
            options={"ordering": ["-created_at", "pk"], "verbose_name": "gia hạn", "verbose_name_plural": "gia hạn"},
        ),
        migrations.AlterModelOptions(
            name="legalbasis",
            options={"ordering": ["position", "pk"], "verbose_name": "căn cứ", "verbose_name_plural": "căn cứ"},
        ),
        migrations.AlterModelOptions(
            name="participant",
            options={
                "ordering": ["block", "agency__sort_key", "pk"],
                "verbose_name": "đơn vị tham gia",
                "verbose_name_plural": "đơn vị tham gia",
            },
        ),
        migrations.AlterModelOptions(
            name="planstep",
            options={
                "ordering": ["position", "pk"],
                "verbose_name": "bước kế hoạch",
                "verbose_name_plural": "bước kế hoạch",
            },
        ),
        migrations.AlterModelOptions(
            name="ruleline",
            options={"ordering": ["position", "pk"]},
        ),
    ]
