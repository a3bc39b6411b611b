from django.apps import AppConfig

from cchc.web.form_words import speak


class WebConfig(AppConfig):
    """The web kit: no models; gives forms their words."""

    name = "cchc.web"

    def ready(self) -> None:
        speak()
