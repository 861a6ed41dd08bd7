"""The network: MiniLM (Wang et al. 2020), labels for words, and pointers between them."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from claims.nlp.tagging.labels import LABELS
from claims.nlp.tagging.words import BREAKS, SHAPES, STATES

LAYERS, WIDTH, HEADS, INNER = 6, 384, 12, 1536
PIECES, PLACES = 30522, 512
POINTER = 128  # dimensions in which a word and what it points to are compared
DROPOUT = 0.1


class Block(nn.Module):
    """One layer of BERT (Devlin et al. 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.mixed = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.wide = nn.Linear(WIDTH, INNER)
        self.narrow = nn.Linear(INNER, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """Return what the layer makes of vectors (batch x pieces x width)."""
        batch, length, _ = x.shape
        mixed = self.mixed(x).view(batch, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        seen = seen.transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.norm(x + self.dropout(self.out(seen)))
        inner = functional.gelu(self.wide(x))
        return self.last_norm(x + self.dropout(self.narrow(inner)))


class Tagger(nn.Module):
    """Scores for each piece's labels, and vectors for the pointers.

    A content word points to the first word of its cue, a cue word to the first word of its
    source; either may point to [CLS], which stands for none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pieces = nn.Embedding(PIECES, WIDTH)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.shapes = nn.Embedding(SHAPES + 1, WIDTH)  # the last for [CLS] and [SEP]
        self.breaks = nn.Embedding(BREAKS + 1, WIDTH)
        self.states = nn.Embedding(STATES + 1, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(DROPOUT)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.labels = nn.Linear(WIDTH, LABELS)
        self.pointers = nn.Linear(WIDTH, 4 * POINTER)
        for added in (self.shapes, self.breaks, self.states):
            nn.init.zeros_(added.weight)
        self.pieces.weight.requires_grad_(False)

    def forward(
        self, pieces: Tensor, shapes: Tensor, breaks: Tensor, states: Tensor, mask: Tensor | None
    ) -> tuple[Tensor, Tensor]:
        """Return label scores, and four pointer vectors in one, for each piece of a batch.

        `mask` is true where there is a piece (batch x pieces), or None when there is everywhere.
        """
        x = self.embedded(pieces) + self.places.weight[: pieces.shape[1]] + self.kind
        x = x + self.shapes(shapes) + self.breaks(breaks) + self.states(states)
        x = self.dropout(self.norm(x))
        wide = mask[:, None, None, :] if mask is not None else None
        for block in self.blocks:
            x = block(x, wide)
        return self.labels(x), self.pointers(x)

    def embedded(self, pieces: Tensor) -> Tensor:
        """Return the vectors of pieces before their context."""
        vectors: Tensor = self.pieces(pieces)
        return vectors


def pretrained(path: Path) -> Tagger:
    """Return a tagger that begins with the weights of a BERT of six layers (safetensors)."""
    held = load_file(path)
    ready = Tagger()
    weights = ready.state_dict()
    renamed = {
        "pieces.weight": held["embeddings.word_embeddings.weight"],
        "places.weight": held["embeddings.position_embeddings.weight"],
        "kind": held["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": held["embeddings.LayerNorm.weight"],
        "norm.bias": held["embeddings.LayerNorm.bias"],
    }
    for number in range(LAYERS):
        theirs, ours = f"encoder.layer.{number}.", f"blocks.{number}."
        for part in ("weight", "bias"):
            attention = [held[f"{theirs}attention.self.{one}.{part}"] for one in _ATTENTION]
            renamed[f"{ours}mixed.{part}"] = torch.cat(attention)
            for mine, other in _PARTS.items():
                renamed[f"{ours}{mine}.{part}"] = held[f"{theirs}{other}.{part}"]
    ready.load_state_dict(weights | renamed)
    return ready


_ATTENTION = ("query", "key", "value")
_PARTS = {
    "out": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "last_norm": "output.LayerNorm",
}
