#!/usr/bin/env bash
# The speed of tiyf-reconcile beside DuckDB and sqlite3, in one interleaved run, as a table with ratios and goals.
#   tests/bench/core.sh [--orders N] [--runs N] [--tool PATH] [--peers all|none]
# Every contender must find what was planted (else exit 1); no figure fails the script. Build the preset `release` first,
# leave the machine alone, and read README.md. Generated days are kept in ${TMPDIR:-/tmp}/tiyf-bench-data.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$here/../../build/release
orders=1000000 runs=3 tool=$build/bin/tiyf-reconcile peers=all
while [[ $# -gt 0 ]]; do
  case $1 in
    --orders) orders=$2 ;;
    --runs) runs=$2 ;;
    --tool) tool=$2 ;;
    --peers) peers=$2 ;;
    *) sed -n '2,5s/^# \{0,1\}//p' "$0" >&2 && exit 64 ;;
  esac
  shift 2
done
now=2025-10-06T21:00:00Z small=$((orders / 10))
generator=$build/tests/bench/tiyf_generate_day measure=$build/tests/bench/tiyf_measure
for needed in "$generator" "$measure" "$tool"; do
  if [[ ! -x $needed ]]; then echo "core.sh: $needed is missing: scripts/build release" >&2 && exit 66; fi
done
if [[ $peers == all ]]; then "$here/install"; fi

work=$(mktemp --directory "${TMPDIR:-/tmp}/tiyf-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/bench/core_lib.sh
source "$here/core_lib.sh"

say "generating, where not yet done"
key=$(days_key)
big_day=$(day "$orders" 1) small_day=$(day "$small" 1) long_day=$(day "$small" 10) tiny_day=$(day 10000 1)

for ((run = 1; run <= runs; ++run)); do
  say "run $run of $runs at $orders orders"
  floors "$big_day"
  ours core1 "$big_day" 1 --no-trades
  peer_duckdb duck1 "$big_day" 1
  ours core2 "$big_day" 2 --no-trades
  peer_duckdb duck2 "$big_day" 2
  ours whole2 "$big_day" 2
  peer_duckdb duckwhole2 "$big_day" 2 --trades "$work/theirs.csv"
  say "run $run of $runs at $small orders, and with 10 times its journal"
  ours small1 "$small_day" 1 --no-trades
  peer_duckdb ducksmall1 "$small_day" 1
  ours long1 "$long_day" 1 --no-trades
  for ((again = 0; again < 10; ++again)); do ours tiny "$tiny_day" 2; done
done
say "sqlite3, the trades, and starts"
peer_sqlite sqlite "$small_day"
same_trades "$small_day"
starts

heading
line "cat: reading the bytes" cat
line "openssl sha256: hashing them" sha256
line "tiyf-reconcile run --no-trades, 1 thread" core1 duck1
line "tiyf-reconcile run --no-trades, 2 threads" core2 duck2
line "tiyf-reconcile run, 2 threads" whole2 duckwhole2
line "DuckDB, 1 thread" duck1
line "DuckDB, 2 threads" duck2
line "DuckDB with trades.csv, 2 threads" duckwhole2
line "tiyf-reconcile run --no-trades, 1 thread, $small orders" small1 ducksmall1
line "the same with 10 times the journal" long1
line "DuckDB, 1 thread, $small orders" ducksmall1
line "sqlite3, $small orders" sqlite
line "tiyf-reconcile run, 10000 orders" tiny
echo
goals
