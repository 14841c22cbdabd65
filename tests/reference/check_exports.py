"""Converts a model with `inkstone-cli` and opens every export in the program it is meant for, over its greedy answers.

    check_exports.py BIN/inkstone-cli MODEL.gguf WORK_FOLDER [--adapter PEFT_FOLDER] [--tokens N] [--limit N]
                     [--folders T,T] [--files T,T]

What is compared, and how exactly:
- folders in transformers (f32 arithmetic): each token of its greedy answers is Inkstone's largest logit over the same folder in
  f32. The f32 folder's tensors are bit for bit what transformers makes of MODEL.gguf by itself.
- GGUF files in llama.cpp. Beside weights of fewer bits it rounds activations to int8 or f16, so the exact check lets it unpack
  each file to F32 by its own code (llama_model_quantize) and run that: again each token is Inkstone's over the file in f32. The
  files as they are answer too. Where a token is another than ours, llama.cpp's own F32 copy, fed the same tokens, must give ours:
  then nothing but its rounding of activations is between. And there may be no more of them than that rounding makes with a file
  that llama.cpp quantised itself from the same F32: at most twice as many, and 5.
- with --adapter: the adapter in peft, `model merge` beside merge_and_unload (weights, answers), merged GGUF files.
Elsewhere a token may differ only where our two largest logits are nearer than 0.01. Texts and ids of the prompts must be those
of Inkstone in every program. Conversions that WORK_FOLDER has already are kept.
"""
import argparse
import ctypes
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import llama_cpp
import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, logging

ALL_PROMPTS = (Path(__file__).resolve().parents[2] / "resources/parity/prompts.txt").read_text().splitlines()
NEAR = 0.01
THREADS = int(os.environ.get("INKSTONE_CHECK_THREADS", "2"))
failures = []


def say(*words) -> None:
    print(f"[{time.monotonic() - START:5.0f} s]", *words, flush=True)


def verdict(good: bool, words: str) -> None:
    say("ok  " if good else "FAIL", words)
    if not good:
        failures.append(words)


class Inkstone:
    def __init__(self, cli: str, work: Path):
        self.cli, self.work = cli, work

    def run(self, *arguments) -> dict:
        done = subprocess.run([self.cli, *map(str, arguments), "--project", self.work / "project", "--json"], check=True,
                              capture_output=True)
        return json.loads(done.stdout)

    def convert(self, source, name: str, kind: str, type_: str, adapter=None) -> Path:
        target = self.work / name
        if not target.exists():
            if adapter:
                self.run("model", "merge", source, "--adapter", adapter, target, "--to", kind, "--type", type_, "--no-parity")
            else:
                self.run("model", "convert", source, target, "--to", kind, "--type", type_, "--no-parity")
        return target

    def prompt(self, model, question: str) -> tuple[str, list[int]]:
        messages = self.work / "messages.json"
        messages.write_text(json.dumps([{"role": "user", "content": question}]))
        rendered = self.run("render", "--model", model, "--messages", messages)
        return rendered["text"], rendered["ids"]

    def largest(self, model, prompt: list[int], answer: list[int], adapter=None) -> list[tuple[int, float]]:
        """For each token of an answer: ours in its place, and how far our two largest logits are apart there."""
        ids = (prompt + answer)[:-1]
        more = ["--adapter", adapter] if adapter else []
        rows = self.run("logits", "--model", model, "--compute", "f32", "--ids", ",".join(map(str, ids)), "--top", 2,
                        *more)["rows"]
        tops = [row["top"] for row in rows[len(prompt) - 1:]]
        return [(top[0]["id"], top[0]["logit"] - top[1]["logit"]) for top in tops]


class LlamaCpp:
    """`exact`: keys and values in F32, as the weights then must be."""
    def __init__(self, path: Path, exact: bool):
        kind = 0 if exact else 1
        self.model = llama_cpp.Llama(str(path), n_ctx=512, n_threads=THREADS, n_threads_batch=THREADS, verbose=False, type_k=kind,
                                     type_v=kind, flash_attn=False, logits_all=exact)

    def logits(self, ids: list[int]) -> np.ndarray:
        self.model.eval(ids)
        raw = llama_cpp.llama_get_logits_ith(self.model.ctx, -1)
        return np.ctypeslib.as_array(raw, shape=(self.model.n_vocab(),)).copy()

    def answer(self, ids: list[int], tokens: int) -> list[int]:
        self.model.reset()
        out, fed = [], ids
        for _ in range(tokens):
            out.append(int(self.logits(fed).argmax()))
            fed = out[-1:]
        return out

    def largest(self, prompt: list[int], answer: list[int]) -> list[int]:
        """Its token in the place of each of an answer, by one pass over the whole (of an exact one)."""
        self.model.reset()
        self.model.eval((prompt + answer)[:-1])
        rows = self.model.scores[len(prompt) - 1:len(prompt) + len(answer) - 1]
        return [int(token) for token in rows.argmax(-1)]

    def tokenize(self, text: str) -> list[int]:
        return self.model.tokenize(text.encode(), add_bos=False, special=True)

    def template(self, question: str) -> str:
        from llama_cpp.llama_chat_format import Jinja2ChatFormatter
        facts = self.model.metadata
        formatter = Jinja2ChatFormatter(facts["tokenizer.chat_template"], eos_token="", bos_token="")
        return formatter(messages=[{"role": "user", "content": question}]).prompt


