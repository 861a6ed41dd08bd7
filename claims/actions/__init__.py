"""Deeds on what was read: analyze articles, group them into stories, link claims."""
