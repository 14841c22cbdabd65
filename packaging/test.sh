#!/usr/bin/env bash
# Installs what is missing, builds Release, runs the everyday tests, then a part of kernels and core under ASan + UBSan.
#   bash packaging/test.sh
# Slow tests, fuzzing and TSan carry labels of their own and are run by hand (README.md). The last line counts;
# any failure makes the exit code 1.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

passed=0 failed=0

# tests PRESET ARGUMENTS...: runs ctest and adds up what it found
tests() {
    local preset=$1 report=$root/build/$1/report.xml status=0 all bad
    shift
    say "Testing ($preset)"
    rm -f "$report"
    (cd "$root" && ctest --preset "$preset" --output-junit "$report" --no-tests=error "$@") || status=1
    all=$(sed -n 's/^[[:space:]]*tests="\([0-9]*\)".*/\1/p' "$report" 2>/dev/null | head -1)
    bad=$(sed -n 's/^[[:space:]]*failures="\([0-9]*\)".*/\1/p' "$report" 2>/dev/null | head -1)
    all=${all:-0} bad=${bad:-0}
    [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
    passed=$((passed + (all > bad ? all - bad : 0)))
    failed=$((failed + bad))
}

install_packages
fetch_starter_model >/dev/null || note "the tests of the real model will be skipped"
build release
tests release -j "$(nproc)"
# The part that fits into the time; `ctest --preset asan` runs all of kernels and core.
programs="kernels_dtype kernels_int8_linear kernels_products kernels_thread_pool kernels_torch_golden
    core_arena core_atomic_folder core_basics core_dataset core_eval core_file core_gguf core_import core_job_queue core_json
    core_kill_labels core_label core_mapped_file core_safetensors core_sampler core_stop_strings core_store"
build asan $programs
tests asan -j "$(nproc)" -R "^($(echo $programs | tr ' ' '|'))\$"

say "$SECONDS s in all"
echo "total: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
