from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0002_walls"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="question",
            options={"ordering": ["position", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="questionnaire",
            options={
                "ordering": ["code", "pk"],
                "verbose_name": "phiếu khảo sát",
                "verbose_name_plural": "phiếu khảo sát",
            },
        ),
        migrations.AlterModelOptions(
            name="questionoption",
            options={"ordering": ["position", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="quota",
            options={"ordering": ["agency__sort_key", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="response",
            options={"ordering": ["agency__sort_key", "respondent", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="spoiltform",
            options={"ordering": ["respondent", "pk"]},
        ),
    ]
