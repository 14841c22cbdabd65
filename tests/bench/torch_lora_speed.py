"""One LoRA r16 step of torch + peft on 4 x 256 tokens, all supervised: tokens/s and peak memory.

    torch_lora_speed.py MODEL.gguf THREADS f32|bf16 [STEPS]
"""
import json
import resource
import sys
import time
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

BATCH, LENGTH = 4, 256


def main() -> None:
    path, threads, dtype = Path(sys.argv[1]), int(sys.argv[2]), {"f32": torch.float32, "bf16": torch.bfloat16}[sys.argv[3]]
    steps = int(sys.argv[4]) if len(sys.argv) > 4 else 4
    torch.set_num_threads(threads)
    base = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=dtype, attn_implementation="sdpa")
    model = get_peft_model(base, LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, target_modules="all-linear",
                                            task_type="CAUSAL_LM"), autocast_adapter_dtype=False)
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(weights, lr=5e-4)
    ids = torch.randint(20, 49000, (BATCH, LENGTH), generator=torch.Generator().manual_seed(1))
    times = []
    for _ in range(steps + 1):
        begin = time.perf_counter()
        model(input_ids=ids, labels=ids, use_cache=False).loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        times.append(time.perf_counter() - begin)
    seconds = sorted(times[1:])[len(times[1:]) // 2]
    print(json.dumps({"value": BATCH * LENGTH / seconds, "unit": "tokens/s",
                      "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()
