"""The editor's form of a report with fixed figures: one box per figure, filled as Vietnamese writers fill it."""

from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from wagtail.admin.compare import FieldComparison
from wagtail.admin.panels import FieldPanel

from cms.disclosures.integrity import catalogue
from cms.disclosures.integrity.catalogue import Figure
from cms.disclosures.numbers import vi_number
from cms.disclosures.page_forms import DisclosurePageForm
from portal.core.numbers import NotANumber, parse_vi_number

PREFIX = "figure_"


class FigureField(forms.CharField):
    """One figure; blank means that nothing is stated, which is not zero."""

    def __init__(self, *, figure: Figure, **kwargs: Any) -> None:
        self.figure = figure
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        label = f"{figure.label} ({figure.unit})"
        super().__init__(
            required=False, label=label, help_text=figure.help, max_length=30, widget=widget, **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return vi_number(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            number = parse_vi_number(text)
        except NotANumber as error:
            raise forms.ValidationError(f"“{text}” {error}.") from error
        if number is not None and (wrong := catalogue.wrong_value(self.figure, number)):
            raise forms.ValidationError(wrong)
        return number


class FigureValue:
    """A figure as the comparison of two revisions sees a field."""

    def __init__(self, figure: Figure) -> None:
        self.name, self.verbose_name, self.key = figure.key, figure.label, figure.key

    def value_from_object(self, page: Any) -> str:
        value = page.figure_values().get(self.key)
        return vi_number(value) if value is not None else ""


class FigurePanel(FieldPanel):
    """The panel of a figure, which is a row of the page and no field of it."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{"disable_comments": True, **kwargs})

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            figure = catalogue.FIGURES[self.field_name.removeprefix(PREFIX)]
            return [partial(FieldComparison, FigureValue(figure))]


# One declared field per figure: a form that names fields which no model has must declare them.
_metaclass: Any = type(DisclosurePageForm)
_FigureFields: Any = _metaclass(
    "FigureFields",
    (DisclosurePageForm,),
    {f"{PREFIX}{key}": FigureField(figure=figure) for key, figure in catalogue.FIGURES.items()},
)


class ReportPageForm(_FigureFields):
    """Show the page's figures in their boxes and put what was typed back on the page as its rows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, value in self.instance.figure_values().items():
            self.initial.setdefault(f"{PREFIX}{key}", value)

    def _post_clean(self) -> None:
        typed = {key: self.cleaned_data.get(f"{PREFIX}{key}") for key in catalogue.FIGURES}
        self.instance.set_figures({key: value for key, value in typed.items() if value is not None})
        super()._post_clean()
