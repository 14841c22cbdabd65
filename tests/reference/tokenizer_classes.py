"""Ids and texts by `tokenizers` and `sentencepiece` for 100,000 mixed lines and every class of tokenizer.

    python tokenizer_classes.py [--lines N] MODEL.gguf DATA OUT [NAME...]

DATA: a folder of texts (the lines come from there), with tokenizers/*.model in it. OUT gets lines.jsonl (one JSON string
a line), cases.jsonl ({"name", "kind": gguf, json or model, "file"}), the files, and NAME.txt: for each line the first 16
digits of the MD5 of its ids (int32, little-endian) and of the text they decode to. Read by
tests/core/tokenizer/tokenizer_classes_test.cpp when INKSTONE_TOKENIZER_CLASSES names OUT.
"""

import hashlib
import json
import pathlib
import random
import sys

import gguf
import numpy
import sentencepiece
from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors,
                        trainers)

import pre_tokenizers as named  # the script beside this one
from tokenizer_ids import FIXED, data_lines, random_text

COUNT = 100_000
MARKS = ["<a>", "<a><b>", "<w>", "<l>", "<r>", "queen", "<s>", "</s>", "<unk>", "<|im_end|>"]
ADDED = [AddedToken("<a>", special=True, normalized=False), AddedToken("<a><b>", special=True, normalized=False),
         AddedToken("<w>", single_word=True, special=False, normalized=False),
         AddedToken("<l>", lstrip=True, special=True, normalized=False),
         AddedToken("<r>", rstrip=True, special=False, normalized=False),
         AddedToken("queen", special=False, normalized=True)]
METASPACE_TEXT = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
SPM_TEXT = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(),
                              decoders.Strip(" ", 1, 0)])


def mixed_lines(folder):
    rng = random.Random(4)
    found = list(dict.fromkeys(data_lines(folder)))
    rng.shuffle(found)
    lines = list(FIXED) + found[:55_000]
    lines += ["".join(rng.choice(found)[:80] for _ in range(3)) for _ in range(15_000)]
    lines += ["x" * n + "y" * n for n in (1000, 5000)] + ["ab" * 10_000, "\u54c8" * 10_000, " " * 10_000, "\n" * 3000]
    for _ in range(5000):
        parts = [rng.choice([rng.choice(MARKS), " ", "x", random_text(rng)[:12], "\u3000"]) for _ in range(rng.randint(2, 7))]
        lines.append("".join(parts))
    lines += [random_text(rng) for _ in range(COUNT - len(lines))]
    return lines, [line[:200] for line in found[-20_000:]]


def named_cases(path):
    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    kinds = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(line.split(" ", 1)) for line in fields["tokenizer.ggml.merges"].contents()]
    for name, steps in named.STEPS.items():
        tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges,
                                         ignore_merges=name in ("llama-bpe", "tekken", "youtu")))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            steps + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False)
                                      for t, kind in zip(tokens, kinds) if kind == 3])
        yield name, tokenizer


def trained(texts, pre, normalizer=None, byte_level=True, fuse=True, decoder=None):
    fallback = not byte_level
    tokenizer = Tokenizer(models.BPE(byte_fallback=fallback, unk_token="<unk>" if fallback else None,
                                     fuse_unk=fallback and fuse))
    if normalizer:
        tokenizer.normalizer = normalizer
    if pre:
        tokenizer.pre_tokenizer = pre
    specials = ["<s>", "</s>"] if byte_level else ["<unk>", "<s>", "</s>"] + [f"<0x{b:02X}>" for b in range(256)]
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=4000, special_tokens=specials, show_progress=False, limit_alphabet=1500, max_token_length=24,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet() if byte_level else []))
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = [t for t in data["added_tokens"] if not t["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.decoder = decoder or decoders.ByteLevel()
    tokenizer.add_tokens(ADDED)
    return tokenizer


def json_cases(texts):
    level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)

    def behind(*steps):
        return pre_tokenizers.Sequence([*steps, bare])

    for behavior in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
        yield "split-" + behavior, trained(texts, behind(pre_tokenizers.Split(Regex(r"\s+|[,.]"), behavior)))
        yield "punctuation-" + behavior, trained(texts, behind(pre_tokenizers.Punctuation(behavior)))
    yield "split-inverted", trained(texts, behind(pre_tokenizers.Split(Regex(r"\p{L}+"), "isolated", invert=True)))
    yield "split-string", trained(texts, behind(pre_tokenizers.Split("a.", "isolated")))
    yield "whitespace", trained(texts, behind(pre_tokenizers.Whitespace()))
    yield "whitespace-split", trained(texts, behind(pre_tokenizers.WhitespaceSplit()))
    yield "delimiter", trained(texts, behind(pre_tokenizers.CharDelimiterSplit("e")))
    yield "digits-together", trained(texts, behind(pre_tokenizers.Digits(individual_digits=False)))
    yield "prefix-space", trained(texts, pre_tokenizers.ByteLevel(add_prefix_space=True))
    yield "falcon-original", trained(texts, pre_tokenizers.Sequence(
        [pre_tokenizers.Punctuation("contiguous"), level, pre_tokenizers.Digits(individual_digits=False),
         pre_tokenizers.Split(Regex("[0-9][0-9][0-9]"), "isolated")]))
    for name, normalizer in [
            ("nfc", normalizers.NFC()), ("nfd", normalizers.NFD()), ("nfkc", normalizers.NFKC()), ("nfkd", normalizers.NFKD()),
            ("lowercase", normalizers.Lowercase()), ("strip", normalizers.Strip()),
            ("accents", normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()])),
            ("replace", normalizers.Sequence([normalizers.Replace(Regex(r"\s+"), " "), normalizers.Replace("the", "a")]))]:
        yield name, trained(texts, level, normalizer)
    for scheme in ("always", "first", "never"):
        yield "metaspace-" + scheme, trained(
            texts, pre_tokenizers.Metaspace(prepend_scheme=scheme, split=scheme != "never"), byte_level=False,
            fuse=scheme == "first", decoder=SPM_TEXT if scheme != "never" else METASPACE_TEXT)
    legacy = trained(texts, None, normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]),
                     byte_level=False, decoder=SPM_TEXT)
    legacy.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)])
    yield "llama-legacy", legacy
    yield "gemma", trained(texts, pre_tokenizers.Split(" ", "merged_with_previous"), normalizers.Replace(" ", "\u2581"),
                           byte_level=False, decoder=METASPACE_TEXT)


