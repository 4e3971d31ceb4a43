from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    # Not "search": Wagtail's own search app and its permissions are read beside this one.
    label = "portal_search"
    verbose_name = "Tìm kiếm"

    def ready(self) -> None:
        from search import listeners

        listeners.connect()
