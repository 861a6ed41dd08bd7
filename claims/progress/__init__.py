"""Read model of batches: how far each is, and what became of every item.

The batch's page, the command line and the API tell the same of an item, since all ask here.
"""

from claims.progress.counting import Progress, of, of_all, recent
from claims.progress.lines import Line, Page, lines_of, page
from claims.progress.stages import CANCELLED, Stage, staged
from claims.progress.telling import nothing, told, told_item
from claims.progress.undoing import Stakes, stakes

__all__ = [
    "CANCELLED",
    "Line",
    "Page",
    "Progress",
    "Stage",
    "Stakes",
    "lines_of",
    "nothing",
    "of",
    "of_all",
    "page",
    "recent",
    "staged",
    "stakes",
    "told",
    "told_item",
]
