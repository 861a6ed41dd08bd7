"""Names, phrases and pronouns that can stand for a source, as values free of the parse."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.spans import text_of, token_span
from claims.nlp.syntax import SUBJECTS, sentence_start

PERSONAL = frozenset(
    {
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "it",
        "its",
        "they",
        "them",
        "their",
        "we",
        "our",
        "us",
        "i",
        "my",
        "me",
    }
)
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
LEFT_OUT = frozenset(
    {
        "the",
        "a",
        "an",
        "some",
        "many",
        "several",
        "most",
        "other",
        "one",
        "two",
        "this",
        "that",
        "these",
        "those",
        "any",
        "his",
        "her",
        "their",
        "its",
        "our",
        "my",
        "another",
        "all",
    }
)
RESPECTIVE_WORDS = 20  # from the first country to the second name
MOST_WORDS = 14  # of a description kept as a name; the rest is read in the text
LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
HONORIFICS = frozenset({"mr", "mrs", "ms", "dr", "miss"})  # what follows is a name, even "King"
ENDINGS = frozenset({"jr", "sr", "ii", "iii", "iv"})
PAPERS = frozenset({"newspaper", "daily", "weekly", "magazine", "broadcaster", "agency", "tabloid"})
PARTIES = {"r": "republican", "d": "democratic", "i": "independent"}
PARTY_AND_STATE = re.compile(r"\s*(?:\(|,\s)([RDI])[-–](\w[\w.]*(?: \w[\w.]*)?)")
PARTICLES = frozenset({"von", "van", "der", "den", "de", "da", "di", "du", "la", "le", "bin", "al"})
# Companies and bodies can be these, too: "the owner Goldman Sachs".
NOT_ONLY_PEOPLE = frozenset(
    {
        "owner",
        "founder",
        "manager",
        "host",
        "developer",
        "source",
        "leader",
        "champion",
        "operative",
    }
)
MOST_NAME_WORDS = 4  # of a person's name, so that longer ones are bodies'
TITLE_WORDS = 7  # before a name: "Republican vice-presidential nominee Gov. Mike Pence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where a text names, describes or points at somebody."""

    span: TextSpan
    surface: str  # the head phrase as it stands
    head: str  # the head word, in lower case and its dictionary form
    name: str = ""  # a proper name without titles; "" when the phrase holds none
    label: str = ""  # what the model takes the name for: PERSON, ORG, GPE, NORP
    phrase: str = ""  # a description without its article, for those without a name
    traits: frozenset[str] = frozenset()  # words beside the head: "russian", "president", "mr."
    is_pronoun: bool = False
    is_plural: bool = False
    is_subject: bool = False
    sentence: int = 0  # the offset where its sentence begins
    stands_for: "Mention | None" = None  # of a relative pronoun: what it refers back to
    owner: "Mention | None" = None  # of "the ministry's report": the ministry

    def moved(self, by: int) -> "Mention":
        """Return the same mention, with offsets that count from an earlier beginning."""
        return replace(
            self,
            span=TextSpan(self.span.start + by, self.span.end + by),
            sentence=self.sentence + by,
            stands_for=self.stands_for and self.stands_for.moved(by),
            owner=self.owner and self.owner.moved(by),
        )


def mentions(doc: Doc) -> Iterator[Mention]:
    """Yield the names, the phrases for people and the personal pronouns of a doc, in text order."""
    respective = _respective(doc)
    for token in doc:
        if token.lower_ in cues.words("surnames") and (pair := _paired(token)):
            yield from (_lone(name) for name in pair)
        if token.dep_ == "compound" or (token.ent_type_ and token.dep_ == "flat"):
            if token.ent_type_ == "ORG" and token.head.ent_iob_ == "O":
                yield mention(token)  # "the RT editor" names RT
            continue
        is_name = token.ent_type_ in {"PERSON", "ORG", "GPE"} and token.pos_ == "PROPN"
        is_person = token.pos_ == "NOUN" and token.lemma_.lower() in cues.words("person_nouns")
        is_group = token.pos_ == "NOUN" and token.dep_ in SUBJECTS
        if is_name or is_person or is_group or token.lower_ in {"he", "she", "they", "it"}:
            who = mention(token)
            yield replace(who, traits=who.traits | respective.get(token.i, frozenset()))


def _paired(first: Token) -> tuple[Token, Token] | None:
    """Return two people named in one word: a "Trump-Putin call"."""
    if first.i + 2 >= len(first.doc) or first.nbor(1).text not in {"-", "–"}:
        return None
    second = first.nbor(2)
    return (first, second) if second.lower_ in cues.words("surnames") else None


