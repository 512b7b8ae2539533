#!/bin/sh
# Here: makes the folder that travels (TARGET, default ./bundle): a small Java, the jars, the cases.
set -e
P=$(cd "$(dirname "$0")" && pwd); W=${W:-$P/..}; T=${1:-$P/bundle}; M=$HOME/.m2/repository; B=$M/org/bytedeco
rm -rf $T && mkdir -p $T/jars
jlink --add-modules java.base,java.logging,jdk.unsupported,java.management --strip-debug --strip-native-debug-symbols=exclude-debuginfo-files --compress=2 --no-header-files --no-man-pages --vm=server --output $T/java || jlink --add-modules java.base,java.logging,jdk.unsupported,java.management --strip-debug --compress=2 --no-header-files --no-man-pages --vm=server --output $T/java
cp $B/cuda/13.1-9.19-1.5.13/cuda-13.1-9.19-1.5.13.jar $B/javacpp/1.5.13/javacpp-1.5.13.jar $B/javacpp/1.5.13/javacpp-1.5.13-linux-x86_64.jar $M/org/nd4j/nd4j-api/1.0.0-M2.1/nd4j-api-1.0.0-M2.1.jar $(tr ':' '\n' < $W/worker-kernels/target/plan.cp | grep slf4j-api) $T/jars
# Of the JNI libraries only those that are loaded.
D=$(mktemp -d); (cd $D && unzip -qo $B/cuda/13.1-9.19-1.5.13/cuda-13.1-9.19-1.5.13-linux-x86_64.jar 'org/*/libjnicudart.so' 'org/*/libjnicublas.so' 'org/*/libjninvrtc.so' 'org/*/libjnicudnn.so' && zip -qr $T/jars/cuda-linux-x86_64.jar org)
(cd $W/worker-kernels/target/classes && zip -qr $T/jars/worker-kernels.jar .); (cd $P/classes && zip -qr $T/jars/plan.jar .)
cp $P/cases.bin $P/bench.bin $P/torch_side.py $P/go.sh $T
du -sm $T $T/*; ls -la $T/jars
