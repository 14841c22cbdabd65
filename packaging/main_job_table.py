"""main_job_table.py ANSWERS SUITE.jsonl: what the main job measured, then a few answers before and after."""
import json
import sys
from pathlib import Path

SHOWN = 8


def by_id(file: Path) -> dict:
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
    return {row["id"]: row for row in map(json.loads, filter(None, lines))}


def one_line(text: str, width: int = 100) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else text[: width - 1] + "…"


def main() -> None:
    folder, suite = Path(sys.argv[1]), by_id(Path(sys.argv[2]))
    read = lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    train, before, after = read("train"), read("score_before")["perplexity"], read("score_after")["perplexity"]
    old, new = by_id(folder / "eval_before" / "cases.jsonl"), by_id(folder / "eval_after" / "cases.jsonl")
    named = lambda rows: sum(row["score"] >= 1 for row in rows.values())
    print()
    print(f"{'':34}{'before':>10}{'after':>10}")
    print(f"{'held-out answers with the name':34}{named(old):>7}/{len(old)}{named(new):>7}/{len(new)}")
    print(f"{'perplexity on general.txt':34}{before:>10.2f}{after:>10.2f}   ({100 * (after / before - 1):+.1f} %)")
    print(f"{'training loss':34}{train['loss_first']:>10.3f}{train['loss_last']:>10.3f}")
    print()
    print(f"{train['steps']} steps, {train['tokens']} tokens in {train['seconds']:.0f} s "
          f"({train['tokens_per_second']:.0f} tokens/s), peak memory {train['peak_rss_bytes'] / 2**30:.2f} GiB; "
          f"the whole job {(folder / 'seconds').read_text().strip()} s")
    for key in list(new)[:: max(1, len(new) // SHOWN)][:SHOWN]:
        print()
        print(f"  {one_line(suite[key]['prompt'])}")
        print(f"    before  {one_line(old[key]['answer'])}")
        print(f"    after   {one_line(new[key]['answer'])}")
    print()


if __name__ == "__main__":
    main()
