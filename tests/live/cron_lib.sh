# What tests/live/cron does: the README's lines, the inputs of two hosts, waiting, and judging. Sourced by it.
# The hosts: `tiyf`, where all is well, is the README's line as it stands; `astray`, where the broker has diverged, is the
# same line with folders of its own.
# shellcheck shell=bash disable=SC2154,SC2034

inputs="$repository/tests/cli/tiyf-reconcile/_shared/small"
now=2025-10-06T12:00:05Z

# take_line README: settings and job of its cron file.
take_line() {
  settings=$(grep --extended-regexp '^(PATH|MAILTO)=' "$1")
  line=$(grep --fixed-strings '*/5 * * * * tiyf tiyf-reconcile run' "$1")
  [[ "$(wc --lines <<<"$settings")" == 2 && "$(wc --lines <<<"$line")" == 1 ]] || {
    echo "FAIL: the README has no cron file with PATH, MAILTO and one job"
    exit 1
  }
}

# cron_text: the file for cron.d: every minute instead of every five, and the other host's line beside it.
cron_text() {
  local each=${line/'*/5'/'*'}
  echo "$settings"
  echo "TIYF_NOW=$now"
  echo "$each"
  sed 's,/etc/tiyf/,/etc/astray/,; s,/var/log/tiyf/,/var/log/astray/,g; s,/var/lib/tiyf/,/var/lib/astray/,g; s,$, --state-dir /var/lib/astray,' \
    <<<"$each"
}

# host NAME BROKER_FILE LIB: its inputs; LIB is where the job finds /var/lib. The adapter is found by PATH.
host() {
  mkdir --parents "$work/etc/$1" "$work/var-log/$1" "$work/var-lib/$1/broker"
  jq --arg folder "$3/$1/broker" '.broker = {command: ["env", "EXAMPLE_BROKER=" + $folder, "example-adapter"], timeout: "30s",
    attempts: 1, confirm_after: "1ms"}' "$inputs/config.json" >"$work/etc/$1/config.json"
  cp "$inputs/decisions.jsonl" "$work/var-log/$1/decision-log.jsonl"
  cp "$inputs/journal.jsonl" "$work/var-log/$1/order-journal.jsonl"
  cp "$inputs/$2" "$work/var-lib/$1/broker/broker.json"
}
hosts() { # LIB
  host tiyf broker.json "$1"
  host astray broker-diverged.json "$1"
}
tools() { # FOLDER: the job's user may not be allowed to look into ours
  mkdir --parents "$1"
  cp "$bin/tiyf-reconcile" "$repository/tools/example-adapter/example-adapter" "$1"
}

# The folders that cron_world mounts over the machine's own.
build_world() {
  cp --archive /etc "$work/etc"
  rm --force "$work"/etc/cron.d/* "$work/etc/crontab"
  touch "$work/etc/crontab"
  cron_text >"$work/etc/cron.d/tiyf"
  echo 'tiyf:x:61234:61234::/var/lib/tiyf:/bin/sh' >>"$work/etc/passwd"
  echo 'tiyf:x:61234:' >>"$work/etc/group"
  echo 'tiyf:*:20000:0:99999:7:::' >>"$work/etc/shadow"
  sed --in-place '/pam_loginuid/d' "$work/etc/pam.d/cron"  # the audit of logins is the machine's, not this world's
  hosts /var/lib
  tools "$work/usr-local-bin"
  chown --recursive 61234:61234 "$work/var-lib"
  # cron mails through /usr/sbin/sendmail, as the job's user.
  mkdir --mode=1777 "$work/var-lib/mail"
  mkdir "$work/usr-sbin"
  cp /usr/sbin/cron "$work/usr-sbin"
  printf '#!/bin/sh\ncat >"/var/lib/mail/$$"\n' >"$work/usr-sbin/sendmail"
  chmod 0755 "$work/usr-sbin/sendmail"
}

# Without namespaces.
run_on_this_machine() {
  mkdir --parents "$work/var-lib/mail"
  hosts "$work/var-lib"
  tools "$work/bin"
  cron_file=/etc/cron.d/tiyf-test-$$
  cron_text | sed "s, tiyf tiyf-reconcile, root tiyf-reconcile,; s,/etc/\\(tiyf\\|astray\\)/,$work/etc/\\1/,g
    s,/var/log/,$work/var-log/,g; s,/var/lib/,$work/var-lib/,g; s,^PATH=,&$work/bin:,
    /--state-dir/! s,--config.*,& --state-dir $work/var-lib/tiyf,
    s,\\(--state-dir .*/\\)\\(.*\\)\$,\\1\\2 >$work/var-lib/mail/\\2 2>\\&1," >"$work/cron_file"
  cp "$work/cron_file" "$cron_file.new"
  chmod 0644 "$cron_file.new"
  mv "$cron_file.new" "$cron_file"
  if ! kill -0 "$(cat /run/crond.pid 2>/dev/null)" 2>/dev/null; then
    /usr/sbin/cron -f >/dev/null 2>&1 &
    cron_id=$!
  fi
  wait_for_jobs "$work/var-lib"
  while grep --quiet --text --fixed-strings "$work/etc" /proc/[0-9]*/cmdline 2>/dev/null; do sleep 0.1; done
  rm --force "$cron_file"
  find "$work/var-lib/mail" -size 0 -delete
}

