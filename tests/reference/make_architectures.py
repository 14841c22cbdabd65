"""Makes tests/golden/architectures: a tiny random model of every architecture and rotary scaling, by transformers.

Each folder holds the model as transformers 5 writes it (config.json, model.safetensors in bf16), the same config as
transformers 4 wrote it (config_v4.json), the same weights as GGUF with llama.cpp's keys and row order (f16), a LoRA
adapter by peft, and expected.safetensors: ids, logits, and the adapter's gradients for a packed batch. Weights are
rounded so that bf16, f16 and f32 hold the same numbers.
"""
import json
import shutil
import sys

import gguf
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import (Gemma2Config, Gemma3TextConfig, GemmaConfig, LlamaConfig, MistralConfig, Qwen2Config,
                          Qwen3Config, SmolLM3Config, AutoModelForCausalLM)

import tiny
from make_lora_step import TARGETS, adapter, batch_loss
from make_tiny_llama import permute

SHAPE = dict(vocab_size=80, hidden_size=24, intermediate_size=40, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=64, tie_word_embeddings=False, bos_token_id=1,
             eos_token_id=2, pad_token_id=2)
# heads x head_dim (32) differs from hidden (24).
WIDE = SHAPE | dict(head_dim=8)
LLAMA3 = dict(rope_type="llama3", rope_theta=500.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=32)
YARN = dict(rope_type="yarn", rope_theta=1000.0, factor=4.0, original_max_position_embeddings=16)
GEMMA3_ROPE = {"full_attention": dict(rope_type="linear", factor=8.0, rope_theta=1000.0),
               "sliding_attention": dict(rope_type="default", rope_theta=10000.0)}


def theta(value=10000.0, **scaling):
    return dict(rope_type="default", rope_theta=value) | scaling


# name: config, GGUF architecture, whether its q and k rows are interleaved there
MODELS = {
    "llama3": (LlamaConfig(**WIDE, rope_parameters=LLAMA3), "llama", True),
    "llama_linear": (LlamaConfig(**WIDE | dict(tie_word_embeddings=True, num_hidden_layers=1), attention_bias=True,
                                 mlp_bias=True, rope_parameters=theta(rope_type="linear", factor=4.0)), "llama", True),
    "mistral": (MistralConfig(**WIDE, sliding_window=7, rope_parameters=theta()), "llama", True),
    "qwen2": (Qwen2Config(**WIDE | dict(hidden_size=32), rope_parameters=theta(1e6)), "qwen2", False),
    "qwen2_yarn": (Qwen2Config(**WIDE | dict(hidden_size=32, num_hidden_layers=1), rope_parameters=YARN), "qwen2",
                   False),
    "qwen2_window": (Qwen2Config(**WIDE | dict(hidden_size=32), use_sliding_window=True, sliding_window=5,
                                 max_window_layers=1, rope_parameters=theta()), None, False),
    "qwen3": (Qwen3Config(**WIDE, rope_parameters=theta(1e6)), "qwen3", False),
    "smollm3": (SmolLM3Config(**SHAPE | dict(hidden_size=32, num_hidden_layers=4, intermediate_size=24),
                              rope_parameters=theta(2e6)), "smollm3", True),
    "internlm2": (LlamaConfig(**SHAPE | dict(hidden_size=32), rope_parameters=theta(rope_type="dynamic", factor=2.0)),
                  "internlm2", True),
    # Biases of wqkv and wo, as its own class has them; llama.cpp's internlm2 has none.
    "internlm2_bias": (LlamaConfig(**SHAPE | dict(hidden_size=32), attention_bias=True, rope_parameters=theta()), None, True),
    "internlm3": (LlamaConfig(**WIDE | dict(max_position_embeddings=16), attention_bias=True, rope_parameters=theta(
        rope_type="dynamic", factor=6.0)), None, False),
    "internlm2_reward": (LlamaConfig(**SHAPE | dict(hidden_size=32), rope_parameters=theta()), None, False),
    "baichuan": (LlamaConfig(**SHAPE | dict(hidden_size=32, num_key_value_heads=4), rope_parameters=theta()), "baichuan",
                 True),
    "baichuan2": (LlamaConfig(**SHAPE | dict(hidden_size=32, num_key_value_heads=4), rope_parameters=theta()), None,
                  False),
    "gemma": (GemmaConfig(**WIDE | dict(tie_word_embeddings=True), rope_parameters=theta()), "gemma", False),
    "gemma2": (Gemma2Config(**WIDE | dict(tie_word_embeddings=True), sliding_window=6, query_pre_attn_scalar=11,
                            attn_logit_softcapping=4.0, final_logit_softcapping=3.0, rope_parameters=theta()),
               "gemma2", False),
    "gemma3": (Gemma3TextConfig(**WIDE | dict(tie_word_embeddings=True, num_hidden_layers=6, intermediate_size=20),
                                sliding_window=6, query_pre_attn_scalar=8, rope_parameters=GEMMA3_ROPE), "gemma3",
               False),
}


