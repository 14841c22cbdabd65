#!/usr/bin/env python3
"""Expected statistics of tensors (gguf + numpy) and singular values of adapters (numpy.linalg.svd of the whole delta).

    python tests/reference/inspect_models.py    # writes tests/golden/inspect/expected.json
"""
import json
import pathlib

import gguf
import numpy as np
from safetensors.numpy import load_file

golden = pathlib.Path(__file__).resolve().parent.parent / "golden"
expected = {"tensors": {}, "adapters": {}}

for tensor in gguf.GGUFReader(golden / "tiny_llama/tiny.gguf").tensors:
    x = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float64)
    expected["tensors"][tensor.name] = {
        "type": tensor.tensor_type.name, "count": int(x.size), "min": x.min(), "max": x.max(),
        "mean": x.mean(), "deviation": x.std(), "zeros": int((x == 0).sum())}

for name in ["llama3", "internlm2"]:
    folder = golden / "architectures" / name / "adapter"
    config = json.loads((folder / "adapter_config.json").read_text())
    weights = load_file(folder / "adapter_model.safetensors")
    rows = {}
    for key in weights:
        if not key.endswith(".lora_A.weight"):
            continue
        a = weights[key].astype(np.float64)
        b = weights[key.replace("lora_A", "lora_B")].astype(np.float64)
        rank = a.shape[0]
        scale = config["lora_alpha"] / (np.sqrt(rank) if config.get("use_rslora") else rank)
        delta = scale * (b @ a)
        module = key[key.index("layers."):-len(".lora_A.weight")]
        rows[module] = {"norm": float(np.linalg.norm(delta)), "scale": scale,
                        "singular_values": np.linalg.svd(delta, compute_uv=False)[:rank].tolist()}
    expected["adapters"][name] = rows

(golden / "inspect").mkdir(exist_ok=True)
(golden / "inspect/expected.json").write_text(json.dumps(expected, indent=1, default=float) + "\n")
