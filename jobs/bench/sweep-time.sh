#!/bin/bash
# Measures a sweep of 8 trials of LeNet on the sample against the same trials one after the other, each with its own
# command: seconds of both, and whether the weights are the same. Arguments of spark-submit may follow; by default
# --master local[2].
set -euo pipefail; unset CDPATH
home=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../..
[ $# -gt 0 ] || set -- --master 'local[2]'
folder=$(mktemp -d); trap 'rm -rf -- "$folder"' EXIT
cat >"$folder/sweep.conf" <<'END'
convoy.train { epochs = 1, updater = nesterovs }
sweep.keys { train.learning-rate = [0.001, 0.003, 0.01, 0.03], train.batch-size = [32, 64] }
END
seconds() { # prints the wall seconds of a command, whose output goes to a log
  local from=$EPOCHREALTIME
  "$@" >>"$folder/log" 2>&1 || { tail -n 20 "$folder/log" >&2; return 1; }
  awk -v from="$from" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f\n", to - from }'
}
sha() { grep -o '"paramsSha256" : "[0-9a-f]*"' "$1/run.json"; }

sweep=$(seconds "$home/submit.sh" sweep "$folder/sweep.conf" -D run.dir="$folder/sweep" -- "$@")
all=0
for trial in "$folder"/sweep/trials/*; do
  name=${trial##*/}
  one=$(seconds "$home/submit.sh" train --conf "$trial/resolved.conf" -D run.dir="$folder/alone/$name" -- "$@")
  all=$(awk -v all="$all" -v one="$one" 'BEGIN { print all + one }')
  echo "trial $name alone: $one s"
  [ "$(sha "$trial")" = "$(sha "$folder/alone/$name")" ] || { echo "error: trial $name has other weights alone" >&2; exit 1; }
done
awk -v sweep="$sweep" -v all="$all" 'BEGIN {
  printf "sweep: %.1f s | one after the other: %.1f s | ratio %.2f | same weights\n", sweep, all, sweep / all }'