OWN_TYPES = {"q8_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0, "q4_0": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_0,
             "q4_k_m": llama_cpp.LLAMA_FTYPE_MOSTLY_Q4_K_M, "q5_k_m": llama_cpp.LLAMA_FTYPE_MOSTLY_Q5_K_M,
             "q6_k": llama_cpp.LLAMA_FTYPE_MOSTLY_Q6_K}


def by_llama(path: Path, ending: str, ftype: int) -> Path:
    """A copy of a file in another type, by llama.cpp's own code."""
    target = path.with_suffix(ending)
    if not target.exists():
        params = llama_cpp.llama_model_quantize_default_params()
        params.ftype, params.allow_requantize, params.nthread = ftype, True, THREADS
        if llama_cpp.llama_model_quantize(str(path).encode(), str(target).encode(), ctypes.byref(params)) != 0:
            raise SystemExit(f"llama.cpp could not convert {path}")
    return target


def unpacked(path: Path) -> Path:
    return by_llama(path, ".llama-f32.gguf", llama_cpp.LLAMA_FTYPE_ALL_F32)


def greedy(model, ids: list[int], tokens: int) -> list[int]:
    out, past, fed = [], None, ids
    with torch.no_grad():
        for _ in range(tokens):
            step = model(input_ids=torch.tensor([fed]), past_key_values=past, use_cache=True)
            past = step.past_key_values
            out.append(int(step.logits[0, -1].argmax()))
            fed = out[-1:]
    return out


def open_transformers(path: Path):
    where = dict(pretrained_model_name_or_path=path) if path.is_dir() else dict(
        pretrained_model_name_or_path=path.parent, gguf_file=path.name)
    return AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32).eval()


