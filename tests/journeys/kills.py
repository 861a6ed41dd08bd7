"""Kill everything at random while batches come in: `python -m tests.journeys.kills`.

Each round takes in a batch of ARTICLES on a site that runs as people run it, and kills the worker,
one of its processes, the web server, the clock, the broker and the database, whatever chance
chooses. When the batch is done, every item must be in one end state, once, with one article, one
reading and its statements. It says what it killed and found, and ends with 1 if anything is amiss.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import LiteralString

import psycopg

from newsclaims.local.programs import wait_until
from tests.journeys.copies import Copy

ARTICLES = 500
SECONDS = 900  # at most for a round
OUTLETS = ("The Harbour Post", "Northern Star", "City Lantern")
TEXT = """{town} {thing} to {do} for {days} days

"We will {do} the {thing} of {town} for {days} days," said Maria Lindqvist, the {role} of {town}.

According to the {group} of {other}, no {good} will be lost in {town}.
"""
# Many towns and things, so that most articles are stories of their own, as in news.
WORDS = {
    "thing": "harbour school bridge stadium orchard theatre mine hospital airport prison library",
    "do": "close open repair rename sell move rebuild guard",
    "role": "mayor director bishop coach headmaster warden chemist",
    "group": "dockers teachers farmers nurses miners actors pilots",
    "good": "job ship book harvest patient trophy ticket",
}
SYLLABLES = "bra con dul fer gan hol ister jor kel lan mor ned or pel quin ros sten tor ul ven"
VICTIMS: dict[str, tuple[tuple[str, ...], bool]] = {
    "the worker": (("celery", " worker"), False),
    "a process of the worker": (("celery", " worker"), True),
    "the web server": (("gunicorn",), False),
    "the clock": (("celery", " beat"), False),
    "the broker": (("valkey-server",), False),
    "the database": (("bin/postgres", "-D"), False),
}
# What must be the same number, and the right one, when a batch is done.
COUNTS: dict[str, LiteralString] = {
    "items": "SELECT count(*) FROM articles_item WHERE batch_id = %s",
    "items loaded": "SELECT count(*) FROM articles_item WHERE batch_id = %s AND state = 'loaded'",
    "articles": "SELECT count(*) FROM articles_article WHERE batch_id = %s",
    "articles of items": """
        SELECT count(DISTINCT i.article_id) FROM articles_item i
        JOIN articles_article a ON a.id = i.article_id AND a.position = i.position
            AND a.batch_id = i.batch_id
        WHERE i.batch_id = %s
    """,
    "readings": """
        SELECT count(*) FROM claims_analysis n JOIN articles_article a ON a.id = n.article_id
        WHERE a.batch_id = %s
    """,
    "readings done and shown": """
        SELECT count(*) FROM claims_analysis n JOIN articles_article a ON a.id = n.article_id
        WHERE a.batch_id = %s AND n.state = 'done' AND n.is_current
    """,
    "articles with two statements": """
        SELECT count(*) FROM (
            SELECT a.id FROM articles_article a JOIN claims_statement s ON s.article_id = a.id
            WHERE a.batch_id = %s GROUP BY a.id
            HAVING count(*) = 2 AND count(DISTINCT s.content) = 2
        ) found
    """,
    "articles in one story": """
        SELECT count(*) FROM claims_storymembership m
        JOIN articles_article a ON a.id = m.article_id WHERE a.batch_id = %s
    """,
    "half of the statements in one claim": """
        SELECT count(*) / 2 FROM claims_claimlink l
        JOIN claims_statement s ON s.id = l.statement_id
        JOIN articles_article a ON a.id = s.article_id WHERE a.batch_id = %s
    """,
}
RECEIVE = """
from pathlib import Path
from articles.actions.receiving import receive
receive(name="kills", paths=[Path({folder!r})])
"""
LEFT = """
    SELECT (SELECT count(*) FROM articles_batch WHERE state NOT IN ('loaded', 'failed'))
         + (SELECT count(*) FROM articles_article a WHERE NOT EXISTS (
                SELECT FROM claims_analysis n WHERE n.article_id = a.id AND n.state <> 'waiting'))
         + (SELECT count(*) FROM claims_analysis WHERE is_current AND grouped_at IS NULL)
         + (SELECT count(*) FROM claims_story WHERE linked_at IS NULL OR chained_at IS NULL)
"""


def main() -> None:
    """Run the rounds; end with 1 when one is amiss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--kills", type=int, default=5, help="a round")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="newsclaims-kills-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        sample = delivery(home / "sample", 0, 3)
        copy = Copy(home / "data", sample, env={"WORKER_PROCESSES": "2"})
        try:
            copy.wait_until_ready()
            for number in range(1, options.rounds + 1):
                chance = random.Random(f"{options.seed} {number}")
                batch = delivery(home / f"round {number}", number, options.articles)
                wrong += not round_of(copy, batch, options, chance)
        finally:
            copy.end()
            copy.clear_away()
    print(f"{options.rounds - wrong} of {options.rounds} rounds in order (seed {options.seed})")
    sys.exit(bool(wrong))


def round_of(copy: Copy, folder: Path, options: argparse.Namespace, chance: random.Random) -> bool:
    """Take a batch in among kills; return whether all is there, once."""
    start = time.monotonic()
    pk = receive(copy, folder)
    killed = []
    for _ in range(options.kills):
        time.sleep(chance.uniform(0.2, 6))
        victim = chance.choice(sorted(VICTIMS))
        marks, newest = VICTIMS[victim]
        try:
            copy.kill(*marks, newest=newest)
            killed.append(victim)
        except (ValueError, ProcessLookupError):
            killed.append(f"{victim} (was down)")
    is_done = wait_until(lambda: answer(copy, LEFT) == 0, SECONDS)
    found = {what: answer(copy, query, pk) for what, query in COUNTS.items()}
    wrong = {what: count for what, count in found.items() if count != options.articles}
    seconds = time.monotonic() - start
    words = "in order" if is_done and not wrong else f"AMISS: {wrong or 'not done'}"
    print(f"{folder.name}: {seconds:.0f} s, killed {', '.join(killed)}: {words}", flush=True)
    return is_done and not wrong


def receive(copy: Copy, folder: Path) -> int:
    """Deliver a folder, which the workers take in; return its batch."""
    copy.run("shell", "-v", "0", "-c", RECEIVE.format(folder=str(folder)))
    return int(str(copy.ask("SELECT max(id) FROM articles_batch")[0][0]))


def answer(copy: Copy, query: LiteralString, *values: int) -> int | None:
    """Return a number from the site's database; None while that is down."""
    try:
        [(number,)] = copy.ask(query, *values)
    except psycopg.OperationalError:
        return None
    return int(str(number))


def delivery(folder: Path, number: int, articles: int) -> Path:
    """Write a folder of invented articles whose statements are known: two each."""
    folder.mkdir()
    chance = random.Random(number)
    lines = ["file,outlet,published"]
    for n in range(articles):
        words = {name: chance.choice(some.split()) for name, some in WORDS.items()}
        town, other = ("".join(chance.choices(SYLLABLES.split(), k=3)).title() for _ in range(2))
        text = TEXT.format(town=town, other=other, days=3 + n % 60, **words)
        (folder / f"{n}.txt").write_text(text, "utf-8")
        day = f"20{10 + number % 15}-{1 + n % 12:02}-{1 + n % 28:02}"
        lines.append(f"{n}.txt,{chance.choice(OUTLETS)},{day}")
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


if __name__ == "__main__":
    main()
