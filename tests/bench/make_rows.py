"""Writes N chat rows as JSONL, for the import benchmark.

    make_rows.py N FILE
"""
import json
import sys

with open(sys.argv[2], "w", encoding="utf-8") as out:
    for i in range(int(sys.argv[1])):
        row = {"messages": [
            {"role": "user", "content": f"question {i} about 砚台 {i % 977}: how long does the ink last, and why?"},
            {"role": "assistant", "content": f"the answer number {i} is a short sentence. 墨要慢慢磨，水要一点一点加。 "
                                             f"It lasts {i % 31} days."}]}
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
