"""Makes tests/golden/peft: adapters whose layers differ, as peft saves them, and what peft computes with them.

Over the tiny Llama: rank_pattern and alpha_pattern (with rsLoRA and without), target_modules as a regular expression,
layers_to_transform with exclude_modules. `expected.safetensors`: ids, the packed batch of make_lora_step, and for each
adapter its logits, the batch's loss, and the gradient of every matrix. `internlm2_fused`: an adapter of the class's own
modules (wqkv, wo, w1...) over tests/golden/architectures/internlm2, whose logits come from peft over the same weights as a
Llama, with q, k and v given their rows of wqkv's B.
"""
import json
import shutil

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

import make_architectures as arch
import tiny
from make_lora_step import TARGETS, adapter, batch_loss, make_batch

FOLDER = tiny.GOLDEN / "peft"
COMMON = dict(r=4, lora_alpha=8, bias="none", task_type="CAUSAL_LM")
PATTERNS = dict(target_modules=TARGETS,
                rank_pattern={"q_proj": 2, "^model.layers.1.mlp.up_proj": 6, "layers.0.*down_proj": 3, "(k|v)_proj": 1},
                alpha_pattern={"model.layers.0.self_attn.v_proj": 16, "gate_proj": 2, "1.self_attn.o_proj": 5})
ADAPTERS = {
    "patterns": PATTERNS,
    "patterns_rslora": PATTERNS | dict(use_rslora=True),
    "regex": dict(target_modules=r".*layers\.(1\..*(q|v|down)|0\.self_attn\.o)_proj"),
    "layers": dict(target_modules=["q_proj", "v_proj", "up_proj", "model.layers.0.mlp.gate_proj"], layers_to_transform=[1],
                   layers_pattern="layers", exclude_modules=["v_proj"]),
}


def randomise(weights) -> None:
    random = torch.Generator().manual_seed(11)
    with torch.no_grad():
        for name, weight in weights.items():
            noise = torch.randn(weight.shape, generator=random)
            weight.copy_(noise * (weight.shape[1] ** -0.5 if "lora_A" in name else 0.1))


def save(model, name: str) -> None:
    model.peft_config["default"].base_model_name_or_path = "tiny"
    model.save_pretrained(FOLDER / name)
    (FOLDER / name / "README.md").unlink(missing_ok=True)


def differing(name: str, settings: dict, batch: dict, ids) -> dict:
    base = AutoModelForCausalLM.from_pretrained(tiny.GOLDEN / "tiny_llama" / "hf", dtype=torch.float32,
                                                attn_implementation="eager")
    model = get_peft_model(base, LoraConfig(**COMMON | settings))
    weights = adapter(model)
    randomise(weights)
    save(model, name)
    loss = batch_loss(model, batch)
    loss.backward()
    print(name, len(weights), f"loss {loss.item():.4f}")
    out = {f"{name}.loss": loss.detach().reshape(1)} | {f"{name}.grad.{n}": p.grad.contiguous() for n, p in weights.items()}
    with torch.no_grad():
        out[f"{name}.logits"] = model(input_ids=ids[None]).logits[0].contiguous()
    return out


def fused(ids) -> dict:
    """wqkv's B holds for each key/value head the rows of its q's, of its k and of its v."""
    config, _, _ = arch.MODELS["internlm2"]
    model = arch.make(config)
    own = {"attention.wqkv": 4, "attention.wo": 4, "feed_forward.w1": 2, "feed_forward.w3": 4, "feed_forward.w2": 4}
    theirs = {"attention.wo": "self_attn.o_proj", "feed_forward.w1": "mlp.gate_proj", "feed_forward.w3": "mlp.up_proj",
              "feed_forward.w2": "mlp.down_proj"}
    kv, d = config.num_key_value_heads, config.hidden_size // config.num_attention_heads
    group = config.num_attention_heads // kv + 2
    stored, split = {}, {}
    random = torch.Generator().manual_seed(12)
    for layer in range(config.num_hidden_layers):
        for module, rank in own.items():
            linear = model.model.layers[layer].get_submodule(theirs.get(module, "self_attn.q_proj"))
            rows = kv * group * d if module == "attention.wqkv" else linear.weight.shape[0]
            a = torch.randn(rank, linear.weight.shape[1], generator=random) * linear.weight.shape[1] ** -0.5
            b = 0.1 * torch.randn(rows, rank, generator=random)
            stem = f"base_model.model.model.layers.{layer}."
            stored |= {f"{stem}{module}.lora_A.weight": a, f"{stem}{module}.lora_B.weight": b}
            parts = {theirs[module]: b} if module in theirs else {}
            if module == "attention.wqkv":
                heads = b.reshape(kv, group, d, rank)
                parts = {"self_attn.q_proj": heads[:, :-2], "self_attn.k_proj": heads[:, -2], "self_attn.v_proj": heads[:, -1]}
            for name, part in parts.items():
                split |= {f"{stem}{name}.lora_A.weight": a, f"{stem}{name}.lora_B.weight": part.reshape(-1, rank).contiguous()}
    pattern = {"w1": 2}
    settings = {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "task_type": "CAUSAL_LM"}
    folder, scratch = FOLDER / "internlm2_fused", FOLDER / "scratch"
    for path, tensors, more in ((folder, stored, {"target_modules": [m.split(".")[1] for m in own], "rank_pattern": pattern}),
                                (scratch, split, {"target_modules": TARGETS, "rank_pattern": {"gate_proj": 2}})):
        path.mkdir(parents=True)
        save_file({k: v.clone(memory_format=torch.contiguous_format) for k, v in tensors.items()}, path / "adapter_model.safetensors")
        (path / "adapter_config.json").write_text(json.dumps(settings | more, indent=1) + "\n")
    with torch.no_grad():
        logits = PeftModel.from_pretrained(model, scratch).eval()(input_ids=ids[None]).logits[0].contiguous()
    shutil.rmtree(scratch)
    return {"internlm2_fused.logits": logits}


def main() -> None:
    torch.set_num_threads(1)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    batch = make_batch(0)
    ids = load_file(tiny.GOLDEN / "tiny_llama" / "expected.safetensors")["ids_1"].long()
    small = arch.random_ids(24, 3)
    out = {k: v for k, v in batch.items()} | {"logit_ids": ids.int(), "internlm2_fused.ids": small.int()}
    for name, settings in ADAPTERS.items():
        out |= differing(name, settings, batch, ids)
    save_file({k: v.contiguous() for k, v in (out | fused(small)).items()}, FOLDER / "expected.safetensors")


if __name__ == "__main__":
    main()
