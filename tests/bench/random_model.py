#!/usr/bin/env python3
"""Writes a llama-shaped GGUF of random weights with the tokenizer of another GGUF: models of any size to measure with.

    random_model.py TOKENIZER.gguf OUT.gguf --hidden 640 --layers 18 --heads 4 --kv-heads 1 --head-dim 256 \
        --ffn 2048 --vocabulary 262144 --type Q8_0
Needs the gguf package. A Hugging Face folder of it: inkstone-cli model convert OUT.gguf FOLDER --to hf --type bf16
"""
import argparse

import gguf
import numpy as np
from gguf.quants import quantize

COPIED = "tokenizer."


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("tokenizer")
    parser.add_argument("out")
    for name in ("hidden", "layers", "heads", "kv-heads", "head-dim", "ffn"):
        parser.add_argument("--" + name, type=int, required=True)
    parser.add_argument("--vocabulary", type=int, default=49152)
    parser.add_argument("--type", default="Q8_0", help="F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0 or Q5_1")
    return parser.parse_args()


def copy_tokenizer(writer, source, rows):
    """llama.cpp wants a token for each row of the embedding."""
    for name, field in gguf.GGUFReader(source).fields.items():
        if name.startswith(COPIED):
            types, contents = field.types, field.contents()
            if name in ("tokenizer.ggml.tokens", "tokenizer.ggml.token_type"):
                token = name.endswith("tokens")
                contents += [f"[PAD{i}]" if token else 5 for i in range(len(contents), rows)]
            writer.add_key_value(name, contents, types[0], types[-1] if len(types) > 1 else None)


def main():
    a = arguments()
    kind = gguf.GGMLQuantizationType[a.type]
    writer = gguf.GGUFWriter(a.out, "llama")
    writer.add_name("random")
    writer.add_context_length(8192)
    writer.add_embedding_length(a.hidden)
    writer.add_block_count(a.layers)
    writer.add_feed_forward_length(a.ffn)
    writer.add_head_count(a.heads)
    writer.add_head_count_kv(a.kv_heads)
    writer.add_key_length(a.head_dim)
    writer.add_value_length(a.head_dim)
    writer.add_rope_dimension_count(a.head_dim)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(a.vocabulary)
    copy_tokenizer(writer, a.tokenizer, a.vocabulary)
    random = np.random.default_rng(1)

    def matrix(name, rows, columns):
        values = random.standard_normal((rows, columns), dtype=np.float32) * np.float32(0.02)
        writer.add_tensor(name, quantize(values, kind), raw_dtype=kind)

    matrix("token_embd.weight", a.vocabulary, a.hidden)
    queries, keys = a.heads * a.head_dim, a.kv_heads * a.head_dim
    for i in range(a.layers):
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{i}.{name}.weight", np.ones(a.hidden, np.float32))
        for name, rows, columns in (("attn_q", queries, a.hidden), ("attn_k", keys, a.hidden),
                                    ("attn_v", keys, a.hidden), ("attn_output", a.hidden, queries),
                                    ("ffn_gate", a.ffn, a.hidden), ("ffn_up", a.ffn, a.hidden),
                                    ("ffn_down", a.hidden, a.ffn)):
            matrix(f"blk.{i}.{name}.weight", rows, columns)
    writer.add_tensor("output_norm.weight", np.ones(a.hidden, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main()
