#!/usr/bin/env bash
# Installs what is missing, builds Release, runs the everyday tests, then kernels and core under ASan + UBSan.
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
build asan kernels_tests core_tests
tests asan -j "$(nproc)"

say "$SECONDS s in all"
echo "total: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
