"""Small tokenizer.json files of many kinds with ids and texts by Hugging Face `tokenizers`, and SentencePiece ids.

    python tokenizer_json.py TEXT.txt MODELS OUT_FOLDER

TEXT trains the small vocabularies; MODELS holds internlm2.model and llama2.model. Writes tokenizer_json.jsonl
({"name", "json", "rows": [[text, ids, decoded], ...]}) and sentencepiece_ids.jsonl ({"model", "rows": [[text, ids], ...]}).
"""

import json
import pathlib
import random
import sys

import sentencepiece
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors,
                        trainers)

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
TEXTS = [
    "", " ", "hello world", "  two  spaces ", "<a>", "<a><b>", "x <a><b> y", "x<w>y <w> z", "q <l> r", "q <r>  r",
    "<s>hi</s>", "Hello HELLO hello", "caf\u00e9 cafe\u0301", "\ufb01ne \u2460 \u00bd", "\u4f60\u597d world \U0001f600",
    "\u0391\u0392\u0393", "line\nbreak\r\n\r\nend", "12345 67", "\t\tindent", "the king and the queen", "a\0b",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0627\u0644\u0633\u0644\u0627\u0645", "\u00a0x\u3000y", "thethethe the", "'Tis I'll don't",
    "\u2581already", "\u2581 \u2581", "STRASSE \u0130stanbul",
]
ADDED = [AddedToken("<a>", special=True, normalized=False), AddedToken("<a><b>", special=True, normalized=False),
         AddedToken("<w>", single_word=True, special=False, normalized=False),
         AddedToken("<l>", lstrip=True, special=True, normalized=False),
         AddedToken("<r>", rstrip=True, special=False, normalized=False),
         AddedToken("queen", special=False, normalized=True)]


def trained(lines, byte_level, normalizer, pre, size, specials):
    tokenizer = Tokenizer(models.BPE(byte_fallback=not byte_level, unk_token=None if byte_level else "<unk>",
                                     fuse_unk=not byte_level))
    if normalizer:
        tokenizer.normalizer = normalizer
    if pre:
        tokenizer.pre_tokenizer = pre
    alphabet = pre_tokenizers.ByteLevel.alphabet() if byte_level else []
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(
        vocab_size=size, special_tokens=specials, initial_alphabet=alphabet, show_progress=False))
    # In real files the byte tokens are part of the model only.
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = [t for t in data["added_tokens"] if not t["content"].startswith("<0x")]
    return Tokenizer.from_str(json.dumps(data))


def cases(lines):
    fallback = ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    split = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
                                     pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    spm = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
                             decoders.Strip(" ", 1, 0)])
    bytes_ = [("gpt2", None, level), ("prefix", None, pre_tokenizers.ByteLevel(add_prefix_space=True)),
              ("llama3", None, split), ("nfc", normalizers.NFC(), level), ("nfkc-lower", normalizers.Sequence(
                  [normalizers.NFKC(), normalizers.Lowercase()]), level),
              ("digits", None, pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), level])),
              ("strip-replace", normalizers.Sequence([normalizers.Strip(), normalizers.Replace("the", "a"),
                                                      normalizers.Replace(Regex(r"\s+"), " ")]), level)]
    for name, normalizer, pre in bytes_:
        tokenizer = trained(lines, True, normalizer, pre, 310, ["<s>", "</s>"])
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_tokens(ADDED)
        if name == "llama3":
            tokenizer.post_processor = processors.TemplateProcessing(
                single="<s> $A", special_tokens=[("<s>", tokenizer.token_to_id("<s>"))])
        yield name, tokenizer
    tokenizer = trained(lines, True, None, split, 310, ["<s>", "</s>"])
    data = json.loads(tokenizer.to_str())
    data["model"]["vocab"]["\u0120philosopher"] = len(data["model"]["vocab"])
    data["model"]["ignore_merges"] = True
    data["decoder"] = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
    yield "ignore-merges", Tokenizer.from_str(json.dumps(data))
    data["model"]["ignore_merges"] = False
    data["model"]["merges"] = [" ".join(m) for m in data["model"]["merges"]]
    yield "merges-as-lines", Tokenizer.from_str(json.dumps(data))
    for scheme in ("always", "first", "never"):
        tokenizer = trained(lines, False, None, pre_tokenizers.Metaspace(prepend_scheme=scheme, split=scheme != "never"), 480,
                            fallback)
        tokenizer.decoder = spm if scheme != "never" else decoders.Sequence(
            [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
        tokenizer.add_tokens(ADDED)
        yield "metaspace-" + scheme, tokenizer
    tokenizer = trained(lines, False, normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]),
                        None, 480, fallback)
    tokenizer.decoder = spm
    tokenizer.add_tokens(ADDED[:-1])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    yield "llama-legacy", tokenizer


def main():
    text, folder, out = sys.argv[1:4]
    out = pathlib.Path(out)
    lines = pathlib.Path(text).read_text(encoding="utf-8").splitlines()[:1500]
    texts = TEXTS + ["First Citizen: Before we proceed, a philosopher speaks of the philosophers!"]
    with open(out / "tokenizer_json.jsonl", "w", encoding="utf-8") as file:
        for name, tokenizer in cases([line[:80] for line in lines]):
            rows = []
            for line in texts:
                ids = tokenizer.encode(line).ids
                rows.append([line, ids, tokenizer.decode(ids, skip_special_tokens=False)])
            rng = random.Random(3)
            ids = [rng.randrange(tokenizer.get_vocab_size()) for _ in range(40)]
            rows.append([None, ids, tokenizer.decode(ids, skip_special_tokens=False)])
            # Written with the original separators of the model: pairs, or lines where the case says so.
            data = json.loads(tokenizer.to_str())
            if name == "merges-as-lines":
                data["model"]["merges"] = [" ".join(m) for m in data["model"]["merges"]]
            file.write(json.dumps({"name": name, "json": data, "rows": rows}, ensure_ascii=False,
                                  separators=(",", ":")) + "\n")
    more = [line for line in lines[:40] if line] + TEXTS + ["\u54c8" * 200, "ab" * 300, " " * 40, "\n" * 20, "a" * 500,
            "\u2167\u00bd \u0661\u0662 \U0001f469\u200d\U0001f467 \u1680x\u180ey", "def f(x):\n    return x  # \u6ce8\u91ca",
            "\u5357\u4eac\u5e02\u957f\u6c5f\u5927\u6865\u6b22\u8fce\u60a82024\u5e74", "\uff21\uff22\uff23\u2014\u2014\u2026\u2026", "[UNUSED_TOKEN_145]"]
    with open(out / "sentencepiece_ids.jsonl", "w", encoding="utf-8") as file:
        for model in ("internlm2", "llama2"):
            processor = sentencepiece.SentencePieceProcessor(model_file=f"{folder}/{model}.model")
            rows = [[line, processor.encode(line), processor.decode(processor.encode(line))] for line in more]
            file.write(json.dumps({"model": model, "rows": rows}, ensure_ascii=False, separators=(",", ":")) + "\n")


main()
