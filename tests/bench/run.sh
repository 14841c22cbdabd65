#!/usr/bin/env bash
# Speed beside llama.cpp, ik_llama.cpp and PyTorch + PEFT on this machine, same file, same threads; all take turns.
#   bash tests/bench/run.sh [ROUNDS]        (default 7; prints the table of RESULTS.md)
#   INKSTONE_BENCH=inference|decode|prefill|depth|training|text   only that part (inference: decode, prefill and KL;
#                                                depth: behind 7,168 tokens; text: tokenize)
#   INKSTONE_BENCH_THREADS=N, INKSTONE_BENCH_MODEL=FILE.gguf, INKSTONE_BENCH_TEXT=FILE.txt
#   INKSTONE_BENCH_REPEATS=N   measurements of ours and ik_llama.cpp's inside each turn, whose mean counts (default 3)
#   INKSTONE_BENCH_ROWS=FILE.json   chat rows (instruction, input, output) for an epoch's lengths
# The rivals live outside the tree in $INKSTONE_RIVALS (default $XDG_CACHE_HOME/inkstone/rivals) and are made on the
# first run: llama.cpp is compiled for this machine, torch comes as a wheel. ik_llama.cpp (optional: without it its
# column stays empty) is compiled from $INKSTONE_IK_SOURCE, a checkout of yours, or from a clone of its repository.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../packaging/common.sh"

here=$root/tests/bench
rounds=${1:-7}
which=${INKSTONE_BENCH:-all}
threads=${INKSTONE_BENCH_THREADS:-$(nproc)}
repeats=${INKSTONE_BENCH_REPEATS:-3}
rivals=${INKSTONE_RIVALS:-${XDG_CACHE_HOME:-$HOME/.cache}/inkstone/rivals}
python=$rivals/bin/python
rows=${INKSTONE_BENCH_ROWS:-$root/../shared/data/instruct/alpaca_en_demo.json}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

make_rivals() {
    "$python" -c 'import llama_cpp, torch, peft, transformers' 2>/dev/null && return 0
    say "Making the rivals in $rivals (compiles llama.cpp; some minutes)"
    python3 -m venv "$rivals" || die "python3 -m venv failed; on Debian install python3-venv"
    CMAKE_ARGS="-DGGML_NATIVE=ON" CMAKE_BUILD_PARALLEL_LEVEL=$(build_jobs) \
        "$rivals/bin/pip" install --quiet -r "$here/requirements.txt" || die "pip could not install the rivals"
}

ik_repository=https://github.com/ikawrakow/ik_llama.cpp
ik_commit=8337e4cd3861406fc04e0854b1409cd1b027fbc9
ik_bench=$rivals/ik_llama.cpp/build/bin/llama-bench

# Sets ik_bench to an executable, or to nothing after a sentence.
make_ik() {
    [ -x "$ik_bench" ] && return 0
    local source=${INKSTONE_IK_SOURCE:-$rivals/ik_llama.cpp} log=$rivals/ik_llama.cpp.log
    say "Making ik_llama.cpp in $source/build (some minutes; the log is $log)"
    if [ ! -f "$source/CMakeLists.txt" ]; then
        git clone --quiet "$ik_repository" "$source" 2> "$log" && git -C "$source" checkout --quiet "$ik_commit" 2>> "$log" \
            || { note "ik_llama.cpp could not be had: $(tail -n 1 "$log")"; ik_bench=; return 0; }
    fi
    ik_bench=$source/build/bin/llama-bench
    [ -x "$ik_bench" ] && return 0
    if ! { cmake -S "$source" -B "$source/build" -DCMAKE_BUILD_TYPE=Release -DGGML_NATIVE=ON -DLLAMA_CURL=OFF \
               -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_SERVER=OFF -DGGML_IQK_FA_ALL_QUANTS=OFF -DBUILD_SHARED_LIBS=OFF \
           && cmake --build "$source/build" --target llama-bench --parallel "$(build_jobs)"; } > "$log" 2>&1; then
        note "ik_llama.cpp did not build: see $log"
        ik_bench=
    fi
}

# ik PROMPT ANSWER: its own benchmark, repacked at load and with flash attention, as its authors recommend
ik() {
    [ -n "$ik_bench" ] || { echo "it was not built" >&2; return 1; }
    "$ik_bench" -m "$model" -t "$threads" -ngl 0 -rtr 1 -fa 1 -p "$1" -n "$2" -r "$repeats" -o json 2> /dev/null \
        | "$python" -c 'import json, sys; r = json.load(sys.stdin)[0]; print(json.dumps({"value": r["avg_ts"], "unit": "tokens/s"}))'
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

wants() { [ "$which" = all ] || [ "$which" = "$1" ]; }
wants_speed_of() { wants inference || [ "$which" = "$1" ]; }

build release inkstone_cli
model=${INKSTONE_BENCH_MODEL:-$(fetch_starter_model)} || die "the starter model is needed for this benchmark"
text=${INKSTONE_BENCH_TEXT:-$root/resources/samples/general.txt}
make_rivals
{ wants_speed_of decode || wants_speed_of prefill; } && make_ik

wants training && python3 "$here/make_rows.py" 200000 "$results/rows.jsonl"
for ((round = 1; round <= rounds; round++)); do
    say "Round $round of $rounds"
    if wants_speed_of decode; then
        measure decode.ours ours decode --repeats "$repeats"
        measure decode.rival rival llama_cpp_speed.py decode
        measure decode.ik ik 0 128
    fi
    if wants_speed_of prefill; then
        measure prefill.ours ours prefill --repeats "$repeats"
        measure prefill.rival rival llama_cpp_speed.py prefill
        measure prefill.ik ik 512 0
    fi
    if wants depth; then
        for cache in 16 8; do
            [ "$cache" = 16 ] && mine=bf16 theirs=f16 || mine=q8_0 theirs=q8_0
            for what in decode prefill; do
                measure "$what-depth$cache.ours" ours "$what" --depth 7168 --kv-cache "$mine" --repeats "$repeats"
                measure "$what-depth$cache.rival" rival llama_cpp_speed.py "$what" 7168 "$theirs"
            done
        done
    fi
    if wants training; then
        for method in lora full; do
            measure "$method.ours" ours train --method "$method" --length 256 --rows 4 --steps 6
            for type in f32 bf16; do
                measure "$method-$type.rival" "$python" "$here/torch_train_speed.py" "$model" "$threads" "$method" "$type"
            done
        done
        if [ -f "$rows" ]; then
            measure epoch.ours ours train --data "$rows" --steps 30
            for order in random grouped; do
                measure "epoch-$order.rival" "$python" "$here/torch_epoch_speed.py" "$model" "$threads" "$rows" "$order"
            done
        fi
        measure import.ours "$bin/inkstone-cli" bench import --file "$results/rows.jsonl" --repeats 1 --json
    fi
    if wants text; then
        measure tokenize.ours "$bin/inkstone-cli" bench tokenize --model "$model" --file "$text" --json
        measure tokenize.rival "$python" "$here/tokenizers_speed.py" "$model" "$text"
    fi
done
if wants inference; then
    say "Mean KL divergence from f32 on general.txt"
    measure kl bash "$here/kl.sh" "$model" "$threads" "$python"
fi
python3 "$here/table.py" "$results" "$threads" "$(basename "$model")"
