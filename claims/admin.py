"""What staff see of readings: how each went, and the way to try a failed one again."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.admin import ReadOnly
from claims.actions.analysis import retry_failed
from claims.models import Analysis, Statement


@admin.register(Analysis)
class AnalysisAdmin(ReadOnly):
    """Readings of articles, by release."""

    list_display = ["article", "release", "state", "attempts", "finished_at", "error"]
    list_select_related = ["article"]
    list_filter = ["state", "release"]
    search_fields = ["article__title", "article__origin", "error"]
    exclude = ["terms", "vector"]
    actions = ["try_again"]

    @admin.action(description="Try again what could not be read", permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Analysis]) -> None:
        """Let the workers try failed readings once more."""
        self.message_user(request, f"{retry_failed(queryset)} waiting to be read again.")


@admin.register(Statement)
class StatementAdmin(ReadOnly):
    """Statements, by what was done with the words."""

    list_display = ["article", "ordinal", "act", "polarity", "certainty", "tier", "is_headline"]
    list_select_related = ["article"]
    list_filter = ["act", "polarity", "certainty", "stance", "tier", "is_headline"]
    search_fields = ["article__title", "article__origin"]
    exclude = ["vector"]
