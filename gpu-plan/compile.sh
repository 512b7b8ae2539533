#!/bin/sh
# Here: compiles the check and bench mains and writes their cases.
set -e
P=$(cd "$(dirname "$0")" && pwd); W=$P/..; CP=$W/worker-kernels/target/classes:$W/worker-kernels/target/test-classes:$W/driver/target/classes:$(cat $W/worker-kernels/target/plan.cp)
mkdir -p $P/classes && javac -nowarn -d $P/classes -cp $CP $(find $P/src -name '*.java')
[ -n "$1" ] || java -cp $P/classes:$CP dev.convoy.kernel.cudnn.CaseWriter $P/cases.bin $P/bench.bin
