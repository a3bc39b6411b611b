from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "cchc.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nhắc việc"

    def ready(self) -> None:
        import_module("cchc.notices.chrome")  # adds the unread count to every page
        import_module("cchc.notices.webhooks")  # sends what other programs are told, in the same sweep
