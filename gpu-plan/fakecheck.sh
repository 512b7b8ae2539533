#!/bin/sh
# Here: the check on the stand-in for a card. fakecheck.sh PRECISION [part of a case's name]
P=$(cd "$(dirname "$0")" && pwd); W=$P/..; M=$HOME/.m2/repository
B=$M/org/bytedeco
CP=$P/classes:$W/worker-kernels/target/classes:$B/cuda/13.1-9.19-1.5.13/cuda-13.1-9.19-1.5.13.jar:$B/cuda/13.1-9.19-1.5.13/cuda-13.1-9.19-1.5.13-linux-x86_64.jar:$B/javacpp/1.5.13/javacpp-1.5.13.jar:$B/javacpp/1.5.13/javacpp-1.5.13-linux-x86_64.jar:$M/org/nd4j/nd4j-api/1.0.0-M2.1/nd4j-api-1.0.0-M2.1.jar:$(tr ':' '\n' < $W/worker-kernels/target/plan.cp | grep slf4j-api)
export FAKE_HOME=$P/fake LD_LIBRARY_PATH=$P/fake/lib
exec java $JOPTS -Dorg.bytedeco.javacpp.cachedir=$P/javacpp -cp $CP dev.convoy.kernel.cudnn.${MAIN:-CudnnCheck} ${FILE:-$P/cases.bin} "$@"
