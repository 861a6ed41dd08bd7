"""A fitted network -> one ONNX file whose large weights are whole numbers of eight bits."""

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor

from claims.nlp.tagging.windows import LENGTH
from training.network import Tagger

INPUTS = ["pieces", "shapes", "breaks", "states"]
OUTPUTS = ["labels", "pointers"]
OPSET = 17


class _Small(Tagger):
    """A tagger whose vocabulary is rounded to eight bits, with one scale for each piece."""

    def __init__(self, whole: Tagger) -> None:
        super().__init__()
        self.load_state_dict(whole.state_dict())
        scale = self.pieces.weight.abs().amax(dim=1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rounded", (self.pieces.weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)
        del self.pieces

    def embedded(self, pieces: Tensor) -> Tensor:
        """Return the vectors of pieces before their context."""
        return self.rounded[pieces].float() * self.scale[pieces]

    def forward(  # type: ignore[override]
        self, pieces: Tensor, shapes: Tensor, breaks: Tensor, states: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return what the tagger does, for windows without padding."""
        return super().forward(pieces, shapes, breaks, states, None)


def export(network: Tagger, path: Path) -> None:
    """Write a network as ONNX, matrices in int8.

    Weights keep seven bits, so that processors with and without VNNI instructions give the same
    results.
    """
    small = _Small(network).eval()
    window = tuple(torch.ones((1, LENGTH + 2), dtype=torch.int64) for _ in INPUTS)
    axes = {name: {0: "windows", 1: "length"} for name in (*INPUTS, *OUTPUTS)}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            small,
            window,
            str(whole),
            input_names=INPUTS,
            output_names=OUTPUTS,
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
