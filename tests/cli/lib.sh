# What tests/cli/run and tests/cli/update share: finding a case and playing it. See README.md.
# shellcheck shell=bash

cli_root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Where the tools are; ctest names the build that it tests.
bin=$(realpath --canonicalize-missing "${TIYF_BIN:-$cli_root/../../build/dev/bin}")

# Every case below the given TOOL, TOOL/CASE or folder; without an argument, every case there is.
find_cases() {
  local argument folder
  for argument in "${@:-.}"; do
    folder="$cli_root/$argument"
    [[ -d "$folder" ]] || folder="$argument"
    if [[ ! -d "$folder" ]]; then
      echo "tests/cli: no such case: $argument" >&2
      return 66
    fi
    find "$(realpath "$folder")" -name cmd -type f -printf '%h\n'
  done | sort
}

# play CASE_FOLDER WORK_FOLDER: runs the case in WORK_FOLDER/case and leaves stdout, stderr and exit in WORK_FOLDER.
# The time zone is an odd one on purpose: nothing in an output may depend on it.
play() {
  local case_folder=$1 work=$2 code=0 shared
  mkdir --parents "$work/case" "$work/home"
  shared="$(dirname "$case_folder")/_shared"
  if [[ -d "$shared" ]]; then cp --recursive "$shared/." "$work/case"; fi
  cp --recursive "$case_folder/." "$work/case"
  rm --recursive --force "$work"/case/{cmd,stdout,stderr,exit,expect}
  (
    cd "$work/case"
    exec env --ignore-environment PATH="$bin:$PATH" HOME="$work/home" TZ=XST-05:45 LC_ALL=C \
      ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=print_stacktrace=1:exitcode=99 \
      bash "$case_folder/cmd" </dev/null >"$work/stdout" 2>"$work/stderr"
  ) || code=$?
  echo "$code" >"$work/exit"
}
