# shellcheck shell=bash
# How the demonstrations of the agent run; to be sourced after lib.sh, in the project's directory.

# run_demo CLASS [OPTION...]: builds what is missing and runs io.mysqlclone.testbed.demo.CLASS on a copy of it in a temporary
# directory, which is gone afterwards, however it ends. Ends the shell.
run_demo() {
  local class=$1 mysql_root
  shift
  exec 2>&1
  use_jdk_25
  mysql_root=$(testbed/mysql install) || exit 1
  export MYSQL_ROOT=$mysql_root
  scratch=$(mktemp -d "${TMPDIR:-/tmp}/clone-demo-XXXXXX") || fail "cannot make a temporary directory."
  trap 'rm -rf "$scratch"' EXIT

  one_build_at_a_time
  build_modules "Building clone-agent (the first time fetches its libraries)" clone-agent testbed ||
    fail "the build failed (above, and in $MAVEN_LOG)."
  [[ -x clone-agent/target/dist/bin/clone-agent ]] || fail "the build left no clone-agent/target/dist/bin/clone-agent."
  # What runs is a copy, so that a build beside it cannot pull the classes away. Its times stay those that the AOT cache knows.
  mkdir "$scratch/testbed" &&
    cp -a clone-agent/target/dist "$scratch/agent" &&
    cp testbed/target/testbed-*.jar testbed/target/lib/*.jar "$scratch/testbed/" || exit 1
  exec 8<&-

  mkdir "$scratch/work"
  # In the background, because this shell's traps run only while it waits; with the terminal as its input nevertheless.
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx128m -Djava.io.tmpdir="$scratch" -cp "$scratch/testbed/*" \
    "io.mysqlclone.testbed.demo.$class" "$scratch/agent/bin/clone-agent" "$scratch/work" "$@" <&0 &
  java=$!
  trap 'stop_demo 130' INT
  trap 'stop_demo 143' TERM HUP
  wait "$java"
  exit
}

# stop_demo CODE: ends what runs, removes what it made, and ends the shell.
stop_demo() {
  kill -TERM "$java" 2>/dev/null
  wait "$java"
  rm -rf "$scratch"
  say "The demo was stopped; all that it had made was removed."
  exit "$1"
}
