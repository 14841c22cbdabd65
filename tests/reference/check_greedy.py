"""Compares greedy answers of the starter model with transformers' on the dequantised weights, in f32.

    check_greedy.py BIN/inkstone-cli MODEL.gguf

20 chat prompts, 100 tokens each. A difference is allowed only where transformers' two best logits are closer than
0.01, and ends the comparison of that prompt. Prints each prompt's agreement; fails otherwise.
"""
import json
import subprocess
import sys
from pathlib import Path

import torch

from make_smollm2 import QUESTIONS, load

PROMPTS = QUESTIONS + [
    "Explain photosynthesis to a child.", "Translate to French: good morning, my friend.", "用中文介绍一下你自己。",
    "What comes after 1, 1, 2, 3, 5, 8?", "Write a SQL query that counts users by country.", "Why is the sky blue?",
    "Name five rivers in Europe.", "Give me a recipe for pancakes with 3 ingredients.", "砚台是做什么用的?",
    "Summarise: The quick brown fox jumps over the lazy dog, and then it sleeps.", "Is 91 a prime number?",
    "Write a Python function that reverses a string.", "Who wrote Hamlet?", "Convert 100 km/h to m/s.",
    "Tell me a joke about computers 🙂",
]
NEW_TOKENS = 100


def ours(cli: str, model: Path, prompt: list[int]) -> list[int]:
    done = subprocess.run([cli, "generate", "--model", model, "--raw-ids", ",".join(map(str, prompt)), "--temperature", "0",
                           "--max-tokens", str(NEW_TOKENS), "--compute", "f32", "--json"], check=True, capture_output=True)
    return json.loads(done.stdout.splitlines()[-1])["ids"]


def compare(model, prompt: list[int], answer: list[int]) -> str:
    """Every token of ours must be transformers' choice given the same beginning."""
    with torch.no_grad():
        logits = model(input_ids=torch.tensor([prompt + answer])).logits[0, len(prompt) - 1:].float()
    for i, row in enumerate(logits):
        best, second = row.topk(2).values.tolist()
        expected = row.argmax().item()
        got = answer[i] if i < len(answer) else model.config.eos_token_id if len(answer) < NEW_TOKENS else expected
        if got != expected:
            return f"differs at {i}, margin {best - second:.4f}" if best - second < 0.01 else f"WRONG at {i}: {got} for {expected}"
    return f"{len(answer)} tokens equal"


def main() -> None:
    cli, path = sys.argv[1], Path(sys.argv[2]).expanduser()
    torch.set_num_threads(2)
    model, tokenizer = load(path)
    wrong = 0
    for prompt in PROMPTS:
        chat = tokenizer.apply_chat_template([{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True)
        ids = tokenizer(chat, add_special_tokens=False)["input_ids"]
        said = compare(model, ids, ours(cli, path, ids))
        wrong += "WRONG" in said
        print(f"{said:30} {prompt}")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
