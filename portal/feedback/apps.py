from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "portal.feedback"
    label = "feedback"
    verbose_name = "Phản ánh, kiến nghị"

    def ready(self) -> None:
        from portal.core.subjects import resolve_with
        from portal.feedback import subjects
        from portal.feedback.services.asking import count_requests
        from portal.statutes.requests import count_with

        count_with("feedback", count_requests)
        resolve_with(subjects.PREFIX, subjects.public_cases)
