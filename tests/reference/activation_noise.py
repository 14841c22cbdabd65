"""How far llama.cpp's rounding of activations moves SmolLM2's logits, by the length of its blocks, computed in torch.

    activation_noise.py MODEL.gguf TEXT [TOKENS]

Products with Q4_0, Q5_1, Q8_0... round their activations to int8 with a scale every 32 values, those with K types with one every 256.
In copies of SmolLM2 only down_proj (1536 columns) has K types. The weights are the same in all rows: only activations differ.
"""
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def rounded(x: torch.Tensor, block: int) -> torch.Tensor:
    parts = x.reshape(*x.shape[:-1], -1, block)
    scale = parts.abs().amax(-1, keepdim=True).clamp(min=1e-30) / 127
    return ((parts / scale).round() * scale).reshape(x.shape)


def logits(model, ids, block_of) -> torch.Tensor:
    hooks = []
    for name, module in model.named_modules():
        block = block_of(name) if isinstance(module, torch.nn.Linear) else 0
        if block:
            hooks.append(module.register_forward_pre_hook(lambda _, args, block=block: (rounded(args[0], block),)))
    with torch.no_grad():
        out = model(input_ids=ids).logits[0]
    for hook in hooks:
        hook.remove()
    return out


def main() -> None:
    torch.set_num_threads(1)
    path, count = Path(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) > 3 else 256
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    ids = torch.tensor([tokenizer(Path(sys.argv[2]).read_text())["input_ids"][:count]])
    exact = logits(model, ids, lambda name: 0)
    for words, rule in (("32 everywhere", lambda name: 32), ("256 for down_proj", lambda name: 256 if "down_proj" in name else 32)):
        other = logits(model, ids, rule)
        moved = other - exact
        moved -= moved.mean(-1, keepdim=True)
        chances = torch.log_softmax(exact, -1)
        divergence = (chances.exp() * (chances - torch.log_softmax(other, -1))).sum(-1).mean()
        print(f"{words}: deviation {moved.std():.3f}, of the worst row {moved.std(-1).max():.3f}, largest {moved.abs().max():.2f}, "
              f"KL {divergence:.2e}")


if __name__ == "__main__":
    main()
