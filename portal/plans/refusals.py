"""Why something is not possible, in words for whoever tried it. Pure."""


class PlanRefused(ValueError):
    """The message is Vietnamese; `field` names where the reason lies, "" when it is no field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class EditedMeanwhile(PlanRefused):
    """Somebody else has saved since the form was opened; nothing of theirs is lost, and nothing is saved now."""

    def __init__(self) -> None:
        super().__init__(
            "Người khác vừa lưu bản này sau khi bạn mở trang. Nội dung bạn gõ vẫn còn dưới đây nhưng chưa được lưu: "
            "hãy mở bản mới ở một thẻ khác, so lại rồi lưu lần nữa."
        )
