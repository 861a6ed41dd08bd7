"""An editor's marks inside what stands in quotation marks.

“They need help with them [Russia],” “It was a mistake [sic],” “We will … never stop.”
"""

import re
from collections.abc import Iterable, Iterator

from articles.text import TextSpan
from claims.nlp.quotation_marks import Quotation

# [Russia], [sic], (sic), and the dots of an ellipsis with the brackets around it
_MARK = re.compile(r"\[[^\[\]\n]{1,80}\]|\(sic\)|…|\.\s?\.\s?\.(?:\s?\.)?", re.IGNORECASE)


def insertions(
    content: Iterable[TextSpan], marked: Iterable[Quotation], text: str
) -> Iterator[TextSpan]:
    """Yield the editor's marks in the quoted parts of a content, in text order."""
    held = list(content)
    for quotation in marked:
        for span in held:
            start = max(span.start, quotation.inner.start)
            end = min(span.end, quotation.inner.end)
            for found in _MARK.finditer(text, start, max(start, end)):
                yield TextSpan(found.start(), found.end())
