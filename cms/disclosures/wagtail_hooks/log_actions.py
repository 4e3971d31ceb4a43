"""What the page's own history in the admin says about acts that are no edits of Wagtail's."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cms.disclosures.views.personal_data import VALUES_SHOWN
from cms.pages.authorship import ROWS_REPLACED


@hooks.register("register_log_actions")
def register(actions: LogActionRegistry) -> None:
    actions.register_action(ROWS_REPLACED, "Nhập các dòng", "Đã nhập các dòng của danh sách")
    actions.register_action(VALUES_SHOWN, "Xem dữ liệu cá nhân", "Đã mở xem các giá trị bị che")
