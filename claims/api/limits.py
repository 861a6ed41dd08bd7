"""How much a script may ask for: so many requests in a minute, counted by all web processes."""

from http import HTTPStatus
from time import time

from django.core.cache import caches
from redis.exceptions import RedisError

from claims.api.problems import Refused

MINUTE = 60


def count(who: str, most: int) -> None:
    """Count one request of somebody; raise `Refused` when it is one more than `most` a minute.

    While nothing can be counted everybody may pass: the site goes on without its queue. One counts
    here and not by ninja's own limits, which keep every moment of a minute in a list that two
    requests at a time overwrite.
    """
    if most <= 0:
        return
    minute, passed = divmod(int(time()), MINUTE)
    key = f"{who}:{minute}"
    counts = caches["counts"]
    try:
        counts.add(key, 0, timeout=2 * MINUTE)
        asked = counts.incr(key)
    except (RedisError, ValueError):  # a ValueError: it was forgotten in between
        return
    if asked > most:
        raise Refused(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"That is more than {most} requests in a minute. Wait until the next one begins.",
            headers={"Retry-After": str(MINUTE - passed)},
        )
