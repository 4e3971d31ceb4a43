from django.apps import AppConfig


class StatutesConfig(AppConfig):
    name = "portal.statutes"
    label = "statutes"
    verbose_name = "Căn cứ pháp lý và thời hạn"

    def ready(self) -> None:
        from portal.core.subjects import resolve_with
        from portal.statutes import receivers, subjects  # noqa: F401

        resolve_with(subjects.PREFIX, subjects.public_duties)
