import importlib

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "publications"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Kết quả và công bố"

    def ready(self) -> None:
        importlib.import_module("publications.chrome")
        importlib.import_module("publications.documents")
        importlib.import_module("publications.waiting")
        importlib.import_module("publications.improving.hooks")
