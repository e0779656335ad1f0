# The README's console blocks: what they type, and what they show. See run.
# shellcheck shell=bash

# scan FILE: fills `types` (commands, in order), `shows` (the lines below each, joined) and `page` (the file's lines; a
# command's shown lines are replaced by one line $'\x01'INDEX).
scan() {
  types=() shows=() page=()
  local line in_console=false in_command=false
  while IFS= read -r line; do
    if [[ "$in_console" == false ]]; then
      page+=("$line")
      if [[ "$line" == '```console' ]]; then in_console=true in_command=false; fi
    elif [[ "$line" == '```' ]]; then
      in_console=false
      page+=("$line")
    elif [[ "$in_command" == true || "$line" == '$ '* ]]; then
      read_command "$line"
    else
      shows[-1]+="$line"$'\n'
    fi
  done <"$1"
}

# A command is a line that starts with "$ ", and the lines after it for as long as they end in a backslash or a pipe.
read_command() {
  page+=("$1")
  if [[ "$in_command" == true ]]; then
    types[-1]+=$'\n'"$1"
  else
    types+=("${1#"$ "}")
    shows+=("")
  fi
  if [[ "$1" == *[\\\|] ]]; then in_command=true && return; fi
  in_command=false
  page+=($'\x01'$((${#types[@]} - 1)))
}

# play BIN FOLDER OUTPUTS: types all commands into one shell, in that folder; what the I-th one prints, on stdout and stderr
# together, goes into OUTPUTS/I. Each command sees the exit code of the one before it in $?.
play() {
  local bin=$1 folder=$2 outputs=$3 index
  {
    # shellcheck disable=SC2016
    echo 'next() { local code=$?; exec >"$outputs/$1" 2>&1; return "$code"; }'
    for index in "${!types[@]}"; do
      printf 'next %s\n%s\n' "$index" "${types[index]}"
    done
  } >"$outputs/script"
  env --ignore-environment --chdir="$folder" PATH="$bin:$PATH" HOME="$folder" LC_ALL=C.UTF-8 TZ=XST+11:30 \
    outputs="$outputs" ASAN_OPTIONS=exitcode=99 bash "$outputs/script" </dev/null || true
}

# fitted SHOWN FILE: the whole file; where SHOWN has a line "…", as many first and last lines of it as stand around that.
fitted() {
  local before after
  if ! grep --quiet --line-regexp '…' <<<"$1"; then
    cat "$2"
    return
  fi
  before=$(sed '/^…$/,$d' <<<"${1%$'\n'}" | wc --lines)
  after=$(sed '0,/^…$/d' <<<"${1%$'\n'}" | wc --lines)
  if ((before + after >= $(wc --lines <"$2"))); then
    cat "$2"
    return
  fi
  head --lines="$before" "$2"
  echo '…'
  tail --lines="$after" "$2"
}

# render OUTPUTS: the page, with what the commands printed.
render() {
  local line
  for line in "${page[@]}"; do
    if [[ "$line" != $'\x01'* ]]; then
      printf '%s\n' "$line"
    else
      fitted "${shows[${line:1}]}" "$1/${line:1}"
    fi
  done
}
