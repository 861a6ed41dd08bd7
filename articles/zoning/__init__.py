"""Tells which lines of a text are headline, byline, body, and which belong to the site around."""
