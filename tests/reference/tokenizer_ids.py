"""Token ids by Hugging Face `tokenizers`, for the tokenizer tests.

    python tokenizer_ids.py MODEL.gguf small  OUT.jsonl            the committed golden
    python tokenizer_ids.py MODEL.gguf large  OUT.jsonl DATA       100,000 mixed lines out of the folder DATA

One JSON object a line: {"text": ..., "smollm": [ids], ...}, one list per pre-tokenizer name. The vocabulary is the
GGUF file's; transformers drops SmolLM2's digit splitting when it reads that file, so it is put back here.
"""

import json
import pathlib
import random
import sys

import gguf
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")


def by_pattern(pattern):
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"),
                                    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


PRE = {
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                       pre_tokenizers.ByteLevel(add_prefix_space=False)]),
    "gpt-2": pre_tokenizers.ByteLevel(add_prefix_space=False),
    "llama-bpe": by_pattern(LLAMA3),
    "qwen2": by_pattern(QWEN2),
}


def read_tokenizers(path):
    fields = gguf.GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    kinds = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(line.split(" ", 1)) for line in fields["tokenizer.ggml.merges"].contents()]
    made = {}
    for name, pre in PRE.items():
        tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges,
                                         ignore_merges=name == "llama-bpe"))
        tokenizer.pre_tokenizer = pre
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False)
                                      for t, kind in zip(tokens, kinds) if kind == 3])
        made[name] = tokenizer
    return made


FIXED = [
    "", " ", "\ufeff", "\0", "a\0b", "\x01\x02\x1f\x7f", "I'm 12345 YEARS'Ve", "56!!\r\n ok", "d\t\te",
    "\u0661\u0662\u0663 \u2167 \u00bd", "\u00a0x\u3000y", "e\u0301", "\u00e9", "\u0928\u092e\u0938\u094d\u0924\u0947",
    "\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645 \u0663\u0664", "\u05e9\u05dc\u05d5\u05dd 5",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e8\U0001f1f3 \U0001f44d\U0001f3fd",
    "\u4f60\u597d\uff0c\u4e16\u754c\uff01\u8fd9\u662f\u4e00\u4e2a\u6d4b\u8bd5\u3002", "\u7b2c3\u7ae0 2024\u5e7412\u67085\u65e5",
    "  leading", "trailing  ", "a  b   c    d", "\n\n\n", "\r\n\r\n x", " \n \n", "\t\tif (x) {\n\t\t\treturn 1;\n\t\t}",
    "def f(x):\n    return x**2  # \u5e73\u65b9\n", "https://example.org/a?b=c&d=%20", "<|im_start|>user\nhi<|im_end|>\n",
    "<|im_end|><|im_end|>", "<|im_en", "<|endoftext|>x<repo_name>y", "'S 'Re 'LL 's't", "it's we'll I'd you've they're",
    "x\u180ey \u180e z", "\u2028a\u2029b\u0085c", "\u1680\u2003\u205f\u202f.", "Z\u0351\u036b\u0343\u036a\u0302a\u0334",
    "\u1100\u1161\u11a8 \uac01", "\ufb01 \u2460 \u00b2 \u216b", "1.5e-10 0x1F 1_000", "a" * 300, "ab" * 200, " " * 150,
    "\u54c8" * 120, "=" * 100, "\n" * 90, "1" * 70, "\U0001f600" * 40, "aA" * 90, "\u0430\u0431\u0432" * 40,
    "\U00010330\U00010331 \U0001d49c \U00020000\U00020001", "\ue000\uf8ff\U000f0000", "\ufffd\ufffe\uffff",
    "camelCaseXMLHttpRequest snake_case_1 kebab-case", "$100.00 \u20ac5 \u00a53 50%", "(((])}>>>", "\\n \\u0041",
]


def data_lines(folder):
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.suffix not in {".json", ".jsonl", ".txt", ".csv", ".md"}:
            continue
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            yield line[:2000]
            if path.suffix in {".json", ".jsonl"} and "\\u" in line:
                try:
                    yield json.dumps(json.loads(line.strip().rstrip(",")), ensure_ascii=False)[:2000]
                except ValueError:
                    pass


def random_text(rng):
    pools = ["abcdefghijklmnopqrstuvwxyz", "ABC'sStTmM", "0123456789", " \t\n\r", "\u4e00\u4e8c\u7684\u662f\u4e86\u5728",
             "\U0001f600\U0001f44d\u200d\ufe0f", "\u0301\u0308\u0327", "\u0627\u0628\u062a\u05d0\u05d1", "\0\x01\x1b\x7f",
             "!?.,;:'\"()[]{}<>|/\\@#$%^&*-_=+~`", "\u00a0\u3000\u2003\u180e\u200b\ufeff", "\u00e9\u00df\u0130\u0131\u01c5"]
    out = []
    for _ in range(rng.randint(1, 30)):
        if rng.random() < 0.1:
            out.append(chr(rng.choice([rng.randint(0, 0xd7ff), rng.randint(0xe000, 0x33ff0)])))
        else:
            pool = rng.choice(pools)
            out.append("".join(rng.choice(pool) for _ in range(rng.choice([1, 1, 2, 3, 5, 40]))))
    return "".join(out)


def main():
    model, size, out = sys.argv[1:4]
    rng = random.Random(1)
    lines = list(FIXED)
    if size == "small":
        lines += [random_text(rng)[:60] for _ in range(120)]
    else:
        found = list(dict.fromkeys(data_lines(sys.argv[4])))
        rng.shuffle(found)
        lines += found[:60000]
        lines += ["".join(rng.choice(found)[:80] for _ in range(3)) for _ in range(15000)]
        lines += ["x" * n + "y" * n for n in (1000, 5000)] + ["ab" * 20000, "\u54c8" * 20000, " " * 20000]
        lines += [random_text(rng) for _ in range(100000 - len(lines))]
    tokenizers = read_tokenizers(model)
    with open(out, "w", encoding="utf-8") as file:
        for line in lines:
            row = {"text": line}
            for name, tokenizer in tokenizers.items():
                row[name] = tokenizer.encode(line, add_special_tokens=False).ids
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
