from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "cchc.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nhắc việc"
