"""Questions put to the rows of `articles`, in the domain's words."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from articles.models import Article, Batch  # noqa: F401 - mypy reads the strings below


class BatchQuerySet(models.QuerySet["Batch"]):
    """Batches."""

    def unfinished(self) -> Self:
        """Those that still hold items nobody has read in, oldest first."""
        return self.filter(state__in=["received", "loading"]).order_by("created_at", "id")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles."""
