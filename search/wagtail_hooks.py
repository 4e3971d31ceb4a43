"""The words of the search in the staff's admin."""

from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.viewsets.model import ModelViewSet

from search.models import Synonym


class SynonymViewSet(ModelViewSet):
    model = Synonym
    icon = "search"
    menu_label = "Từ đồng nghĩa khi tìm kiếm"
    list_display = ["said", "means", BooleanColumn("both_ways", label="Hiểu cả hai chiều")]
    search_fields = ["said", "means"]
    form_fields = ["said", "means", "both_ways"]
    add_to_settings_menu = True


@hooks.register("register_admin_viewset")
def search_viewsets() -> list[ModelViewSet]:
    return [SynonymViewSet("tu-dong-nghia")]
