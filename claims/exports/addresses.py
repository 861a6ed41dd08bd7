"""Addresses that exports give for what they tell of; made of texts, since there are millions."""

SHAPES = {  # a test compares them with those of the pages
    "article": "/articles/{}/",
    "claim": "/claims/{}/",
    "outlet": "/outlets/{}/",
    "speaker": "/speakers/{}/",
    "story": "/stories/{}/",
    "annotation": "/statements/{}/annotation.jsonld",
}


def address(site: str, of: str, pk: int) -> str:
    """Return the full address of something; `site` is what addresses of this site begin with."""
    return f"{site}{SHAPES[of].format(pk)}"


def statement(site: str, pk: int) -> str:
    """Return what names a statement in linked data; without its end, a document about it."""
    return f"{address(site, 'annotation', pk)}#statement"


def place(site: str, article: int, ordinal: int | str) -> str:
    """Return where a statement is shown in its article; without an ordinal, how that begins."""
    return f"{address(site, 'article', article)}#s{ordinal}"
