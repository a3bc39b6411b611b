import importlib

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "councils"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Thẩm định và Hội đồng"

    def ready(self) -> None:
        from councils import chrome, guide  # noqa: F401, PLC0415 - it registers itself once models exist

        importlib.import_module("councils.appraisal_chrome")
        importlib.import_module("councils.council_chrome")
        importlib.import_module("councils.duties")
        importlib.import_module("councils.reminders")
        importlib.import_module("councils.settled")
        importlib.import_module("councils.documents")
