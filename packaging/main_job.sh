#!/usr/bin/env bash
# The main job with inkstone-cli: import the sample, measure the model, fine-tune it, measure it again, ask it.
#   bash packaging/main_job.sh MODEL PROJECT
# Every step leaves its answer in PROJECT/first-light/; a step whose answer is there is not done again, and a training
# run that was interrupted is resumed. INKSTONE_SAMPLES names another folder with identity.jsonl,
# identity_suite.jsonl and general.txt.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

[ $# -eq 2 ] || die "main_job.sh needs MODEL and PROJECT"
model=$1 project=$2
samples=${INKSTONE_SAMPLES:-$root/resources/samples}
answers=$project/first-light
run=$project/runs/first-light
began=$SECONDS
mkdir -p "$answers"

# step NAME WHAT ARGUMENTS...: one call of inkstone-cli, its JSON kept as NAME.json
step() {
    local name=$1 what=$2
    shift 2
    [ -f "$answers/$name.json" ] && return 0
    say "$what"
    "$bin/inkstone-cli" "$@" --project "$project" --json > "$answers/$name.part" \
        || die "$what: inkstone-cli ${1} failed (see above)"
    mv "$answers/$name.part" "$answers/$name.json"
}

before=(--model "$model")
after=(--model "$model" --adapter "$run/adapter")
resume=()
[ -d "$run" ] && resume=(--resume)

step import "Importing the identity set" data import "$samples/identity.jsonl" --name identity
step eval_before "Asking the 30 held-out questions, before" \
    eval "${before[@]}" --suite "$samples/identity_suite.jsonl" --out "$answers/eval_before"
step score_before "Measuring perplexity on general.txt, before" score "${before[@]}" --file "$samples/general.txt"
step train "Fine-tuning (LoRA)" train --model "$model" --data identity --method lora --out first-light "${resume[@]}"
step eval_after "Asking the 30 held-out questions, after" \
    eval "${after[@]}" --suite "$samples/identity_suite.jsonl" --out "$answers/eval_after"
step score_after "Measuring perplexity on general.txt, after" score "${after[@]}" --file "$samples/general.txt"

[ -f "$answers/seconds" ] || echo $((SECONDS - began)) > "$answers/seconds"
python3 "$root/packaging/main_job_table.py" "$answers" "$samples/identity_suite.jsonl"
note "Chat with it: $bin/inkstone-cli chat --model $model --adapter $run/adapter"
