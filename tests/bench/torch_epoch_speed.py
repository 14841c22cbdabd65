"""LoRA of torch + peft on the lengths of a chat data set, in batches of 8 padded rows: real tokens/s of an epoch.

    torch_epoch_speed.py MODEL THREADS ROWS.json random|grouped [f32|bf16] [BATCHES]

ROWS.json: rows with instruction, input and output. `random` is the order of transformers' Trainer, `grouped` that of its
group_by_length: batches of neighbours in length, in random order. Only BATCHES (default 12) of the epoch, drawn evenly, are
run; their real tokens by their time is the figure. The answer alone is supervised.
"""
import json
import random
import sys
from pathlib import Path

import torch
from transformers import AutoTokenizer

from torch_train_speed import Trainer, load, peak

BATCH = 8


def encode(tokenizer, row: dict) -> tuple[list[int], int]:
    """Ids of the conversation, and how many of them are the prompt."""
    user = row["instruction"] + ("\n" + row["input"] if row.get("input") else "")
    prompt = [{"role": "user", "content": user}]
    whole = prompt + [{"role": "assistant", "content": row["output"]}]
    render = lambda messages, generation: tokenizer(
        tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=generation),
        add_special_tokens=False)["input_ids"]
    return render(whole, False)[:2048], len(render(prompt, True))


def collate(rows: list[tuple[list[int], int]]) -> dict[str, torch.Tensor]:
    longest = max(len(ids) for ids, _ in rows)
    pad = lambda values, filler: values + [filler] * (longest - len(values))
    return {"input_ids": torch.tensor([pad(ids, 2) for ids, _ in rows]),
            "attention_mask": torch.tensor([pad([1] * len(ids), 0) for ids, _ in rows]),
            "labels": torch.tensor([pad([-100] * prompt + ids[prompt:], -100) for ids, prompt in rows])}


def main() -> None:
    path, threads, rows, order = Path(sys.argv[1]), int(sys.argv[2]), json.loads(Path(sys.argv[3]).read_text()), sys.argv[4]
    dtype = sys.argv[5] if len(sys.argv) > 5 else "bf16"
    count = int(sys.argv[6]) if len(sys.argv) > 6 else 12
    torch.set_num_threads(threads)
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    data = [encode(tokenizer, row) for row in rows]
    random.Random(1).shuffle(data)
    if order == "grouped":
        data.sort(key=lambda row: len(row[0]))
    batches = [data[i:i + BATCH] for i in range(0, len(data), BATCH)]
    drawn = [batches[(2 * i + 1) * len(batches) // (2 * count)] for i in range(count)]
    trainer = Trainer(load(path, "lora", dtype), "lora", dtype)
    trainer.step(**collate(drawn[0]))
    seconds = sum(trainer.step(**collate(batch)) for batch in drawn)
    real = sum(len(ids) for batch in drawn for ids, _ in batch)
    padded = sum(max(len(ids) for ids, _ in batch) * len(batch) for batch in drawn)
    print(json.dumps({"value": real / seconds, "unit": "tokens/s", "real_tokens": real, "padded_tokens": padded,
                      "batches": count, "of": len(batches), "peak_rss_bytes": peak()}))


if __name__ == "__main__":
    main()
