"""Makes tests/golden/full_step: what torch does with ten steps of training all weights of the tiny models.

NAME.safetensors: a packed batch, the gradient of every parameter at the first step ("grad." + its name), the loss of
each step. AdamW decays matrices and leaves biases and norms alone, as transformers' Trainer does. The models are those
of golden/architectures (bf16) and golden/tiny_llama, trained in f32. Folders: tests/reference/README.md.
"""
import shutil

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

import tiny
from make_architectures import random_ids
from make_lora_step import batch_loss, make_batch

LEARNING_RATE, WEIGHT_DECAY, CLIP, STEPS = 3e-3, 1.0, 1.0, 10
# Biases, untied heads, query/key norms, norms stored less 1, softcaps, scaled and tied embeddings, windows.
NAMES = ["llama3", "llama_linear", "qwen2", "qwen3", "gemma2", "gemma3"]


def small_batch() -> dict[str, torch.Tensor]:
    """Three sequences; ids come more than once, and one only in a sequence's unsupervised part."""
    ids = torch.cat([random_ids(n, 70 + n) for n in (3, 12, 25)])
    ids[4] = ids[20] = ids[5]
    mask = torch.tensor([0, 1, 1] + [0] * 4 + [1] * 8 + [0] * 9 + [1] * 16)
    return {"ids": ids.int(), "cu_seqlens": torch.tensor([0, 3, 15, 40]).int(), "mask": mask.int()}


def train(model, batch) -> dict[str, torch.Tensor]:
    weights = dict(model.named_parameters())
    matrices = [p for p in weights.values() if p.dim() == 2]
    vectors = [p for p in weights.values() if p.dim() != 2]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": WEIGHT_DECAY},
                                   {"params": vectors, "weight_decay": 0.0}], lr=LEARNING_RATE)
    out, losses, norms = {}, [], []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = batch_loss(model, batch)
        loss.backward()
        if step == 0:
            out |= {f"grad.{name}": p.grad.clone().contiguous() for name, p in weights.items()}
        losses.append(loss.detach())
        norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), CLIP))
        optimizer.step()
    return out | {"losses": torch.stack(losses), "grad_norms": torch.stack(norms)}


def main() -> None:
    torch.set_num_threads(1)
    folder = tiny.GOLDEN / "full_step"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in NAMES + ["tiny_llama"]:
        source = tiny.GOLDEN / "tiny_llama" / "hf" if name == "tiny_llama" else tiny.GOLDEN / "architectures" / name
        model = AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32, attn_implementation="eager").train()
        batch = make_batch(0) if name == "tiny_llama" else small_batch()
        result = train(model, batch)
        save_file(result | {f"batch.{k}": v for k, v in batch.items()}, folder / f"{name}.safetensors")
        print(name, [round(x, 4) for x in result["losses"].tolist()])


if __name__ == "__main__":
    main()
