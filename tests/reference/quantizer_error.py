"""RMSE of llama.cpp's quantisers on standard normal values: the limits of tests/core/model/quantize_test.cpp.

    quantizer_error.py            # needs llama-cpp-python (its ggml library) and gguf

The error is in units of the values' deviation; the values are many, so it is the same for any of them.
"""
import ctypes
from pathlib import Path

import gguf
import llama_cpp
import numpy as np

TYPES = ("Q8_0", "Q4_0", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K")


def library():
    folder = Path(llama_cpp.__file__).parent / "lib"
    loaded = ctypes.CDLL(str(folder / "libggml-base.so"))
    loaded.ggml_quantize_chunk.restype = ctypes.c_size_t
    loaded.ggml_quantize_chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64,
                                           ctypes.c_int64, ctypes.c_void_p]
    return loaded


def main() -> None:
    ggml = library()
    values = np.random.default_rng(7).standard_normal((4096, 256)).astype(np.float32)
    for name in TYPES:
        kind = gguf.GGMLQuantizationType[name]
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        out = np.zeros((len(values), 256 // elements * size), np.uint8)
        ggml.ggml_quantize_chunk(int(kind), values.ctypes.data, out.ctypes.data, 0, len(values), 256, None)
        back = gguf.quants.dequantize(out, kind).reshape(values.shape)
        print(f"{name}: {np.sqrt(np.mean((back - values) ** 2)):.6f}")


if __name__ == "__main__":
    main()
