"""The form by which a batch is uploaded."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several; empty ones may come too, for their line in the batch says so."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """What a batch consists of, and what the people who look for it later call it."""

    files = _FilesField(  # type: ignore[assignment]
        label="Files",
        allow_empty_file=True,
        widget=_FilesInput(attrs={"accept": ".txt,.zip,.csv,.jsonl"}),
        error_messages={"required": "Choose at least one file."},
    )
    name = forms.CharField(
        label="Name of the batch",
        max_length=255,
        required=False,
        help_text="Empty: the name of the file.",
    )
    outlet = forms.CharField(
        label="Outlet",
        max_length=200,
        required=False,
        help_text="For the articles that name none themselves. Empty: they stay without one.",
    )

    def clean_files(self) -> "Sequence[UploadedFile[Any]]":
        """Refuse what is too large, and a ZIP among other files."""
        files: list[UploadedFile[Any]] = self.cleaned_data["files"]
        total = sum(file.size or 0 for file in files)
        if total > settings.MAX_UPLOAD_BYTES:
            raise forms.ValidationError(
                f"These files have {filesizeformat(total)}; at most "
                f"{filesizeformat(settings.MAX_UPLOAD_BYTES)} can be sent at once."
            )
        zips = [file for file in files if str(file.name).casefold().endswith(".zip")]
        if zips and len(files) > 1:
            raise forms.ValidationError("Send a ZIP on its own: one batch is one ZIP.")
        return files

    def batch_name(self) -> str:
        """Return the name that was given, or one made from the files."""
        files = self.cleaned_data["files"]
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        return str(self.cleaned_data["name"] or f"{files[0].name}{more}")
