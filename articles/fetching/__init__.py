"""Fetches pages of the open web, and nothing else: no address inside, no cookies, not for ever."""