def _lone(name: Token) -> Mention:
    place = token_span(name, name)
    return Mention(
        span=place,
        surface=name.text,
        head=name.lower_,
        name=name.text,
        label="PERSON",
        sentence=sentence_start(name),
    )


def _respective(doc: Doc) -> dict[int, frozenset[str]]:
    """Return the traits that names get in turn: "the presidents of Peru and Chad, A B and C D"."""
    names = [ent for ent in doc.ents if ent.label_ in {"GPE", "PERSON"}]
    traits: dict[int, frozenset[str]] = {}
    for one, two, first, second in zip(names, names[1:], names[2:], names[3:], strict=False):
        labels = [ent.label_ for ent in (one, two, first, second)]
        offices = [t for t in doc[max(0, one.start - 3) : one.start] if t.tag_ == "NNS"]
        near = second.end - one.start <= RESPECTIVE_WORDS
        if labels == ["GPE", "GPE", "PERSON", "PERSON"] and offices and near:
            office = offices[-1].lemma_.lower()
            traits[first.root.i] = frozenset({office, one.root.lower_})
            traits[second.root.i] = frozenset({office, two.root.lower_})
    return traits


def mention(head: Token) -> Mention:
    """Return the mention whose head is a token; of a token that names nothing, its nearest noun."""
    return _mention(_nominal(head), frozenset())


def _mention(head: Token, above: frozenset[int]) -> Mention:
    """Return the mention of a noun; `above` led to it, and a parse gone wrong may lead back."""
    if head.lower_ in RELATIVE and head.pos_ in {"PRON", "DET", "SCONJ"}:
        return _relative(head, above | {head.i})
    name, label = _name(head)
    return Mention(
        span=_phrase_span(head),
        surface=head.text if head.pos_ == "PRON" else _phrase_span(head).of(text_of(head.doc)),
        head=_head_word(head),
        name=name,
        label=label,
        phrase=""
        if name or (head.pos_ == "PRON" and head.lower_ in PERSONAL)
        else _description(head),
        traits=_traits(head),
        is_pronoun=head.lower_ in PERSONAL and head.pos_ == "PRON",
        is_plural=head.tag_ in {"NNS", "NNPS"}
        or head.lower_
        in {"they", "them", "their", "many", "some", "others", "we", "those", "both"},
        is_subject=head.dep_ in SUBJECTS,
        sentence=sentence_start(head),
        owner=_owner(head, above | {head.i}),
    )


def _nominal(head: Token) -> Token:
    """Return the noun below a token that a span was cut to hang on: a verb, a preposition."""
    if head.pos_ in NOMINAL or head.ent_type_ or head.lower_ in RELATIVE:
        return head
    if head.dep_ in {"det", "poss", "amod"} and head.head.pos_ in NOMINAL:
        return head.head
    below = [t for t in head.subtree if t.pos_ in NOMINAL and t.dep_ not in {"compound", "det"}]
    return next((t for t in below if t.dep_ in SUBJECTS), below[0] if below else head)


def _head_word(head: Token) -> str:
    """Return the head in its dictionary form, with what a hyphen joins to it."""
    if head.pos_ == "PRON":
        return head.lower_
    if head.i >= 2 and head.nbor(-1).text == "-" and not head.nbor(-1).whitespace_:
        return f"{head.nbor(-2).lower_}-{head.lemma_.lower()}"
    return head.lemma_.lower()


def _relative(head: Token, above: frozenset[int]) -> Mention:
    clause = head
    while clause.head != clause and clause.dep_ not in {"relcl", "acl"}:
        clause = clause.head
    here = token_span(head, head)
    bare = Mention(
        span=here,
        surface=head.text,
        head=head.lower_,
        is_pronoun=True,
        sentence=sentence_start(head),
    )
    if clause.dep_ in {"relcl", "acl"}:
        meant = _nominal(_last_before(clause.head, head))
        if meant.i not in above:
            return replace(bare, stands_for=_mention(meant, above))
    return bare


def _last_before(first: Token, pronoun: Token) -> Token:
    """Return the last name of a list before "who": "{A}, B and C, who"; else the first."""
    last = first
    plural = pronoun.head.tag_ in {"VBP"} and pronoun.dep_ in SUBJECTS
    while not plural and (joint := [t for t in last.children if t.dep_ == "conj"]):
        if joint[-1].i >= pronoun.i or joint[-1].pos_ not in {"PROPN", "NOUN"}:
            break
        last = joint[-1]
    return last


