# For cases of several commands: each command is named on both streams, so that they read side by side.
# shellcheck shell=bash
try() {
  local code=0
  echo "\$ $*"
  echo "\$ $*" >&2
  "$@" || code=$?
  echo "exit $code"
}
