"""People: how they sign in, what is theirs, and who gives them a role."""
