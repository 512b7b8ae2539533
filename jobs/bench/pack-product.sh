#!/bin/bash
# Packs Convoy, Spark and Java for machines without them (docs/gpu.md): jobs/bench/target/product/ gets product.part-1 and
# so on, and unpack.sh. Needs the jars of `mvn package`, a JDK 17 with jlink, tar and xz.
set -euo pipefail; unset CDPATH
home=$(readlink -f -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
jars=jobs/target bench=jobs/bench/target spark=jobs/spark-runtime/target/spark
most=60000000 # bytes of a part
fail() { echo "error: $1" >&2; exit 2; }
for file in "$jars/convoy.jar" "$bench/convoy-bench.jar" "$spark/complete"; do
  [ -f "$home/$file" ] || fail "the jars must exist. Given: no $file. Run mvn package -DskipTests."
done
jdk=${JAVA_HOME:+$JAVA_HOME/bin/}
command -v "${jdk}jlink" >/dev/null || fail "a JDK with jlink must be in JAVA_HOME or on the PATH. Given: JAVA_HOME=${JAVA_HOME:-}. Correct one."

parent=$(mktemp -d); trap 'rm -rf -- "$parent"' EXIT
packed=$parent/convoy
mkdir -p "$packed"/{"$jars","$bench","$spark"/{jars,conf}}
# Without pom.xml, submit.sh builds nothing.
cp -r "$home"/{submit.sh,conf,LICENSE,README.md} "$packed"
cp -r "$home/jobs/data" "$packed/jobs"
store() { "${jdk}java" "$home/jobs/bench/StoredJar.java" "$@"; }
store "$packed/$jars" "$home/$jars/convoy.jar"
store "$packed/$bench" "$home/$bench/convoy-bench.jar"
store "$packed/$spark/jars" "$home/$spark"/jars/*.jar

modules=java.se,jdk.attach,jdk.charsets,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management.agent,jdk.naming.dns
modules+=,jdk.net,jdk.nio.mapmode,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs
"${jdk}jlink" --add-modules $modules --strip-java-debug-attributes --no-header-files --no-man-pages --output "$packed/java"
# Some distributions' Java decodes JPEG with the system's library; Java finds it in its own folder too.
ldd "$packed"/java/lib/lib{javajpeg,lcms,zip}.so | sed -nE 's/.* => (.*\/lib(jpeg|lcms2|z)\.so[^ ]*) .*/\1/p' | sort -u |
  xargs -r cp -L -t "$packed/java/lib"
# shellcheck disable=SC2016
echo 'JAVA_HOME=${JAVA_HOME:-$CONVOY_HOME/java}' >"$packed/$spark/conf/spark-env.sh"
env -i "HOME=$parent" "$packed/submit.sh" train --dry-run >/dev/null || fail "the packed submit.sh must run. Given: the lines above."

parts=$home/$bench/product
rm -rf "$parts"; mkdir "$parts"
tar -C "$packed" --owner=0 --group=0 --sort=name -cf - . | xz -T0 --x86 --lzma2=preset=9 |
  split -b $most -a 1 --numeric-suffixes=1 - "$parts/product.part-"
cd "$parts"
cat >unpack.sh <<END
#!/bin/sh
# Unpacks Convoy from the parts, which are in this script's folder: unpack.sh FOLDER
set -e
[ \$# = 1 ] || { echo "usage: unpack.sh FOLDER" >&2; exit 2; }
mkdir -p -- "\$1" && to=\$(cd -- "\$1" && pwd) && cd -- "\$(dirname -- "\$0")"
sha256sum -c --quiet <<SUMS || { echo "error: the parts must be complete. Given: the lines above. Copy them again." >&2; exit 2; }
$(sha256sum product.part-*)
SUMS
cat product.part-* | xz -dc -T0 | tar --no-same-owner -xf - -C "\$to"
"\$to/java/bin/java" -Xshare:dump >/dev/null 2>&1 || true # makes Java start faster
echo "unpacked; run \$to/submit.sh"
END
chmod +x unpack.sh
du -b product.part-* unpack.sh
