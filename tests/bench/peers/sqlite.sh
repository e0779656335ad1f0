#!/usr/bin/env bash
# The second peer: the sqlite3 shell with its JSON functions, one thread, in memory; the same work as duckdb.sql.
#   tests/bench/peers/sqlite.sh DAY --now TS
# Prints its counts by finding kind, and `duplicate_fills`, as one JSON object. Binary floating point, as one would get.
set -euo pipefail
day=$1 now=$3
here=$(cd "$(dirname "$0")" && pwd)

# seconds DURATION: 10s, 48h, …
seconds() {
  local count=${1%%[a-z]*}
  case ${1#"$count"} in
    s) echo "$count" ;;
    m) echo $((count * 60)) ;;
    h) echo $((count * 3600)) ;;
    d) echo $((count * 86400)) ;;
    *) echo "sqlite.sh: no such duration: $1" >&2 && return 64 ;;
  esac
}
setting() { jq --raw-output ".reconcile.$1" "$day/config.json"; }

sqlite3 -batch :memory: <<EOF
.mode ascii
.separator "\037" "\n"
CREATE TABLE decision_line(line TEXT);
CREATE TABLE journal_line(line TEXT);
.import '$day/decision-log.jsonl' decision_line
.import '$day/order-journal.jsonl' journal_line
CREATE TABLE document AS SELECT CAST(readfile('$day/broker-snapshot.json') AS TEXT) AS text;
CREATE TABLE config AS SELECT CAST(readfile('$day/config.json') AS TEXT) AS text;
CREATE TABLE setting AS SELECT julianday('$now') AS now, $(seconds "$(setting in_flight_grace)") / 86400.0 AS grace,
  $(seconds "$(setting order_ttl)") / 86400.0 AS order_ttl, $(setting tolerance_units) AS tolerance_units;
.mode list
.read '$here/sqlite.sql'
EOF
