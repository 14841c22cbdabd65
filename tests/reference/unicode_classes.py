"""Which characters Hugging Face `tokenizers` counts as letters, numbers and so on: the golden of the tokenizer's classes.

    python unicode_classes.py OUT.json

Its patterns run in Oniguruma, its Digits, Whitespace and Punctuation steps in three Rust crates; each brings a Unicode of
its own. Each class is asked for with every code point and written as [first, last, first, last, ...].
"""

import json
import sys

from tokenizers import Regex, pre_tokenizers

CHARACTERS = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
PROPERTIES = ["L", "N", "M", "P", "S", "Lu", "Ll", "Lt", "Lm", "Lo"]


def matched(pattern):
    return removed(pre_tokenizers.Split(Regex(pattern), "removed"))


def removed(removes):
    left = set()
    for i in range(0, len(CHARACTERS), 4096):
        for piece, _ in removes.pre_tokenize_str("".join(CHARACTERS[i:i + 4096])):
            left.update(piece)
    return [ord(c) for c in CHARACTERS if c not in left]


def digits():
    """A digit becomes a piece of its own; an accent between two characters keeps all others together."""
    found = set()
    cut = pre_tokenizers.Digits(individual_digits=True)
    for i in range(0, len(CHARACTERS), 1024):
        text = "\u0301" + "\u0301".join(CHARACTERS[i:i + 1024]) + "\u0301"
        found.update(ord(p) for p, _ in cut.pre_tokenize_str(text) if len(p) == 1 and p != "\u0301")
    return sorted(found)


def words():
    """A word character behind a letter stays with it."""
    found = set()
    cut = pre_tokenizers.Whitespace()
    for i in range(0, len(CHARACTERS), 1024):
        text = " ".join("a" + c for c in CHARACTERS[i:i + 1024])
        found.update(ord(p[1]) for p, _ in cut.pre_tokenize_str(text) if len(p) == 2 and p[0] == "a")
    return sorted(found)


def ranges(points):
    out = []
    for point in points:
        if out and out[-1] == point - 1:
            out[-1] = point
        else:
            out += [point, point]
    return out


def main():
    classes = {name: ranges(matched("\\p{%s}" % name)) for name in PROPERTIES}
    classes["space"] = ranges(matched(r"\s"))
    classes["digits"] = ranges(digits())
    classes["Nd"] = ranges(matched(r"\d"))
    classes["word"] = ranges(matched(r"\w"))
    classes["rust_word"] = ranges(words())
    classes["punctuation"] = ranges(removed(pre_tokenizers.Punctuation("removed")))
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(classes, file, separators=(",", ":"))
        file.write("\n")


main()
