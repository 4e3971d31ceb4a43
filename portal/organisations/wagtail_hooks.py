"""Organisations and villages, kept by administrators in the admin."""

from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from portal.organisations.models import FormerName, Organisation, Village

ORGANISATION = Column("organisation", label="Đơn vị", sort_key="organisation__name")


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "home"
    menu_label = "Đơn vị"
    list_display = ["name", "code", "kind", "type_name"]
    list_filter = ["kind", "type_name"]
    search_fields = ["name", "code"]
    # The code stands in every ledger entry, so it is set once and not offered again.
    form_fields = [
        "name",
        "slug",
        "kind",
        "type_name",
        "parent",
        "address",
        "opens_at",
        "closes_at",
        "population",
    ]
    add_to_settings_menu = True


class VillageViewSet(ModelViewSet):
    model = Village
    icon = "site"
    menu_label = "Thôn, tổ dân phố"
    list_display = ["name", ORGANISATION, "households"]
    list_filter = ["organisation"]
    search_fields = ["name"]
    form_fields = ["organisation", "name", "slug", "households"]
    add_to_settings_menu = True


class FormerNameViewSet(ModelViewSet):
    model = FormerName
    icon = "site"
    menu_label = "Tên cũ của địa bàn"
    list_display = ["name", ORGANISATION]
    list_filter = ["organisation"]
    search_fields = ["name"]
    form_fields = ["name", "organisation"]
    add_to_settings_menu = True


@hooks.register("register_admin_viewset")
def organisation_viewsets() -> list[ModelViewSet]:
    return [OrganisationViewSet("don-vi"), VillageViewSet("thon"), FormerNameViewSet("ten-cu")]
