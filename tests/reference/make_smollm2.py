"""Makes tests/golden/smollm2_logits from the starter model: transformers' logits and greedy answers in f32.

    make_smollm2.py ~/.local/share/inkstone/models/SmolLM2-135M-Instruct.Q4_1.gguf

transformers drops this file's digit splitting, so `Digits` is put back before the byte level; ids then agree with llama.cpp.
"""
import json
import sys
from pathlib import Path

import torch
from tokenizers import pre_tokenizers
from transformers import AutoModelForCausalLM, AutoTokenizer

import tiny

TEXTS = [
    "Hello",
    "The capital of France is",
    "In 1969, 3 people flew 384,400 km to the Moon and",
    "def fibonacci(n):\n    if n < 2:\n        return n\n    return",
    "砚台是中国书法的文房四宝之一。",
    "It was a bright cold day in the valley; the river had begun to freeze along its edges, and the mill wheel turned "
    "slowly. The miller's daughter carried 12 sacks of flour to the cart, counted them twice, and wrote the number in "
    "a small blue book that her grandfather had given her when she was seven years old. Nobody else in the village",
]
QUESTIONS = ["Who are you?", "What is the capital of France?", "Write a haiku about rain.",
             "List three uses of a paperclip.", "What is 17 + 25?"]
NEW_TOKENS = 60


def load(path: Path):
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32,
                                                 attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    return model, tokenizer


def logits_case(model, text: str, ids: list[int]) -> dict:
    with torch.no_grad():
        last = model(input_ids=torch.tensor([ids])).logits[0, -1].float()
    top = last.topk(20)
    return {"text": text, "ids": ids, "logsumexp": last.double().logsumexp(0).item(),
            "max_abs": last.abs().max().item(),
            "top": [{"id": i, "logit": v} for i, v in zip(top.indices.tolist(), top.values.tolist())]}


def greedy_case(model, tokenizer, question: str) -> dict:
    """Token by token without a cache: nothing but the forward pass decides. `margin`: the closest call on the way."""
    chat = tokenizer.apply_chat_template([{"role": "user", "content": question}], tokenize=False,
                                         add_generation_prompt=True)
    prompt = tokenizer(chat, add_special_tokens=False)["input_ids"]
    ids, margin = list(prompt), float("inf")
    for _ in range(NEW_TOKENS):
        with torch.no_grad():
            top = model(input_ids=torch.tensor([ids])).logits[0, -1].topk(2)
        margin = min(margin, (top.values[0] - top.values[1]).item())
        if top.indices[0].item() == tokenizer.eos_token_id:
            break
        ids.append(top.indices[0].item())
    answer = ids[len(prompt):]
    return {"question": question, "prompt_text": chat, "prompt_ids": prompt, "ids": answer,
            "text": tokenizer.decode(answer), "finish_reason": "length" if len(answer) == NEW_TOKENS else "stop",
            "margin": margin}


def main() -> None:
    torch.set_num_threads(2)
    model, tokenizer = load(Path(sys.argv[1]).expanduser())
    folder = tiny.GOLDEN / "smollm2_logits"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [logits_case(model, t, tokenizer(t, add_special_tokens=False)["input_ids"]) for t in TEXTS]
    answers = [greedy_case(model, tokenizer, q) for q in QUESTIONS]
    for name, value in (("logits.json", rows), ("greedy.json", answers)):
        (folder / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    for answer in answers:
        print(answer["question"], "|", answer["text"], "|", answer["finish_reason"], round(answer["margin"], 4))


if __name__ == "__main__":
    main()
