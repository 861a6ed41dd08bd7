"""Statements to be taken away: one module for each format, each a stream of pieces of text."""