def _phrase_span(head: Token) -> TextSpan:
    """Return a noun phrase without what is added behind a comma or by a clause."""
    last = head
    for child in head.rights:
        if child.dep_ in {"prep", "flat", "compound"} or (
            child.ent_iob_ == "I" and child.i == last.i + 1
        ):
            last = child.right_edge
        else:
            break
    first = head.left_edge
    while first.i < head.i and (first.is_punct or first.is_space or first.dep_ == "cc"):
        first = first.nbor(1)
    while last.i > head.i and last.is_punct:
        last = last.nbor(-1)
    return token_span(first, last)


def _name(head: Token) -> tuple[str, str]:
    """Return the proper name in a phrase without titles, and its label; two "" for none."""
    appositions = (c for c in head.children if c.dep_ == "appos")
    for token in (head, *appositions, *_behind_comma(head), *_right_behind(head)):
        if token.ent_type_ in LABELS and token.pos_ in {"PROPN", "NOUN", "ADJ"}:
            kind = _kind_seen(token)
            name = bare_name(_entity(token), kind)
            if _is_proper(name):
                return name, _label(name, kind)
        if token.pos_ == "PROPN" and not _is_common(token):
            first = token
            while first.i > 0 and first.nbor(-1).pos_ == "PROPN" and first.nbor(-1).head == token:
                first = first.nbor(-1)
            name = bare_name(token_span(first, token).of(text_of(token.doc)))
            titled = first.i > 0 and _plain(first.nbor(-1)) in HONORIFICS
            if _is_proper(name) or titled or _plain(first) in HONORIFICS:
                return name, _label(name, token.ent_type_ or "PERSON")
    for part in head.children:  # "the TASS news agency": the name stands before the noun
        if part.dep_ == "compound" and part.pos_ == "PROPN" and part.lower_ in cues.words("media"):
            return part.text, "ORG"
    return "", ""


def _right_behind(head: Token) -> Iterator[Token]:
    """Yield the name that the parse parts from its noun: "the violinist {Emi Takeda} said"."""
    if head.tag_ != "NN" or not is_person_noun(head.lemma_) or head.i + 1 == len(head.doc):
        return
    last = head.nbor(1)
    if last.pos_ != "PROPN" or last.ent_iob_ != "B":
        return
    while last.i + 1 < len(last.doc) and last.nbor(1).ent_iob_ == "I":
        last = last.nbor(1)
    if last.head == head.head and last.pos_ == "PROPN":
        yield last


def is_person_noun(lemma: str) -> bool:
    """Say whether a noun names one person by trade, rank or office."""
    return lemma.lower() in cues.words("person_nouns")


def _is_common(token: Token) -> bool:
    """Say whether only its place in the sentence makes a noun look like a name: "Management"."""
    opens = token.is_sent_start or (token.i > 0 and token.nbor(-1).is_quote)
    words = cues.words("collective_nouns") | cues.words("person_nouns")
    is_alone = not any(child.dep_ == "compound" for child in token.children)
    return bool(opens) and is_alone and not token.ent_type_ and token.lower_ in words


def _kind_seen(token: Token) -> str:
    """Return the label of a name, as what stands around it tells better than the model.

    "Colonel Ines Prado", "the city's engineer, Matti Salo," and what is joined to a person are
    people; "the newspaper Dagbladet" is none.
    """
    label = token.ent_type_
    if label == "PERSON" and token.dep_ == "appos" and token.head.tag_ == "NN":
        return "ORG" if token.head.lemma_ in PAPERS else label
    if label not in {"ORG", "GPE", "NORP", "LOC", "FAC"}:
        return label
    words = _entity(token).split()
    if not _looks_like_person(words):
        cut = _behind_rank(words)
        return "PERSON" if cut and _looks_like_person(words[cut:]) else label
    first = token
    while first.i > 0 and first.ent_iob_ == "I":
        first = first.nbor(-1)
    before = first.nbor(-1) if first.i > 0 else first
    is_apposed = token.dep_ == "appos" and token.head.tag_ == "NN" and _is_rank(token.head.lemma_)
    is_joined = (
        token.dep_ == "conj" and token.head.ent_type_ == "PERSON" and token.head.pos_ == "PROPN"
    )
    is_given = words[0].lower() in cues.words("male_names") | cues.words("female_names")
    is_ranked = before.tag_ != "NNS" and _is_rank(before.lower_) and before != first
    return "PERSON" if is_apposed or is_joined or is_given or is_ranked else label


