# What every proof's run script shares: the job under a frozen clock, criteria, and the closing verdict. See README.md.
# A proof passes only when each criterion holds; a criterion that fails is told and counted, and the rest still run.
# shellcheck shell=bash

proof_folder=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
proof_name=$(basename "$proof_folder")
# proofs/run points these elsewhere for the tampered run.
inputs=${TIYF_PROOF_INPUTS:-$proof_folder}
artifacts=${TIYF_PROOF_ARTIFACTS:-$repository/artifacts/proofs/$proof_name}
expected="$proof_folder/expected"
bin=$(realpath --canonicalize-missing "${TIYF_BIN:-$repository/build/release/bin}")
outputs=(reconcile-report.json summary.txt metrics.txt trades.csv alerts.jsonl corrections.jsonl requeue.jsonl)

if [[ ! -x "$bin/tiyf-reconcile" ]]; then
  echo "no tiyf-reconcile in $bin; scripts/build makes it (or name its folder in TIYF_BIN)" >&2
  exit 66
fi
export PATH="$bin:$PATH" LC_ALL=C
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99
unset TIYF_NOW
work=$(mktemp --directory)
trap 'rm --recursive --force "$work"' EXIT
rm --recursive --force "$artifacts"
mkdir --parents "$artifacts"
# The job runs in a copy of the inputs: an idempotency cache is written to.
cp --recursive "$inputs" "$work/inputs"
cd "$work/inputs" || exit 66
held=0
broken=0
cache_ok=true  # a proof of a broken cache says false

# job NOW BROKER_FLAG BROKER_FILE: the whole job at that clock, its outputs into the artifact folder.
job() {
  now=$1
  broker=("$2" "$3")
  reconcile_run "$artifacts" "$work/state" 2>"$artifacts/run.log"
  if [[ -e order-id-cache.json ]]; then cp order-id-cache.json "$artifacts"; fi
}

# reconcile_run OUTPUT_DIR STATE_DIR [FLAG…]: sets job_exit, also when the job is to fail.
reconcile_run() {
  job_exit=0
  tiyf-reconcile run --now "$now" --config config.json --decision-log decision-log.jsonl \
    --order-journal order-journal.jsonl "${broker[@]}" --output-dir "$1" --state-dir "$2" "${@:3}" || job_exit=$?
}

# criterion TEXT COMMAND…: holds when the command succeeds; what the command printed is told when it does not.
criterion() {
  local text=$1 output
  shift
  if output=$("$@" 2>&1); then
    held=$((held + 1))
    echo "ok    $text"
  else
    broken=$((broken + 1))
    echo "FAIL  $text"
    if [[ -n "$output" ]]; then head --lines=40 <<<"$output" | sed 's/^/        /'; fi
  fi
}

finish() {
  echo "$proof_name: $held criteria hold, $broken do not"
  if ((broken > 0)); then exit 1; fi
}

# Commands for criteria.

exits() {
  [[ "$job_exit" == "$1" ]] || {
    echo "exit code $job_exit"
    tail --lines=5 "$artifacts/run.log"
    return 1
  }
}

# same FILE: byte for byte what is expected. With TIYF_PROOF_UPDATE set, takes the artifact as expected instead.
same() {
  if [[ -n "${TIYF_PROOF_UPDATE:-}" ]]; then
    mkdir --parents "$(dirname "$expected/$1")"
    cp "$artifacts/$1" "$expected/$1"
    return
  fi
  cmp --silent "$expected/$1" "$artifacts/$1" && return
  diff --unified=1 --label "expected/$1" --label "$1" "$expected/$1" "$artifacts/$1"
}

has() { grep --quiet --fixed-strings -- "$2" "$artifacts/$1" || { cat "$artifacts/$1" && return 1; }; }
has_metric() { grep --quiet "^$1[{ ]" "$artifacts/metrics.txt"; }
has_not() { ! grep --fixed-strings -- "$2" "$artifacts/$1"; }
is_empty() { [[ -e "$artifacts/$1" && ! -s "$artifacts/$1" ]]; }
fails_with() {
  local wanted=$1 code=0
  "${@:2}" || code=$?
  [[ "$code" == "$wanted" ]] || {
    echo "exit code $code"
    return 1
  }
}

# report FILTER: the jq filter is true of the report.
report() { jq --exit-status "$1" "$artifacts/reconcile-report.json" >/dev/null; }

# finds KIND COUNT
finds() {
  local count
  count=$(jq --arg kind "$1" '[.findings[] | select(.kind == $kind)] | length' "$artifacts/reconcile-report.json")
  [[ "$count" == "$2" ]] || {
    echo "$count of them"
    return 1
  }
}

clean_metrics() { promtool check metrics <"$artifacts/metrics.txt"; }

