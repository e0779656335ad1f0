# The parts of core.sh: days, contenders, medians, the table. It sets $generator, $measure, $tool, $peers, $now, $work.
# shellcheck shell=bash
: "${key:=}"  # core.sh asks days_key once
: "${generator:?}" "${measure:?}" "${tool:?}" "${peers:?}" "${now:?}" "${work:?}" "${here:?}" "${orders:?}" "${small:?}"

say() { echo "core.sh: $*" >&2; }
wrong() {
  say "WRONG: $*"
  exit 1
}

shape=(--listed-hours 4 --extra-fields)

# What this generator writes, whatever compiled it: days are kept under this name.
days_key() {
  "$generator" --orders 1000 --days 2 "${shape[@]}" --output "$work/sample"
  cat "$work"/sample/* | sha256sum | cut --characters=1-12
}

# day ORDERS DAYS: its folder, generated where that is not yet done
day() {
  local planted=$(($1 / 10000)) folder=${TMPDIR:-/tmp}/tiyf-bench-data/$key/orders-$1-days-$2
  if ((planted < 1)); then planted=1; fi
  if ((planted > 1000)); then planted=1000; fi
  if [[ ! -e $folder/manifest.json ]]; then
    rm -rf "$folder" "$folder.part"
    "$generator" --orders "$1" --days "$2" --planted "$planted" "${shape[@]}" --output "$folder.part"
    mv "$folder.part" "$folder"
    sync --file-system "$folder" # or the first contender's fsync waits for a gigabyte that is not its own
  fi
  echo "$folder"
}

# cost NAME COMMAND…: adds what it took to $work/NAME.cost; its stdout is in $work/NAME.out. Prints the exit code.
cost() {
  local name=$1
  shift
  "$measure" "$@" 2>"$work/$name.out" >"$work/last"
  cat "$work/last" >>"$work/$name.cost"
  cut --delimiter=' ' --fields=4 "$work/last"
}

# counts_must_be DAY FILE WHO: a JSON object of counts by kind is what the manifest says was planted
counts_must_be() {
  jq --null-input --exit-status --slurpfile found "$2" --slurpfile planted "$1/manifest.json" \
    '$found[0] == ($planted[0].counts + {duplicate_fills: $planted[0].duplicate_fills})' >/dev/null ||
    wrong "$3 found $(jq --compact-output . "$2"), planted: $(jq --compact-output '.counts, .duplicate_fills' "$1/manifest.json")"
}

# pin_to THREADS: one thread is one core, in front of the command
pin_to() {
  pinned=()
  if [[ $1 == 1 ]]; then pinned=(taskset --cpu-list 0); fi
}

# ours NAME DAY THREADS [FLAG…]
ours() {
  local name=$1 folder=$2 threads=$3 exit_code
  local -a flags=("${@:4}")
  pin_to "$threads"
  rm -rf "$work/output" "$work/state"
  exit_code=$(cost "$name" "${pinned[@]}" "$tool" run --quiet --now "$now" --config "$folder/config.json" \
    --decision-log "$folder/decision-log.jsonl" --order-journal "$folder/order-journal.jsonl" \
    --broker "$folder/broker-snapshot.json" --output-dir "$work/output" --state-dir "$work/state" "${flags[@]}")
  [[ $exit_code == 2 ]] || wrong "tiyf-reconcile exits $exit_code, not 2: $(tail --lines=3 "$work/$name.out")"
  jq '.counts + {duplicate_fills: ([.inputs[].duplicate_fills] | add)}' "$work/output/reconcile-report.json" >"$work/found.json"
  counts_must_be "$folder" "$work/found.json" tiyf-reconcile
}

# peer_duckdb NAME DAY THREADS [FLAG…]
peer_duckdb() {
  if [[ $peers == none ]]; then return; fi
  pin_to "$3"
  [[ $(cost "$1" "${pinned[@]}" node "$here/peers/duckdb.mjs" "$2" --now "$now" --threads "$3" "${@:4}") == 0 ]] ||
    wrong "DuckDB failed: $(tail --lines=3 "$work/$1.out")"
  counts_must_be "$2" "$work/$1.out" DuckDB
}

peer_sqlite() { # NAME DAY
  if [[ $peers == none ]]; then return; fi
  [[ $(cost "$1" "$here/peers/sqlite.sh" "$2" --now "$now") == 0 ]] || wrong "sqlite3 failed: $(tail --lines=3 "$work/$1.out")"
  counts_must_be "$2" "$work/$1.out" sqlite3
}

floors() { # DAY
  local -a files=("$1/decision-log.jsonl" "$1/order-journal.jsonl" "$1/broker-snapshot.json")
  "$measure" sh -c 'exec cat "$@" >/dev/null' sh "${files[@]}" >>"$work/cat.cost"
  "$measure" openssl dgst -sha256 "${files[@]}" 2>/dev/null >>"$work/sha256.cost"
}

# Both write the same trades.csv, but for line ends and the spelling of whole numbers.
same_trades() { # DAY
  if [[ $peers == none ]]; then return; fi
  ours trades "$1" 2
  node "$here/peers/duckdb.mjs" "$1" --now "$now" --trades "$work/theirs.csv" >/dev/null
  sed --regexp-extended 's/\.0(,|$)/\1/g; s/^([^,]*\.[0-9]*[1-9])0*Z/\1Z/; s/^([^,.]*)\.0+Z/\1Z/' "$work/theirs.csv" |
    cmp - <(tr --delete '\r' <"$work/output/trades.csv") >&2 || wrong "DuckDB's trades.csv is not ours"
}

starts() {
  local name
  echo 'int main(void) { return 0; }' >"$work/bare.c"
  cc -O2 -o "$work/bare" "$work/bare.c"
  cc -O2 -static-pie -o "$work/bare-static-pie" "$work/bare.c"
  for name in bare bare-static-pie; do "$measure" --repeat 200 "$work/$name" >"$work/$name.cost"; done
  for name in tiyf-reconcile tiyf-cache tiyf-slippage tiyf-limits; do
    "$measure" --repeat 200 "$(dirname "$tool")/$name" --version 2>/dev/null >"$work/$name.cost"
  done
}

# median NAME wall|cpu|peak: seconds, seconds, MB; empty when it did not run
median() {
  local field scale
  if [[ ! -e $work/$1.cost ]]; then return; fi
  case $2 in
    wall) field=1 scale=1000000 ;;
    cpu) field=2 scale=1000000 ;;
    peak) field=3 scale=1024 ;;
  esac
  sort --numeric-sort --key="$field,$field" "$work/$1.cost" |
    awk -v field="$field" -v scale="$scale" '{ a[NR] = $field } END { printf "%.6f", a[int((NR + 1) / 2)] / scale }'
}

compute() { awk "BEGIN { printf \"$1\", $2 }"; }

heading() {
  echo "| $orders orders, medians of ${runs:?} interleaved runs | wall s | CPU s | peak MB | wall of DuckDB's | CPU of DuckDB's |"
  echo "| --- | --- | --- | --- | --- | --- |"
}

line() { # TITLE NAME [PEER]
  local wall_ratio="" cpu_ratio=""
  if [[ ! -e $work/$2.cost ]]; then return; fi
  if [[ $# == 3 && -e $work/$3.cost ]]; then
    wall_ratio="1 : $(compute %.2f "$(median "$3" wall) / $(median "$2" wall)")"
    cpu_ratio="1 : $(compute %.2f "$(median "$3" cpu) / $(median "$2" cpu)")"
  fi
  printf '| %s | %.3f | %.3f | %.1f | %s | %s |\n' "$1" "$(median "$2" wall)" "$(median "$2" cpu)" "$(median "$2" peak)" \
    "$wall_ratio" "$cpu_ratio"
}

goal() { # TITLE FORMAT EXPRESSION at-least|at-most LIMIT
  local value verdict
  value=$(compute "%.6f" "$3")
  case $4 in
    at-least) verdict=$(compute %s "($value >= $5 ? \"met\" : \"missed\")") ;;
    at-most) verdict=$(compute %s "($value <= $5 ? \"met\" : \"missed\")") ;;
  esac
  printf "| %s | $2 | %s %s | %s |\n" "$1" "$value" "${4/-/ }" "$5" "$verdict"
}

goals() {
  local name
  echo "| goal of issue 6 | measured | goal | |"
  echo "| --- | --- | --- | --- |"
  if [[ $peers == all ]]; then
    goal "2 threads, times as fast as DuckDB on 2" %.2f "$(median duck2 wall) / $(median core2 wall)" at-least 6
    goal "1 thread, times as fast as DuckDB on 1" %.2f "$(median duck1 wall) / $(median core1 wall)" at-least 3.5
    goal "2 threads, CPU as a part of DuckDB's on 2" %.3f "$(median core2 cpu) / $(median duck2 cpu)" at-most 0.2
    goal "with trades.csv, times as fast as DuckDB" %.2f "$(median duckwhole2 wall) / $(median whole2 wall)" at-least 4
  fi
  goal "peak MB without trades, 2 threads" %.0f "$(median core2 peak)" at-most 160
  goal "peak MB with trades" %.0f "$(median whole2 peak)" at-most 350
  goal "CPU exponent from $small to $orders orders" %.2f \
    "log($(median core1 cpu) / $(median small1 cpu)) / log($orders / $small)" at-most 1.1
  goal "peak with 10 times the journal and the same open orders, times that of 1 (our number)" %.2f \
    "$(median long1 peak) / $(median small1 peak)" at-most 1.5
  goal "10000 orders, whole process, ms" %.1f "1000 * $(median tiny wall)" at-most 50
  goal "10000 orders, whole process, peak MB" %.1f "$(median tiny peak)" at-most 10
  for name in tiyf-reconcile tiyf-cache tiyf-slippage tiyf-limits; do
    goal "$name --version ($(compute %.2f "1000 * $(median "$name" wall)") ms), times a bare C program ($(compute %.2f "1000 * $(median bare wall)") ms; static-pie $(compute %.2f "1000 * $(median bare-static-pie wall)") ms)" \
      %.2f "$(median "$name" wall) / $(median bare wall)" at-most 1.5
  done
}