def _is_rank(word: str) -> bool:
    return is_person_noun(word) and word.lower() not in NOT_ONLY_PEOPLE


def _looks_like_person(words: Sequence[str]) -> bool:
    """Say whether words have the form of a person's full name: "Ines Prado"."""
    if not 2 <= len(words) <= MOST_NAME_WORDS:
        return False
    plain = {word.lower().strip(".") for word in words}
    named = all(word[:1].isupper() or word in PARTICLES for word in words)
    letters = all(word.replace("-", "").replace("’", "").strip(".").isalpha() for word in words)
    bodies = cues.words("institutions") | cues.words("media")
    ranks = any(_is_rank(word) for word in plain)
    return named and letters and not ranks and not plain & bodies and not words[-1].isupper()


def _behind_rank(words: Sequence[str]) -> int:
    """Return where a name begins behind a rank taken into it: "Striker {Deji Cole}"; 0 for none."""
    ranks = [at for at, word in enumerate(words[:-1]) if _is_rank(word)]
    return ranks[-1] + 1 if ranks else 0


def _entity(token: Token) -> str:
    """Return the words of the name that a token stands in, from the last colon before it."""
    first = last = token
    if token.ent_type_ == "PERSON" and token.ent_iob_ == "B" and token.i > 0:
        before = token.nbor(-1)  # the model leaves a rare given name out: "{Ilona} Varga"
        is_name = before.pos_ == "PROPN" and before.head == token and before.text.istitle()
        is_title = _plain(before) in cues.words("titles") or is_person_noun(before.text)
        if is_name and not before.ent_type_ and not is_title and len(before) > 1:
            first = before
    while first.i > 0 and first.ent_iob_ == "I" and first.nbor(-1).text not in {":", ";", "|"}:
        first = first.nbor(-1)
    while last.i + 1 < len(last.doc) and last.nbor(1).ent_iob_ == "I" and last.nbor(1).ent_type_:
        last = last.nbor(1)
    return token_span(first, last).of(text_of(token.doc))


def _behind_comma(head: Token) -> Iterator[Token]:
    """Yield the person named behind a noun and a comma: "An attorney for Pagliano, {Mark Lee},"."""
    if head.pos_ != "NOUN" or head.ent_type_:
        return
    for token in head.subtree:
        begins = token.i > head.i and token.ent_iob_ == "B" and token.ent_type_ == "PERSON"
        if not begins or token.nbor(-1).text != "," or token.dep_ not in {"compound", "appos"}:
            continue
        end = token
        while end.i + 1 < len(end.doc) and end.nbor(1).ent_iob_ == "I":
            end = end.nbor(1)
        if end.i > token.i and (end.i + 1 == len(end.doc) or end.nbor(1).is_punct):
            yield end
            return


def _plain(token: Token) -> str:
    return token.lower_.rstrip(".")


def _is_proper(name: str) -> bool:
    """Say whether a name is one: with a capital, and more than the title "the Prime Minister"."""
    has_capital = any(character.isupper() for character in name)
    return has_capital and name.lower().strip(".") not in cues.words("titles")


def _label(name: str, label: str) -> str:
    words = {word.lower().strip(".") for word in name.split()}
    if words & cues.words("institutions") or name.lower() in cues.words("institutions"):
        return "ORG"
    if (words & cues.words("media") and label != "PERSON") or name.lower() in cues.words("media"):
        return "ORG"
    return label


def bare_name(name: str, label: str = "PERSON") -> str:
    """Return a name without article and genitive ending, a person's also without titles."""
    words = (
        name.replace("\n", " ")
        .rpartition(": ")[2]
        .strip(" ,.;:“”\"'‘’()-")
        .removesuffix("’s")
        .removesuffix("'s")
        .split()
    )
    if label == "PERSON":
        words = words[_behind_rank(words) :]
    titles = cues.words("titles") if label == "PERSON" else {"the", "a", "an"}
    honoured = False
    while len(words) > 1 and not honoured and words[0].lower().strip(".,") in titles:
        honoured = words[0].lower().strip(".,") in HONORIFICS
        words = words[1:]
    return " ".join(words).strip(" ,.;:“”\"'‘’()-")


