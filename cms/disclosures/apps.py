from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "cms.disclosures"
    label = "disclosures"
    verbose_name = "Công khai"

    def ready(self) -> None:
        from cms.disclosures import atomic_actions, handlers

        handlers.connect()
        atomic_actions.install()
