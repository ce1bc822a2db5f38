"""Models of a few nodes with the inputs and outputs of Piper's and Kokoro's: they hum."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

PIPER_SAMPLES, KOKORO_SAMPLES = 900, 1500
"""For each phoneme, at the plain pace."""


def _save(path: Path, inputs: list[Any], output: Any, nodes: list[Any], constants: Any) -> None:
    graph = helper.make_graph(
        nodes,
        "hum",
        inputs,
        [output],
        [onnx.numpy_helper.from_array(np.asarray(each), name) for name, each in constants.items()],
    )
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), str(path))


def _hum(rate: int) -> list[Any]:
    """Nodes from a number of samples (``length``, float) and ``hz`` to a wave in ``sound``."""
    node = helper.make_node
    return [
        node("Range", ["zero", "length", "one"], ["time"]),
        node("Mul", ["time", "hz"], ["cycles"]),
        node("Mul", ["cycles", "turn"], ["phase"]),
        node("Sin", ["phase"], ["wave"]),
        node("Mul", ["wave", "loud"], ["sound"]),
    ]


def _constants(rate: int) -> dict[str, Any]:
    return {
        "zero": np.float32(0),
        "one": np.float32(1),
        "loud": np.float32(0.3),
        "turn": np.float32(2 * np.pi / rate),
        "first": np.int64(0),
        "second": np.int64(1),
    }


def save_piper(path: Path, *, speakers: tuple[str, ...] = (), rate: int = 22_050) -> None:
    """A voice that hums at 150 Hz, and each further speaker 100 Hz higher; and its facts."""
    node, several = helper.make_node, len(speakers) > 1
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "phonemes"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    nodes = [
        node("ReduceSum", ["input_lengths"], ["count"], keepdims=0),
        node("Cast", ["count"], ["phonemes"], to=TensorProto.FLOAT),
        node("Gather", ["scales", "second"], ["scale"]),
        node("Mul", ["phonemes", "scale"], ["scaled"]),
        node("Mul", ["scaled", "each"], ["length"]),
    ]
    if several:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
        nodes += [
            node("ReduceSum", ["sid"], ["number"], keepdims=0),
            node("Cast", ["number"], ["number_float"], to=TensorProto.FLOAT),
            node("Mul", ["number_float", "step"], ["above"]),
            node("Add", ["above", "base"], ["hz"]),
        ]
    else:
        nodes.append(node("Identity", ["base"], ["hz"]))
    nodes += _hum(rate)
    nodes.append(node("Reshape", ["sound", "shape"], ["output"]))
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])
    constants = _constants(rate) | {
        "each": np.float32(PIPER_SAMPLES),
        "base": np.float32(150),
        "step": np.float32(100),
        "shape": np.array([1, 1, 1, -1], dtype=np.int64),
    }
    _save(path, inputs, output, nodes, constants)
    letters = "_^$ abcdefghijklmnopqrstuvwxyz.,!?'"
    facts = {
        "audio": {"sample_rate": rate, "quality": "tiny"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US"},
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
        "phoneme_type": "text",
        "num_symbols": 256,
        "num_speakers": max(1, len(speakers)),
        "speaker_id_map": {name: number for number, name in enumerate(speakers)},
        "phoneme_id_map": {letter: [number] for number, letter in enumerate(letters)},
    }
    path.with_name(path.name + ".json").write_text(json.dumps(facts))


def save_kokoro(model: Path, voices: Path, names: dict[str, float]) -> None:
    """A model that hums at a hundred times the first number of a voice's style, in Hz."""
    node = helper.make_node
    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, "phonemes"]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    nodes = [
        node("Shape", ["tokens"], ["sizes"]),
        node("Gather", ["sizes", "second"], ["count"]),
        node("Cast", ["count"], ["phonemes"], to=TensorProto.FLOAT),
        node("Mul", ["phonemes", "each"], ["plain"]),
        node("ReduceSum", ["speed"], ["pace"], keepdims=0),
        node("Div", ["plain", "pace"], ["length"]),
        node("Gather", ["style", "first"], ["row"], axis=0),
        node("Gather", ["row", "first"], ["note"], axis=0),
        node("Mul", ["note", "hundred"], ["hz"]),
        *_hum(24_000),
        node("Identity", ["sound"], ["audio"]),
    ]
    output = helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["samples"])
    constants = _constants(24_000) | {
        "each": np.float32(KOKORO_SAMPLES),
        "hundred": np.float32(100),
    }
    _save(model, inputs, output, nodes, constants)
    styles = {}
    for name, note in names.items():
        styles[name] = np.zeros((510, 1, 256), dtype=np.float32)
        styles[name][:, 0, 0] = note
    with voices.open("wb") as file:
        np.savez(file, **styles)
