"""Which characters a one-character pattern of a tokenizer takes, by `tokenizers` (Oniguruma): regex_sets.jsonl.

    python regex_sets.py OUT.jsonl

One JSON list a line: pattern, how many characters of all in RANGES, and the MD5 of their code points (int32,
little-endian, ascending); or the pattern alone where Oniguruma refuses it.
"""

import hashlib
import json
import sys

import numpy
from tokenizers import Regex, pre_tokenizers

RANGES = [(1, 0xD7FF), (0xE000, 0x323FF), (0xE0000, 0xE01FF)]
POSIX = "alpha digit punct upper lower space alnum cntrl graph print xdigit blank word ascii".split()
NAMES = """Alpha Alphabetic Digit Punct Upper Lower Space Alnum Cntrl Graph Print XDigit Blank Word ASCII Any Emoji Assigned
    Letter Uppercase_Letter Number Punctuation Symbol Mark Separator Other l lu han LATIN LC L M N P S Z C Cn Co Cs Cf Zs Zl Zp Sc So
    Sm Sk Nd Nl No Pc Pd Ps Pe Pi Pf Po Lm Lo Lt Lu Ll Mn Mc Me Ethiopic Tibetan Greek Cyrillic Common Inherited Hiragana Katakana
    Latin Hangul Arabic Thai Mongolian Gujarati Telugu Kannada Malayalam Sinhala Gurmukhi Oriya Syriac Thaana Cherokee Bopomofo
    Yi Han Hebrew Devanagari White_Space Uppercase Lowercase Ideographic Emoji_Presentation Extended_Pictographic Script=Han
    InGreek_and_Coptic In_Basic_Latin IsLatin ^L ^Lu ^Han posix_punct""".split()
OTHERS = [r"\P{L}", r"\P{Lu}", r"(?i)\p{Lu}", r"(?i)\p{Ll}", r"(?i)[a-z]", "(?i:k)", "(?i)ß", "(?i)[^a-z]", r"\w", r"\W", r"\d", r"\s", r"\S",
          r"\D", r"\h", r"\H", ".", "(?m:.)", "(?m).", r"\v", r"\N", r"\O", r"[^\n]", r"[\w]", r"[\P{L}]", r"[\W]", r"[^\W]", r"[\D\s]",
          r"[^\d\W]", r"[^\w\s]", r"[^\s\w]", r"[\S]", r"[^\S]", r"[\p{^L}]", "[a-z&&[^aeiou]]", "[^[a-z]]", "[[^a]b]", r"\x41", r"\u0041",
          r"\101", r"\cA", r"\e", r"\a", r"[\b]", r"[\x{41}-\x{5A}]", r"[\u0041-\u005A]", r"[A-\x5A]", r"\-", r"\é", "[é-ü]", r"(?a)\w",
          "(?i:é)", "(?i:σ)", "(?i:ǆ)", "(?i)[à-ý]", "[[:^alpha:]]", "[^[:alpha:]]", "[[:alpha:][:digit:]_]", "(?i)[[:upper:]]",
          "(?s).", "(?x) a # b", "a(?#)", "[a^]", "[]a]", "[^]a]", "[a-]", "[-a]", r"[\]\[]", "[[a]b]", r"[\p{L}\p{N}]", r"[^\p{L}\p{N}]", "a{1}?", "[a{2}]",
          r"[\p{L}&&[^\p{Han}]]", r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]", r"[^\p{L}&&\p{Lu}]", "[a-z&&aeiou]", "[a-y&&b-z&&[^c]]",
          r"[\w&&[^\d_]]", r"[\p{L}&&\P{Lu}]", r"[\P{Mn}]", r"[^\p{Mn}]", r"\P{Mn}", r"\P{So}", r"\p{^Cn}", r"[\p{^C}\n]", r"[^[^\p{So}]]",
          r"[\p{Mn}\p{So}a]", r"[[:^digit:]]", r"[^[:^space:]]", r"[\H&&\w]", r"[\D&&\w]", r"[\W&&\S]", "[[a-f][^a-y]]", "(?i)[a-z&&[^k]]",
          r"(?i)[\p{L}&&[^b]]", r"(?i)[^a&&b]", r"(?i)[\P{L}]", r"(?i)\p{So}", r"(?i)\p{Alpha}", r"(?i)[\W]", "[a-z&&]", "[&&a]", "[a&&&&b]",
          r"(?x) [a b] ", r"[\]&&\]]", r"[a&b]", r"[\p{Mn}-x]", r"[\w-]", "(?i)\u00fe", "(?i)[\u00e0-\u00fe&&[^\u00e9]]",
          r"(?i)[^\x{df}]", "(?i)[^\u00df-\u00ff]", r"(?i)\p{Lower}", r"(?i)[\p{Upper}]"]
OTHERS += [rf"(?i){before}\p{{{name}}}{behind}" for name in """L Lu Ll Lt Lm Lo LC M Mn Mc Me N Nd Nl No P Pd Po S Sc Sk Sm So Z C Cc Cf Cn Alpha Upper Lower
           Word Alnum Graph Print Punct Space Blank Digit XDigit Any ASCII Assigned Emoji Emoji_Presentation Extended_Pictographic Ideographic
           Latin Greek Cyrillic Armenian Georgian Cherokee Han Hiragana Katakana Hangul Arabic Hebrew Thai""".split()
           for before, behind in (("", ""), ("[", "]"), ("[^", "]"))]
OTHERS += [f"(?i)[{opposite}{escape}]" for escape in (r"\w", r"\d", r"\s", r"\S", r"\h", r"\r\n\p{L}\p{N}", r"\s\p{L}\p{N}", "[:word:]", "[:alpha:]",
           "[:space:]", "[:punct:]") for opposite in ("", "^")]
PATTERNS = [f"[[:{name}:]]" for name in POSIX] + [rf"\p{{{name}}}" for name in NAMES] + OTHERS


def taken(pattern, text):
    left = set("".join(part for part, _ in pre_tokenizers.Split(Regex(pattern), "removed").pre_tokenize_str(text)))
    return numpy.array([ord(c) for c in text if c not in left], dtype="<i4")


def main():
    text = "".join(chr(c) for first, last in RANGES for c in range(first, last + 1))
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        for pattern in PATTERNS:
            row = [pattern]
            try:
                found = taken(pattern, text)
                row += [len(found), hashlib.md5(found.tobytes()).hexdigest()]
            except Exception:
                pass
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


main()
