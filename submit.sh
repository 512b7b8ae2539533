#!/usr/bin/env bash
# Submits a Convoy job with spark-submit, after building what is missing.
#
#   ./submit.sh VERB [--cluster NAME] [--conf FILE] [-D key=value]... [--dry-run] [-- SPARK_SUBMIT_ARGS...]
#
# --cluster NAME  reads conf/cluster/NAME.properties (default: local; local-cluster for bench rounds and bench memory)
# --dry-run       prints the command and stops
# Everything after -- goes to spark-submit as it is. $SPARK_HOME is used if it is set.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jar=$home/jobs/target/convoy.jar

fail() {
  echo "error: $*" >&2
  exit 2
}

cluster=
dry_run=false
run_dir_given=false
model=lenet
conf=
job_args=()
spark_args=()
while [ $# -gt 0 ]; do
  case $1 in
    --cluster) [ $# -ge 2 ] || fail "--cluster needs a name. Given: nothing. Use one of conf/cluster/."; cluster=$2; shift 2 ;;
    --dry-run) dry_run=true; shift ;;
    --) shift; spark_args=("$@"); break ;;
    --conf) [ $# -ge 2 ] || fail "--conf needs a file. Given: nothing."; conf=$2; job_args+=("$1" "$2"); shift 2 ;;
    -D) [ $# -ge 2 ] || fail "-D needs key=value. Given: nothing. For example -D train.epochs=2."
        job_args+=("$1" "$2")
        case $2 in run.dir=*) run_dir_given=true ;; model=*) model=$(basename "${2#model=}"); model=${model%.*} ;; esac
        shift 2 ;;
    *) job_args+=("$1"); shift ;;
  esac
done
verb=${job_args[0]:-}
case "$cluster ${job_args[*]:0:2}" in
  " bench rounds" | " bench memory") cluster=local-cluster ;;
esac
cluster=${cluster:-local}

properties=$home/conf/cluster/$cluster.properties
[ -f "$properties" ] || fail "--cluster must name a file of conf/cluster. Given: $cluster. There are:" \
  "$(cd "$home/conf/cluster" && ls -- *.properties | sed 's/\.properties$//' | tr '\n' ' ')"

build() {
  # Whatever is newer than the jar makes it stale.
  if [ -f "$jar" ] && [ -z "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/jobs/spark-runtime/pom.xml "$home"/*/src/main \
      -newer "$jar" -print -quit)" ]; then
    return
  fi
  echo "building Convoy (once; Maven fetches what it needs)" >&2
  (cd "$home" && mvn -q -B package -pl jobs,jobs/spark-runtime -am -DskipTests -Dspotless.check.skip=true >&2) ||
    fail "the build failed. See Maven's lines above."
}

# The value of a Spark property: the last after --, as --conf or by its option, else the cluster's file, else the default given.
spark_property() {
  local name=$1 value=$2 option=${3:-none} line argument previous=
  line=$(sed -n "s/^[[:space:]]*${name//./\\.}[[:space:]=]\{1,\}//p" "$properties" | tail -n 1)
  value=${line:-$value}
  for argument in "${spark_args[@]}"; do
    case "$previous $argument" in
      *" $name="* | *" --conf=$name="*) value=${argument#*"$name="} ;;
      "$option "*) value=$argument ;;
      *" $option="*) value=${argument#*=} ;;
    esac
    previous=$argument
  done
  echo "$value"
}

master=$(spark_property spark.master '' --master)
deploy_mode=$(spark_property spark.submit.deployMode client --deploy-mode)
[ "$master" != yarn ] || [ -n "${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-}" ] ||
  fail "master yarn needs HADOOP_CONF_DIR or YARN_CONF_DIR. Given: neither. Set one to the folder of core-site.xml and yarn-site.xml."

build

# Executors get as many kernel threads as spark.task.cpus from the job; in local mode this process is the executor.
threads=$(spark_property spark.task.cpus 1)
if [ "${job_args[*]:0:2}" = "bench kernels" ]; then
  threads=${OMP_NUM_THREADS:-$(nproc)}
fi
export OMP_NUM_THREADS=$threads OPENBLAS_NUM_THREADS=$threads
# How long a second kernel thread looks for work before it sleeps (some milliseconds: OpenMP's own default, which it
# gives up, for a fifth of LeNet's speed, once it counts more threads in the process than cores).
export GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-300000}
export CONVOY_HOME=$home

