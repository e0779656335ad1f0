#!/usr/bin/env bash
# The speed of tiyf-cache beside the sqlite3 shell, in one interleaved run, as a table with ratios.
#   tests/bench/cache.sh [--runs N] [--rows N] [--tool PATH]
# Goals: reserve at most 0.65 of the shell's time and 2 fdatasyncs, with an empty cache and with 100 thousand live
# entries; batch at least 100 thousand answers a second at 1000 a commit and 50 times the single rate; with 8 processes
# racing no call over 300 ms. Build the preset `release` first, and leave the machine alone.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
runs=200 rows=100000 tool=$here/build/release/bin/tiyf-cache
while [[ $# -gt 0 ]]; do
  case $1 in
    --runs) runs=$2 ;;
    --rows) rows=$2 ;;
    --tool) tool=$2 ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2 && exit 64 ;;
  esac
  shift 2
done

measure=$(dirname "$tool")/../tests/bench/tiyf_measure
if [[ ! -x "$measure" ]]; then echo "cache.sh: $measure is missing: build the preset release" >&2 && exit 66; fi
work=$(mktemp --directory "${TMPDIR:-/tmp}/tiyf-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
order=(--decision-id decision-1 --symbol EURUSD --side buy --size 1000)

now() { echo "${EPOCHREALTIME/./}"; } # µs

# took COMMAND…: its wall time in µs, without what the shell needs to start it; 0 new and 1 duplicate are answers
took() {
  local cost wall code
  cost=$("$measure" "$@" 2>/dev/null)
  read -r wall _ _ code <<<"$cost"
  if ((code > 1)); then echo "cache.sh: exit $code of $*" >&2 && exit 70; fi
  echo "$wall"
}
percentile() { sort -n | awk -v p="$1" '{ a[NR] = $1 } END { i = int(NR * p + 0.999); if (i < 1) i = 1; if (i > NR) i = NR; print a[i] }'; }
row() { printf '%-52s %12s %10s %s\n' "$@"; }

reserves() { # PREFIX COUNT: lines for batch
  awk -v p="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; ++i)
    printf "{\"op\":\"reserve\",\"broker_client_order_id\":\"%s-%06d\",\"decision_id\":\"decision-%06d\",\"symbol\":\"EURUSD\",\"side\":\"buy\",\"size\":1000}\n", p, i, i }'
}

make_peer() { # FILE ROWS: the same durable insert for the shell
  sqlite3 "$1" "PRAGMA journal_mode=WAL; CREATE TABLE entries(id TEXT PRIMARY KEY, decision_id TEXT, symbol TEXT, side TEXT, size TEXT, ttl_utc TEXT, status TEXT, updated_utc TEXT) WITHOUT ROWID;
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $2)
    INSERT INTO entries SELECT printf('row-%06d', i), printf('decision-%06d', i), 'EURUSD', 'buy', '1000', '2025-10-08T12:00:00Z', 'sent', '2025-10-06T12:00:00Z' FROM n WHERE $2 > 0" >/dev/null
}
peer_insert() { # ID
  echo "PRAGMA synchronous=FULL; INSERT INTO entries VALUES('$1','decision-1','EURUSD','buy','1000','2025-10-08T12:00:00Z','sent','2025-10-06T12:00:00Z')"
}

against_the_shell() { # NAME ROWS
  local i
  make_peer "$work/peer.$2.db" "$2"
  reserves row "$2" | "$tool" --quiet --cache "$work/cache.$2.db" batch >/dev/null
  "$tool" --quiet --cache "$work/cache.$2.db" reserve --id first "${order[@]}" >/dev/null
  : >"$work/ours"
  : >"$work/theirs"
  for ((i = 0; i < runs; ++i)); do
    took "$tool" --cache "$work/cache.$2.db" reserve --id "new-$i" "${order[@]}" >>"$work/ours"
    took sqlite3 "$work/peer.$2.db" "$(peer_insert "new-$i")" >>"$work/theirs"
  done
  local ours theirs
  ours=$(percentile 0.5 <"$work/ours") theirs=$(percentile 0.5 <"$work/theirs")
  row "sqlite3 shell, one durable insert, $1" "$theirs µs" 1.00
  row "tiyf-cache reserve, $1" "$ours µs" "$(awk "BEGIN { printf \"%.2f\", $ours / $theirs }")" "goal 0.65"
}

single_rate() { # one commit a row: a line, its answer, the next line
  local i start line count=500
  mkfifo "$work/commands" "$work/answers"
  "$tool" --quiet --cache "$work/single.db" batch <"$work/commands" >"$work/answers" &
  exec 8>"$work/commands" 9<"$work/answers"
  start=$(now)
  for ((i = 0; i < count; ++i)); do
    echo '{"op":"reserve","broker_client_order_id":"s'$i'","decision_id":"d","symbol":"EURUSD","side":"buy","size":1}' >&8
    read -r line <&9
  done
  single=$((count * 1000000 / ($(now) - start)))
  [[ $line == *'"result":"new"'* ]]
  exec 8>&-
  wait $!
}

rates() {
  local spent
  single_rate
  row "one commit a row, one process" "$single /s" 1.0
  reserves row "$rows" >"$work/lines"
  spent=$(took "$tool" --cache "$work/batch.db" batch <"$work/lines")
  row "batch, 1000 a commit, $rows new" "$((rows * 1000000 / spent)) /s" "$(awk "BEGIN { printf \"%.1f\", $rows * 1e6 / $spent / $single }")" "goal 100000 /s, 50"
  spent=$(took "$tool" --cache "$work/batch.db" batch <"$work/lines")
  row "batch, $rows duplicates (no write)" "$((rows * 1000000 / spent)) /s" "$(awk "BEGIN { printf \"%.1f\", $rows * 1e6 / $spent / $single }")"
}

race() {
  local p
  "$tool" --quiet --cache "$work/race.db" reserve --id first "${order[@]}" >/dev/null
  for p in 1 2 3 4 5 6 7 8; do
    (for ((i = 0; i < 50; ++i)); do took "$tool" --cache "$work/race.db" reserve --id "r$p-$i" "${order[@]}"; done >"$work/race.$p") &
  done
  wait
  row "8 processes racing, 400 reserves: median / worst" "$(cat "$work"/race.[0-9] | percentile 0.5) µs" "$(cat "$work"/race.[0-9] | percentile 1) µs" "goal 300000"
}

row "what" "median" "ratio" "goal"
against_the_shell "empty cache" 0
against_the_shell "$rows live entries" "$rows"
rates
race
if command -v strace >/dev/null; then
  strace -f -qq -o "$work/trace" -e trace=fsync,fdatasync "$tool" --cache "$work/race.db" reserve --id last "${order[@]}" >/dev/null
  row "syncs of a reserve" "$(grep -c sync "$work/trace")" "" "goal 2"
fi
