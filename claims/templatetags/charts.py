"""Charts on a page: the wide picture and the narrow one, of which the page shows what fits."""

from django import template
from django.utils.safestring import SafeString

from claims.charts import Chart, drawing

register = template.Library()


@register.filter
def pictures(chart: Chart) -> SafeString:
    """Return the chart as escaped SVG, for wide pages and for narrow ones."""
    label = f"{chart.title}; the table says the same"
    sizes = {"wide": drawing.WIDE, "narrow": drawing.NARROW}
    return SafeString(
        "".join(
            drawing.inline(chart.draw(width, name), label=label, name=name)
            for name, width in sizes.items()
        )
    )
