from django.apps import AppConfig


class StatutesConfig(AppConfig):
    name = "portal.statutes"
    label = "statutes"
    verbose_name = "Căn cứ pháp lý và thời hạn"

    def ready(self) -> None:
        from portal.statutes import receivers  # noqa: F401
