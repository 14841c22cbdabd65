"""Renders chat templates with transformers, the reference for core/tokenizer's interpreter.

    python chat_templates.py OUT.jsonl FOLDER...     every *.jinja below the folders (not committed), and
    python chat_templates.py OUT.jsonl --own FILE... the committed golden: our own templates

One JSON object a line: template (a path, or with --own its text), messages, tools, add_generation_prompt, extra, and
either text and spans (characters marked by {% generation %}) or error. The clock stands at 2024-07-26 12:00 UTC.
"""

import itertools
import json
import pathlib
import sys

from chat_clock import FixedClock
from transformers.utils import chat_template_utils


chat_template_utils.datetime = FixedClock

TOOLS = [
    {"type": "function", "function": {
        "name": "get_weather", "description": "Current weather & <b>more</b> \"here\"",
        "parameters": {"type": "object", "properties": {
            "city": {"type": "string", "description": "The city, e.g. 北京"},
            "unit": {"type": "string", "enum": ["celsius", "fahrenheit"], "default": "celsius"},
            "days": {"type": "integer", "minimum": 1},
            "wind": {"type": ["number", "null"], "default": 1.0}},
            "required": ["city"]}}},
    {"type": "function", "function": {"name": "now", "description": "The time.",
                                      "parameters": {"type": "object", "properties": {}}}},
]
CALL = {"id": "call00001", "type": "function",
        "function": {"name": "get_weather", "arguments": {"city": "Paris", "days": 2, "wind": 1e-07, "x": [1, None, True]}}}
TEXT_CALL = {"id": "call00002", "type": "function",
             "function": {"name": "get_weather", "arguments": json.dumps({"city": "Rome"})}}


def user(content):
    return {"role": "user", "content": content}


def assistant(content, **more):
    return {"role": "assistant", "content": content, **more}


SYSTEM = {"role": "system", "content": "You are helpful. 你好"}
PLAIN = [
    [user("Hi")],
    [user("  spaces around \n"), assistant(" answer \n\n")],
    [user("Hi"), assistant("Hello!"), user("{{ 7*7 }} {% raw %} <|im_end|> é 中文 😀")],
    [user("1"), assistant("2"), user("3"), assistant("4")],
    [user("a"), assistant("b"), user("c"), assistant("d"), user("e")],
    [turn for n in range(5) for turn in (user(f"question {n}"), assistant(f"answer {n}\n"))],
    [turn for n in range(4) for turn in (user(f"q{n}"), assistant(f"a{n}"))] + [user("the fifth")],
    [user("q"), assistant("<think>\nhm\n</think>\n\nanswer"), user("again"), assistant("<think>x</think>y")],
    [user("q"), assistant("visible", reasoning_content="because\nof"), user("next"), assistant("z", reasoning_content="w")],
    [user("q"), assistant("visible", thinking="because"), user("next")],
    [user(""), assistant("")],
    [user([{"type": "text", "text": "part one"}, {"type": "text", "text": "part two"}])],
    [user([{"type": "image"}, {"type": "text", "text": "what?"}]), assistant([{"type": "text", "text": "a cat"}])],
    [user("line\r\nbreaks\ttabs"), assistant("x"), user("y"), assistant("z"), user("w"), assistant("v")],
]
TOOLED = [
    [user("Weather?"), assistant("", tool_calls=[CALL]),
     {"role": "tool", "name": "get_weather", "tool_call_id": "call00001", "content": "{\"temp\": 21.5}"}],
    [user("Weather?"), assistant(None, tool_calls=[CALL]),
     {"role": "tool", "name": "get_weather", "tool_call_id": "call00001", "content": "22"},
     assistant("It is 22."), user("Thanks")],
    [user("Two"), assistant("Let me see.", tool_calls=[CALL, {**CALL, "id": "call00003"}]),
     {"role": "tool", "name": "get_weather", "tool_call_id": "call00001", "content": "a"},
     {"role": "tool", "name": "get_weather", "tool_call_id": "call00003", "content": "b"}, assistant("done")],
    [user("T"), assistant("", tool_calls=[TEXT_CALL], reasoning_content="I need it"),
     {"role": "tool", "name": "get_weather", "tool_call_id": "call00002", "content": {"temp": 3}}],
]
LONG = [turn for n in range(4) for turn in (user(f"q{n}"), assistant(f"a{n}"))]
TOOLED += [LONG + chat for chat in TOOLED[:2]]
ODD = [
    [assistant("first")],
    [user("a"), user("b")],
    [{"role": "foo", "content": "x"}],
    [user(None)],
    [{"content": "no role"}],
    [{"role": "developer", "content": "dev"}, user("Hi")],
    [],
]


def conversations():
    for chat in PLAIN:
        for system, tools in itertools.product([False, True], [None, TOOLS]):
            yield ([SYSTEM] if system else []) + chat, tools
    for chat in TOOLED:
        yield chat, TOOLS
        yield [SYSTEM] + chat, TOOLS
        yield chat, None
    for chat in ODD:
        yield chat, None


EXTRAS = [{}, {"enable_thinking": False}, {"enable_thinking": True}]


def render(source, messages, tools, prompt, extra):
    try:
        texts, spans = chat_template_utils.render_jinja_template(
            [messages], tools=tools, chat_template=source, return_assistant_tokens_mask=True,
            add_generation_prompt=prompt, bos_token="<s>", eos_token="</s>", **extra)
        return {"text": texts[0], "spans": [list(s) for s in spans[0]]}
    except Exception as error:  # the reference's refusal is a result
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def main():
    out = sys.argv[1]
    own = sys.argv[2] == "--own"
    files = [pathlib.Path(p) for p in sys.argv[3 if own else 2:]]
    if not own:
        files = sorted(f for folder in files for f in folder.rglob("*.jinja"))
    with open(out, "w", encoding="utf-8") as file:
        for path in files:
            source = path.read_text(encoding="utf-8")
            for messages, tools in conversations():
                for prompt in (False, True):
                    for extra in EXTRAS if not own and "enable_thinking" in source else EXTRAS[:1]:
                        row = {"template": source if own else str(path), "messages": messages, "tools": tools,
                               "add_generation_prompt": prompt, "extra": extra}
                        row.update(render(source, messages, tools, prompt, extra))
                        file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


main()
