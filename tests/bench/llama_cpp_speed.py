"""llama.cpp on one file: `decode`, `prefill` (tokens/s) or `logits OUT.safetensors IDS`. One number or file, no more.

    llama_cpp_speed.py decode|prefill MODEL THREADS
    llama_cpp_speed.py logits MODEL THREADS IDS.json OUT.safetensors
"""
import json
import sys
import time

import numpy as np
from llama_cpp import Llama

PROMPT, ANSWER = 512, 128


def open_model(path: str, threads: int, logits_all: bool = False) -> Llama:
    return Llama(path, n_ctx=2048, n_batch=512, n_ubatch=512, n_threads=threads, n_threads_batch=threads,
                 logits_all=logits_all, verbose=False)


def fixed_ids(count: int) -> list[int]:
    return [1000 + (i * 7919) % 40000 for i in range(count)]


def prefill(model: Llama) -> float:
    model.eval(fixed_ids(32))
    model.reset()
    begin = time.perf_counter()
    model.eval(fixed_ids(PROMPT))
    return PROMPT / (time.perf_counter() - begin)


def decode(model: Llama) -> float:
    model.eval(fixed_ids(32))
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
    model = open_model(path, threads, logits_all=what == "logits")
    if what == "logits":
        logits(model, sys.argv[4], sys.argv[5])
    else:
        print(json.dumps({"value": {"prefill": prefill, "decode": decode}[what](model), "unit": "tokens/s"}))


if __name__ == "__main__":
    main()
