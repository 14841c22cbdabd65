#!/usr/bin/env python3
"""Brings the translation files up to date: new sentences appear as unfinished, gone ones disappear.

Run it from anywhere after changing words; `--check` only says what core's file lacks. Needs lupdate (qt6-l10n-tools). Sentences of the window are found by
lupdate; sentences of core are English patterns in text("..."), phrase("..."), term("..."), Error{...} and the arguments of every
function that takes a Text, such as fail(...), looked up in the context "core".
"""
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LUPDATE = "/usr/lib/qt6/bin/lupdate"
STRING = r'(?:"(?:[^"\\]|\\.)*"\s*)+'


def joined(literals):
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"', literals)
    return "".join(parts).replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")


def arguments(source, start):
    """The arguments of the call whose opening bracket ends at `start`."""
    depth, inside, current, found = 1, False, "", []
    i = start
    while i < len(source) and depth:
        c = source[i]
        if inside and c == "\\":
            current += source[i : i + 2]
            i += 2
            continue
        if c == '"':
            inside = not inside
        if not inside and c in "([{":
            depth += 1
        if not inside and c in ")]}":
            depth -= 1
        if not inside and depth == 1 and c == ",":
            found.append(current)
            current = ""
        elif depth:
            current += c
        i += 1
    return found + [current]


def takers(source):
    """Functions that take sentences: name -> which of their arguments are a Text."""
    found = {}
    for name, parameters in re.findall(r"\b(?:Error>?|void|Status|T)\s+(?:\w+::)*(\w+)\(([^()]*\bText\b[^()]*)\)", source):
        places = {i for i, parameter in enumerate(parameters.split(",")) if re.search(r"\bText\b", parameter)}
        found.setdefault(name, set()).update(places)
    return found


def literals(argument):
    """A literal, or those that a condition chooses from."""
    if re.fullmatch(STRING, argument.strip()):
        return [argument]
    return re.findall(r"[?:]\s*(" + STRING + r")(?=:|$)", argument.strip())


def core_patterns():
    patterns = set()
    known = takers("".join(file.read_text(encoding="utf-8") for file in ROOT.glob("core/**/*.h")))
    for file in sorted([*ROOT.glob("core/**/*.cpp"), *ROOT.glob("ui/**/*.cpp")]):
        source = file.read_text(encoding="utf-8")
        before = r"(?:\b(?:text|phrase|term)\(\s*|\.(?:title|stage|what|why|hint)\s*=\s*|\bText \w+ = )"
        for match in re.finditer(before + "(" + STRING + ")", source):
            patterns.add(joined(match.group(1)))
        for match in re.finditer(r"\{\s*ErrorCode::\w+\s*,", source):
            for index, argument in enumerate(arguments(source, match.end())):
                if index != 1:
                    patterns.update(map(joined, literals(argument)))
        for name, places in {**known, **takers(source)}.items():
            for match in re.finditer(rf"\b{name}\(", source):
                given = arguments(source, match.end())
                for index in places.intersection(range(len(given))):
                    patterns.update(p for p in map(joined, literals(given[index])) if " " in p)
    return sorted(p for p in patterns if re.search("[a-z]{3}", p))


CORE = HERE / "core_zh_CN.ts"


def known_core():
    return {m.findtext("source"): m.findtext("translation") or "" for m in ET.parse(CORE).getroot().iter("message")}


def check_core():
    """Prints the sentences of core that have no translation; the exit code says whether there are any."""
    known = known_core()
    missing = [pattern for pattern in core_patterns() if not known.get(pattern)]
    print("\n".join(missing))
    return 1 if missing else 0


def update_core():
    known = known_core()
    root = ET.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en_US")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = "core"
    for pattern in core_patterns():
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = pattern
        translation = ET.SubElement(message, "translation")
        translation.text = known.get(pattern, "")
        if not translation.text:
            translation.set("type", "unfinished")
    ET.indent(root, "    ")
    text = ET.tostring(root, encoding="unicode")
    CORE.write_text('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + text + "\n", encoding="utf-8")


def main():
    if sys.argv[1:] == ["--check"]:
        sys.exit(check_core())
    common = [LUPDATE, "-silent", "-no-obsolete", "-locations", "none", "-I", ".", "ui", "app"]
    subprocess.run(common + ["-ts", str(HERE / "inkstone_zh_CN.ts")], cwd=ROOT, check=True)
    plural = ["-pluralonly", "-source-language", "en_US", "-target-language", "en_US"]
    subprocess.run(common + plural + ["-ts", str(HERE / "inkstone_en.ts")], cwd=ROOT, check=True)
    update_core()


if __name__ == "__main__":
    main()
