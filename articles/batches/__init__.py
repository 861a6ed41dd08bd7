"""Turns a delivery into drafts and complaints; knows no rows, no settings and no clock."""

from articles.batches.addresses import addresses
from articles.batches.details import checked
from articles.batches.fetched import FetchedPage
from articles.batches.packing import label, pack_fetched, pack_files, pack_paths
from articles.batches.reading import read
from articles.batches.types import ArticleDraft, Complaint, Details, Item, Origin, Unreadable

__all__ = [
    "ArticleDraft",
    "Complaint",
    "Details",
    "FetchedPage",
    "Item",
    "Origin",
    "Unreadable",
    "addresses",
    "checked",
    "label",
    "pack_fetched",
    "pack_files",
    "pack_paths",
    "read",
]
