#!/usr/bin/env python
"""Django's door to the command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsclaims.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        sys.exit(
            "The database does not answer: start everything with `make run`, or name a running "
            f"server in DATABASE_URL.\n{error}".strip()
        )
