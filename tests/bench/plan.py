#!/usr/bin/env python3
"""`train plan` beside the run it is about: memory and time, five configurations, one after the other.

    plan.py INKSTONE_CLI MODEL.gguf FOLDER      (FOLDER gets the random models; they stay there for the next time)
Peak: the most anonymous memory (RssAnon, looked at every 2 ms) above the level before the model was opened, and VmHWM.
Time: of the whole command, and of its optimizer steps. Needs the gguf package for the random models.
"""
import json
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / "resources" / "samples" / "identity.jsonl"


def made(cli, starter, folder):
    """The models that no hub has: 270M with a 262k head, and 0.6B as GGUF and as a Hugging Face folder."""
    shapes = {
        "270m_q8_0": "--hidden 640 --layers 18 --heads 4 --kv-heads 1 --head-dim 256 --ffn 2048 --vocabulary 262144",
        "600m_q8_0": "--hidden 1536 --layers 20 --heads 24 --kv-heads 4 --head-dim 64 --ffn 4608",
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in shapes.items():
        if not (folder / f"{name}.gguf").exists():
            subprocess.run([sys.executable, HERE / "random_model.py", starter, folder / f"{name}.gguf", *shape.split()],
                           check=True)
    if not (folder / "270m_hf").exists():
        subprocess.run([cli, "model", "convert", folder / "270m_q8_0.gguf", folder / "270m_hf", "--to", "hf", "--type",
                        "bf16", "--quiet"], check=True, stdout=subprocess.DEVNULL)
    return folder


def text_rows(folder):
    """Long rows of plain text, each its own chunk."""
    file = folder / "long.jsonl"
    words = (HERE.parent.parent / "resources" / "samples" / "general.txt").read_text(encoding="utf-8")
    with file.open("w", encoding="utf-8") as out:
        for i in range(24):
            out.write(json.dumps({"text": words[i * 97:] [:6000]}) + "\n")
    return file


def field(pid, name):
    try:
        for line in open(f"/proc/{pid}/status", encoding="ascii"):
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    except (OSError, ProcessLookupError):
        pass
    return 0


def run(command):
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    anonymous = 0
    while process.poll() is None:
        anonymous = max(anonymous, field(process.pid, "RssAnon"))
        time.sleep(0.002)
    seconds = time.monotonic() - start
    if process.returncode:
        sys.exit(process.stderr.read())
    return json.loads(process.stdout.read()), anonymous, seconds


def main():
    cli, starter, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    wanted = sys.argv[4:]
    models = made(cli, starter, folder)
    long = text_rows(folder)
    configurations = [
        ("SmolLM2 Q4_1, chats, r16", starter, SAMPLES, "--max-steps 20 --rank 16"),
        ("SmolLM2 Q4_1, 1024 tokens, r64", starter, long, "--max-steps 6 --rank 64 --max-length 1024"),
        ("270M, 262k head, HF bf16, r8", models / "270m_hf", SAMPLES, "--max-steps 8 --rank 8 --micro-batch-tokens 256"),
        ("600M Q8_0, 512 tokens, r16", models / "600m_q8_0.gguf", long, "--max-steps 3 --rank 16 --max-length 512"),
        ("600M Q8_0, blocks made again", models / "600m_q8_0.gguf", long,
         "--max-steps 3 --rank 32 --max-length 512 --recompute 20"),
    ]
    print("| configuration | planned MB | RssAnon MB | off | VmHWM - before MB | off | planned s | whole run s | off "
          "| planned steps s | steps s | off |")
    print("|" + "---|" * 12)
    for i, (name, model, data, flags) in enumerate(configurations):
        if wanted and str(i) not in wanted:
            continue
        out = folder / "run"
        subprocess.run(["rm", "-rf", out], check=True)
        common = ["--model", model, "--data", data, *flags.split(), "--json", "--quiet"]
        plan, _, _ = run([cli, "train", "plan", *common])
        done, anonymous, seconds = run([cli, "train", *common, "--method", "lora", "--out", f"{out}/"])
        before, mapped_before = done["rss_before_bytes"], done["mapped_before_bytes"]
        anonymous -= before - mapped_before
        peak = done["peak_rss_bytes"] - before
        planned = plan["ram_bytes"]
        steps = plan["seconds_breakdown"]["training"]

        def off(a, b):
            return f"{100 * (a / b - 1):+.1f} %"

        print(f"| {name} | {planned / 1e6:.1f} | {anonymous / 1e6:.1f} | {off(planned, anonymous)} | {peak / 1e6:.1f} "
              f"| {off(planned, peak)} | {plan['seconds_estimate']:.1f} | {seconds:.1f} "
              f"| {off(plan['seconds_estimate'], seconds)} | {steps:.1f} | {done['seconds']:.1f} "
              f"| {off(steps, done['seconds'])} |", flush=True)
        print(json.dumps({**plan["breakdown"], **plan["seconds_breakdown"], "mapped_after": done["mapped_bytes"] - mapped_before}), file=sys.stderr)


main()
