"""What Hugging Face `tokenizers` makes of every character and of mixed texts: the golden of the normaliser's steps.

    python normalizers.py OUT.json

"characters": for each step, blocks of 4096 code points, each mapped alone; the texts joined by a NUL, as the first 16
digits of their MD5. "rows": [text, [result of each step]].
"""

import hashlib
import json
import random
import sys

from tokenizers import normalizers

STEPS = {
    "NFC": normalizers.NFC(), "NFD": normalizers.NFD(), "NFKC": normalizers.NFKC(), "NFKD": normalizers.NFKD(),
    "Lowercase": normalizers.Lowercase(), "StripAccents": normalizers.StripAccents(),
}
BLOCK = 4096


def blocks(step):
    out = []
    for first in range(0, 0x110000, BLOCK):
        texts = [step.normalize_str(chr(c)) for c in range(first, first + BLOCK) if not 0xD800 <= c < 0xE000]
        out.append(hashlib.md5("\0".join(texts).encode()).hexdigest()[:16])
    return out


def random_text(rng):
    pools = ["aeiouAEIOUKkSs", "\u0301\u0308\u0327\u0323\u031b\u0345\u0338\u0302\u0304", "\u1100\u1161\u11a8\uac00\ud7a3",
             "\u00e9\u00c5\u212b\u1e9b\u0130\u03a3\u03c3\ufb01\u2460\uff21\uff76\uff9e\u3392", "\u0928\u093c\u094d\u0915",
             "\u05d0\u05bc\u05b7\u0627\u0654\u0653", " \n", "\u0f71\u0f72\u0f74\u0f80\u0fb2\u0f81", "\u4e00\uf900\U0002f800",
             "\u1b06\u1b35\u0bc6\u0bbe\u0dd9\u0dcf\u0ddf", "\U0001d15e\U0001d165\U0001d16e\U000110ba\U00011099", "z1"]
    return "".join("".join(rng.choices(rng.choice(pools), k=rng.randint(1, 3))) for _ in range(rng.randint(1, 8)))


def main():
    rng = random.Random(5)
    texts = [random_text(rng) for _ in range(400)]
    golden = {"characters": {name: blocks(step) for name, step in STEPS.items()},
              "rows": [[text, [step.normalize_str(text) for step in STEPS.values()]] for text in texts]}
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(golden, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


main()