def make(config):
    """Random weights at a scale where every part moves the logits; eager attention, the only one with softcaps."""
    config._attn_implementation = "eager"
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32).eval()
    random = torch.Generator().manual_seed(20261124)
    offset = config.model_type.startswith("gemma")
    with torch.no_grad():
        for name, weight in sorted(model.named_parameters()):
            noise = torch.randn(weight.shape, generator=random)
            if "norm" in name:
                noise = 0.3 * noise + (0.0 if offset else 1.0)
            elif name.endswith(".bias"):
                noise = 0.5 * noise
            elif "embed" in name:
                noise = 0.4 * noise
            else:
                noise = 1.3 * noise / weight.shape[1] ** 0.5
            # 7 bits after the binary point and at most 8 in all: exact in bf16 and f16.
            rounded = (noise.to(torch.bfloat16).float() * 256).round() / 256
            weight.copy_(rounded.to(torch.bfloat16).float())
    return model


def random_ids(length: int, seed: int) -> torch.Tensor:
    return torch.randint(3, SHAPE["vocab_size"], (length,), generator=torch.Generator().manual_seed(seed))


def logits(model, ids: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=ids[None], use_cache=False).logits[0].float().contiguous()


def old_config(new: dict) -> dict:
    """What transformers 4 wrote for the same model."""
    old = {k: v for k, v in new.items() if k not in ("rope_parameters", "dtype", "layer_types", "no_rope_layers")}
    old |= {"torch_dtype": "bfloat16", "transformers_version": "4.45.0"}
    rope = new["rope_parameters"]
    if "full_attention" in rope:
        old["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
        old["sliding_window_pattern"] = 6
        rope = rope["full_attention"]
    scaling = {k: v for k, v in rope.items() if k != "rope_theta"}
    if scaling.get("rope_type") == "dynamic":
        scaling["type"] = scaling.pop("rope_type")
    old |= {"rope_theta": rope["rope_theta"],
            "rope_scaling": None if scaling["rope_type" if "rope_type" in scaling else "type"] == "default" else scaling}
    return old


def fuse(state: dict, config) -> dict:
    """A Llama's tensors under InternLM2's names: rows of wqkv are q, q, k, v of each key/value head."""
    names = {"embed_tokens": "tok_embeddings", "lm_head": "output", "self_attn.o_proj": "attention.wo",
             "mlp.gate_proj": "feed_forward.w1", "mlp.up_proj": "feed_forward.w3", "mlp.down_proj": "feed_forward.w2",
             "input_layernorm": "attention_norm", "post_attention_layernorm": "ffn_norm"}
    out, d = {}, config.hidden_size // config.num_attention_heads
    for name, weight in state.items():
        if "q_proj" in name:
            parts = [state[name.replace("q_proj", p)].reshape(config.num_key_value_heads, -1, d, *weight.shape[1:])
                     for p in ("q_proj", "k_proj", "v_proj")]
            fused = torch.cat(parts, dim=1).reshape(-1, *weight.shape[1:])
            out[name.replace("self_attn.q_proj", "attention.wqkv")] = fused
        elif "k_proj" not in name and "v_proj" not in name:
            for theirs, ours in names.items():
                name = name.replace(theirs, ours)
            out[name] = weight
    return out


def stack(state: dict) -> dict:
    """A Llama's q, k and v as Baichuan's W_pack."""
    out = {}
    for name, weight in state.items():
        if "q_proj" in name:
            parts = [state[name.replace("q_proj", p)] for p in ("q_proj", "k_proj", "v_proj")]
            out[name.replace("q_proj", "W_pack")] = torch.cat(parts)
        elif "k_proj" not in name and "v_proj" not in name:
            out[name] = weight
    return out


def write_folder(name: str, model, folder) -> None:
    model.config.dtype = torch.bfloat16
    new = json.loads(model.config.to_json_string())
    new["architectures"] = [type(model).__name__]
    state = {k: v for k, v in model.state_dict().items() if not (k == "lm_head.weight" and model.config.tie_word_embeddings)}
    if name.startswith("internlm"):
        new["model_type"] = name.removesuffix("_reward").removesuffix("_bias")
        new["architectures"] = [f"InternLM{new['model_type'][-1]}ForCausalLM"]
        new["bias"] = name.endswith("_bias")
        new.pop("mlp_bias", None)
    if name.startswith("internlm2"):
        new.pop("attention_bias")
        state = fuse(state, model.config)
    if name == "internlm2_reward":
        new |= {"architectures": ["InternLM2ForRewardModel"], "reward_token_id": 79}
        state["v_head.weight"] = state.pop("output.weight")[:1]
    if name.startswith("baichuan"):
        new |= {"model_type": "baichuan", "architectures": ["BaichuanForCausalLM"]}
        new.pop("attention_bias")
        new.pop("mlp_bias")
        state = stack(state)
    if name == "baichuan2":
        new |= {"z_loss_weight": 0, "model_max_length": 64}
    old = old_config(new)
    if name == "internlm3":
        old |= {"qkv_bias": True, "bias": False}
        old.pop("attention_bias")
        # Its own code has separate flags; here o has a bias too.
        old["attention_bias"] = True
    save_file({k: v.to(torch.bfloat16).contiguous() for k, v in state.items()}, folder / "model.safetensors")
    for file, config in (("config.json", new), ("config_v4.json", old)):
        (folder / file).write_text(json.dumps(config, indent=1) + "\n")


GGUF_NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm", "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}


