"""A small SentencePiece model built as InternLM2's, with the marks of its tool protocol laid over its last pieces.

    python small_internlm2.py TEXT.txt OUT_FOLDER

Writes small_internlm2.model (500 pieces, BPE, byte fallback, no dummy prefix; the last six are [UNUSED_TOKEN_141..146])
and small_internlm2.jsonl: [text, ids] a line by transformers' SentencePiece tokenizer with the added tokens that
tokenizer_config.json would name.
"""

import json
import pathlib
import random
import sys

import sentencepiece
from transformers import AddedToken
from transformers.tokenization_utils_sentencepiece import SentencePieceBackend

from tokenizer_ids import FIXED, random_text

MARKS = ["<|plugin|>", "<|interpreter|>", "<|action_end|>", "<|action_start|>", "<|im_end|>", "<|im_start|>"]
SIZE = 500


def piece(text):
    """A user-defined piece of score 0, as the field `pieces` of a ModelProto."""
    inner = b"\x0a" + bytes([len(text)]) + text.encode() + b"\x15\0\0\0\0" + b"\x18\x04"
    return b"\x0a" + bytes([len(inner)]) + inner


def main():
    text, out = sys.argv[1], pathlib.Path(sys.argv[2])
    lines = [line[:120] for line in pathlib.Path(text).read_text(encoding="utf-8").splitlines()[:3000]]
    prefix = out / "small_internlm2"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines + ["\u4f60\u597d\u4e0a\u6d77"] * 3), model_prefix=str(prefix), vocab_size=SIZE - len(MARKS),
        model_type="bpe", byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False,
        add_dummy_prefix=False, split_digits=True, character_coverage=0.999, minloglevel=2)
    pathlib.Path(f"{prefix}.vocab").unlink()
    file = pathlib.Path(f"{prefix}.model")
    file.write_bytes(file.read_bytes() + b"".join(piece(f"[UNUSED_TOKEN_{n}]") for n in range(141, 147)))

    added = {SIZE - len(MARKS) + i: AddedToken(mark, special=True, normalized=False) for i, mark in enumerate(MARKS)}
    tokenizer = SentencePieceBackend(vocab_file=str(file), bos_token="<s>", eos_token="</s>", unk_token="<unk>",
                                     added_tokens_decoder=added, add_bos_token=True)
    rng = random.Random(9)
    texts = FIXED + ["[UNUSED_TOKEN_145]x[UNUSED_TOKEN_141]", "".join(MARKS), "<|im_start|>user name=<|plugin|>\nhi <|im_end|>\n"]
    for _ in range(80):
        texts.append("".join(rng.choice([rng.choice(MARKS), " ", random_text(rng)[:10], "\n"]) for _ in range(rng.randint(1, 6))))
    with open(f"{prefix}.jsonl", "w", encoding="utf-8") as golden:
        for line in texts:
            ids = tokenizer.convert_tokens_to_ids(tokenizer.tokenize(line))
            golden.write(json.dumps([line, ids], ensure_ascii=False, separators=(",", ":")) + "\n")


main()
