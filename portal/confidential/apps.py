from django.apps import AppConfig


class ConfidentialConfig(AppConfig):
    name = "portal.confidential"
    verbose_name = "Tố cáo bảo mật"