def gguf_name(name: str, four_norms: bool) -> str:
    name = name.replace("model.layers.", "blk.").replace("model.embed_tokens", "token_embd")
    name = name.replace("model.norm", "output_norm").replace("lm_head", "output")
    name = name.replace("post_attention_layernorm", "post_attention_norm" if four_norms else "ffn_norm")
    for theirs, ours in GGUF_NAMES.items():
        name = name.replace(theirs, ours)
    return name


def write_gguf(model, architecture: str, interleaved: bool, path) -> None:
    c, d = model.config, getattr(model.config, "head_dim", None) or model.config.hidden_size // model.config.num_attention_heads
    w = gguf.GGUFWriter(path, architecture)
    w.add_block_count(c.num_hidden_layers)
    w.add_context_length(c.max_position_embeddings)
    w.add_embedding_length(c.hidden_size)
    w.add_feed_forward_length(c.intermediate_size)
    w.add_head_count(c.num_attention_heads)
    w.add_head_count_kv(c.num_key_value_heads)
    w.add_key_length(d)
    w.add_value_length(d)
    w.add_layer_norm_rms_eps(c.rms_norm_eps)
    rope = c.rope_parameters.get("full_attention", c.rope_parameters)
    w.add_rope_freq_base(rope["rope_theta"])
    if rope["rope_type"] in ("linear", "yarn"):
        w.add_rope_scaling_type(gguf.RopeScalingType(rope["rope_type"]))
        w.add_rope_scaling_factor(rope["factor"])
        if rope["rope_type"] == "yarn":
            w.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
    if getattr(c, "sliding_window", None):
        w.add_sliding_window(c.sliding_window)
    if architecture == "gemma2":
        w.add_attn_logit_softcapping(c.attn_logit_softcapping)
        w.add_final_logit_softcapping(c.final_logit_softcapping)
        w.add_float32(f"{architecture}.attention.scale", c.query_pre_attn_scalar ** -0.5)
    if rope["rope_type"] == "llama3":  # as convert_hf_to_gguf.py stores it
        low, high = (rope["original_max_position_embeddings"] / rope[f"{k}_freq_factor"] for k in ("low", "high"))
        factors = []
        for i in range(0, d, 2):
            wave = 2 * torch.pi * rope["rope_theta"] ** (i / d)
            smooth = (rope["original_max_position_embeddings"] / wave - rope["low_freq_factor"]) / (
                rope["high_freq_factor"] - rope["low_freq_factor"])
            factors.append(1.0 if wave < high else rope["factor"] if wave > low
                           else 1 / ((1 - smooth) / rope["factor"] + smooth))
        w.add_tensor("rope_freqs.weight", torch.tensor(factors, dtype=torch.float32).numpy())
    offset = c.model_type.startswith("gemma")
    for name, weight in model.state_dict().items():
        if name == "lm_head.weight" and c.tie_word_embeddings:
            continue
        if "norm" in name and offset:
            weight = weight + 1
        if interleaved and (".q_proj" in name or ".k_proj" in name):
            heads = c.num_attention_heads if ".q_proj" in name else c.num_key_value_heads
            weight = permute(weight.reshape(weight.shape[0], -1), heads).reshape(weight.shape)
        data = weight if weight.dim() == 1 else weight.half()
        w.add_tensor(gguf_name(name, architecture in ("gemma2", "gemma3")), data.contiguous().numpy())
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def expect(model, folder) -> dict[str, torch.Tensor]:
    out = {}
    for i, length in enumerate((1, 5, 40)):
        ids = random_ids(length, i + 1)
        out |= {f"ids_{i}": ids.int(), f"logits_{i}": logits(model, ids)}
    logits(model, random_ids(1, 0))  # transformers keeps dynamic NTK's base until a sequence within the border comes
    with torch.no_grad():  # 20 tokens at once, then one by one: the last token's logits
        step = model(input_ids=ids[None, :20], use_cache=True)
        for i in range(20, len(ids)):
            step = model(input_ids=ids[None, i:i + 1], past_key_values=step.past_key_values, use_cache=True)
    return out | {"stepped": step.logits[0, -1].float().contiguous()}


