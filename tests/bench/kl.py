"""kl.py EXACT OURS RIVAL: mean KL(exact || other) over positions, from files with one tensor `logits` [n, vocab]."""
import json
import sys

import numpy as np
from safetensors.numpy import load_file


def log_softmax(logits: np.ndarray) -> np.ndarray:
    logits = logits.astype(np.float64)
    logits -= logits.max(-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(-1, keepdims=True))


def main() -> None:
    exact, ours, rival = (log_softmax(load_file(path)["logits"]) for path in sys.argv[1:4])
    mean = lambda other: float((np.exp(exact) * (exact - other)).sum(-1).mean())
    print(json.dumps({"ours": mean(ours), "rival": mean(rival), "tokens": len(exact)}))


if __name__ == "__main__":
    main()
