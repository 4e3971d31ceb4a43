from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "portal.plans"
    label = "plans"
    verbose_name = "Kế hoạch và báo cáo"

    def ready(self) -> None:
        from portal.accounts.policies import Action, coordinated_by
        from portal.plans.models import ProvincialPlan

        coordinated_by(Action.PLAN_OVERSEE, ProvincialPlan.desk_codes)
