#!/usr/bin/env bash
# How far the fast arithmetic is from f32, ours and llama.cpp's: mean KL over the first 512 tokens of general.txt.
#   kl.sh MODEL THREADS PYTHON [q8_0]     prints one JSON object; q8_0: both keep keys and values so
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../packaging/common.sh"
model=$1 threads=$2 python=$3 cache=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$bin/inkstone-cli" tokenize --model "$model" --json < "$root/resources/samples/general.txt" > "$work/all.json"
"$python" -c 'import json, sys; json.dump(json.load(open(sys.argv[1]))["ids"][:512], open(sys.argv[2], "w"))' \
    "$work/all.json" "$work/ids.json"
ids=$(tr -d '[] ' < "$work/ids.json")
for compute in f32 auto; do
    kept=auto
    [ "$compute" = auto ] && [ -n "$cache" ] && kept=$cache
    "$bin/inkstone-cli" logits --model "$model" --threads "$threads" --compute "$compute" --kv-cache "$kept" --ids "$ids" \
        --out "$work/$compute.safetensors" --json > /dev/null
done
"$python" "$root/tests/bench/llama_cpp_speed.py" logits "$model" "$threads" "$work/ids.json" "$work/rival.safetensors" $cache 1>&2
"$python" "$root/tests/bench/kl.py" "$work/f32.safetensors" "$work/auto.safetensors" "$work/rival.safetensors"