# The time is taken here, so that a driver that is started again finds its folder again.
now=$(date +%Y%m%d-%H%M%S)
if [ "$verb" = train ] && ! $run_dir_given; then
  case " ${job_args[*]} " in
    *" --help "* | *" -h "*) ;;
    *) grep -qsE '^[^#]*\brun(\.dir|[[:space:]]*\{)' "$conf" || {
         [ "$deploy_mode" != cluster ] ||
           fail "run.dir must be set in cluster deploy mode, where the driver runs on another machine. Given: nothing." \
             "Add -D run.dir=FOLDER, on a file system that all machines see."
         job_args+=(-D "run.dir=file:$PWD/runs/$model-$now")
       } ;;
  esac
fi

submit=(--properties-file "$properties" --class dev.convoy.jobs.Main)
logging="-Dorg.bytedeco.javacpp.logger=slf4j"
# YARN brings local files to the working folders of drivers inside it and of executors, by their names.
files=()
[ "$(spark_property spark.executor.resource.gpu.discoveryScript '')" != ./get-gpu-resources.sh ] ||
  files+=("file:$home/conf/get-gpu-resources.sh")
if [ "$deploy_mode" = client ]; then
  log=${TMPDIR:-/tmp}/convoy-$now-$$.log
  export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} $logging -Dconvoy.log=\"$log\" \
-Dlog4j2.configurationFile=\"file:$home/conf/log4j2.properties\""
elif [ "$master" = yarn ]; then
  files+=("file:$home/conf/log4j2.properties#convoy-log4j2.properties")
  for i in "${!job_args[@]}"; do
    case ${job_args[i]} in
      --conf) [ -f "$conf" ] || fail "--conf must name a file that exists. Given: $conf. Check the path."
              files+=("file:$(realpath "$conf")"); job_args[i + 1]=$(basename "$conf") ;;
      model=file:*) [ ! -f "${job_args[i]#model=file:}" ] || files+=("file:$(realpath "${job_args[i]#model=file:}")") ;;
    esac
  done
  # YARN fills in <LOG_DIR>.
  submit+=(--conf "spark.driver.defaultJavaOptions=$logging -Dconvoy.log=<LOG_DIR>/spark.log \
-Dlog4j2.configurationFile=convoy-log4j2.properties")
  for variable in CONVOY_HOME OMP_NUM_THREADS OPENBLAS_NUM_THREADS; do
    submit+=(--conf "spark.yarn.appMasterEnv.$variable=${!variable}")
  done
fi

[ ${#files[@]} -eq 0 ] || submit+=(--conf "spark.yarn.dist.files=$(IFS=,; echo "${files[*]}")")
submit+=("${spark_args[@]}")
standalone_driver=false
case "$deploy_mode $master" in
  "cluster spark:"*)
    standalone_driver=true
    # What Java 17 needs, which Spark gives to every process but this driver.
    options=$(spark_property spark.driver.extraJavaOptions '' --driver-java-options)
    for package in java.lang{,.invoke,.reflect} java.{io,net,nio} java.util{,.concurrent,.concurrent.atomic} jdk.internal.ref \
        sun.nio.{ch,cs} sun.security.action sun.util.calendar; do
      options+=" --add-opens=java.base/$package=ALL-UNNAMED"
    done
    submit+=(--driver-java-options "$options") ;;
esac
submit+=("$jar" "${job_args[@]}")
if [ -n "${SPARK_HOME:-}" ]; then
  command=("$SPARK_HOME/bin/spark-submit" "${submit[@]}")
else
  export SPARK_HOME=$home/jobs/spark-runtime/target/spark
  export SPARK_SCALA_VERSION=2.12
  java=${JAVA_HOME:+$JAVA_HOME/bin/}java
  # As bin/spark-class of a Spark distribution does: the launcher prints a line, then the command, argument by argument,
  # each ended by a zero byte; the exit code is put behind them.
  launch() {
    "$java" -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "${submit[@]}"
    printf '%d\0' $?
  }
  mapfile -d '' -t command < <(set +e; launch)
  [ "${command[-1]}" = 0 ] || fail "spark-submit did not take the arguments. See the lines above."
  command=("${command[1]#$'\n'}" "${command[@]:2:${#command[@]}-3}")
fi

if $dry_run; then
  printf '%q ' "${command[@]}"
  echo
  exit 0
fi
if $standalone_driver; then
  # Spark's client says how the driver ended, and itself ends with 0 however that was.
  report=$("${command[@]}" 2>&1 | tee -a /dev/stderr)
  [[ $report == *" is FINISHED, exiting"* ]] || fail "the driver failed. Its worker has its stderr, in the work folder."
  exit 0
fi
exec "${command[@]}"
