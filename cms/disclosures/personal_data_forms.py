"""What staff decide about findings: which, why, and a note."""

from django import forms

from cms.disclosures.models import PassReason

MOST_CHOSEN = 2000


class KeysField(forms.Field):
    """The names of the ticked findings; a hostile flood of them is cut off."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: object) -> list[str]:
        return [str(key)[:140] for key in value][:MOST_CHOSEN] if isinstance(value, list) else []


class ChosenForm(forms.Form):
    keys = KeysField(required=False)


class PassForm(ChosenForm):
    reason = forms.ChoiceField(label="Lý do giữ lại", choices=PassReason)
    note = forms.CharField(
        label="Ghi chú (không công khai, không vào sổ cái)",
        required=False,
        max_length=500,
        widget=forms.TextInput,
    )
