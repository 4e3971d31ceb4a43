from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "portal.plans"
    label = "plans"
    verbose_name = "Kế hoạch và báo cáo"

    def ready(self) -> None:
        from portal.accounts.policies import Action, coordinated_by
        from portal.core.owed import owed_with
        from portal.core.subjects import resolve_with
        from portal.plans import owing, subjects
        from portal.plans.models import ProvincialPlan

        owed_with(owing.PLAN, owing.plans)
        owed_with(owing.REPORT, owing.reports)
        resolve_with(subjects.PREFIX, subjects.public_plans)
        coordinated_by(Action.PLAN_OVERSEE, ProvincialPlan.desk_codes)
