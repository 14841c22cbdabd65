"""What the golden scripts share: the tiny Llama's shape, its vocabulary, and where golden folders are."""
from pathlib import Path

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM
from transformers.convert_slow_tokenizer import bytes_to_unicode

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = [
    ("Ġ", "t"), ("Ġ", "a"), ("i", "n"), ("h", "e"), ("r", "e"), ("o", "n"), ("e", "r"), ("Ġt", "he"), ("a", "t"),
    ("Ġ", "s"), ("Ġ", "o"), ("e", "n"), ("Ġ", "c"), ("e", "s"), ("Ġ", "w"), ("n", "d"), ("i", "t"), ("o", "r"),
    ("i", "s"), ("a", "l"), ("in", "g"), ("a", "n"), ("o", "u"), ("Ġa", "nd"), ("Ġo", "f"), ("u", "s"), ("l", "e"),
    ("us", "er"), ("a", "s"), ("s", "is"), ("as", "sis"), ("t", "an"), ("assis", "tan"), ("assistan", "t"),
    ("s", "y"), ("sy", "s"), ("t", "e"), ("sys", "te"), ("syste", "m"), ("l", "l"), ("he", "ll"), ("hell", "o"),
    ("Ġ", "hello"), ("ä", "½"), ("ä½", "ł"),
]
CHAT_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)


def vocabulary() -> list[str]:
    bytes_in_order = sorted(bytes_to_unicode().values(), key=ord)
    return SPECIALS + bytes_in_order + [a + b for a, b in MERGES]


def tokenizer() -> Tokenizer:
    """Byte-level BPE with digits one by one, as llama.cpp reads `tokenizer.ggml.pre = smollm`."""
    made = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(vocabulary())}, merges=MERGES))
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in SPECIALS])
    return made


def config() -> LlamaConfig:
    """heads x head_dim (64) differs from hidden (48) and ffn (40) from both, so that no transposition goes unseen."""
    return LlamaConfig(
        vocab_size=len(vocabulary()), hidden_size=48, intermediate_size=40, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, head_dim=16, max_position_embeddings=512,
        rms_norm_eps=1e-5, rope_theta=10000.0, tie_word_embeddings=True, attention_bias=False, mlp_bias=False,
        bos_token_id=1, eos_token_id=2, pad_token_id=2, attn_implementation="eager")


def model() -> LlamaForCausalLM:
    """Random weights at a scale where every part moves the logits (attention is far from uniform)."""
    made = LlamaForCausalLM(config()).float().eval()
    random = torch.Generator().manual_seed(20261124)
    with torch.no_grad():
        for name, weight in sorted(made.named_parameters()):
            noise = torch.randn(weight.shape, generator=random)
            if "norm" in name:
                weight.copy_(1.0 + 0.2 * noise)
            elif "embed" in name:
                weight.copy_(0.4 * noise)
            else:
                weight.copy_(1.3 * noise / weight.shape[1] ** 0.5)
    return made


def random_ids(length: int, seed: int) -> torch.Tensor:
    return torch.randint(3, len(vocabulary()), (length,), generator=torch.Generator().manual_seed(seed))
