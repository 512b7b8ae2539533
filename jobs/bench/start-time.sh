#!/bin/bash
# Measures the seconds from the command `submit.sh train` to the end of the first round, with warm caches, for local[2]
# and for local-cluster: the median of several starts after one that is not counted. Another clone's folder may be given to
# compare with. Its starts are not in turn with these, because clones replace each other's unpacked libraries.
#   start-time.sh [--repeat N] [--against FOLDER] [-D key=value]...
set -euo pipefail; unset CDPATH
home=$(readlink -f -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
repeat=5 clones=("$home")
while [ $# -gt 1 ]; do
  case $1 in
    --repeat) repeat=$2 ;;
    --against) clones+=("$(readlink -f -- "$2")") ;;
    *) break ;;
  esac
  shift 2
done
folder=$(mktemp -d); trap 'rm -rf -- "$folder"' EXIT
start() { # prints the seconds until the line of the first round, and waits for the end
  local clone=$1 from=$EPOCHREALTIME; shift
  "$clone/submit.sh" train -D train.epochs=1 -D run.dir="$folder/run" "$@" 2>"$folder/log" | while read -r line; do
    case $line in
      "epoch 1/1 | round 1/"*) awk -v from="$from" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", to - from }' ;;
    esac
  done || { tail -n 20 "$folder/log" >&2; return 1; }
  rm -rf -- "$folder/run"
}
median() { sort -n | awk '{ all[NR] = $1 } END { print (all[int((NR + 1) / 2)] + all[int(NR / 2) + 1]) / 2 }'; }

for cluster in local local-cluster; do
  for clone in "${clones[@]}"; do
    for ((i = 0; i <= repeat; i++)); do
      seconds=$(start "$clone" --cluster "$cluster" "$@")
      [ "$i" = 0 ] || echo "$seconds"
    done | median | sed "s|^|$cluster, $clone: median of $repeat, seconds to the end of the first round: |"
  done
done
