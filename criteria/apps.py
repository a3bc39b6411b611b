from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "criteria"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Kỳ đánh giá và bộ tiêu chí"

    def ready(self) -> None:
        from criteria import chrome, documents  # noqa: F401, PLC0415 - they register themselves once models exist
