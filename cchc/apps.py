from django.apps import AppConfig


class CchcConfig(AppConfig):
    """Carries the management commands that belong to no single room."""

    name = "cchc"
    label = "cchc"
    verbose_name = "Chỉ số CCHC"
