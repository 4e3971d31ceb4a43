"""The forms of the inspectors' pages; services guard the rules and say in Vietnamese what is wrong."""

from django import forms

WORDS = 3000


class DeskForm(forms.Form):
    """Errors stand beside their field and nothing that was typed is lost."""

    act = ""
    use_required_attribute = False


def words(
    label: str, help_text: str = "", *, rows: int = 4, required: bool = True, longest: int = WORDS
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": "Hãy điền ô này."},
    )


def choice(label: str, choices: list[tuple[str, str]], *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "– Chọn –"), *choices],
        required=required,
        error_messages={"required": "Hãy chọn.", "invalid_choice": "Không có lựa chọn này."},
    )
