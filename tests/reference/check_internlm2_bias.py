"""Exports a tiny random InternLM2 with biases as GGUF and opens it in llama.cpp: greedy answers token by token.

    check_internlm2_bias.py BIN/inkstone-cli WORK_FOLDER

llama.cpp's internlm2 has no biases, so the file says llama, whose reader takes them. Needs xllamacpp (llama.cpp as
a wheel). The biases are large: an answer without them is another one, which is checked too.
"""
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import xllamacpp
from safetensors.numpy import save_file

TOKENIZER = Path(__file__).resolve().parents[1] / "golden/tokenizer/small_internlm2.model"
HIDDEN, HEADS, KV, FFN, VOCAB, LAYERS, TOKENS = 64, 4, 2, 96, 500, 2, 24


def make(folder: Path, biased: bool) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rng = np.random.default_rng(4)

    def normal(*shape, scale):
        return (rng.standard_normal(shape) * scale).astype(np.float32)

    fused = HIDDEN + 2 * KV * HIDDEN // HEADS
    tensors = {"model.tok_embeddings.weight": normal(VOCAB, HIDDEN, scale=1), "model.norm.weight": np.ones(HIDDEN, np.float32),
               "output.weight": normal(VOCAB, HIDDEN, scale=1)}
    for i in range(LAYERS):
        stem = f"model.layers.{i}."
        shapes = {"attention.wqkv": (fused, HIDDEN), "attention.wo": (HIDDEN, HIDDEN), "feed_forward.w1": (FFN, HIDDEN),
                  "feed_forward.w3": (FFN, HIDDEN), "feed_forward.w2": (HIDDEN, FFN)}
        for name, shape in shapes.items():
            tensors[f"{stem}{name}.weight"] = normal(*shape, scale=1.5 * shape[1] ** -0.5)
        for name in ("attention.wqkv", "attention.wo"):
            bias = normal(shapes[name][0], scale=0.8)
            if biased:
                tensors[f"{stem}{name}.bias"] = bias
        for name in ("attention_norm", "ffn_norm"):
            tensors[f"{stem}{name}.weight"] = np.ones(HIDDEN, np.float32)
    # No special and no byte token wins: llama.cpp's server reports none that ends inside of a character.
    tensors["output.weight"][:259] = tensors["output.weight"][494:] = 0
    save_file(tensors, folder / "model.safetensors")
    config = {"architectures": ["InternLM2ForCausalLM"], "model_type": "internlm2", "hidden_size": HIDDEN, "num_attention_heads": HEADS,
              "num_key_value_heads": KV, "intermediate_size": FFN, "num_hidden_layers": LAYERS, "vocab_size": VOCAB, "bias": biased,
              "hidden_act": "silu", "max_position_embeddings": 256, "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
              "tie_word_embeddings": False, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2}
    (folder / "config.json").write_text(json.dumps(config))
    shutil.copy(TOKENIZER, folder / "tokenizer.model")


def run(cli: str, work: Path, *arguments) -> dict:
    done = subprocess.run([cli, *map(str, arguments), "--project", work / "project", "--threads", "1", "--json"], check=True,
                          capture_output=True)
    return json.loads(done.stdout)


def ours(cli: str, work: Path, model: Path, ids: list[int]) -> list[int]:
    return run(cli, work, "generate", "--model", model, "--raw-ids", ",".join(map(str, ids)), "--max-tokens", TOKENS,
               "--temperature", 0, "--ignore-eos", "--compute", "f32")["ids"]


def theirs(model: Path, prompts: list[list[int]]) -> list[list[int]]:
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.n_ctx, params.n_parallel, params.cpuparams.n_threads, params.warmup = 256, 1, 1, False
    params.cache_type_k = params.cache_type_v = 0  # F32
    server = xllamacpp.Server(params)
    answers = []
    for prompt in prompts:
        answer = server.handle_completions({"prompt": prompt, "n_predict": TOKENS, "temperature": 0, "top_k": 1, "ignore_eos": True,
                                            "logprobs": 1, "cache_prompt": False})
        answer = json.loads(answer) if isinstance(answer, str) else answer
        answers.append([token["id"] for token in answer["choices"][0]["logprobs"]["content"]])
    return answers


def main() -> None:
    cli, work = sys.argv[1], Path(sys.argv[2])
    rng = np.random.default_rng(5)
    prompts = [[1, *map(int, rng.integers(3, 490, int(n)))] for n in rng.integers(4, 40, 10)]
    answers = {}
    for biased in (True, False):
        name = "biased" if biased else "plain"
        make(work / name, biased)
        file = work / f"{name}.gguf"
        print(name, run(cli, work, "model", "convert", work / name, file, "--type", "f32", "--no-parity", "--force")["tensor_types"])
        answers[biased] = [ours(cli, work, file, p) for p in prompts]
        equal = sum(a == b for a, b in zip(answers[biased], theirs(file, prompts)))
        print(f"{name}: {equal} of {len(prompts)} answers of {TOKENS} tokens are llama.cpp's", flush=True)
        if equal != len(prompts):
            raise SystemExit(1)
    differing = sum(a != b for a, b in zip(answers[True], answers[False]))
    print(f"the biases change {differing} of {len(prompts)} answers")
    raise SystemExit(0 if differing else 1)


if __name__ == "__main__":
    main()
