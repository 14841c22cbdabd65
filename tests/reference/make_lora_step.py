"""Makes tests/golden/lora_step: what torch + peft do with one LoRA step, and with twenty, on the tiny Llama.

Two starts (B zero, as PEFT starts; B non-zero, so that A has gradients at step 1), two ways to feed (the same packed
batch at every step; four batches in turn). The loss is the mean over the batch's supervised tokens; a sequence sees
only itself and its positions begin at 0. Folders: tests/reference/README.md.
"""
import shutil

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

import tiny

LEARNING_RATE, CLIP, STEPS = 1e-2, 1.0, 20
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
LENGTHS = [(7, 19, 12), (33, 1, 5), (16, 16, 16), (2, 40, 9)]


def make_batch(index: int) -> dict[str, torch.Tensor]:
    """ids [n], cu_seqlens [4], mask [n]: mask[i] = 1 when token i is a target; never a sequence's first token."""
    random = torch.Generator().manual_seed(100 + index)
    ids, mask, ends = [], [], [0]
    for length in LENGTHS[index]:
        ids.append(torch.randint(3, len(tiny.vocabulary()), (length,), generator=random))
        prompt = max(1, length // 3)
        mask.append(torch.cat([torch.zeros(prompt), torch.ones(length - prompt)]))
        ends.append(ends[-1] + length)
    return {"ids": torch.cat(ids).int(), "cu_seqlens": torch.tensor(ends).int(), "mask": torch.cat(mask).int()}


def batch_loss(model, batch) -> torch.Tensor:
    total, count = 0.0, 0
    ends = batch["cu_seqlens"].tolist()
    for begin, end in zip(ends, ends[1:]):
        ids, mask = batch["ids"][begin:end].long(), batch["mask"][begin:end].bool()
        if end - begin < 2:
            continue
        logits = model(input_ids=ids[None], use_cache=False).logits[0, :-1]
        losses = torch.nn.functional.cross_entropy(logits.float(), ids[1:], reduction="none")
        total = total + losses[mask[1:]].sum()
        count += int(mask[1:].sum())
    return total / count


def fresh(start: str):
    base = AutoModelForCausalLM.from_pretrained(tiny.GOLDEN / "tiny_llama" / "hf", dtype=torch.float32,
                                                attn_implementation="eager")
    return PeftModel.from_pretrained(base, tiny.GOLDEN / "lora_step" / start, is_trainable=True)


def adapter(model) -> dict[str, torch.Tensor]:
    """Names as in adapter_model.safetensors."""
    return {name.replace(".default", ""): p for name, p in sorted(model.named_parameters()) if "lora_" in name}


def train(start: str, batches: list) -> dict[str, torch.Tensor]:
    model = fresh(start)
    weights = adapter(model)
    optimizer = torch.optim.AdamW(weights.values(), lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)
    out, losses, norms = {}, [], []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = batch_loss(model, batches[step % len(batches)])
        loss.backward()
        if step == 0:
            out |= {f"grad.{n}": p.grad.clone() for n, p in weights.items()}
        norms.append(torch.nn.utils.clip_grad_norm_(weights.values(), CLIP))
        losses.append(loss.detach())
        optimizer.step()
        if step == 0:
            out |= {f"after.{n}": p.detach().clone() for n, p in weights.items()}
    return out | {"losses": torch.stack(losses), "grad_norms": torch.stack(norms)}


def write_start(start: str, non_zero_b: bool) -> None:
    base = AutoModelForCausalLM.from_pretrained(tiny.GOLDEN / "tiny_llama" / "hf", dtype=torch.float32)
    model = get_peft_model(base, LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, bias="none", task_type="CAUSAL_LM",
                                            target_modules=TARGETS))
    random = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for name, weight in adapter(model).items():
            noise = torch.randn(weight.shape, generator=random)
            if "lora_A" in name:
                weight.copy_(noise / weight.shape[1] ** 0.5)
            else:
                weight.copy_(0.1 * noise if non_zero_b else torch.zeros_like(noise))
    folder = tiny.GOLDEN / "lora_step" / start
    model.peft_config["default"].base_model_name_or_path = "tiny_llama/hf"
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)


def main() -> None:
    torch.set_num_threads(1)
    folder = tiny.GOLDEN / "lora_step"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    batches = [make_batch(i) for i in range(len(LENGTHS))]
    save_file({f"{key}_{i}": value for i, batch in enumerate(batches) for key, value in batch.items()},
              folder / "batches.safetensors")
    for start, non_zero_b in (("init_adapter", False), ("init_adapter_b", True)):
        write_start(start, non_zero_b)
        result = train(start, batches[:1])
        cycling = train(start, batches)
        result |= {"losses_cycling": cycling["losses"], "grad_norms_cycling": cycling["grad_norms"]}
        with torch.no_grad():
            ids = load_file(tiny.GOLDEN / "tiny_llama" / "expected.safetensors")["ids_1"].long()
            result["ids"] = ids.int()
            result["logits"] = fresh(start).eval()(input_ids=ids[None]).logits[0].contiguous()
        save_file({k: v.contiguous() for k, v in result.items()}, folder / f"expected_{start}.safetensors")
        print(start, [round(x, 4) for x in result["losses"].tolist()],
              "\n norms", [round(x, 3) for x in result["grad_norms"].tolist()],
              "\n cycling", [round(x, 4) for x in result["losses_cycling"].tolist()])


if __name__ == "__main__":
    main()
