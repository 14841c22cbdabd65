"""Prints the table of RESULTS.md from what run.sh measured: medians, ratios, and the part of the machine's limit."""
import json
import platform
import statistics
import sys
from pathlib import Path


def read(folder: Path, name: str) -> list[dict]:
    path = folder / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []


def median(rows: list[dict]) -> float | None:
    return statistics.median(row["value"] for row in rows) if rows else None


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def rows(what: str, ours: list[dict], rivals: list[tuple[str, list[dict]]], unit: str) -> list[str]:
    """One row for each rival that was measured; the ratio is of medians, in brackets the rounds' least and most."""
    mine = median(ours)
    if mine is None:
        return []
    limit = ours[0].get("limit") and statistics.median(row["limit"] for row in ours)
    part = f"{100 * mine / limit:.0f} % of {number(limit)}" if limit else "–"
    lines = []
    for name, theirs in [r for r in rivals if r[1]] or [("none", [])]:
        each = [a["value"] / b["value"] for a, b in zip(ours, theirs)]
        ratio = f"{mine / median(theirs):.2f} ({min(each):.2f}–{max(each):.2f})" if each else "–"
        lines.append(f"| {what} | {number(mine)} {unit} | {number(median(theirs))} ({name}) | {ratio} | {part} |")
    return lines


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def main() -> None:
    folder, threads, model = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    get = lambda name: read(folder, name)
    rounds = max(len(get(f"{name}.ours")) for name in ("decode", "prefill", "decode-depth16", "lora", "tokenize"))
    print(f"\n{model}, {processor()}, {threads} threads, medians of {rounds} alternating rounds\n")
    print("| what | Inkstone | rival | ratio | machine limit |\n|---|---|---|---|---|")
    inference = lambda name: [("llama.cpp", get(f"{name}.rival")), ("ik_llama.cpp", get(f"{name}.ik"))]
    torch = lambda method, name: [(f"{name} {t}", get(f"{method}-{t}.rival")) for t in ("f32", "bf16")]
    epoch = [(f"torch + peft bf16, {order}", get(f"epoch-{order}.rival")) for order in ("random", "grouped")]
    for line in [*rows("decode, 128 tokens", get("decode.ours"), inference("decode"), "tok/s"),
                 *rows("prefill, 512 tokens", get("prefill.ours"), inference("prefill"), "tok/s"),
                 *[line for bits in ("16", "8") for what, size in (("decode", 128), ("prefill", 512))
                   for line in rows(f"{what}, {size} tokens behind 7,168, KV cache of {bits} bits",
                                    get(f"{what}-depth{bits}.ours"),
                                    [("llama.cpp", get(f"{what}-depth{bits}.rival"))], "tok/s")],
                 *rows("LoRA r16 step, 4 x 256", get("lora.ours"), torch("lora", "torch + peft"), "tok/s"),
                 *rows("full step, 4 x 256", get("full.ours"), torch("full", "torch"), "tok/s"),
                 *rows("LoRA on chat lengths", get("epoch.ours"), epoch, "tok/s"),
                 *rows("import JSONL (limit: plain prepared inserts)", get("import.ours"), [], "MB/s"),
                 *rows("tokenize, one thread", get("tokenize.ours"), [("tokenizers", get("tokenize.rival"))], "MB/s")]:
        print(line)
    hashes = {row["ids_sha256"] for name in ("tokenize.ours", "tokenize.rival") for row in get(name)}
    if hashes:
        print(f"\nIds of both tokenizers: {'the same' if len(hashes) == 1 else 'DIFFERENT'}.")
    for kl in get("kl"):
        print(f"\nMean KL from f32 over {kl['tokens']} tokens: Inkstone {kl['ours']:.2e}, llama.cpp {kl['rival']:.2e}.")


if __name__ == "__main__":
    main()
