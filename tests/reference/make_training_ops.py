"""Golden data of the training operations, by torch in double precision.

Writes tests/golden/training_ops/golden.json: AdamW (torch.optim.AdamW, 3 steps), cross entropy with an ignored
row, and causal grouped-query attention over two packed sequences (SDPA), forward and backward.
"""
import json
import pathlib

import torch

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)


def rounded(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


def adamw():
    start = torch.randn(7)
    params = torch.nn.Parameter(start.clone())
    optimizer = torch.optim.AdamW([params], lr=3e-3, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
    steps = []
    for _ in range(3):
        grad = torch.randn(7)
        params.grad = grad.clone()
        optimizer.step()
        state = optimizer.state[params]
        steps.append({"grad": rounded(grad), "params": rounded(params), "moment1": rounded(state["exp_avg"]),
                      "moment2": rounded(state["exp_avg_sq"])})
    return {"start": rounded(start), "steps": steps}


def cross_entropy():
    logits = (torch.randn(4, 9) * 3).requires_grad_()
    targets = torch.tensor([3, -100, 0, 8])
    losses = torch.nn.functional.cross_entropy(logits, targets, ignore_index=-100, reduction="none")
    (losses.sum() * 0.25).backward()
    return {"logits": rounded(logits), "targets": targets.tolist(), "scale": 0.25, "losses": rounded(losses),
            "gradient": rounded(logits.grad)}


def attention():
    heads, kv_heads, dim, lengths = 4, 2, 6, [5, 3]
    q = torch.randn(8, heads * dim, requires_grad=True)
    k = torch.randn(8, kv_heads * dim, requires_grad=True)
    v = torch.randn(8, kv_heads * dim, requires_grad=True)
    dout = torch.randn(8, heads * dim)
    outs, first = [], 0
    for n in lengths:
        part = lambda t, h: t[first:first + n].view(n, h, dim).transpose(0, 1)
        group = heads // kv_heads
        out = torch.nn.functional.scaled_dot_product_attention(
            part(q, heads), part(k, kv_heads).repeat_interleave(group, 0),
            part(v, kv_heads).repeat_interleave(group, 0), is_causal=True)
        outs.append(out.transpose(0, 1).reshape(n, heads * dim))
        first += n
    out = torch.cat(outs)
    out.backward(dout)
    return {"heads": heads, "kvHeads": kv_heads, "headDim": dim, "cuSeqlens": [0, 5, 8], "q": rounded(q),
            "k": rounded(k), "v": rounded(v), "dout": rounded(dout), "out": rounded(out), "dq": rounded(q.grad),
            "dk": rounded(k.grad), "dv": rounded(v.grad)}


folder = pathlib.Path(__file__).parents[1] / "golden" / "training_ops"
folder.mkdir(parents=True, exist_ok=True)
golden = {"adamw": adamw(), "crossEntropy": cross_entropy(), "attention": attention()}
(folder / "golden.json").write_text(json.dumps(golden) + "\n")
