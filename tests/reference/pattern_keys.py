"""Makes tests/golden/peft/pattern_keys.json: which row of a rank_pattern or alpha_pattern peft takes for a module.

A list of [patterns in order, module, index of the row or -1], by peft's own get_pattern_key.
"""
import json
import random

from peft.utils.other import get_pattern_key

import tiny

MODULES = [f"model.layers.{layer}.{linear}" for layer in (0, 1, 10, 11) for linear in
           ("self_attn.q_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.up_proj", "mlp.down_proj")]
MODULES += ["model.layers.3.attention.wqkv", "model.layers.3.feed_forward.w1", "lm_head", "model.embed_tokens"]
PATTERNS = ["q_proj", "proj", "o_proj|v_proj", "(q|v)_proj", r"layers\.1\..*", "layers.1.mlp.up_proj", "1.mlp.up_proj",
            "^model.layers.0.self_attn.q_proj", "^layers.0.self_attn.q_proj", "model.layers.10.mlp.down_proj$", ".*", ".*mlp.*",
            r"layers\.(0|11)\.self_attn\.[qo]_proj", "self_attn", "self_attn.q_proj", "wqkv", "w1", "lm_head", "embed_tokens",
            "model", r"\d+\.mlp\.\w+", "up_proj.*", "_proj", ".q_proj", "x", "layers.1*.mlp.up_proj", "[a-z]+_proj"]


def main() -> None:
    rng = random.Random(3)
    rows = []
    for _ in range(600):
        patterns = rng.sample(PATTERNS, rng.randint(1, 4))
        module = rng.choice(MODULES)
        key = get_pattern_key(patterns, module)
        rows.append([patterns, module, patterns.index(key) if key in patterns else -1])
    print(sum(row[2] >= 0 for row in rows), "of", len(rows), "match")
    lines = ",\n".join(json.dumps(row) for row in rows)
    (tiny.GOLDEN / "peft" / "pattern_keys.json").write_text(f"[{lines}]\n")


if __name__ == "__main__":
    main()
