from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "portal.inspection"
    label = "inspection"
    verbose_name = "Thanh tra, kiểm tra"
