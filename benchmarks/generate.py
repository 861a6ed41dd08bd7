"""Fills a database with invented news: `python -m benchmarks.generate STATEMENTS`.

The rows of `benchmarks.invented` go by COPY into the migrated database that `DATABASE_URL` names
(the site's own, without it), beside what is there, with the stories and claims that they were
invented with, as the sweeps leave them. Indexes of vectors and runs are built afterwards. The same
seed gives the same rows, and a smaller collection is the end of a larger one.
"""

import argparse
import os

import django

from benchmarks.invented import World


def main() -> None:
    """Fill the database, and tell on the way how far it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("statements", type=int, help="how many, about")
    parser.add_argument("--seed", type=int, default=1, help="what everything follows from")
    parser.add_argument("--day", action="store_true", help="all of it on one day")
    parser.add_argument(
        "--unlinked", action="store_true", help="leave stories and claims to the sweeps"
    )
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsclaims.settings")
    django.setup()
    from benchmarks import loading  # its rows need Django

    world = World(options.seed)
    make = world.one_day if options.day else world.collection
    loading.fill(world, make(options.statements), is_linked=not options.unlinked)


if __name__ == "__main__":
    main()
