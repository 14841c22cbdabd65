"""llama.cpp on one file: `decode`, `prefill` (tokens/s) or `logits`. One number or file, no more.

    llama_cpp_speed.py decode|prefill MODEL THREADS [DEPTH [f16|q8_0]]   behind DEPTH tokens, with such a KV cache
    llama_cpp_speed.py logits MODEL THREADS IDS.json OUT.safetensors [f16|q8_0]
"""
import json
import sys
import time

import numpy as np
from llama_cpp import Llama

PROMPT, ANSWER = 512, 128
CACHE_TYPES = {"f16": 1, "q8_0": 8}  # GGML_TYPE_*


def open_model(path: str, threads: int, depth: int = 0, cache: str = "f16", logits_all: bool = False) -> Llama:
    kind = CACHE_TYPES[cache]
    return Llama(path, n_ctx=max(2048, depth + 1024), n_batch=512, n_ubatch=512, n_threads=threads,
                 n_threads_batch=threads, logits_all=logits_all, verbose=False,
                 **({"type_k": kind, "type_v": kind, "flash_attn": True} if cache != "f16" else {}))


def fixed_ids(count: int) -> list[int]:
    return [1000 + (i * 7919) % 40000 for i in range(count)]


def prefill(model: Llama, depth: int) -> float:
    model.eval(fixed_ids(max(depth, 32)))
    model.n_tokens = depth  # the next eval forgets what lies behind
    begin = time.perf_counter()
    model.eval(fixed_ids(PROMPT))
    return PROMPT / (time.perf_counter() - begin)


def decode(model: Llama, depth: int) -> float:
    model.eval(fixed_ids(depth + 32))
    begin = time.perf_counter()
    for token in fixed_ids(ANSWER):
        model.eval([token])
    return ANSWER / (time.perf_counter() - begin)


def logits(model: Llama, ids_file: str, out: str) -> None:
    from safetensors.numpy import save_file
    ids = json.load(open(ids_file))
    model.eval(ids)
    save_file({"logits": np.array(model.scores[: len(ids)], dtype=np.float32)}, out)


def main() -> None:
    what, path, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if what == "logits":
        logits(open_model(path, threads, 0, *sys.argv[6:7], logits_all=True), sys.argv[4], sys.argv[5])
        return
    depth = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    model = open_model(path, threads, depth, *sys.argv[5:6])
    print(json.dumps({"value": {"prefill": prefill, "decode": decode}[what](model, depth), "unit": "tokens/s"}))


if __name__ == "__main__":
    main()
