"""The form with which a reader follows a case."""

from django import forms

from portal.core.captcha import CaptchaField


class FollowForm(forms.Form):
    """An address, and proof that a person typed it."""

    email = forms.EmailField(
        label="Địa chỉ thư điện tử của bạn",
        max_length=200,
        help_text="Được mã hoá khi lưu, không ai xem được, xoá khi bạn thôi theo dõi hoặc khi hồ sơ đã kết thúc.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Gõ địa chỉ thư điện tử.",
            "invalid": "Địa chỉ thư chưa đúng, ví dụ ten@example.vn.",
        },
    )
    captcha = CaptchaField()
