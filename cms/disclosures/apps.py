from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "cms.disclosures"
    label = "disclosures"
    verbose_name = "Công khai"

    def ready(self) -> None:
        from cms.disclosures import handlers

        handlers.connect()