def _description(head: Token) -> str:
    first = head.left_edge
    while first.i < head.i and (first.lower_ in LEFT_OUT or first.is_punct or first.is_space):
        first = first.nbor(1)
    for token in head.doc[first.i : head.i]:  # a parse that hangs a quotation on the noun
        if token.is_quote or token.tag_ in FINITE:
            first = token.nbor(1)
    last = head.right_edge
    for child in head.rights:
        if child.dep_ in {"relcl", "appos", "punct", "cc"} or child.tag_ in FINITE:
            last = child.left_edge.nbor(-1)
            break
    last = max(last, head, key=lambda token: token.i)
    words = token_span(first, last).of(text_of(head.doc)).split()
    if len(words) > MOST_WORDS:
        words = token_span(first, head).of(text_of(head.doc)).split()[-MOST_WORDS:]
    text = " ".join(words).strip(' ,.;:“”"—–-').removesuffix("’s").removesuffix("'s")
    # only the first word of a sentence is capital for no reason of its own
    plain = first.is_sent_start and first.pos_ != "PROPN" and not first.ent_type_
    return text[:1].lower() + text[1:] if plain and not text[:2].isupper() else text


def _traits(head: Token) -> frozenset[str]:
    """Return what is said of somebody beside the head: titles, appositions, party, state, trade."""
    words: set[str] = set()
    for child in head.children:
        if child.dep_ in {"compound", "amod", "nmod", "poss"}:
            words |= {t.lower_ for t in child.subtree if t.pos_ in {"NOUN", "PROPN", "ADJ"}}
        elif child.dep_ == "appos":
            words |= _words_of(child)
    for child in head.subtree:
        if child.lower_ in cues.words("anonymous_signs"):
            words.add(child.lower_)
    if head.dep_ == "appos":
        words |= _words_of(head.head)
    if head.dep_ in SUBJECTS and head.head.lemma_ in {"be", "become", "remain"}:
        for what in head.head.children:
            if what.dep_ == "attr" and what.pos_ == "NOUN" and what.tag_ == "NN":
                words |= _words_of(what)
    if head.pos_ == "NOUN":
        words.add(head.lemma_.lower())
    elif head.ent_type_ == "PERSON":
        words |= _titles(head)
    return frozenset(word.rstrip(".") or word for word in words)


def _words_of(noun: Token) -> set[str]:
    """Return a noun with what stands close to it: "the top Democrat on the {panel}"."""
    found = {noun.lemma_.lower(), noun.lower_}
    for child in noun.children:
        if child.dep_ == "poss" and is_person_noun(child.lemma_):
            continue  # "the president's adviser" is not called president
        if child.dep_ in {"compound", "amod", "nmod", "poss"}:
            found |= {t.lower_ for t in child.subtree if t.pos_ in {"NOUN", "PROPN", "ADJ"}}
        elif child.dep_ == "prep" and child.lower_ in {"of", "for", "from", "at", "on"}:
            for thing in child.children:
                if thing.dep_ == "pobj":
                    found |= {t.lower_ for t in (*thing.lefts, thing) if not t.is_stop}
        elif child.dep_ == "conj" and child.pos_ == "NOUN":
            found |= {child.lemma_.lower()}
    return found


def _titles(head: Token) -> set[str]:
    """Return the words that stand right before a person's name, and the party and state behind."""
    first = head
    while first.i > 0 and first.ent_iob_ == "I":
        first = first.nbor(-1)
    last = head
    while last.i + 1 < len(last.doc) and last.nbor(1).ent_iob_ == "I":
        last = last.nbor(1)
    found: set[str] = set()
    for token in head.doc[first.i : last.i + 1]:  # the model takes titles into names
        if _plain(token) in cues.words("titles") or is_person_noun(token.text):
            found.add(_plain(token))
    for token in reversed(head.doc[max(0, first.i - TITLE_WORDS) : first.i]):
        if token.pos_ not in {"NOUN", "PROPN", "ADJ"} and token.text not in {".", "-"}:
            break
        found.add(_plain(token))
        if token.i >= 2 and token.nbor(-1).text == "-" and not token.nbor(-1).whitespace_:
            found.add(f"{_plain(token.nbor(-2))}-{_plain(token)}")  # "president-elect"
    found -= {"", "-"}
    if match := PARTY_AND_STATE.match(text_of(head.doc), last.idx + len(last)):
        found.add(PARTIES[match[1].lower()])
        found.add(f"in {match[2].replace('.', '').lower()}")
    return found


def _owner(head: Token, above: frozenset[int]) -> Mention | None:
    for child in head.children:
        things = []
        if child.dep_ == "poss":
            things = [child]
        elif child.dep_ == "prep" and child.lower_ in {"by", "from"}:
            things = [thing for thing in child.children if thing.dep_ == "pobj"]
        if things:
            owner = _nominal(things[0])
            return None if owner.i in above else _mention(owner, above)
    return None
