from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "pages"
    verbose_name = "Trang"

    def ready(self) -> None:
        from cms.pages import handlers

        handlers.connect()
