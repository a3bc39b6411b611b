from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Tự đánh giá"

    def ready(self) -> None:
        from assessments import chrome, documents, duties, receivers, reminders, sent  # noqa: F401, PLC0415 - they register themselves
