"""How far the site is with a batch, in words for the terminal."""

from articles.models import Article, Batch
from claims.models import Analysis, Story
from claims.nlp.release import RELEASE


def of(batch: Batch) -> str:
    """Say what is being done to the batch's articles; nothing when all is done."""
    if Batch.objects.unfinished().filter(pk=batch.pk).exists():
        return f"taking in {batch}: {_counted(batch.articles.count())} so far"
    articles = Article.objects.filter(batch=batch)
    analyses = Analysis.objects.filter(article__batch=batch, release=RELEASE)
    read, total = analyses.exclude(state=Analysis.State.WAITING).count(), articles.count()
    if read < total:
        return f"reading: {read} of {_counted(total)}"
    if ungrouped := analyses.ungrouped().count():
        return f"grouping into stories: {_counted(ungrouped)} left"
    stories = Story.objects.filter(memberships__article__batch=batch).distinct()
    if stale := stories.stale().count():
        return f"linking claims: {stale} of {stories.count()} stories left"
    return ""


def _counted(articles: int) -> str:
    return f"{articles} article{'' if articles == 1 else 's'}"
