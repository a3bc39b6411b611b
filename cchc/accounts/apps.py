from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cchc.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        from cchc.accounts import chrome, signals  # noqa: F401, PLC0415 - they register themselves once models exist
        from cchc.accounts.sign_on import config  # noqa: F401, PLC0415 - its system check
