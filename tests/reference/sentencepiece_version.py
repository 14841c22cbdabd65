"""Ids of one model by the installed `sentencepiece`, in the place of those tokenizer_classes.py wrote.

    sentencepiece_version.py CLASSES NAME

CLASSES is the folder tokenizer_classes.py made; CLASSES/NAME.txt is written anew. For Unigram models, whose ties depend on the
version: up to 0.2.0 (Debian 12 has 0.1.97) EncodeOptimized() compares a candidate's score in double, by the type of
`user_defined ? length * max_score - 0.1 : score`, with the best one so far as it was rounded to float, so that of two
segmentations with the same pieces in another order ("00" "0" and "0" "00") the one whose sum was rounded down loses; later
versions compare floats and keep the first. BPE, word and character models have no such sums. Needs nothing but that package.
"""
import hashlib
import json
import struct
import sys
from pathlib import Path

import sentencepiece


def digest(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()[:16]


def main() -> None:
    folder, name = Path(sys.argv[1]), sys.argv[2]
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / f"{name}.model"))
    with open(folder / "lines.jsonl", encoding="utf-8") as lines, open(folder / f"{name}.txt", "w") as out:
        for line in lines:
            ids = processor.encode(json.loads(line))
            out.write(f"{digest(struct.pack(f'<{len(ids)}i', *ids))} {digest(processor.decode(ids).encode())}\n")
    print(name, "by sentencepiece", sentencepiece.__version__)


if __name__ == "__main__":
    main()
