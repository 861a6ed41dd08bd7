"""Deeds of intake: receive, check and load; fetch; look at subscriptions; put versions in order."""
