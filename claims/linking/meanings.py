"""Whom names mean by people's word: decisions about names, followed from one to the next."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from claims.linking import names

Node = tuple[str, str]  # a name as it is compared, and its kind
Unit = tuple[str, str]  # names that are read together: a person's surname, or a node


@dataclass(frozen=True, slots=True)
class Meaning:
    """A person's word that a name means another: in one article, or everywhere."""

    id: int
    article: int | None
    node: Node
    to: Node
    name: str  # whom it means, as it is to be shown


class Followed(NamedTuple):
    """Where a name leads, and the first decision on the way; None: as it was read."""

    node: Node
    first: int | None


class Meanings:
    """All that people said about names."""

    def __init__(self, meanings: Iterable[Meaning]) -> None:
        self._all = sorted(meanings, key=lambda one: one.id)
        self._of = {(one.node, one.article): one for one in self._all}

    def __bool__(self) -> bool:
        return bool(self._all)

    def followed(self, node: Node, article: int | None, reads: Callable[[Node], Node]) -> Followed:
        """Return whom a name in an article means in the end.

        An article's own decision goes before one that holds everywhere, and the name as it is
        given before the one as which the program `reads` it. A circle ends where it began to
        repeat.
        """
        seen, first = {node}, None
        while True:
            if one := self._said(node, article, reads):
                first = first or one.id
                node = one.to
            elif (read := reads(node)) not in seen:
                node = read
                seen.add(node)
                continue
            else:
                return Followed(node, first)
            if node in seen:
                return Followed(node, first)
            seen.add(node)

    def _said(
        self, node: Node, article: int | None, reads: Callable[[Node], Node]
    ) -> Meaning | None:
        for where in dict.fromkeys([article, None]):
            one = self._of.get((node, where))
            # That a name means itself says how to write it, and that it is nobody's short name.
            if one and (one.to != node or reads(node) != node):
                return one
        return None

    def everywhere(self, node: Node) -> Meaning | None:
        """Return what is said of a name wherever it stands, if anything is."""
        return self._of.get((node, None))

    def written(self, node: Node) -> str:
        """Return how a person wants a name written; "" if none said so."""
        one = self._of.get((node, None))
        return one.name if one and one.to == node else ""

    def wanted(self, node: Node) -> str:
        """Return how those who said that something means this name wrote it; "" if none did."""
        given = {one.name for one in self._all if one.to == node}
        return names.best(given) if given else ""

    def touches(self, unit: Unit) -> bool:
        """Say whether anything is said of names of a unit, or leads to them."""
        return any(unit in (unit_of(one.node), unit_of(one.to)) for one in self._all)

    def before(self, units: Collection[Unit]) -> set[Unit]:
        """Return units with all from which decisions lead into them."""
        return self._closed(units, lambda one: (unit_of(one.to), unit_of(one.node)))

    def after(self, units: Collection[Unit]) -> set[Unit]:
        """Return units with all to which decisions lead from them."""
        return self._closed(units, lambda one: (unit_of(one.node), unit_of(one.to)))

    def around(self, units: Collection[Unit]) -> set[Unit]:
        """Return units with all that hang together with them by decisions."""
        found = set(units)
        while (more := self.before(found) | self.after(found)) != found:
            found = more
        return found

    def of_units(self, units: Collection[Unit]) -> list[int]:
        """Return the decisions about names of units."""
        return [one.id for one in self._all if unit_of(one.node) in units]

    def articles(self) -> list[int]:
        """Return the articles that have decisions of their own."""
        return sorted({one.article for one in self._all if one.article is not None})

    def _closed(
        self, units: Collection[Unit], step: Callable[[Meaning], tuple[Unit, Unit]]
    ) -> set[Unit]:
        steps = [step(one) for one in self._all]
        found, waiting = set(units), list(units)
        while waiting:
            unit = waiting.pop()
            fresh = {to for at, to in steps if at == unit} - found
            found |= fresh
            waiting += fresh
        return found


def unit_of(node: Node) -> Unit:
    """Return the names with which a name is read together."""
    key, kind = node
    return (names.surname(key, kind), kind) if kind == names.PERSON else node
