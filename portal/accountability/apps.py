from django.apps import AppConfig
from django.core.checks import register


class AccountabilityConfig(AppConfig):
    name = "portal.accountability"
    label = "accountability"
    verbose_name = "Chấm điểm"

    def ready(self) -> None:
        from portal.accountability.checks import check_formulas

        register(check_formulas)
