"""Golden data for Ops::dequantize: random blocks of every GGUF type and their values by the `gguf` package.

Writes golden/dequantize/<TYPE>.bin: the blocks' bytes, then their values as little-endian float32.
"""
import pathlib

import gguf
import numpy as np

OUT = pathlib.Path(__file__).parents[1] / "golden" / "dequantize"

# Where each type keeps its f16 scales (byte offsets in a block), so that random bytes give finite numbers.
HALVES = {
    "F16": [0], "BF16": [], "Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
    "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208], "IQ4_NL": [0], "IQ4_XS": [0],
}


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(20260101)
    for name, halves in HALVES.items():
        kind = gguf.GGMLQuantizationType[name]
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        count = 3 if elements == 256 else 8 if elements == 32 else 256
        blocks = random.integers(0, 256, (count, size), dtype=np.uint8)
        for at in halves:
            scales = random.normal(0, 0.05, count).astype(np.float16)
            scales[0] = 6e-6  # a subnormal half
            blocks[:, at:at + 2] = scales.view(np.uint8).reshape(count, 2)
        if name == "BF16":
            blocks[:, 1] = (blocks[:, 1] & 0x80) | 0x3E
        if name == "F16":
            values = blocks.view(np.float16).astype(np.float32)
        else:
            values = gguf.quants.dequantize(blocks, kind)
        with open(OUT / f"{name}.bin", "wb") as file:
            file.write(blocks.tobytes())
            file.write(values.astype("<f4").tobytes())


if __name__ == "__main__":
    main()
