#!/usr/bin/env bash
# Spark's discovery script: prints the GPUs of a worker or an executor, as {"name": "gpu", "addresses": ["0", "1"]}.
#
# With CUDA_VISIBLE_DEVICES, the addresses are its entries, in its order, up to the first that CUDA would not accept.
# Without it, they are the numbers of nvidia-smi; but if a GPU is in MIG mode, CUDA and nvidia-smi count differently,
# and the addresses are UUIDs. Without a GPU, the list is empty and a line on stderr, which Spark logs, says why.
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

GPUs=()     # UUIDs of GPUs, by number
instances=() # UUIDs of MIG instances
all=()       # devices to compute on: not a GPU in MIG mode, but its instances
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

one_at_a_time="CUDA shows a process one MIG instance and no other GPU"
if [ -z "${CUDA_VISIBLE_DEVICES+set}" ]; then
  [ ${#instances[@]} -gt 0 ] || print "${!GPUs[@]}"
  # A single device of either kind is CUDA's first.
  [ ${#all[@]} -gt 1 ] || print 0
  say "$one_at_a_time: start a worker for each, with its UUID as CUDA_VISIBLE_DEVICES"
  print "${all[@]}"
fi

# Prints the UUID that starts with the first argument, if there is exactly one.
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

# Reads the list as CUDA does: the first entry decides whether all are numbers, UUIDs of GPUs or UUIDs of instances,
# which may be shortened; the list ends before the first entry that names no device; a repeated entry makes all of it
# invalid.
addresses=()
seen=' '
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
  [[ $seen != *" $address "* ]] || none "no GPU: CUDA_VISIBLE_DEVICES=$CUDA_VISIBLE_DEVICES names $address twice"
  seen+="$address "
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
