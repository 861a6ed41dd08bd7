"""The name of everything that could change a reading: code, word lists, model packages."""

RELEASE = "2026.3"
