from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "councils"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Thẩm định và Hội đồng"
