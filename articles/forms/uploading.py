"""The form by which a batch is uploaded, on the page and by a script."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from articles.batches.addresses import MAX_ADDRESSES

KINDS = (
    *(".txt", ".md", ".html", ".htm", ".csv", ".xlsx", ".json", ".jsonl"),
    *(".xml", ".rss", ".atom", ".warc", ".gz", ".tgz", ".zip"),
)
_ADDRESS = re.compile(r"https?://[^\s/?#]\S*", re.IGNORECASE)


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """Files, or none; empty ones may come too, for their line in the batch says so."""

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = data if isinstance(data, list | tuple) else [data]
        clean = super().clean
        return [clean(file, initial) for file in files if file is not None]


class UploadForm(forms.Form):
    """What a batch consists of, and what the people who look for it later call it."""

    files = _FilesField(  # type: ignore[assignment]
        label="Files",
        required=False,
        allow_empty_file=True,
        widget=_FilesInput(attrs={"accept": ",".join(KINDS)}),
    )
    addresses = forms.CharField(
        label="Or addresses",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Of pages to fetch, one a line, each beginning with https:// or http://.",
    )
    manifest = forms.FileField(
        label="Manifest",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text="A table that says of each file what is known of it.",
    )
    outlet = forms.CharField(
        label="Outlet",
        max_length=200,
        required=False,
        help_text="For the articles that name none themselves. Empty: they stay without one.",
    )
    name = forms.CharField(
        label="Name of the batch",
        max_length=255,
        required=False,
        help_text="Empty: the name of the file.",
    )
    check = forms.BooleanField(
        label="Check first, take nothing in yet",
        required=False,
        initial=True,
        help_text="Shows what would become of each item, and lets you put right what is known.",
    )

    def clean_addresses(self) -> list[str]:
        """Return the addresses, each once; refuse what is none, by its line."""
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines()]
        wrong = [n for n, line in enumerate(lines, 1) if line and not _ADDRESS.fullmatch(line)]
        if wrong:
            some = ", ".join(map(str, wrong[:5])) + (" …" if len(wrong) > 5 else "")
            raise forms.ValidationError(
                f"No web address in line {some}; write each as https://example.org/page."
            )
        addresses = list(dict.fromkeys(filter(None, lines)))
        if len(addresses) > MAX_ADDRESSES:
            raise forms.ValidationError(
                f"These are {len(addresses):,} addresses; at most {MAX_ADDRESSES:,} at once."
            )
        return addresses

    def clean(self) -> dict[str, Any]:
        """Refuse a delivery of nothing, and one that is too large."""
        found = self.cleaned_data
        files: Sequence[UploadedFile[Any]] = found.get("files") or []
        if not files and not found.get("addresses") and not self.errors:
            self.add_error("files", "Choose at least one file, or write at least one address.")
        manifest = found.get("manifest")
        total = sum(file.size or 0 for file in (*files, *([manifest] if manifest else [])))
        if total > settings.MAX_UPLOAD_BYTES:
            self.add_error(
                "files",
                f"These files have {filesizeformat(total)}; at most "
                f"{filesizeformat(settings.MAX_UPLOAD_BYTES)} can be sent at once.",
            )
        return found

    def delivery(self) -> dict[str, Any]:
        """Return what was sent, as `articles.actions.receiving.receive` takes it."""
        found = self.cleaned_data
        given: dict[str, Any] = {
            "name": self.batch_name(),
            "files": [(str(file.name), file) for file in found["files"]],
            "outlet": found["outlet"],
            "stops_to_check": found["check"],
        }
        if found["addresses"]:
            given["addresses"] = found["addresses"]
        if manifest := found["manifest"]:
            given["manifest"] = (str(manifest.name), manifest)
        return given

    def batch_name(self) -> str:
        """Return the name that was given, or one made from what was sent."""
        if self.cleaned_data["name"]:
            return str(self.cleaned_data["name"])
        names = [str(file.name) for file in self.cleaned_data["files"]]
        names += self.cleaned_data["addresses"]
        return f"{names[0]}{f' and {len(names) - 1} more' if len(names) > 1 else ''}"[:255]
