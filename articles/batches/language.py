"""Guesses the language of a text; says nothing rather than something doubtful.

The model takes 1 to 4 s to load, once a process, and 120 MB while it loads; a guess takes 10 ms.
So English is seen by its small words first, of which no other language has so many.
"""

import re
from functools import cache
from threading import Lock

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_MOST_CHARACTERS = 2_000  # longer samples do not change the guess
_FEWEST_LETTERS = 100  # 20 words of most languages
_SURE = 0.9  # 845 English articles have 0.93 and more; lists of names 0.3 to 0.7
_BOILERPLATE_WORDS = 8  # a line shorter than this is a menu, a heading or a byline

# Those in which newspapers appear. Left out: dialects, creoles and dead languages, which names and
# slang in English resemble, and of two that differ little the one that is written less.
_LANGUAGES = """
af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr hu hy id is
it ja ka kk km kn ko ku ky lo lt lv mk ml mn mr ms mt my ne nl no or pa pl ps pt ro ru si sk sl so
sq sr sv sw ta te tg th tk tr uk ur uz vi zh
"""

_SMALL_WORDS = """
the of and that with for said has were from which by it his have not but they
"""
_ENGLISH = frozenset(_SMALL_WORDS.split())
_MANY = 0.12  # of the words in each half; nine of ten English articles have as many

_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\S*(?://|@|www\.)\S*")
_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")
_loading = Lock()


def guess(text: str) -> str:
    """Return the language of a text as ISO 639-1 has it; empty where that is not sure."""
    sample = _sample(text)
    letters = sum(map(len, _WORD.findall(sample)))
    # A sign of Chinese says as much as three letters.
    if letters + 2 * len(_WITHOUT_SPACES.findall(sample)) < _FEWEST_LETTERS:
        return ""
    middle = len(sample) // 2
    if _is_plainly_english(sample[:middle]) and _is_plainly_english(sample[middle:]):
        return "en"
    language, probability = _identifier().classify(sample)
    if probability < _SURE:
        return ""
    # A text that is half in one language and half in another is in neither.
    halves = [_identifier().classify(half) for half in (sample[:middle], sample[middle:])]
    if any(other != language and sure >= _SURE for other, sure in halves):
        return ""
    return str(language)


def _is_plainly_english(text: str) -> bool:
    words = _WORD.findall(text.casefold())
    return sum(word in _ENGLISH for word in words) >= _MANY * len(words) > 0


def _sample(text: str) -> str:
    """Return the beginning of a text's prose; of all its lines where none looks like prose."""
    head = _ADDRESS.sub(" ", text[: 4 * _MOST_CHARACTERS])
    lines = [line for line in head.split("\n") if line.strip()]
    prose = [line for line in lines if _is_prose(line)]
    return "\n".join(prose or lines)[:_MOST_CHARACTERS]


def _is_prose(line: str) -> bool:
    enough = len(_WORD.findall(line)) >= _BOILERPLATE_WORDS
    return enough or len(_WITHOUT_SPACES.findall(line)) >= 2 * _BOILERPLATE_WORDS


def _identifier() -> LanguageIdentifier:
    with _loading:  # two threads at once would load it twice
        return _loaded()


@cache
def _loaded() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES.split())
    return identifier