class Check:
    def __init__(self, args):
        self.tokens, self.adapter = args.tokens, args.adapter
        self.model, self.work = Path(args.model).resolve(), Path(args.work).resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.ours = Inkstone(args.cli, self.work)
        self.questions = ALL_PROMPTS[:args.limit]
        self.prompts = [self.ours.prompt(self.model, q) for q in self.questions]
        self.rounding: dict[str, int] = {}  # see made_by_rounding()

    def same(self, what: str, model, answer, adapter=None) -> None:
        """Each token of `answer(ids)` must be ours, by one pass over the whole: then the greedy texts are one."""
        equal, other, wrong = 0, [], 0
        for _, ids in self.prompts:
            theirs = answer(ids)
            here = [gap for token, (mine, gap) in zip(theirs, self.ours.largest(model, ids, theirs, adapter))
                    if token != mine]
            equal += not here
            wrong += sum(gap >= NEAR for gap in here)
            other += here
        words = f"{what}: {equal} of {len(self.prompts)} answers of {self.tokens} tokens equal"
        if other:
            words += (f"; {len(other)} tokens are others, where our two largest logits are "
                      f"{max(other):.4f} apart at most (allowed {NEAR})")
        verdict(wrong == 0, words)

    def folder(self, path: Path) -> None:
        model, tokenizer = open_transformers(path), AutoTokenizer.from_pretrained(path)
        for (text, ids), question in zip(self.prompts, self.questions):
            rendered = tokenizer.apply_chat_template([{"role": "user", "content": question}], add_generation_prompt=True,
                                                     tokenize=False)
            if rendered != text or tokenizer(text, add_special_tokens=False)["input_ids"] != ids:
                verdict(False, f"{path.name}: transformers renders or cuts {question!r} in another way")
        self.same(f"{path.name} in transformers", path, lambda ids: greedy(model, ids, self.tokens))

    def bits(self, path: Path) -> None:
        ours, theirs = open_transformers(path).state_dict(), open_transformers(self.model).state_dict()
        different = [n for n in theirs if not torch.equal(ours[n], theirs[n])]
        verdict(ours.keys() == theirs.keys() and not different,
                f"{path.name}: {len(theirs)} tensors bit-equal to transformers' own reading of {self.model.name}: {different[:3]}")

    def made_by_rounding(self, type_: str) -> int:
        """Tokens that llama.cpp's own file of this type, as it is, gives otherwise than its F32 copy."""
        if type_ not in OWN_TYPES:
            return 0
        own = by_llama(self.ours.convert(self.model, "f32.gguf", "gguf", "f32"), f".llama-{type_}.gguf", OWN_TYPES[type_])
        native, exact, others = LlamaCpp(own, exact=False), LlamaCpp(unpacked(own), exact=True), 0
        for _, ids in self.prompts:
            theirs = native.answer(ids, self.tokens)
            others += sum(a != b for a, b in zip(theirs, exact.largest(ids, theirs)))
        return others

    def as_it_is(self, path: Path, type_: str, exact: LlamaCpp) -> None:
        native, others, wrong, total = LlamaCpp(path, exact=False), [], 0, 0
        for _, ids in self.prompts:
            theirs = native.answer(ids, self.tokens)
            ours, unpacked_ones = self.ours.largest(path, ids, theirs), exact.largest(ids, theirs)
            others += [gap for token, (mine, gap) in zip(theirs, ours) if token != mine]
            wrong += sum(token != mine and gap >= NEAR for token, (mine, gap) in zip(unpacked_ones, ours))
            total += len(theirs)
        if type_ not in self.rounding:
            self.rounding[type_] = self.made_by_rounding(type_)
        words = f"{path.name} in llama.cpp as it is: {len(others)} of {total} tokens are others"
        if others:
            words += f", where our two largest logits are {max(others):.4f} apart at most"
        verdict(wrong == 0 and len(others) <= 2 * self.rounding[type_] + 5,
                words + f" (with its own file of this type {self.rounding[type_]}); over the same tokens its F32 copy gives "
                        f"{total - wrong} times ours")

    def gguf(self, path: Path, type_: str) -> None:
        exact = LlamaCpp(unpacked(path), exact=True)
        for (text, ids), question in zip(self.prompts, self.questions):
            if exact.tokenize(text) != ids or exact.template(question) != text:
                verdict(False, f"{path.name}: llama.cpp renders or cuts {question!r} in another way")
        self.same(f"{path.name} in llama.cpp, unpacked by it", path, lambda ids: exact.answer(ids, self.tokens))
        self.as_it_is(path, type_, exact)

    def merged(self) -> None:
        from peft import PeftModel
        folder = self.ours.convert(self.model, "merged-f32", "hf", "f32", self.adapter)
        with_adapter = PeftModel.from_pretrained(open_transformers(self.model), self.adapter).eval()
        self.same("the adapter in peft", self.model, lambda ids: greedy(with_adapter, ids, self.tokens), self.adapter)
        theirs, ours = with_adapter.merge_and_unload().state_dict(), open_transformers(folder).state_dict()
        worst = max(((ours[n] - w).abs().max() / w.abs().max()).item() for n, w in theirs.items())
        changed = sum(not torch.equal(w, ours[n]) for n, w in open_transformers(self.model).state_dict().items())
        verdict(worst <= 2e-7 and changed > 0,
                f"merged-f32: {changed} tensors changed; furthest from merge_and_unload {worst:.1e} of its largest value")
        self.folder(folder)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("model")
    parser.add_argument("work")
    parser.add_argument("--adapter")
    parser.add_argument("--tokens", type=int, default=24)
    parser.add_argument("--limit", type=int, default=len(ALL_PROMPTS))
    parser.add_argument("--folders", default="f32,f16,bf16")
    parser.add_argument("--files", default="f32,f16,bf16,q8_0,q4_0,q4_k_m,q5_k_m,q6_k")
    args = parser.parse_args()
    torch.set_num_threads(THREADS)
    logging.disable_progress_bar()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    check, folders, files = Check(args), args.folders.split(","), args.files.split(",")
    say(f"{args.model}: {len(check.prompts)} prompts of {sum(len(ids) for _, ids in check.prompts)} tokens")
    for type_ in filter(None, folders):
        folder = check.ours.convert(check.model, f"hf-{type_}", "hf", type_)
        if type_ == "f32":
            check.bits(folder)
        check.folder(folder)
    for type_ in filter(None, files):
        check.gguf(check.ours.convert(check.model, f"{type_}.gguf", "gguf", type_), type_)
    if args.adapter:
        check.merged()
        for type_ in [t for t in files if t in ("f16", "q4_k_m")]:
            check.gguf(check.ours.convert(check.model, f"merged-{type_}.gguf", "gguf", type_, args.adapter), type_)
    say(f"{len(failures)} failures")
    sys.exit(bool(failures))


START = time.monotonic()
if __name__ == "__main__":
    main()
