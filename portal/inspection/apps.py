from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "portal.inspection"
    label = "inspection"
    verbose_name = "Thanh tra, kiểm tra"

    def ready(self) -> None:
        from portal.feedback.audited import examined_by
        from portal.feedback.reminded import reminded_by
        from portal.inspection.services.reminders import reminded
        from portal.inspection.services.sampled import examines_case

        examined_by(examines_case)
        reminded_by(reminded)
