"""Opens an adapter that Inkstone saved in peft, over the same base in transformers, and compares the logits.

    check_adapter.py BIN/inkstone-cli MODEL.gguf ADAPTER

Prints the largest difference as a part of the largest logit, with and without the adapter; fails above 1e-4.
"""
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file

from make_smollm2 import QUESTIONS, TEXTS, load


def ours(cli: str, model: Path, adapter: list[str], ids: list[int], folder: str) -> torch.Tensor:
    out = Path(folder) / "logits.safetensors"
    subprocess.run([cli, "logits", "--model", model, *adapter, "--compute", "f32", "--ids", ",".join(map(str, ids)),
                    "--out", out, "--json"], check=True, stdout=subprocess.DEVNULL)
    return load_file(out)["logits"]


def difference(cli: str, path: Path, model, adapter: list[str], prompts: list[list[int]]) -> float:
    worst = 0.0
    for ids in prompts:
        with torch.no_grad(), tempfile.TemporaryDirectory() as folder:
            expected = model(input_ids=torch.tensor([ids])).logits[0].float()
            got = ours(cli, path, adapter, ids, folder)
        worst = max(worst, ((got - expected).abs().max() / expected.abs().max()).item())
    return worst


def main() -> None:
    cli, path, adapter = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    base, tokenizer = load(path)
    prompts = [tokenizer(text, add_special_tokens=False)["input_ids"] for text in TEXTS + QUESTIONS]
    worst = {"base": difference(cli, path, base, [], prompts)}
    worst["adapter"] = difference(cli, path, PeftModel.from_pretrained(base, adapter).eval(), ["--adapter", adapter], prompts)
    print(worst)
    sys.exit(max(worst.values()) > 1e-4)


if __name__ == "__main__":
    main()
