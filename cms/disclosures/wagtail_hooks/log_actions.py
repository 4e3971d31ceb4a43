"""What the page's own history in the admin says about acts that are no edits of Wagtail's."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from cms.pages.authorship import ROWS_REPLACED


@hooks.register("register_log_actions")
def register(actions: LogActionRegistry) -> None:
    actions.register_action(ROWS_REPLACED, "Nhập các dòng", "Đã nhập các dòng của danh sách")
