import random

import numpy as np
import pytest

from benchmarks.spans import AnnotatedText, Attributed
from claims.nlp.tagging.labels import CONTENT, CUE, SOURCE, begins, continues
from claims.nlp.tagging.windows import LENGTH
from training.examples import IGNORED, batches, example

TEXT = "Ann Lee said it was over. Nobody knows why."
SAID = Attributed(source=((0, 7),), cue=((8, 12),), content=((13, 24),))


def test_words_get_the_labels_of_their_roles_and_point_to_cue_and_source():
    one = example(AnnotatedText("a", TEXT, (SAID,), ignored=((26, 32),)), [SAID])

    assert one.labels.tolist() == [
        *(begins(SOURCE), continues(SOURCE), begins(CUE)),
        *(begins(CONTENT), continues(CONTENT), continues(CONTENT)),
        *(0, IGNORED, 0, 0, 0),
    ]
    assert one.cues.tolist()[3:6] == [2, 2, 2]
    assert one.sources.tolist()[2] == 0


def test_a_cue_without_source_points_to_none():
    reported = Attributed(cue=((8, 12),), content=((13, 24),))

    one = example(AnnotatedText("a", TEXT, (reported,)), [reported])
    (batch,) = batches([one], 8, random.Random(1), changed=False)

    assert one.sources.tolist()[2] == -1
    assert batch.sources[0][batch.labels[0] == begins(CUE)].tolist() == [0]


@pytest.mark.parametrize("seed", range(5))
def test_an_epoch_shows_every_word_in_windows_whose_pointers_stay_inside(seed):
    text = " ".join([TEXT] * 120)
    shift = len(TEXT) + 1
    said = [
        Attributed(*(tuple((a + k * shift, b + k * shift) for a, b in spans) for spans in roles))
        for k in range(120)
        for roles in [(SAID.source, SAID.cue, SAID.content)]
    ]
    one = example(AnnotatedText("a", text, tuple(said)), said)

    held = list(batches([one], 4, random.Random(seed)))

    assert sum(int(batch.first.sum()) for batch in held) >= len(one.words)
    for batch in held:
        assert batch.pieces.shape[1] <= LENGTH + 2
        for row, aims in zip(batch.labels, batch.cues, strict=True):
            aimed = aims[(aims != IGNORED) & (aims > 0)]
            assert set(row[aimed].tolist()) <= {begins(CUE)}
        padded = ~batch.mask
        assert (batch.labels[padded] == IGNORED).all()


def test_the_same_seed_shows_the_same_windows():
    one = example(AnnotatedText("a", " ".join([TEXT] * 200), ()), [])

    first, second = (list(batches([one], 4, random.Random(3))) for _ in range(2))

    assert all(np.array_equal(a.pieces, b.pieces) for a, b in zip(first, second, strict=True))
