#!/usr/bin/env bash
# Speed beside llama.cpp and PyTorch + PEFT on this machine, same file, same threads; the two take turns.
#   bash tests/bench/run.sh [ROUNDS]        (default 3; prints the table of RESULTS.md)
# The rivals live outside the tree in $INKSTONE_RIVALS (default $XDG_CACHE_HOME/inkstone/rivals) and are made on the
# first run: llama.cpp is compiled for this machine, torch comes as a wheel.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../packaging/common.sh"

here=$root/tests/bench
rounds=${1:-3}
threads=${INKSTONE_BENCH_THREADS:-$(nproc)}
rivals=${INKSTONE_RIVALS:-${XDG_CACHE_HOME:-$HOME/.cache}/inkstone/rivals}
python=$rivals/bin/python
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

make_rivals() {
    "$python" -c 'import llama_cpp, torch, peft, transformers' 2>/dev/null && return 0
    say "Making the rivals in $rivals (compiles llama.cpp; some minutes)"
    python3 -m venv "$rivals" || die "python3 -m venv failed; on Debian install python3-venv"
    CMAKE_ARGS="-DGGML_NATIVE=ON" CMAKE_BUILD_PARALLEL_LEVEL=$(build_jobs) \
        "$rivals/bin/pip" install --quiet -r "$here/requirements.txt" || die "pip could not install the rivals"
}

# measure NAME COMMAND...: one JSON line more in NAME.jsonl; a command that fails leaves a note, not a number
measure() {
    local name=$1
    shift
    if ! "$@" >> "$results/$name.jsonl" 2> "$results/error"; then
        note "$name: no figure ($(tail -n 1 "$results/error"))"
    fi
}

ours() { "$bin/inkstone-cli" bench "$@" --model "$model" --threads "$threads" --json; }
rival() { local script=$1 what=$2; shift 2; "$python" "$here/$script" "$what" "$model" "$threads" "$@"; }

build release inkstone_cli
model=$(fetch_starter_model) || die "the starter model is needed for this benchmark"
make_rivals

for ((round = 1; round <= rounds; round++)); do
    say "Round $round of $rounds"
    measure decode.ours ours decode
    measure decode.rival rival llama_cpp_speed.py decode
    measure prefill.ours ours prefill
    measure prefill.rival rival llama_cpp_speed.py prefill
    measure lora.ours ours train
    measure lora-f32.rival "$python" "$here/torch_lora_speed.py" "$model" "$threads" f32
    measure lora-bf16.rival "$python" "$here/torch_lora_speed.py" "$model" "$threads" bf16
    measure import.ours ours import
done
say "Mean KL divergence from f32 on general.txt"
measure kl bash "$here/kl.sh" "$model" "$threads" "$python"
python3 "$here/table.py" "$results" "$threads"
