"""Citizen and department-head surveys whose result is worth points in the index."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Điều tra xã hội học"

    def ready(self) -> None:
        from surveys import chrome, documents, duties, reminders  # noqa: F401, PLC0415 - they register themselves once models exist
