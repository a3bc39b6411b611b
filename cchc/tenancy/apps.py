from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "cchc.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Đơn vị tổ chức và cơ quan"
