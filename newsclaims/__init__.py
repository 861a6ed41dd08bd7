"""Wiring: settings, addresses, the queue, and the servers of a local copy."""

from newsclaims.celery import app as celery_app

__all__ = ["celery_app"]
