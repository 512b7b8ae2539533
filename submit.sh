#!/bin/bash
# Submits a Convoy job with spark-submit, after building what is missing. Needs bash 4.4.
#
#   ./submit.sh VERB [--cluster NAME] [--conf FILE] [-D key=value]... [--dry-run] [-- SPARK_SUBMIT_ARGS...]
# dev.convoy.jobs.submit.Launcher decides what is started.
set -euo pipefail; unset CDPATH
export PATH="${PATH:+$PATH:}/usr/bin:/bin"
# In the C locale, Java cannot name files beyond ASCII. The system's messages stay English, because they are matched.
locale=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}; case $locale in C | POSIX | *UTF-8 | *utf8) locale=C.UTF-8 ;; esac
unset LC_ALL; export LC_CTYPE=$locale LC_MESSAGES=C
fail() { echo "error: $1" >&2; exit "${2:-2}"; }
home=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
case $home in *:*) fail "Convoy's folder must have no colon in its path, which Java's class path cannot hold. Given: $home. Move it." ;; esac
jar=$home/jobs/target/convoy.jar assembled=$home/jobs/spark-runtime/target/spark given=${SPARK_HOME:-nothing}
bench='' built=$jar modules=jobs,jobs/spark-runtime sources=("$home"/*/src/main)
case " $* " in *" bench "*) bench=$home/jobs/bench/target/convoy-bench.jar built=$bench modules+=,jobs/bench sources+=("$home/jobs/bench/src/main") ;; esac
# With a width, the console has a progress bar instead of a line for each round.
CONVOY_TERMINAL_COLUMNS=''
if [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then CONVOY_TERMINAL_COLUMNS=$(tput cols 2>/dev/null || echo 80); fi
export CONVOY_TERMINAL_COLUMNS CONVOY_HOME=$home SPARK_HOME=${SPARK_HOME:-$assembled} SPARK_SCALA_VERSION=${SPARK_SCALA_VERSION:-2.12}

# Reads spark-env.sh like Spark's own scripts, so that all its settings are known here.
if [ -z "${SPARK_ENV_LOADED:-}" ]; then
  export SPARK_ENV_LOADED=1 SPARK_CONF_DIR=${SPARK_CONF_DIR:-$SPARK_HOME/conf}
  # shellcheck disable=SC1091
  if [ -f "$SPARK_CONF_DIR/spark-env.sh" ]; then set +eu -a; . "$SPARK_CONF_DIR/spark-env.sh"; set -eu +a; fi
fi

java=$(if [ -n "${JAVA_HOME:-}" ]; then echo "$JAVA_HOME/bin/java"; else command -v java || true; fi)
[ -x "$java" ] || fail "Java 17 must be in JAVA_HOME or on the PATH. Given: JAVA_HOME=${JAVA_HOME:-}, PATH=$PATH. Correct one."
release=$(dirname -- "$(readlink -f -- "$java")")/../release
version=$({ cat "$release" 2>/dev/null || "$java" -version 2>&1; } |
  sed -nE 's/^(JAVA_VERSION=|.* version )"(1\.)?([0-9]+).*/\3/p' || true)
[[ ${version:-0} -ge 17 && $version -le 22 ]] || fail "Java must be 17 to 22. Given: $java, Java ${version:-unknown}. Set JAVA_HOME to another."
fresh() { # Maven writes the jar, and the stamp of Spark's folder, last; a newer source makes them stale.
  [ -f "$jar" ] && [ -f "$built" ] && [ -z "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/jobs/*/pom.xml "${sources[@]}" \
    -newer "$built" -print -quit)" ] && { [ "$SPARK_HOME" != "$assembled" ] || [ -f "$assembled/complete" ]; }
}
if [ -f "$home/pom.xml" ] && ! fresh; then
  exec 8<"$home/pom.xml"
  flock -n 8 || { echo "waiting for another submit.sh that builds Convoy" >&2; flock 8; }
  if ! fresh; then
    command -v mvn >/dev/null || fail "Maven must be on the PATH to build Convoy. Given: no mvn. Add it, or use a release archive."
    echo "building Convoy (once; Maven fetches what it needs)" >&2
    trap 'exit 130' INT; started=$(date +%s.%N)
    (cd "$home" && mvn -q -B package -pl "$modules" -am -DskipTests -Dspotless.check.skip=true >&2) ||
      fail "the build failed. See Maven's lines above." 1
    touch -c -d "@$started" "$jar" "$built"; trap - INT # later changes are not in the jar
  fi
  exec 8>&-
fi
launcher=("$SPARK_HOME"/jars/spark-launcher_2.12-3.5.*.jar)
[ -f "${launcher[0]}" ] || fail "SPARK_HOME must be a folder of Spark 3.5 for Scala 2.12. Given: $given. Set it to one."

# Its output is a list of texts: exec or print; a properties file to remove; variables; an empty text; the command.
mapfile -d '' -t plan < <(code=0; "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$jar:${bench:+$bench:}${launcher[0]}:$SPARK_HOME/jars/*" \
  dev.convoy.jobs.submit.Launcher "$@" || code=$?; printf '%d\0' "$code")
[ "${plan[-1]}" = 0 ] || exit "${plan[-1]}"
unset 'plan[-1]'
if [ -n "${plan[1]}" ]; then exec 9<"${plan[1]}"; rm -f -- "${plan[1]}"; fi
for ((i = 2; ${#plan[i]}; i++)); do export "${plan[i]?}"; done
[ "${plan[0]}" = exec ] || { printf '%q ' "${plan[@]:i+1}"; echo; exit 0; }
exec "${plan[@]:i+1}"
