"""Training steps of torch (+ peft) on ROWS x LENGTH tokens, all supervised: tokens/s of the median step, peak memory.

    torch_train_speed.py MODEL THREADS lora|full f32|bf16|autocast [--rows 4] [--length 256] [--steps 4]

MODEL is a GGUF file or a Hugging Face folder. `bf16`: weights, activations and moments in bf16; `autocast`: f32 weights,
bf16 products.
"""
import argparse
import contextlib
import json
import resource
import statistics
import time
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("model", type=Path)
    parser.add_argument("threads", type=int)
    parser.add_argument("method", choices=["lora", "full"])
    parser.add_argument("dtype", choices=["f32", "bf16", "autocast"])
    parser.add_argument("--rows", type=int, default=4)
    parser.add_argument("--length", type=int, default=256)
    parser.add_argument("--steps", type=int, default=4)
    return parser.parse_args()


def load(path: Path, method: str, dtype: str):
    where = dict(pretrained_model_name_or_path=path.parent, gguf_file=path.name) if path.is_file() else dict(
        pretrained_model_name_or_path=path)
    model = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.bfloat16 if dtype == "bf16" else torch.float32,
                                                 attn_implementation="sdpa")
    if method == "full":
        return model.train()
    return get_peft_model(model, LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, target_modules="all-linear",
                                            task_type="CAUSAL_LM"), autocast_adapter_dtype=False)


class Trainer:
    """Forward, loss, backward, clip, AdamW: what a step is here and in Inkstone."""

    def __init__(self, model, method: str, dtype: str) -> None:
        self.model = model
        self.weights = [p for p in model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(self.weights, lr=5e-4 if method == "lora" else 5e-5, fused=True)
        self.context = (lambda: torch.autocast("cpu", torch.bfloat16)) if dtype == "autocast" else contextlib.nullcontext

    def step(self, **batch) -> float:
        begin = time.perf_counter()
        with self.context():
            loss = self.model(**batch, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad()
        return time.perf_counter() - begin


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    a = arguments()
    torch.set_num_threads(a.threads)
    trainer = Trainer(load(a.model, a.method, a.dtype), a.method, a.dtype)
    ids = torch.randint(20, 30000, (a.rows, a.length), generator=torch.Generator().manual_seed(1))
    times = [trainer.step(input_ids=ids, labels=ids) for _ in range(a.steps + 1)][1:]
    print(json.dumps({"value": a.rows * a.length / statistics.median(times), "unit": "tokens/s",
                      "runs": [a.rows * a.length / t for t in times], "peak_rss_bytes": peak()}))


if __name__ == "__main__":
    main()
