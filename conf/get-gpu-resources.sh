#!/usr/bin/env bash
# Spark's discovery script: which GPUs a worker or an executor has, as {"name": "gpu", "addresses": ["0", "1"]}.
#
# With CUDA_VISIBLE_DEVICES, the addresses are its entries, in its order, up to the first that CUDA would not take. Without
# it, they are the numbers of nvidia-smi; but where a GPU is in MIG mode, CUDA and nvidia-smi do not count alike, and the
# addresses are UUIDs. No GPU is an empty list and a line on stderr, which Spark logs.
set -euo pipefail

say() {
  echo "get-gpu-resources.sh: $*" >&2
}

print() {
  local list='' address
  for address in "$@"; do
    list+="${list:+, }\"$address\""
  done
  echo "{\"name\": \"gpu\", \"addresses\": [$list]}"
  exit 0
}

none() {
  say "$*"
  print
}

command -v nvidia-smi >/dev/null || none "no GPU: there is no nvidia-smi on the PATH"
listing=$(nvidia-smi -L 2>&1) || none "no GPU: nvidia-smi -L says: ${listing%%$'\n'*}"

GPUs=()     # UUIDs, by the GPUs' numbers
instances=() # UUIDs of MIG instances
all=()       # what can be computed on: a GPU in MIG mode is not, its instances are
split=' '    # numbers of the GPUs in MIG mode
while IFS= read -r line; do
  if [[ $line =~ ^GPU\ ([0-9]+):.*\(UUID:\ (GPU-[^\)]+)\) ]]; then
    number=${BASH_REMATCH[1]}
    GPUs[number]=${BASH_REMATCH[2]}
    all+=("${BASH_REMATCH[2]}")
  elif [[ $line =~ ^[[:space:]]+MIG\ .*\(UUID:\ (MIG-[^\)]+)\) ]]; then
    if [[ $split != *" $number "* ]]; then
      split+="$number "
      unset 'all[-1]'
    fi
    instances+=("${BASH_REMATCH[1]}")
    all+=("${BASH_REMATCH[1]}")
  fi
done <<<"$listing"
[ ${#all[@]} -gt 0 ] || none "no GPU: nvidia-smi -L lists none: ${listing%%$'\n'*}"

one_at_a_time="CUDA shows a process one MIG instance and no GPU beside it"
if [ -z "${CUDA_VISIBLE_DEVICES+set}" ]; then
  [ ${#instances[@]} -gt 0 ] || print "${!GPUs[@]}"
  # The only device there is, whatever it is, is CUDA's first.
  [ ${#all[@]} -gt 1 ] || print 0
  say "$one_at_a_time: start a worker for each, with its UUID as CUDA_VISIBLE_DEVICES"
  print "${all[@]}"
fi

# The one of the UUIDs that begins so, if it is one.
resolve() {
  local beginning=$1 uuid found=
  shift
  for uuid in "$@"; do
    if [[ $uuid == "$beginning"* ]]; then
      [ -z "$found" ] || return 0
      found=$uuid
    fi
  done
  echo "$found"
}

# As CUDA reads the list: the first entry says whether all are numbers, GPUs' UUIDs or instances' UUIDs, which may be
# shortened; it ends before the first entry that names nothing; an entry that comes twice makes all of it void.
addresses=()
taken=' '
has_instance=false
kind=
IFS=, read -ra entries <<<"$CUDA_VISIBLE_DEVICES"
for i in "${!entries[@]}"; do
  read -r entry <<<"${entries[i]}" # without the space around it
  kind=${kind:-$entry}
  address=
  case $kind in
    [0-9]*)
      if [[ $entry =~ ^[0-9]{1,4}$ ]] && [ -n "${GPUs[10#$entry]:-}" ]; then
        address=$((10#$entry))
      fi ;;
    GPU-*) [[ $entry != GPU-* ]] || address=$(resolve "$entry" "${GPUs[@]}") ;;
    MIG-*) [[ $entry != MIG-* ]] || address=$(resolve "$entry" "${instances[@]}") ;;
  esac
  [ -n "$address" ] || break
  [[ $taken != *" $address "* ]] || none "no GPU: CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES names $address twice"
  taken+="$address "
  addresses+=("$address")
  number=$address
  for GPU in "${!GPUs[@]}"; do
    [ "${GPUs[GPU]}" != "$address" ] || number=$GPU
  done
  if [[ $address == MIG-* || $split == *" $number "* ]]; then
    has_instance=true
  fi
done
[ ${#addresses[@]} -gt 0 ] || none "no GPU: CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES names none of this machine's"
if $has_instance && [ ${#addresses[@]} -gt 1 ]; then
  say "$one_at_a_time: name one in CUDA_VISIBLE_DEVICES. Given: $CUDA_VISIBLE_DEVICES"
  [[ ${addresses[0]} == MIG-* ]] || print
  print "${addresses[0]}"
fi
print "${addresses[@]}"