# valid [--inputs] FILE…: those of the files that are there and not empty.
valid() {
  local flags=() present=() name
  if [[ "$1" == --inputs ]]; then flags=(--inputs) && shift; fi
  for name in "$@"; do if [[ -s "$name" ]]; then present+=("$name"); fi; done
  "$repository/tests/schemas/validate" "${flags[@]}" "${present[@]}"
}
valid_inputs() {
  valid --inputs "$inputs"/{config,broker-snapshot,order-id-cache}.json "$inputs"/{decision-log,order-journal,broker-events}.jsonl
}
valid_documents() {
  valid "$artifacts"/{reconcile-report,local-snapshot,broker-snapshot,order-id-cache}.json \
    "$artifacts"/{alerts,corrections,requeue}.jsonl "$work"/state/{kill-switch.json,reconcile-history.jsonl}
}

# Once more: another folder, another time zone, another state folder. The bytes are the same.
same_bytes_elsewhere() {
  local name elsewhere="$work/elsewhere"
  mkdir --parents "$elsewhere"
  cp --recursive "$inputs" "$elsewhere/inputs"
  (cd "$elsewhere/inputs" && TZ=XST+11:30 reconcile_run "$elsewhere/outputs" "$elsewhere/state" --quiet 2>/dev/null)
  for name in "${outputs[@]}"; do cmp "$artifacts/$name" "$elsewhere/outputs/$name" || return 1; done
}

# The verbs one by one (expected, observed, compare) find what the whole job found.
same_findings_step_by_step() {
  local findings='[.findings[] | [.kind, .severity, .symbol, .broker_client_order_id, .broker_order_id]], .positions, .status'
  local code=0 observed=("${broker[@]}")
  tiyf-reconcile expected --now "$now" --config config.json --decision-log decision-log.jsonl \
    --order-journal order-journal.jsonl --output "$artifacts/local-snapshot.json" || return 1
  tiyf-reconcile observed --now "$now" --config config.json "${observed[@]}" \
    --output "$artifacts/broker-snapshot.json" || return 1
  tiyf-reconcile compare --now "$now" --config config.json "$artifacts/local-snapshot.json" \
    "$artifacts/broker-snapshot.json" >"$work/compared.json" || code=$?
  [[ "$code" == "$job_exit" ]] || {
    echo "compare exited with $code, the whole job with $job_exit"
    return 1
  }
  diff <(jq "$findings" "$artifacts/reconcile-report.json") <(jq "$findings" "$work/compared.json")
}

# Append the corrections to the journal and reconcile again: nothing is left to correct (CONTRACT §4 "Convergence").
corrections_converge() {
  local again="$work/again"
  mkdir --parents "$again"
  cp --recursive "$work/inputs" "$again/inputs"
  cat "$artifacts/corrections.jsonl" >>"$again/inputs/order-journal.jsonl"
  (cd "$again/inputs" && reconcile_run "$again/outputs" "$again/state" --quiet 2>/dev/null)
  [[ -e "$again/outputs/corrections.jsonl" && ! -s "$again/outputs/corrections.jsonl" ]] || {
    cat "$again/outputs/corrections.jsonl"
    return 1
  }
  ! jq --raw-output '.findings[].kind' "$again/outputs/reconcile-report.json" | grep --fixed-strings _by_reconcile
}

# design_criteria EXIT STATUS KILL_SWITCH STALE ORPHAN DRIFT: the pass/fail list of DESIGN-M8-PHASE-B "Proof Workflow",
# with the counts that this proof expects (a stale or orphan order that it does not name fails it), and what every
# run must keep whatever it found.
design_criteria() {
  local exit=$1 status=$2 kill_switch=$3 stale=$4 orphan=$5 drift=$6 token name
  criterion "the job exits with $exit" exits "$exit"
  for token in "reconcile_summary " " stale=$stale " " orphan=$orphan " " drift=$drift " " cache_ok=$cache_ok " \
    " status=$status " " kill_switch=$kill_switch "; do
    criterion "summary.txt has '$token'" has summary.txt "$token"
  done
  criterion "the report's status is $status" report ".status == \"$status\" and .kill_switch == $kill_switch"
  if [[ "$status" != failed ]]; then  # a run that could not compare knows no counts
    criterion "stale orders are the expected $stale" finds stale_local_order "$stale"
    criterion "orphan orders are the expected $orphan" finds orphan_broker_order "$orphan"
  fi
  for name in engine_reconcile_runs_total engine_reconcile_last_duration_seconds engine_reconcile_stale_orders_total \
    engine_reconcile_orphan_orders_total engine_reconcile_position_drift_pips engine_idempotency_cache_entries_total \
    engine_kill_switch; do
    criterion "metrics.txt has $name" has_metric "$name"
  done
  criterion "metrics.txt is clean under promtool" clean_metrics
  if [[ "$cache_ok" == true ]]; then
    criterion "no cache failure was logged" has_not run.log cache_unreadable
    criterion "no cache failure was alerted" has_not alerts.jsonl ALERT_IDEMPOTENCY_PERSISTENCE_FAILED
  fi
  for name in "${outputs[@]}"; do criterion "$name is as expected, byte for byte" same "$name"; done
  criterion "another folder and time zone give the same bytes" same_bytes_elsewhere
}

# drift_within PIPS: no position is further apart than the fixed tolerance.
drift_within() { report ".max_drift_pips <= $1 and ([.positions[] | select(.status == \"mismatch\")] | length == 0)"; }
