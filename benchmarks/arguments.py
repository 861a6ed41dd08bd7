"""What the smaller commands are told, and what their `--help` tells."""

import argparse
from collections.abc import Mapping
from types import MappingProxyType

NONE: Mapping[str, str] = MappingProxyType({})


def asked(
    description: str | None,
    required: Mapping[str, str] = NONE,
    optional: Mapping[str, str] = NONE,
) -> argparse.Namespace:
    """Return the arguments of the command line by name; an optional one is "" when left out.

    `description` is the module's docstring; `required` and `optional` say what each argument is.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, words in required.items():
        parser.add_argument(name, help=words)
    for name, words in optional.items():
        parser.add_argument(name, nargs="?", default="", help=words)
    return parser.parse_args()
