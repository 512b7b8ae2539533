#!/bin/sh
# On the machine with the card, inside the bundle: go.sh check PRECISION [NAME] | bench MODEL PRECISION [BATCH] | torch MODEL
H=$(cd "$(dirname "$0")" && pwd); J="$H/java/bin/java -Xmx8g $JOPTS -Dorg.bytedeco.javacpp.cachedir=$H/javacpp -cp $H/jars/*"
case $1 in
  check) shift; exec $J dev.convoy.kernel.cudnn.CudnnCheck $H/cases.bin "$@";;
  bench) shift; exec $J dev.convoy.kernel.cudnn.CudnnBench $H/bench.bin "$@";;
  torch) shift; exec python3 $H/torch_side.py "$@";;
esac
