"""Hugging Face `tokenizers` on one text with a GGUF file's byte-level vocabulary, one thread, as `bench tokenize` does it.

    tokenizers_speed.py MODEL.gguf TEXT [ROUNDS]

The text goes in line by line. Of its three ways (`encode` of a line, `encode_batch` and `encode_batch_fast` of all lines, the
last without offsets) the fastest counts. Prints megabytes a second, and the SHA-256 of all ids as int32, which must equal ours.
"""
import os

os.environ["RAYON_NUM_THREADS"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"
import hashlib
import json
import statistics
import sys
import time
from pathlib import Path

import gguf
import numpy as np
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reference"))
from pre_tokenizers import STEPS


def open_tokenizer(path: str) -> Tokenizer:
    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(line.split(" ", 1)) for line in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    pre = fields["tokenizer.ggml.pre"].contents()
    if pre in ("gpt-2", "smollm"):  # as their tokenizer.json has it: the pattern built in
        steps = [pre_tokenizers.Digits(individual_digits=True)] if pre == "smollm" else []
        steps.append(pre_tokenizers.ByteLevel(add_prefix_space=False))
    else:
        steps = STEPS[pre] + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps)
    return tokenizer


def main() -> None:
    tokenizer = open_tokenizer(sys.argv[1])
    text = Path(sys.argv[2]).read_bytes().decode()
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    lines = text.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    ways = {"encode": lambda: [tokenizer.encode(line, add_special_tokens=False) for line in lines],
            "encode_batch": lambda: tokenizer.encode_batch(lines, add_special_tokens=False),
            "encode_batch_fast": lambda: tokenizer.encode_batch_fast(lines, add_special_tokens=False)}
    speeds = {}
    for name, way in ways.items():
        way()
        times = []
        for _ in range(rounds):
            begin = time.perf_counter()
            encodings = way()
            times.append(time.perf_counter() - begin)
        speeds[name] = len(text.encode()) / 1e6 / statistics.median(times)
    ids = np.concatenate([np.array(e.ids, dtype="<i4") for e in encodings])
    print(json.dumps({"value": max(speeds.values()), "unit": "MB/s", "tokens": len(ids), "ways": speeds,
                      "ids_sha256": hashlib.sha256(ids.tobytes()).hexdigest()}))


if __name__ == "__main__":
    main()
