"""Small templates rendered by transformers' environment: one fact of jinja2 each.

    python template_facts.py OUT.jsonl

The first row holds the variables; the others are {"source", "text"} or {"source", "error"}.
"""

import json
import sys

from transformers.utils import chat_template_utils

VARIABLES = {"a": [3, 1, 2], "d": {"b": 1, "a": None, "c": True}, "s": " He said \"hi\" <&> é 你好 ", "n": None, "f": 1.0,
             "people": [{"name": "bob", "age": 3}, {"name": "Al", "age": 1}, {"name": "cy"}], "neg": -7, "e": "", "deep": {"x": {"y": [1, {"z": 2}]}}}

FACTS = r"""{{ d }}
{{ d | tojson }}
{{ d | tojson(indent=2) }}
{{ {'é<>&\'': 1.0, 'x': 1e-7, 'y': 1e16, 'z': 123456789.25} | tojson }}
{{ s | tojson(ensure_ascii=true) }}
{{ '\x7f\x80' | tojson(ensure_ascii=true) }}{{ '\x7f' | tojson }}
{{ 'straße ﬁﬃ ŉ ǰ ΐ ᾳ ᾈ ᾲ և İ ẞ' | upper }}|{{ 'ß' | capitalize }}|{{ 'ﬁn ŉ ᾳ ΐ ᾲ և ᾈ'.title() }}|{{ 'ŉa' | capitalize }}|{{ 'ßß' | title }}
{{ d | tojson(sort_keys=true) }}
{{ [1, [2, {}], []] | tojson(indent=1) }}
{{ d | tojson(separators=(',', ':')) }}
{{ n }}|{{ undefined_name }}|{{ true }}|{{ f }}|{{ 1e100 }}|{{ 0.1 + 0.2 }}
{{ 'x' + n }}
{{ undefined_name.attribute }}
{{ d.missing }}|{{ d['missing'] }}|{{ d.missing.more }}
{% for x in a %}{% set last = x %}{% endfor %}{{ last }}
{% set ns = namespace(x=0) %}{% for v in a %}{% set ns.x = ns.x + v %}{% endfor %}{{ ns.x }}
{% for x in range(100001) %}{% endfor %}
{{ range(5) | list }}{{ range(5, 0, -2) | list }}{{ range(3) }}
{{ a.append(4) }}
{{ ''.__class__ }}|{{ a.__len__ }}
{% include 'x' %}
{{ raise_exception('roles must alternate') }}
{{ a[1:] }}{{ a[:-1] }}{{ a[::-1] }}{{ a[5:] }}{{ s[1:4] }}{{ s[-3:] }}{{ 'abc'[::-1] }}{{ a[-1] }}{{ a[7] }}
{{ 7 // 2 }} {{ neg // 2 }} {{ neg % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }} {{ 2 ** -1 }} {{ 7.5 // 2 }} {{ -7.5 % 2 }}
{{ 1 / 0 }}
{{ 'a' * 3 }}{{ [1] * 2 }}{{ 'a' ~ 1 ~ n ~ 2.5 }}
{{ 1 < 2 < 3 }}{{ 1 < 3 < 2 }}{{ 'a' < 'b' }}{{ [1, 2] < [1, 3] }}{{ 1 == 1.0 }}{{ 1 == true }}
{{ 1 < 'a' }}
{{ 'l' in 'hello' }}{{ 2 in a }}{{ 'b' in d }}{{ 'z' not in d }}{{ 1 in undefined_name }}
{{ a | sort }}{{ a | sort(reverse=true) }}{{ ['b', 'A', 'c'] | sort }}{{ ['b', 'A', 'c'] | sort(case_sensitive=true) }}
{{ people | map(attribute='name') | list }}{{ people | map(attribute='age', default=0) | list }}
{{ people | selectattr('age', 'defined') | map(attribute='name') | join(', ') }}
{{ people | selectattr('age', 'equalto', 3) | list | length }}{{ people | rejectattr('age') | list }}
{{ people | sort(attribute='name') | map(attribute='name') | list }}
{{ people | groupby('name') | map('first') | list }}
{{ a | select('odd') | list }}{{ a | reject('gt', 1) | list }}{{ a | map('string') | list }}
{% if [] | select %}yes{% else %}no{% endif %}
{{ a | map('string') | length }}
{{ d | items | list }}{{ d.items() | list }}{{ d.items() }}{{ d.keys() }}{{ d.values() | list }}
{{ d | dictsort }}{{ d | dictsort(reverse=true) }}{{ {'b': 1, 'A': 2} | dictsort(by='value') }}
{{ a | first }}{{ a | last }}{{ [] | first }}{{ a | min }}{{ a | max }}{{ a | sum }}{{ people[:2] | sum(attribute='age') }}
{{ a | reverse | list }}{{ 'abc' | reverse }}{{ [1, 1, 2, 'A', 'a'] | unique | list }}{{ a | join('-') }}{{ 'abc' | list }}
{{ [1, 2, 3, 4, 5] | batch(2, 'x') | list }}{{ [1, 2, 3, 4, 5] | slice(2) | list }}
{{ s | trim }}|{{ s | upper }}|{{ s | lower }}|{{ 'hELLO wORLD-foo' | title }}|{{ 'hELLO' | capitalize }}|{{ 'xxhixx' | trim('x') }}
{{ s | length }}{{ undefined_name | length }}{{ d | length }}{{ s | wordcount }}
{{ 5 | length }}
{{ s | escape }}|{{ '<b>' | safe }}|{{ ('<b>' | safe) + '<i>' }}|{{ ('<b>' | safe) ~ '<i>' }}
{{ 'a\nb\n\nc' | indent(2) }}|{{ 'a\nb' | indent(2, true) }}|{{ 'a\n\nb' | indent(2, blank=true) }}|{{ 'a\nb' | indent('> ') }}
{{ 'a,b,c' | replace(',', ';', 1) }}{{ 'aaa'.replace('a', 'b', 2) }}{{ 'abc' | replace('', '-') }}
{{ undefined_name | default('x') }}{{ e | default('x') }}{{ e | default('x', true) }}{{ n | default('y', boolean=true) }}{{ n | d('z') }}
{{ '42' | int }}{{ 'x' | int(7) }}{{ '3.7' | int }}{{ 3.9 | int }}{{ ' 12 ' | int }}{{ '2.5' | float }}{{ n | int }}
{{ 2.5 | round }}{{ 3.14159 | round(2) }}{{ 2.1 | round(0, 'ceil') }}{{ neg | abs }}{{ 10 | round }}
{{ 'the quick brown fox jumps' | truncate(15) }}{{ 'the quick brown fox jumps' | truncate(15, true) }}{{ 'mid' | center(9) }}|
{{ '%s is %d and %.2f %5s|%-5s|%03d' % ('x', 3, 1.5, 'r', 'l', 7) }}{{ '%s' | format('z') }}{{ '%(k)s' % {'k': 1} }}
{{ '{} {1} {name} {:>5}'.format('a') }}
{{ '{} {} {name} {:>5}|{:<4}|{:^5}|{:05.1f}|{:,}|{:x}|{!r}|{{}}'.format('a', n, 'b', 'c', 'd', 2.25, 1234567, 255, 'q', name='N') }}
{{ ' a b  c '.split() }}{{ 'a,b,c'.split(',') }}{{ 'a,b,c'.split(',', 1) }}{{ 'a,b,c'.rsplit(',', 1) }}{{ 'a\nb\r\nc'.splitlines() }}{{ ''.split(',') }}{{ ''.split() }}
{{ 'a'.split('') }}
{{ ' x '.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'abc'.lstrip('ba') }}|{{ 'abc'.rstrip('cb') }}|{{ 'abc'.removeprefix('a') }}{{ 'abc'.removesuffix('bc') }}
{{ 'abc'.startswith('ab') }}{{ 'abc'.startswith(('x', 'a')) }}{{ 'abc'.endswith('c') }}{{ 'abc'.startswith('b', 1) }}
{{ 'abcabc'.find('c') }}{{ 'abcabc'.rfind('c') }}{{ 'abc'.find('z') }}{{ 'abcabc'.count('bc') }}{{ '你好吗'.find('吗') }}{{ 'abc'.index('b') }}
{{ 'abc'.index('z') }}
{{ '-'.join(['a', 'b']) }}{{ 'a-b-c'.partition('-') }}{{ 'a-b-c'.rpartition('-') }}{{ 'ab'.ljust(4, '.') }}{{ 'ab'.rjust(4) }}{{ 'ab'.center(5, '*') }}{{ '-7'.zfill(4) }}
{{ '12'.isdigit() }}{{ 'ab'.isalpha() }}{{ 'a1'.isalnum() }}{{ ' '.isspace() }}{{ 'ab'.islower() }}{{ 'AB'.isupper() }}{{ ''.isdigit() }}
{{ 'hello world'.title() }}{{ "they're".title() }}{{ 'hELLO'.capitalize() }}{{ 'aB'.swapcase() }}{{ 'ß'.upper() }}
{{ d.get('b') }}{{ d.get('zz') }}{{ d.get('zz', 5) }}{{ d.get('a', 5) }}{{ deep.x.y[1].z }}{{ deep['x']['y'][0] }}{{ a.0 }}
{{ a is iterable }}{{ s is iterable }}{{ n is iterable }}{{ d is mapping }}{{ a is sequence }}{{ d is sequence }}{{ undefined_name is sequence }}{{ s is string }}
{{ true is number }}{{ true is integer }}{{ 1 is integer }}{{ 1.0 is float }}{{ true is boolean }}{{ 1 is true }}{{ true is true }}{{ n is none }}{{ e is defined }}{{ zz is undefined }}
{{ 3 is odd }}{{ 4 is even }}{{ 9 is divisibleby 3 }}{{ 3 is eq 3 }}{{ 3 is in a }}{{ 'ab' is lower }}{{ 1 is sameas true }}{{ d is callable }}{{ range is callable }}{{ 'upper' is filter }}{{ not 3 is odd }}
{{ 3 is not odd }}{{ n is not none and 1 }}{{ 1 if false }}{{ 1 if false else 2 }}{{ 'x' if a else 'y' }}{{ a and 'z' }}{{ n or 'w' }}
{% macro m(x, y=2, z=x) %}[{{ x }},{{ y }},{{ z }}]{% endmacro %}{{ m(1) }}{{ m(1, z=3) }}{{ m(y=5, x=4) }}{{ m() }}
{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k=3) }}
{% macro wrap(t) %}<{{ t }}>{{ caller() }}</{{ t }}>{% endmacro %}{% call wrap('b') %}in{{ a[0] }}{% endcall %}
{% macro each() %}{% for x in a %}{{ caller(x) }}{% endfor %}{% endmacro %}{% call(v) each() %}({{ v }}){% endcall %}
{% macro fact(k) %}{% if k > 1 %}{{ k * fact(k - 1) | int }}{% else %}1{% endif %}{% endmacro %}{{ fact(5) }}
{% macro forever() %}{{ forever() }}{% endmacro %}{{ forever() }}
{% for k, v in d.items() %}{{ loop.index }}{{ loop.first }}{{ loop.last }}{{ k }}={{ v }};{% endfor %}
{% for x in a %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.length }}{{ loop.previtem }}{{ loop.nextitem }}{{ loop.cycle('o', 'e') }}{{ loop.changed(x > 1) }} {% endfor %}
{% for x in a if x > 1 %}{{ x }}{{ loop.length }}{% else %}none{% endfor %}{% for x in [] %}{% else %}empty{% endfor %}
{% for x in a %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% if x == 2 %}{% break %}{% endif %}{% endfor %}
{% for x in [[1, [2]], [3]] recursive %}{% if x is iterable %}({{ loop(x) }}{{ loop.depth }}){% else %}{{ x }}{% endif %}{% endfor %}
{% for x in 5 %}{% endfor %}
{% for x in undefined_name %}x{% else %}nothing{% endfor %}{% for c in 'aé你' %}{{ c }}.{% endfor %}
{% set x, y = 1, 2 %}{{ x }}{{ y }}{% set t = 1, 2 %}{{ t }}{% set (p, q) = [5, 6] %}{{ p + q }}{{ (1,) }}{{ () }}
{% set x, y = [1] %}
{% set b %}  block {{ a[0] }}{% endset %}[{{ b }}]{% set c | upper | trim %} up {% endset %}[{{ c }}]
{% filter upper | replace('A', 'b') %}banana{% endfilter %}{% with q = 1, r = 2 %}{{ q + r }}{% endwith %}{{ q }}
{% raw %}{{ not }} {% this %}{% endraw %}{# comment {{ x }} #}done
  {% if true %}
a
  {% endif %}
b  {% if true %} c {% endif %}  d
x   {%- if true -%}   y   {%- endif -%}   z
  {%+ if true %}kept{% endif +%}
{{ 'a' -}}   b   {{- 'c' }}
{{ "\x41\u4f60\n\t\\\'\"\q\101" }}{{ 'con' 'cat' }}{{ 1_000 }}{{ 0.5e1 }}{{ {'a': {'b': 1}}.a.b }}{{ {'k': {}} }}
{{ {1: 'one', 'x': [1, 'it\'s', "q\"", 'both\'"', '\n', 'é']} }}{{ ['\x7f', '\u200b', '😀'] }}
{{ dict(a=1, b=2) }}{{ dict([('x', 1)]) }}{{ namespace(a=1).a }}{{ {'a': 1, 'a': 2} }}{{ [1, 2] == [1, 2] }}{{ (1, 2) == [1, 2] }}
{{ -3 | abs }}{{ -a[0] }}{{ not a }}{{ +5 }}{{ 1 - -1 }}{{ 2 * 3 + 4 * 5 - 6 // 4 }}{{ 'a' ~ 'b' + 'c' }}{{ 1 + 2 ~ 3 }}
{{ (a | length) > 2 and (d.b == 1 or n) }}{{ a | length > 2 }}{{ d['c'] is true }}{{ 'a' is in ['a'] }}
{{ strftime_now('%d %b %Y') }}|{{ strftime_now('%Y-%m-%dT%H:%M') }}
{{ x
{{ 1 + }}
{% if %}{% endif %}
{% for x in a %}
{% unknown %}
{{ a | nosuchfilter }}
{{ a is nosuchtest }}
{{ foo() }}
{{ a() }}
{% generation %}{{ a[0] }}{% endgeneration %}{% set z = 1 %}{% generation %}{% set z = 2 %}{% endgeneration %}{{ z }}
{{ [s | trim, 1] | string | length }}{{ 5 | string ~ 'x' }}{{ [1, 2] | tojson | safe }}{{ '"' | tojson }}
{{ a | join }}{{ people | join('|', attribute='name') }}{{ people[0] | tojson }}{{ people | tojson(indent=4) }}
{{ 1.5.x }}{{ people[0].items() | list | first | last }}{{ a | last | string | int + 1 }}
{% macro a2(x) %}{% set y = x %}{{ y }}{% endmacro %}{% set y = 'outer' %}{{ a2('in') }}{{ y }}
{% if a %}{% set inner = 1 %}{% endif %}{{ inner }}{% for i in a %}{% if loop.first %}{% set inner = 9 %}{% endif %}{{ inner }}{% endfor %}{{ inner }}"""


def main():
    chat_template_utils.datetime = __import__("chat_clock").FixedClock
    facts = [line for line in FACTS.split("\n")]
    facts += ["  {% if true %}\na\n  {% endif %}\nb\n", "{# c #}\nx\n\n", "a\r\nb\rc\n", "{{ 1 }}\n{{ 2 }}\n",
              "{%- for x in a %}\n  {{ x }}\n{%- endfor %}\n", "{% raw %}\n x {% endraw %}\n y", "  {# c #}  \n z"]
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(json.dumps({"variables": VARIABLES}, ensure_ascii=False) + "\n")
        for source in facts:
            row = {"source": source}
            try:
                row["text"] = chat_template_utils._compile_jinja_template(source).render(**VARIABLES)
            except Exception as error:
                row["error"] = f"{type(error).__name__}: {error}"[:120]
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


main()
