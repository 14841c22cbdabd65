"""Opens what `inkstone-cli model convert` and `model merge` wrote in the programs they are meant for.

    check_exports.py MODEL FILE_OR_FOLDER... [--tokens N] [--adapter PEFT_FOLDER]

MODEL is the original, a GGUF file or a Hugging Face folder; each export is opened by the program that reads its kind
(transformers for folders, llama.cpp for GGUF files) and answers the prompts of resources/parity greedily. The answers
are compared with the original's, in the same program where it reads the original; with --adapter the original is a folder
and peft puts the adapter onto it. A quantised copy may differ: where it does, the text says how.
"""
import argparse
import os
from pathlib import Path

PROMPTS = (Path(__file__).resolve().parents[2] / "resources/parity/prompts.txt").read_text().splitlines()


def load_in_transformers(path):
    """transformers reads GGUF files too, by itself: it dequantises, and it forgets `smollm`'s splitting of digits."""
    import torch
    from tokenizers import pre_tokenizers
    from transformers import AutoModelForCausalLM, AutoTokenizer
    torch.set_num_threads(2)
    path = Path(path)
    where = dict(pretrained_model_name_or_path=path) if path.is_dir() else dict(
        pretrained_model_name_or_path=path.parent, gguf_file=path.name)
    model = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(**where)
    if not path.is_dir():
        tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    return model, tokenizer


def from_transformers(path, tokens, adapter=None):
    import torch
    model, tokenizer = load_in_transformers(path)
    if adapter:
        from peft import PeftModel
        model = PeftModel.from_pretrained(model, adapter).eval()
    answers = []
    for prompt in PROMPTS:
        text = tokenizer.apply_chat_template([{"role": "user", "content": prompt}], add_generation_prompt=True,
                                             tokenize=False)
        ids = torch.tensor([tokenizer(text, add_special_tokens=False)["input_ids"]])
        out = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=tokens, do_sample=False,
                             pad_token_id=0)
        answers.append(tokenizer.decode(out[0, ids.shape[1]:], skip_special_tokens=True))
    return answers


def from_llama_cpp(path, tokens):
    import llama_cpp
    model = llama_cpp.Llama(str(path), n_ctx=1024, n_threads=2, verbose=False, seed=0)
    answers = []
    for prompt in PROMPTS:
        model.reset()
        answer = model.create_chat_completion([{"role": "user", "content": prompt}], max_tokens=tokens, temperature=0.0,
                                              repeat_penalty=1.0)
        answers.append(answer["choices"][0]["message"]["content"])
    return answers


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("exports", nargs="+")
    parser.add_argument("--tokens", type=int, default=40)
    parser.add_argument("--adapter")
    parser.add_argument("--limit", type=int, default=len(PROMPTS))
    args = parser.parse_args()
    del PROMPTS[args.limit:]
    originals = {}
    for export in args.exports:
        program = from_transformers if os.path.isdir(export) else from_llama_cpp
        if program not in originals:
            in_peft = (args.adapter,) if args.adapter else ()
            originals[program] = (from_transformers if args.adapter or os.path.isdir(args.model) else program)(
                args.model, args.tokens, *in_peft)
        original = originals[program]
        answers = program(export, args.tokens)
        equal = sum(a.strip() == b.strip() for a, b in zip(original, answers))
        print(f"{export}: {equal} of {len(PROMPTS)} greedy answers equal to {args.model}'s", flush=True)
        for prompt, a, b in zip(PROMPTS, original, answers):
            if a.strip() != b.strip():
                print(f"  {prompt}\n    - {a[:100]!r}\n    + {b[:100]!r}")
    print("first answer:", repr(original[0][:100]))


if __name__ == "__main__":
    main()
