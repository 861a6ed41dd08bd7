"""The name of everything that could change a reading: code, word lists, model packages."""

RELEASE = "2026.2"  # change it when any output may change; every article is then read anew
