"""Files written by the reference programs: gguf (Python) and safetensors.

    python tests/reference/make_formats.py          writes tests/golden/formats/
"""
import json
from pathlib import Path

import gguf
import numpy as np
import torch
from safetensors.torch import save_file

OUT = Path(__file__).resolve().parent.parent / "golden" / "formats"


def make_gguf():
    """Every type of metadata, and one small tensor of every type the quantizers of the package write."""
    writer = gguf.GGUFWriter(OUT / "python.gguf", "llama")
    writer.add_custom_alignment(64)
    writer.add_name("Ein Modell 模型")
    writer.add_uint8("test.u8", 200)
    writer.add_int8("test.i8", -100)
    writer.add_uint16("test.u16", 60000)
    writer.add_int16("test.i16", -30000)
    writer.add_uint32("test.u32", 4000000000)
    writer.add_int32("test.i32", -2000000000)
    writer.add_uint64("test.u64", 2**63 + 5)
    writer.add_int64("test.i64", -(2**62))
    writer.add_float32("test.f32", 0.1)
    writer.add_float64("test.f64", 1e300)
    writer.add_bool("test.true", True)
    writer.add_bool("test.false", False)
    writer.add_string("test.empty", "")
    writer.add_array("test.strings", ["", "a", "汉字", "<|im_end|>"])
    writer.add_array("test.floats", [0.5, -1.25, 3.0])
    writer.add_array("test.ints", [1, -2, 2147483647])
    writer.add_array("test.bools", [True, False, True])

    rng = np.random.default_rng(7)
    values = rng.standard_normal((3, 256)).astype(np.float32)
    tensors = {"plain.f32": values[:, :5], "plain.vector": values[0, :7]}
    for name, array in tensors.items():
        writer.add_tensor(name, np.ascontiguousarray(array))
    kinds = ["F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "TQ1_0"]
    hashes = {}
    for kind in kinds:
        number = gguf.GGMLQuantizationType[kind]
        raw = gguf.quantize(values, number)
        writer.add_tensor(f"type.{kind}", raw, raw_dtype=number)
        hashes[f"type.{kind}"] = raw.tobytes().hex()[:64]
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    expected = {"first_bytes": hashes, "plain.f32": values[:, :5].tolist()}
    (OUT / "python.gguf.json").write_text(json.dumps(expected, indent=1) + "\n")


def make_safetensors():
    """All types of torch that the format has; names that need care; no two metadata keys (their order is free)."""
    base = torch.arange(6)
    types = {
        "BOOL": torch.bool, "U8": torch.uint8, "I8": torch.int8, "F8_E5M2": torch.float8_e5m2,
        "F8_E4M3": torch.float8_e4m3fn, "F8_E4M3FNUZ": torch.float8_e4m3fnuz,
        "F8_E5M2FNUZ": torch.float8_e5m2fnuz, "F8_E8M0": torch.float8_e8m0fnu, "I16": torch.int16,
        "U16": torch.uint16, "F16": torch.float16, "BF16": torch.bfloat16, "I32": torch.int32,
        "U32": torch.uint32, "F32": torch.float32, "C64": torch.complex64, "F64": torch.float64,
        "I64": torch.int64, "U64": torch.uint64,
    }
    tensors = {f"type.{name}": base.to(kind).reshape(2, 3) for name, kind in types.items()}
    tensors["scalar"] = torch.tensor(1.5)
    tensors["empty"] = torch.zeros(0, 5)
    tensors["a \"quoted\" \\ name\n\t\x01 名"] = torch.tensor([1.0, 2.0])
    tensors["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"] = torch.ones(2, 4)
    save_file(tensors, OUT / "python.safetensors", metadata={"format": "pt"})


def make_utf8():
    """What Python makes of broken UTF-8: each maximal invalid piece becomes one U+FFFD."""
    rng = np.random.default_rng(11)
    pieces = [b"a", "é".encode(), "汉".encode(), "😀".encode(), b"\xc0", b"\xe0\x80", b"\xed\xa0\x80", b"\xf0\x9f", b"\xf4\x90",
              b"\xf5", b"\x80", b"\xff", b"\xe6\xb1", b"\xf0\x9f\x98"]
    cases = []
    for _ in range(200):
        text = b"".join(pieces[i] for i in rng.integers(0, len(pieces), rng.integers(1, 8)))
        cases.append([text.hex(), text.decode("utf-8", "replace")])
    (OUT / "utf8.json").write_text(json.dumps(cases, ensure_ascii=False, indent=0) + "\n")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    make_gguf()
    make_safetensors()
    make_utf8()
