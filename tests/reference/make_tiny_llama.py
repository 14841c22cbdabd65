"""Makes tests/golden/tiny_llama: one random Llama as GGUF and as Hugging Face folder, and its logits.

The GGUF carries q and k rows in llama.cpp's order (permute() of convert_hf_to_gguf.py); reading it back through
transformers proves that the permutation is theirs.
"""
import json
from pathlib import Path

import gguf
import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

import tiny

NAMES = {
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
}


def permute(weight: torch.Tensor, heads: int) -> torch.Tensor:
    """Rows of each head: [2, d/2] -> [d/2, 2], so that llama.cpp's interleaved rotation equals HF's half rotation."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns).contiguous()


def write_gguf(model, path: Path) -> None:
    c = model.config
    w = gguf.GGUFWriter(path, "llama")
    w.add_name("Tiny random Llama")
    w.add_block_count(c.num_hidden_layers)
    w.add_context_length(c.max_position_embeddings)
    w.add_embedding_length(c.hidden_size)
    w.add_feed_forward_length(c.intermediate_size)
    w.add_head_count(c.num_attention_heads)
    w.add_head_count_kv(c.num_key_value_heads)
    w.add_key_length(c.head_dim)
    w.add_value_length(c.head_dim)
    w.add_rope_dimension_count(c.head_dim)
    w.add_rope_freq_base(10000.0)
    w.add_layer_norm_rms_eps(c.rms_norm_eps)
    w.add_vocab_size(c.vocab_size)
    w.add_file_type(0)
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("smollm")
    tokens = tiny.vocabulary()
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    w.add_token_list(tokens)
    w.add_token_types([control if t in tiny.SPECIALS else normal for t in tokens])
    w.add_token_merges([" ".join(m) for m in tiny.MERGES])
    w.add_bos_token_id(1)
    w.add_eos_token_id(2)
    w.add_unk_token_id(0)
    w.add_pad_token_id(2)
    w.add_add_bos_token(False)
    w.add_add_space_prefix(False)
    w.add_chat_template(tiny.CHAT_TEMPLATE)
    state = model.state_dict()
    w.add_tensor("token_embd.weight", state["model.embed_tokens.weight"].numpy())
    for layer in range(c.num_hidden_layers):
        for theirs, ours in NAMES.items():
            weight = state[f"model.layers.{layer}.{theirs}.weight"]
            if ours == "attn_q":
                weight = permute(weight, c.num_attention_heads)
            elif ours == "attn_k":
                weight = permute(weight, c.num_key_value_heads)
            w.add_tensor(f"blk.{layer}.{ours}.weight", weight.numpy())
    w.add_tensor("output_norm.weight", state["model.norm.weight"].numpy())
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def write_folder(model, folder: Path) -> None:
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    tiny.tokenizer().save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|im_start|>", "eos_token": "<|im_end|>",
        "pad_token": "<|im_end|>", "unk_token": "<|endoftext|>", "add_bos_token": False, "add_prefix_space": False,
        "clean_up_tokenization_spaces": False, "chat_template": tiny.CHAT_TEMPLATE}, indent=2) + "\n")


def logits(model, ids: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(input_ids=ids[None]).logits[0].float().contiguous()


def main() -> None:
    torch.set_num_threads(1)
    folder = tiny.GOLDEN / "tiny_llama"
    folder.mkdir(parents=True, exist_ok=True)
    model = tiny.model()
    write_gguf(model, folder / "tiny.gguf")
    write_folder(model, folder / "hf")

    text = "<|im_start|>user\nhello the 2026 你好<|im_end|>\n<|im_start|>assistant\n"
    sequences = [tiny.random_ids(1, 1), tiny.random_ids(5, 2), tiny.random_ids(70, 3),
                 torch.tensor(tiny.tokenizer().encode(text).ids)]
    expected = {}
    for i, ids in enumerate(sequences):
        expected[f"ids_{i}"] = ids.to(torch.int32)
        expected[f"logits_{i}"] = logits(model, ids)
    save_file(expected, folder / "expected.safetensors", metadata={"text_3": text})

    back = AutoModelForCausalLM.from_pretrained(folder, gguf_file="tiny.gguf", dtype=torch.float32,
                                                attn_implementation="eager").eval()
    hf = AutoModelForCausalLM.from_pretrained(folder / "hf", dtype=torch.float32, attn_implementation="eager").eval()
    for i, ids in enumerate(sequences):
        for other in (back, hf):
            assert (logits(other, ids) - expected[f"logits_{i}"]).abs().max() < 1e-5
    spread = expected["logits_2"]
    top = spread.softmax(-1).max(-1).values
    print("max |logit|", spread.abs().max().item(), "mean top probability", top.mean().item())


if __name__ == "__main__":
    main()
