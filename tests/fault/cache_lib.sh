# Shared by the cache's fault scripts: a folder of their own, one order, the frozen clock.
# shellcheck shell=bash disable=SC2034  # sourced: what it sets is the scripts'

tool=$1
stores=(db json)
export TIYF_NOW=2025-10-06T12:00:00Z
export ASAN_OPTIONS=detect_leaks=0 # LeakSanitizer does not work under strace
order=(--decision-id d1 --symbol EURUSD --side buy --size 1000)

work=$(mktemp --directory --tmpdir="$([[ -w /dev/shm ]] && echo /dev/shm || echo /tmp)" tiyf-cache-XXXXXX)
trap 'rm -rf "$work"' EXIT

failures=0
complain() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}
finish() {
  echo "$*, $failures failed"
  [[ $failures == 0 ]]
}

# code COMMAND… runs it with its diagnostics in $work/err and its answer in $work/out, and sets $status.
code() {
  status=0
  "$@" >"$work/out" 2>"$work/err" || status=$?
}

# base FILE makes a cache of three entries, one of which has expired by now (so that every writer purges it).
base() {
  TIYF_NOW=2025-10-06T11:00:00Z "$tool" --quiet --cache "$1" reserve --id "done" "${order[@]}" --ttl 30m >"$work/out"
  TIYF_NOW=2025-10-06T11:00:00Z "$tool" --quiet --cache "$1" mark --id "done" --status closed >"$work/out"
  TIYF_NOW=2025-10-06T11:00:00Z "$tool" --quiet --cache "$1" reserve --id a "${order[@]}" >"$work/out"
  TIYF_NOW=2025-10-06T11:00:00Z "$tool" --quiet --cache "$1" reserve --id b "${order[@]}" >"$work/out"
}
