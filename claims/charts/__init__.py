"""Charts that can be read and cited: each with its table, its query and how many it counts."""

from claims.charts import first_to_report, over_time, source_kinds, who_quotes_whom
from claims.charts.types import MOST, Cell, Chart, Sample, Table

CHARTS = {
    "time": over_time.chart,
    "kinds": source_kinds.chart,
    "speakers": who_quotes_whom.chart,
    "first": first_to_report.chart,
}
NAMES = {
    "time": "Over time",
    "kinds": "Kinds of sources",
    "speakers": "Who quotes whom",
    "first": "First to report",
}

__all__ = ["CHARTS", "MOST", "NAMES", "Cell", "Chart", "Sample", "Table"]
