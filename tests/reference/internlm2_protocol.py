"""InternLM2's tool protocol, rendered by transformers with the template of core/tokenizer/internlm2_protocol.cpp.

    python internlm2_protocol.py OUT.jsonl

{"messages", "tools", "add_generation_prompt", "text"} a line; "plain" rows hold what the template that InternLM2 ships
makes of the same conversation.
"""

import json
import pathlib
import re
import sys

from transformers.utils import chat_template_utils

SOURCE = pathlib.Path(__file__).parents[2] / "core/tokenizer/internlm2_protocol.cpp"
SHIPPED = ("{{ bos_token }}{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content']"
           " + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}")
WEATHER = {"name": "get_weather", "description": "The weather of a <city>, e.g. \u5317\u4eac",
           "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}
SYSTEM = {"role": "system", "content": "You are InternLM2-Chat."}
ASK = {"role": "user", "content": "Weather in Shanghai?"}
RESULT = {"role": "environment", "name": "plugin", "content": "{\"temperature\": 22}"}


def call(key, value, wrapped=True):
    function = {"name": "get_weather", key: value}
    return {"type": "function", "id": "1", "function": function} if wrapped else function


def assistant(content, *calls):
    return {"role": "assistant", "content": content, "tool_calls": list(calls)} if calls else \
        {"role": "assistant", "content": content}


CITY = {"city": "\u4e0a\u6d77", "days": 2, "wind": None, "ok": True, "x": [1.0, "a\"b\n"]}
PLAIN = [[ASK], [SYSTEM, ASK], [SYSTEM, ASK, assistant("22 \u00b0C"), ASK, assistant(" a\n"), ASK, assistant("b"), ASK,
                                assistant("c"), ASK, assistant("d")]]
TOOLED = [
    [SYSTEM, ASK, assistant("Sure.", call("parameters", CITY)), RESULT, assistant("It is 22.")],
    [ASK, assistant("", call("arguments", CITY)), {"role": "tool", "name": "get_weather", "content": "22"}],
    [ASK, assistant(None, call("arguments", json.dumps(CITY))), {"role": "tool", "content": {"t": 22}}, assistant("ok")],
    [ASK, assistant("two", call("parameters", {}), call("arguments", {"city": "a"}, wrapped=False)), RESULT],
    [SYSTEM, {"role": "system", "name": "interpreter", "content": "You have a notebook."},
     {"role": "user", "name": "file", "content": "[{\"path\": \"data.csv\"}]"}, ASK,
     assistant("I compute.", {"type": "interpreter", "code": "print(1 < 2)"}),
     {"role": "environment", "name": "interpreter", "content": "True"}, assistant("True.")],
    [ASK, assistant("", {"type": "function", "function": {"name": "interpreter", "arguments": {"code": "x = 1\nx"}}}),
     {"role": "tool", "name": "interpreter", "content": "1"}],
    [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image"}, "b"]}],
]


def render(source, messages, tools, prompt):
    return chat_template_utils.render_jinja_template([messages], tools=tools, chat_template=source, bos_token="<s>",
                                                     eos_token="</s>", add_generation_prompt=prompt)[0][0]


def main():
    ours = re.search(r'R"jinja\((.*?)\)jinja"', SOURCE.read_text(encoding="utf-8"), re.S).group(1)
    rows = []
    for prompt in (False, True):
        for messages in PLAIN:
            rows.append({"plain": True, "messages": messages, "tools": None, "add_generation_prompt": prompt,
                         "text": render(SHIPPED, messages, None, prompt)})
        for messages in PLAIN + TOOLED:
            for tools in (None, [{"type": "function", "function": WEATHER}, {"name": "now", "parameters": {}}]):
                rows.append({"messages": messages, "tools": tools, "add_generation_prompt": prompt,
                             "text": render(ours, messages, tools, prompt)})
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


main()
