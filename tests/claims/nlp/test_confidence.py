from unittest.mock import patch

import pytest

from claims.nlp import confidence

POINTS = {"tagger": ((0.4, 0.2), (0.8, 0.9)), "*": ((0.5, 0.6),)}


@pytest.mark.parametrize(
    ("found_by", "raw", "expected"),
    [
        ("tagger", 0.1, 0.2),
        ("tagger", 0.4, 0.2),
        ("tagger", 0.6, 0.55),
        ("tagger", 0.99, 0.9),
        ("never seen", 0.3, 0.6),
    ],
)
def test_confidence_is_what_was_measured(found_by, raw, expected):
    with patch.object(confidence, "_points", lambda: POINTS):
        assert confidence.calibrated(found_by, raw) == pytest.approx(expected)


def test_without_measurement_a_finder_is_believed():
    with patch.object(confidence, "_points", dict):
        assert confidence.calibrated("tagger", 0.7) == 0.7


def test_the_table_rises():
    for points in confidence._points().values():
        raws, shares = zip(*points, strict=True)
        assert list(raws) == sorted(raws)
        assert list(shares) == sorted(shares)
        assert 0 <= min(shares) <= max(shares) <= 1
