"""The training articles of our own hold together: every mark stands where a mark may stand."""

from itertools import pairwise
from pathlib import Path

import pytest

import training
from benchmarks.spans import AnnotatedText
from training.own import articles

FOLDER = Path(training.__file__).parent / "own"
ARTICLES = articles(FOLDER)


def test_every_file_holds_articles_of_their_own_names():
    names = [article.id for article in ARTICLES]
    assert len(set(names)) == len(names) >= len(list(FOLDER.glob("*.txt"))) > 0


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
class TestArticle:
    def test_text_holds_no_marks(self, article: AnnotatedText):
        assert not set("{}") & set(article.text)
        assert "=====" not in article.text

    def test_spans_hold_words_and_end_with_them(self, article: AnnotatedText):
        for one in article.gold:
            for start, end in (*one.source, *one.cue, *one.content):
                words = article.text[start:end]
                assert words
                assert words == words.strip()
                assert "\n" not in words

    def test_no_word_has_two_roles(self, article: AnnotatedText):
        spans = {
            (start, end, role)
            for one in article.gold
            for role in ("source", "cue", "content")
            for start, end in getattr(one, role)
        }
        for (_, end, _), (start, _, _) in pairwise(sorted(spans)):
            assert end <= start

    def test_every_statement_has_a_content_and_a_cue(self, article: AnnotatedText):
        for one in article.gold:
            assert one.content
            assert len(one.cue) == 1
