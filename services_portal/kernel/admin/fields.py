"""Form fields for what we keep as JSON: nobody who works here is shown any."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from services_portal.kernel.text import CHINESE, ENGLISH, localized


class LocalizedWidget(forms.MultiWidget):
    """Two inputs, one a language, each under its own name."""

    template_name = "kernel/admin/localized.html"

    def __init__(self, *, lines: int = 1, attrs: dict[str, Any] | None = None) -> None:
        def inner(language: str, label: Any) -> forms.Widget:
            own = {"lang": "zh-Hans" if language == CHINESE else "en", "aria-label": label}
            if lines == 1:
                return UnfoldAdminTextInputWidget(attrs=own)
            return UnfoldAdminTextareaWidget(attrs={**own, "rows": lines})

        super().__init__({"zh": inner(CHINESE, _("Chinese")), "en": inner(ENGLISH, _("English"))}, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Split the stored text."""
        value = value or {}
        return [value.get(CHINESE, ""), value.get(ENGLISH, "")]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tell the template which language is which; a name for all would hide that from a screen reader."""
        context = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], (_("Chinese"), _("English")), strict=True):
            part["language"] = label
        return context


class LocalizedField(forms.MultiValueField):
    """A text in our languages; Chinese is required where the field is, English never."""

    def __init__(self, *, lines: int = 1, required: bool = True, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        missing = {"incomplete": _("The Chinese text is required.")}
        parts = (
            forms.CharField(max_length=max_length, error_messages=missing),
            forms.CharField(required=False, max_length=max_length),
        )
        super().__init__(
            parts, required=required, require_all_fields=False, widget=LocalizedWidget(lines=lines), **kwargs
        )
        parts[0].required = required

    def compress(self, data_list: list[str]) -> dict[str, str]:
        """Join what was typed. Raises ValidationError for English without Chinese."""
        chinese, english = [(part or "").strip() for part in (data_list or ["", ""])]
        if english and not chinese:
            raise ValidationError(_("The Chinese text is required."), code="localized_chinese_required")
        return localized(chinese, english) if chinese else {}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the texts, not their shape."""
        before = LocalizedWidget().decompress(initial) if not isinstance(initial, list) else initial
        return [part or "" for part in before] != [part or "" for part in (data or ["", ""])]


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        """Return the text to show."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the lines without the empty ones."""
        if isinstance(value, list | tuple):
            return list(value)
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def validate(self, value: Any) -> None:
        """Require one line where the field is required."""
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Validate each line."""
        for line in value:
            super().run_validators(line)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the lines."""
        return list(initial or []) != self.to_python(data)
