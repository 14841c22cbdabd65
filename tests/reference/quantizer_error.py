"""The error of llama.cpp's quantisers, which ours are held against. Needs llama-cpp-python (its libraries) and gguf.

    quantizer_error.py                          # RMSE on standard normal values: the limits of quantize_test.cpp
    quantizer_error.py F32.gguf OURS.gguf TYPE  # llama_model_quantize's copy beside ours: types, and RMSE by type

Errors on normal values are in units of their deviation; the values are many, so they are the same for any of them.
"""
import collections
import ctypes
import sys
import tempfile
from pathlib import Path

import gguf
import llama_cpp
import numpy as np

TYPES = ("Q8_0", "Q4_0", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K")


def on_normal_values() -> None:
    ggml = ctypes.CDLL(str(Path(llama_cpp.__file__).parent / "lib" / "libggml-base.so"))
    ggml.ggml_quantize_chunk.restype = ctypes.c_size_t
    ggml.ggml_quantize_chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64,
                                         ctypes.c_int64, ctypes.c_void_p]
    values = np.random.default_rng(7).standard_normal((4096, 256)).astype(np.float32)
    for name in TYPES:
        kind = gguf.GGMLQuantizationType[name]
        elements, size = gguf.GGML_QUANT_SIZES[kind]
        out = np.zeros((len(values), 256 // elements * size), np.uint8)
        ggml.ggml_quantize_chunk(int(kind), values.ctypes.data, out.ctypes.data, 0, len(values), 256, None)
        back = gguf.quants.dequantize(out, kind).reshape(values.shape)
        print(f"{name}: {np.sqrt(np.mean((back - values) ** 2)):.6f}")


def quantize_by_llama_cpp(source: str, target: str, name: str) -> None:
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = getattr(llama_cpp, f"LLAMA_FTYPE_MOSTLY_{name.upper()}")
    params.nthread = 2
    if llama_cpp.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(params)) != 0:
        raise SystemExit("llama.cpp could not quantise it")


def tensors(path: str):
    return {t.name: t for t in gguf.GGUFReader(path).tensors}


def values(tensor):
    return gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float64).ravel()


def beside(source: str, ours: str, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        theirs = str(Path(folder) / "theirs.gguf")
        quantize_by_llama_cpp(source, theirs, name)
        exact, left, right = tensors(source), tensors(ours), tensors(theirs)
        differing = [n for n in right if n not in left or left[n].tensor_type != right[n].tensor_type]
        print(f"{len(right)} tensors, {len(differing)} of another type: {differing[:5]}")
        squares = collections.defaultdict(lambda: np.zeros(3))
        for n, tensor in right.items():
            if len(tensor.shape) < 2:
                continue
            x = values(exact[n])
            squares[tensor.tensor_type.name] += ((values(left[n]) - x) ** 2).sum(), ((values(tensor) - x) ** 2).sum(), x.size
        for kind, (a, b, count) in sorted(squares.items()):
            print(f"{kind}: RMSE ours {np.sqrt(a / count):.3e}, llama.cpp's {np.sqrt(b / count):.3e}, ratio {np.sqrt(a / b) if b else 1:.4f}")
        sizes = [Path(p).stat().st_size for p in (ours, theirs)]
        print(f"bytes: ours {sizes[0]}, llama.cpp's {sizes[1]}")


if __name__ == "__main__":
    beside(*sys.argv[1:]) if len(sys.argv) == 4 else on_normal_values()
