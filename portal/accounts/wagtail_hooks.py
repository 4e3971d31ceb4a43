"""Memberships and organisations, kept by administrators in the admin."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from portal.accounts.models import Membership


class MembershipViewSet(ModelViewSet):
    model = Membership
    name = "vai-tro"
    icon = "group"
    menu_label = "Vai trò"
    list_display = ["user", "organisation", "role"]
    list_filter = ["role", "organisation"]
    search_fields = ["user__username", "organisation__name"]
    form_fields = ["user", "organisation", "role"]
    add_to_admin_menu = False


@hooks.register("register_admin_viewset")
def membership_viewset() -> MembershipViewSet:
    return MembershipViewSet("vai-tro", add_to_settings_menu=True)
