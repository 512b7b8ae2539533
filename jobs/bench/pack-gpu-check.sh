#!/bin/bash
# Packs the check of a GPU (docs/gpu.md) for machines without Maven, Java and Spark: jobs/bench/target/gpu-check.tar.xz.
# Needs the jars of `mvn package`, a JDK with jlink, tar and xz.
set -euo pipefail; unset CDPATH
home=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../..
bench=$home/jobs/bench/target/convoy-bench.jar convoy=$home/jobs/target/convoy.jar spark=$home/jobs/spark-runtime/target/spark/jars
most=60000000 # bytes of the archive
fail() { echo "error: $1" >&2; exit 2; }
for jar in "$bench" "$convoy"; do
  [ -f "$jar" ] || fail "the jars must exist. Given: no $jar. Run mvn package -DskipTests."
done
jdk=${JAVA_HOME:+$JAVA_HOME/bin/}
command -v "${jdk}jlink" >/dev/null || fail "a JDK with jlink must be in JAVA_HOME or on the PATH. Given: JAVA_HOME=${JAVA_HOME:-}. Correct one."

parent=$(mktemp -d); trap 'rm -rf -- "$parent"' EXIT
packed=$parent/gpu-check classes=$parent/classes
mkdir "$packed" "$classes"
"${jdk}jlink" --add-modules java.base,java.logging,java.management,jdk.unsupported --strip-java-debug-attributes \
  --no-header-files --no-man-pages --output "$packed/java"
"${jdk}java" -cp "$bench:$convoy:$spark/*" \
  dev.convoy.bench.check.BuiltInCases "$packed/cases"
(cd "$classes"
  "${jdk}jar" xf "$bench" dev/convoy/bench/check
  # Of ND4J only the names of data types; of CUDA's bindings convoy.jar has only those that the engine loads.
  "${jdk}jar" xf "$convoy" dev/convoy/base dev/convoy/kernel picocli org/nd4j/linalg/api/buffer \
    org/bytedeco/javacpp org/bytedeco/cuda
  # Without a provider, SLF4J prints three lines.
  mkdir -p META-INF/services
  echo org.slf4j.helpers.NOP_FallbackServiceProvider >META-INF/services/org.slf4j.spi.SLF4JServiceProvider
  "${jdk}jar" cf "$packed/check.jar" .)
cp "$spark"/slf4j-api-*.jar "$packed"
cat >"$packed/check.sh" <<'END'
#!/bin/sh
# Compares the GPU's results with those of plain Java loops: check.sh [OPTIONS]; --help lists them.
here=$(cd -- "$(dirname -- "$0")" && pwd)
unpacked=$(mktemp -d) && trap 'rm -rf -- "$unpacked"' EXIT
"$here/java/bin/java" -Xmx"${CHECK_MEMORY:-12g}" -Dorg.bytedeco.javacpp.logger=slf4j \
  -Dorg.bytedeco.javacpp.cachedir="$unpacked" -cp "$here/*" dev.convoy.bench.check.PackedCheck "$here/cases" --check "$@"
END
chmod +x "$packed/check.sh"
archive=$home/jobs/bench/target/gpu-check.tar.xz
tar -C "$parent" -cf - gpu-check | xz -T0 >"$archive"
bytes=$(stat -c %s "$archive")
[ "$bytes" -le $most ] || fail "the archive must have at most $most bytes. Given: $bytes. Pack less."
echo "packed $(readlink -f "$archive"), $bytes bytes"
