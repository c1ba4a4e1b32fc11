#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh SECONDS BUILD_DIR: runs every fuzzer of a fuzz build for so long, two at a time. Found
# inputs are kept in BUILD_DIR/corpus for the next run. Fails when an input crashed a target; the
# input is then in BUILD_DIR/artifacts.
set -euo pipefail
(($# == 2)) || {
    echo "usage: tests/fuzz/run.sh SECONDS BUILD_DIR" >&2
    exit 2
}
seconds=$1
build=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"

# fuzz NAME: one target; prints one line, and its log when it failed.
fuzz() {
    local name=$1 code=0
    local log=$build/$name.fuzz.log found=$build/corpus/$name broken=$build/artifacts/$name
    local kept=("corpus/$name")
    local options=(-max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1)
    mkdir -p "$found" "$broken"
    [[ ! -f dictionaries/$name.dict ]] || options+=(-dict="dictionaries/$name.dict")
    [[ ! -d regressions/$name ]] || kept+=("regressions/$name")
    # New inputs go to the first folder; the others are only read.
    "$build/fuzz_$name" "${options[@]}" -artifact_prefix="$broken/" \
        "$found" "${kept[@]}" >"$log" 2>&1 || code=$?
    if ((code != 0)); then
        printf '%-10s FAILED, see %s\n' "$name" "$log"
        tail -n 60 "$log"
        return 1
    fi
    printf '%-10s %9s executions, %7s a second\n' "$name" \
        "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" \
        "$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")"
}

failed=0
waiting=0
for target in fuzz_*.cpp; do
    name=${target#fuzz_}
    fuzz "${name%.cpp}" &
    if ((++waiting == 2)); then
        wait -n || failed=1
        ((waiting--))
    fi
done
while ((waiting--)); do
    wait -n || failed=1
done
exit "$failed"
