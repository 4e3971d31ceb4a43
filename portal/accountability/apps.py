from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "portal.accountability"
    label = "accountability"
    verbose_name = "Chấm điểm"