# wait_for_jobs LIB: until both hosts have a run in their history; a minute begins at most 60 s from now.
wait_for_jobs() {
  local _
  for _ in $(seq 1200); do
    if [[ -s "$1/tiyf/reconcile-history.jsonl" && -s "$1/astray/reconcile-history.jsonl" ]]; then return; fi
    sleep 0.1
  done
  echo "FAIL: two minutes, and cron has not run both jobs"
  find "$1" -type f
  return 1
}

check() { # TEXT COMMAND…
  if "${@:2}" >/dev/null 2>&1; then
    echo "ok    $1"
  else
    echo "FAIL  $1"
    failed=true
  fi
}
run_says() { jq --exit-status "$3" "$1/$2/reconcile/reconcile-report.json"; }
metric_is() { grep --line-regexp "$3" "$1/$2/reconcile/metrics.txt"; }
history_says() { jq --slurp --exit-status "$3" "$1/$2/reconcile-history.jsonl"; }

# judge LIB: what the two hosts and the mail folder must hold.
judge() {
  failed=false
  local mail="$work/mail.txt"
  find "$1/mail" -type f -exec cat {} + >"$mail"
  check "all is well: the report, healthy and clear to trade" run_says "$1" tiyf '.status == "healthy" and .clear_to_trade and .restart_reason == "deploy"'
  check "all is well: the metrics" metric_is "$1" tiyf 'engine_kill_switch 0'
  check "all is well: one run in the history" history_says "$1" tiyf 'length == 1 and .[0].exit_code == 0'
  check "diverged: the report, not clear to trade" run_says "$1" astray '.status == "manual_intervention" and (.clear_to_trade | not)'
  check "diverged: the metrics" metric_is "$1" astray 'engine_kill_switch 1'
  check "diverged: one run in the history" history_says "$1" astray 'length == 1 and .[0].exit_code == 2'
  check "diverged: the kill switch" jq --exit-status '.kill_switch == 1' "$1/astray/kill-switch.json"
  check "cron mailed once: all is well is silent" test "$(find "$1/mail" -type f | wc --lines)" = 1
  for kind in orphan_broker_order stale_local_order position_drift limit_mismatch; do
    check "the mail has the error line of $kind" grep "^level=error event=$kind severity=critical .*message=" "$mail"
  done
  # Below the mail's headers, where there are any, nothing but lines of our log.
  check "the mail has nothing but warnings and errors" test -z \
    "$(sed '/^From: /,/^$/d' "$mail" | grep --invert-match '^level=\(warn\|error\) ' || true)"
  if [[ "$failed" == true ]]; then
    echo "the mail:"
    cat "$mail"
    exit 1
  fi
}
