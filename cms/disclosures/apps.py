from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    name = "cms.disclosures"
    label = "disclosures"
    verbose_name = "Công khai"

    def ready(self) -> None:
        from cms.disclosures import atomic_actions, checklist, handlers
        from cms.disclosures.services.personal_data import checklist_items

        handlers.connect()
        atomic_actions.install()
        checklist.ask_of_every_page(checklist_items)
