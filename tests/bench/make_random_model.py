"""A Llama of random bf16 weights with the tokenizer of another model: for speed at sizes we have no file of.

    make_random_model.py TOKENIZER_MODEL FOLDER [hidden layers heads kv_heads ffn]     (default 2048 22 32 4 5632: 1.2B)

TOKENIZER_MODEL: a Hugging Face folder, e.g. one made by `inkstone-cli model convert --to hf`.
"""
import sys

import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM


def main() -> None:
    tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
    hidden, layers, heads, kv, ffn = map(int, sys.argv[3:8]) if len(sys.argv) > 3 else (2048, 22, 32, 4, 5632)
    torch.manual_seed(1)
    torch.set_default_dtype(torch.bfloat16)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=hidden, intermediate_size=ffn, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=kv, max_position_embeddings=4096, tie_word_embeddings=True,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id))
    model.save_pretrained(sys.argv[2])
    tokenizer.save_pretrained(sys.argv[2])
    print(f"{sum(p.numel() for p in model.parameters()) / 1e9:.2f} billion weights")


if __name__ == "__main__":
    main()
