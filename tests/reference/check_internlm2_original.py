"""Compares tiny random InternLM2 models with the model's own modeling file: logits below and above the border of dynamic NTK.

    check_internlm2_original.py BIN/inkstone-cli modeling_internlm2.py WORK

The modeling file comes with every InternLM2 model of the hubs and is not kept here; it needs an older transformers (4.41 was used).
Weights, fused wqkv among them, are written under the names its class gives them. Bound: 1e-4 of the largest logit.
"""
import json
import pathlib
import subprocess
import sys
import types

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import PretrainedConfig

BORDER = 64
SHAPES = {
    "gqa": dict(num_key_value_heads=2),
    "mha": dict(num_key_value_heads=4),
    "bias": dict(num_key_value_heads=2, bias=True),
    "dynamic": dict(num_key_value_heads=2, rope_scaling=dict(type="dynamic", factor=2.0)),
    "dynamic_1m": dict(num_key_value_heads=1, rope_theta=50000000.0, rope_scaling=dict(type="dynamic", factor=2.5)),
    "linear": dict(num_key_value_heads=2, rope_scaling=dict(type="linear", factor=4.0)),
}


class InternLM2Config(PretrainedConfig):
    model_type = "internlm2"

    def __init__(self, **values):
        defaults = dict(vocab_size=80, hidden_size=32, intermediate_size=40, num_hidden_layers=3, num_attention_heads=4,
                        num_key_value_heads=2, hidden_act="silu", max_position_embeddings=BORDER, initializer_range=0.2,
                        rms_norm_eps=1e-6, rope_theta=10000.0, rope_scaling=None, bias=False, use_cache=True,
                        pretraining_tp=1, attn_implementation="eager", bos_token_id=1, eos_token_id=2, pad_token_id=2)
        for name, value in (defaults | values).items():
            setattr(self, name, value)
        super().__init__(tie_word_embeddings=False, pad_token_id=2, bos_token_id=1, eos_token_id=2)


def original(path):
    """The modeling file as a module; the configuration it asks for is the one above."""
    package, configuration, modeling = (types.ModuleType(name) for name in (
        "internlm2", "internlm2.configuration_internlm2", "internlm2.modeling_internlm2"))
    package.__path__ = []
    configuration.InternLM2Config = InternLM2Config
    modeling.__package__ = "internlm2"
    for module in (package, configuration, modeling):
        sys.modules[module.__name__] = module
    exec(compile(pathlib.Path(path).read_text(), path, "exec"), modeling.__dict__)
    return modeling


def main():
    program, path, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    modeling = original(path)
    worst = 0.0
    for name, changes in SHAPES.items():
        torch.manual_seed(len(name))
        config = InternLM2Config(**changes)
        model = modeling.InternLM2ForCausalLM(config).float().eval()
        with torch.no_grad():
            for key, weight in model.named_parameters():
                weight.copy_(torch.randn_like(weight) * (0.3 if weight.dim() > 1 else 0.1) + (weight.dim() == 1 and "norm" in key))
        folder = work / name
        folder.mkdir(parents=True, exist_ok=True)
        save_file({k: v.contiguous() for k, v in model.state_dict().items() if "inv_freq" not in k}, folder / "model.safetensors")
        values = config.to_dict() | dict(model_type="internlm2", architectures=["InternLM2ForCausalLM"], torch_dtype="float32")
        (folder / "config.json").write_text(json.dumps(values, default=str))
        for length in (1, 17, BORDER - 1, BORDER) + ((BORDER + 1, 100, 2 * BORDER) if "dynamic" in name else ()):
            fresh = modeling.InternLM2ForCausalLM(config).float().eval()  # its rotary cache remembers longer texts
            fresh.load_state_dict(model.state_dict(), strict=False)
            ids = torch.randint(3, 80, (1, length), generator=torch.Generator().manual_seed(length))
            with torch.no_grad():
                theirs = fresh.output(fresh.model(input_ids=ids, use_cache=False, return_dict=True)[0])[0].float()
            out = folder / "logits.safetensors"
            subprocess.run([program, "logits", "--model", folder, "--ids", ",".join(map(str, ids[0].tolist())), "--compute",
                            "f32", "--out", out, "--quiet"], check=True, stdout=subprocess.DEVNULL)
            with safe_open(out, "pt") as file:
                ours = file.get_tensor("logits")
            off = ((ours - theirs).abs().max() / theirs.abs().max()).item()
            worst = max(worst, off)
            print(f"{name:12} {length:4} tokens  {off:.1e}{'' if off <= 1e-4 else '  BEYOND'}")
    print(f"worst {worst:.1e}")
    sys.exit(worst > 1e-4)


if __name__ == "__main__":
    main()