def train_models(texts, out):
    small = out / "train.txt"
    small.write_text("\n".join(t.replace("\0", "") for t in texts), encoding="utf-8")
    kinds = {"spm-bpe": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="identity",
                             remove_extra_whitespaces=False, add_dummy_prefix=False, user_defined_symbols=["queen", "[UNUSED_0]"]),
             "spm-bpe-nfkc": dict(model_type="bpe", byte_fallback=True, normalization_rule_name="nfkc"),
             "spm-unigram": dict(model_type="unigram", byte_fallback=False, normalization_rule_name="nmt_nfkc_cf"),
             "spm-char": dict(model_type="char", byte_fallback=True)}
    for name, options in kinds.items():
        sentencepiece.SentencePieceTrainer.train(input=str(small), model_prefix=str(out / name), vocab_size=4000,
                                                 minloglevel=2, max_sentence_length=20_000, num_threads=2,
                                                 hard_vocab_limit=False, character_coverage=0.995, **options)
        (out / f"{name}.vocab").unlink()
    small.unlink()
    return list(kinds)


def digest(ids, text):
    packed = numpy.asarray(ids, dtype="<i4").tobytes()
    return hashlib.md5(packed).hexdigest()[:16] + " " + hashlib.md5(text.encode()).hexdigest()[:16] + "\n"


def main():
    arguments = sys.argv[1:]
    count = COUNT
    if arguments[0] == "--lines":
        count = int(arguments[1])
        arguments = arguments[2:]
    model, data, out = arguments[0], pathlib.Path(arguments[1]), pathlib.Path(arguments[2])
    wanted = arguments[3:]
    out.mkdir(parents=True, exist_ok=True)
    lines, texts = mixed_lines(data)
    if count < COUNT:  # still of every kind
        lines = lines[:len(FIXED)] + random.Random(8).sample(lines[len(FIXED):], count - len(FIXED))
    with open(out / "lines.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
    cases = []

    def write(name, kind, file, encode, decode):
        with open(out / f"{name}.txt", "w", encoding="utf-8") as hashes:
            for line in lines:
                ids = encode(line)
                hashes.write(digest(ids, decode(ids)))
        cases.append({"name": name, "kind": kind, "file": file})
        print(name, flush=True)

    def keep(name):
        return not wanted or name in wanted

    for name, tokenizer in named_cases(model):
        if keep(name):
            write(name, "gguf", "", lambda line: tokenizer.encode(line, add_special_tokens=False).ids,
                  lambda ids: tokenizer.decode(ids, skip_special_tokens=False))
    for name, tokenizer in json_cases(texts[:6000]):
        if keep(name):
            tokenizer.save(str(out / f"{name}.json"))
            write(name, "json", f"{name}.json", lambda line: tokenizer.encode(line).ids,
                  lambda ids: tokenizer.decode(ids, skip_special_tokens=False))
    files = {name: f"{name}.model" for name in train_models(texts, out)}
    files.update({path.stem: str(path) for path in sorted((data / "tokenizers").glob("*.model"))})
    for name, file in files.items():
        if keep(name):
            processor = sentencepiece.SentencePieceProcessor(model_file=str(out / file))
            write(name, "model", str(file), processor.encode, processor.decode)
    with open(out / "cases.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(case) + "\n" for case in cases)


if __name__ == "__main__":
    main()
