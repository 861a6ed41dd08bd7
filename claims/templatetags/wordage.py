"""Numbers and dates in words."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Article
from claims.models import Story
from claims.sayings import HIDDEN, title_of
from claims.views.choices import without_soft

register = template.Library()


@register.filter
def counted(number: int, noun: str) -> str:
    """Return "1 outlet", "2 outlets"; "story,stories" names an irregular plural."""
    one, _, many = noun.partition(",")
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@register.filter
def thousands(number: int) -> str:
    """Return "1,234"."""
    return f"{number:,}"


@register.simple_tag(takes_context=True)
def kept(context: dict[str, Any], to: Any) -> str:
    """Return the address of a row or page with this page's choice to hide soft statements."""
    address = to if isinstance(to, str) else to.get_absolute_url()
    if "request" not in context or not without_soft(context["request"]):
        return str(address)
    path, mark, place = address.partition("#")
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{HIDDEN}{mark}{place}"


@register.filter
def titled(article: Article) -> str:
    """Return an article's title; the first words of its text where it has none."""
    return title_of(article)


@register.filter
def published(article: Article, month: str = "F") -> SafeString:
    """Return when an article was published, as exactly as it is known, or "undated".

    `month` is Django's letter for how a month is written: "F" in full, "M" short.
    """
    if not article.published_at:
        return SafeString("undated")
    at = timezone.localtime(article.published_at)
    is_exact = article.published_precision == Article.Precision.MINUTE
    return format_html(
        '<time datetime="{}">{}</time>',
        at.isoformat() if is_exact else at.date().isoformat(),
        format_date(at, f"j {month} Y, H:i" if is_exact else f"j {month} Y"),
    )


@register.filter
def days(story: Story) -> SafeString:
    """Return from which day to which a story's dated articles run, or "undated"."""
    if not (story.first_at and story.last_at):
        return SafeString("undated")
    first, last = timezone.localtime(story.first_at), timezone.localtime(story.last_at)
    end = format_html(
        '<time datetime="{}">{}</time>', last.date().isoformat(), format_date(last, "j F Y")
    )
    if first.date() == last.date():
        return end
    if (first.year, first.month) == (last.year, last.month):
        start = "j"
    else:
        start = "j F" if first.year == last.year else "j F Y"
    return format_html(
        '<time datetime="{}">{}</time>–{}',
        first.date().isoformat(),
        format_date(first, start),
        end,
    )
