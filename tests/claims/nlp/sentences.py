"""Further sentences whose parses are recorded."""

ALL: tuple[str, ...] = ()
