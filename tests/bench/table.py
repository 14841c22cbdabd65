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


def row(what: str, ours: list[dict], rivals: list[tuple[str, list[dict]]], unit: str) -> str:
    rivals = [(name, median(rows)) for name, rows in rivals if rows]
    best = max(rivals, key=lambda r: r[1], default=("none", None))
    mine, limit = median(ours), ours[0].get("limit") if ours else None
    ratio = f"{mine / best[1]:.2f}" if mine and best[1] else "–"
    part = f"{100 * mine / limit:.0f} % of {number(limit)}" if mine and limit else "–"
    return f"| {what} | {number(mine)} {unit} | {number(best[1])} ({best[0]}) | {ratio} | {part} |"


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def main() -> None:
    folder, threads = Path(sys.argv[1]), sys.argv[2]
    get = lambda name: read(folder, name)
    print(f"\n{processor()}, {threads} threads, medians of {len(get('decode.rival')) or 1} alternating rounds\n")
    print("| what | Inkstone | rival | ratio | machine limit |\n|---|---|---|---|---|")
    print(row("decode, 128 tokens", get("decode.ours"), [("llama.cpp", get("decode.rival"))], "tok/s"))
    print(row("prefill, 512 tokens", get("prefill.ours"), [("llama.cpp", get("prefill.rival"))], "tok/s"))
    torch = [("torch + peft f32", get("lora-f32.rival")), ("torch + peft bf16", get("lora-bf16.rival"))]
    print(row("LoRA r16 step, 4 x 256", get("lora.ours"), torch, "tok/s"))
    print(row("import JSONL", get("import.ours"), [], "MB/s"))
    for kl in get("kl"):
        print(f"\nMean KL from f32 over {kl['tokens']} tokens: Inkstone {kl['ours']:.2e}, llama.cpp {kl['rival']:.2e}.")


if __name__ == "__main__":
    main()