def gradients(model, folder) -> dict[str, torch.Tensor]:
    peft = get_peft_model(model, LoraConfig(r=2, lora_alpha=4, bias="none", task_type="CAUSAL_LM", target_modules=TARGETS))
    random = torch.Generator().manual_seed(7)
    weights = adapter(peft)
    with torch.no_grad():
        for name, weight in weights.items():
            weight.copy_(torch.randn(weight.shape, generator=random) * (weight.shape[1] ** -0.5 if "lora_A" in name else 0.1))
    lengths = (1, 12, 27)
    ids = torch.cat([random_ids(n, 50 + n) for n in lengths])
    ends = torch.tensor([0, 1, 13, 40])
    mask = torch.tensor([0] + [0] * 4 + [1] * 8 + [0] * 9 + [1] * 18)
    batch = {"ids": ids.int(), "cu_seqlens": ends.int(), "mask": mask.int()}
    peft.train()
    loss = batch_loss(peft, batch)
    loss.backward()
    peft.peft_config["default"].base_model_name_or_path = "tiny"
    peft.save_pretrained(folder / "adapter")
    (folder / "adapter" / "README.md").unlink(missing_ok=True)
    out = {f"batch.{k}": v for k, v in batch.items()} | {"loss": loss.detach().reshape(1)}
    return out | {f"grad.{n}": p.grad.clone().contiguous() for n, p in weights.items()}


def main() -> None:
    """Makes all, or only those named on the command line."""
    torch.set_num_threads(1)
    root = tiny.GOLDEN / "architectures"
    for name, (config, architecture, interleaved) in MODELS.items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        folder = root / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        model = make(config)
        write_folder(name, model, folder)
        if architecture:
            write_gguf(model, architecture, interleaved, folder / "tiny.gguf")
        config.dtype = torch.float32
        if name == "baichuan2":  # what its NormHead computes
            with torch.no_grad():
                model.lm_head.weight.copy_(torch.nn.functional.normalize(model.lm_head.weight))
        if name == "internlm2_reward":  # a head of one row
            model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight[:1].clone())
            save_file(expect(model, folder), folder / "expected.safetensors")
            continue
        expected = expect(model, folder)
        expected |= gradients(model, folder)
        save_file(expected, folder / "expected.safetensors")
        largest = expected["logits_2"].abs().max().item()
        print(f"{name}: max |logit| {largest:.3f}, loss {expected['loss'].item():.4f}")


if __name__ == "__main__":
    main()
