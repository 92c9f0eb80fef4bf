# Shell functions shared by ./check, ./demo and testbed/mysql. Sourced, never run; needs bash.
# shellcheck shell=bash

# Everything a user reads goes to standard error, so that a command's own result can be captured.
say() { printf '%s\n' "$*" >&2; }

# Ends the program with one sentence.
fail() {
  say "error: $*"
  exit 1
}

# Ends the program with one sentence about its command line.
usage_error() {
  say "error: $*"
  exit 2
}

# Runs a command as a named step: says when it starts, and how long it took and whether it worked when it ends. Where
# STEPS names a file, a line is added to it: seconds, tab, title.
#   step "Building the agent" ./mvnw ...
step() {
  local title=$1 began=$SECONDS status=0
  shift
  say "==> $title"
  "$@" || status=$?
  [[ -z ${STEPS:-} ]] || printf '%d\t%s\n' $((SECONDS - began)) "$title" >>"$STEPS"
  if ((status == 0)); then
    say "==> $title: done in $(duration $((SECONDS - began)))"
  else
    say "==> $title: FAILED after $(duration $((SECONDS - began))) (exit code $status)"
  fi
  return "$status"
}

# Seconds as a person writes them: 7 s, 3 min 5 s.
duration() {
  if (($1 < 60)); then
    printf '%d s' "$1"
  else
    printf '%d min %d s' $(($1 / 60)) $(($1 % 60))
  fi
}

# Repeats a line every 15 seconds while a silent command runs.
#   patiently "still downloading" apt-get ...
patiently() {
  local line=$1 began=$SECONDS ticker status=0
  shift
  # The sleep is a job of its own so that ending the ticker leaves no sleep behind.
  (
    trap 'kill "$nap" 2>/dev/null; exit 0' TERM
    while :; do
      sleep 15 &
      nap=$!
      wait "$nap"
      say "    $line ($(duration $((SECONDS - began))))"
    done
  ) &
  ticker=$!
  "$@" || status=$?
  kill "$ticker" 2>/dev/null
  wait "$ticker" 2>/dev/null
  return "$status"
}

# The feature version (25, 17, ...) of the JDK in a directory; nothing when there is none or it has no compiler.
jdk_version() {
  [[ -x $1/bin/java && -x $1/bin/javac ]] || return 0
  "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p'
}

# Sets and exports JAVA_HOME to a JDK 25: JAVA_HOME as it is, the java on the PATH, then the usual places.
use_jdk_25() {
  local home seen=""
  local -a candidates=()
  [[ -n ${JAVA_HOME:-} ]] && candidates+=("$JAVA_HOME")
  home=$(command -v javac || true)
  [[ -n $home ]] && candidates+=("$(dirname "$(dirname "$(readlink -f "$home")")")")
  candidates+=(
    "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}"
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/hostedtoolcache/Java_*/25*/*
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/*
    "$HOME"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home
  )
  for home in "${candidates[@]}"; do
    [[ -n $home && -d $home ]] || continue
    home=$(readlink -f "$home")
    case $seen in *"|$home|"*) continue ;; esac
    seen="$seen|$home|"
    if [[ $(jdk_version "$home") == 25 ]]; then
      export JAVA_HOME=$home
      say "==> JDK 25: $JAVA_HOME"
      return
    fi
  done
  fail "no JDK 25 on this machine (looked at JAVA_HOME, the PATH, /usr/lib/jvm and the usual places): install one, for example Temurin 25, or set JAVA_HOME to it."
}

# Waits for its turn when another ./check or ./demo builds in this directory: they would overwrite each other's classes.
# The lock is on a file that every checkout has, and ends with this process and all it started.
one_build_at_a_time() {
  exec 8<pom.xml
  flock --nonblock 8 || {
    say "==> Another ./check or ./demo is building in this directory; waiting for it"
    flock 8
  }
}

MAVEN_LOG=target/maven.log

# Runs the Maven wrapper with these arguments, shows what matters of its output and keeps all of it in MAVEN_LOG. Ends
# Maven, and the test processes that it started, when this script is told to end.
maven() {
  local group status=0
  mkdir -p "$(dirname "$MAVEN_LOG")"
  # With job control the pipeline gets a process group of its own, which one signal reaches as a whole.
  set -m
  (./mvnw -B -ntp "$@" 2>&1 | tee "$MAVEN_LOG" | readable) </dev/null &
  group=$!
  set +m
  # shellcheck disable=SC2064 # the process group of now
  trap "end_group $group; exit 130" INT
  # shellcheck disable=SC2064
  trap "end_group $group; exit 143" TERM HUP
  wait "$group" || status=$?
  trap - INT TERM HUP
  end_group "$group"
  if ((status != 0)) && grep -qE 'Could not transfer artifact|Unknown host|Network is unreachable|Failed to fetch' "$MAVEN_LOG"; then
    say "error: Maven could not fetch what the build needs: is there a network, or a mirror in ~/.m2/settings.xml (and MVNW_REPOURL for Maven itself)?"
  fi
  return "$status"
}

# Builds modules, and what they need of this project, without a word but of progress; the whole output is in MAVEN_LOG.
# Nothing is done when they were built since their sources were changed last.
#   build_modules "Building clone-agent" clone-agent testbed
build_modules() {
  local title=$1 module list began
  shift
  list=$(IFS=,; echo "$*")
  began=$(mktemp) || return
  if built_since_changed "$@"; then
    rm "$began"
    return
  fi
  if ! step "$title" maven_quietly -DskipTests -pl "$list" -am package; then
    rm "$began"
    return 1
  fi
  for module; do
    cp -p "$began" "$module/target/built"
  done
  rm "$began"
}

# Whether no source of these modules is younger than their last build. Sources of a deleted file do not count.
built_since_changed() {
  local module sources=(pom.xml .mvn */pom.xml */src)
  for module; do
    [[ -f $module/target/built && -z $(find "${sources[@]}" -newer "$module/target/built" -print -quit) ]] || return 1
  done
}

# As maven, but shows nothing while all goes well, and what went wrong when it did not.
maven_quietly() {
  local status=0
  patiently "still building" maven "$@" >/dev/null || status=$?
  ((status == 0)) || grep -E '^\[(ERROR|FATAL)\]' "$MAVEN_LOG" | head -n 30 >&2
  return "$status"
}

# Ends what is left of a process group: asks first, and insists after 15 seconds.
end_group() {
  local try
  kill -TERM -- "-$1" 2>/dev/null || return 0
  for ((try = 0; try < 150; try++)); do
    kill -0 -- "-$1" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$1" 2>/dev/null
}

# Maven's output without its small talk: modules, plugins, tests with their times, and every line that is no INFO.
# (Not awk: Debian's holds its input back until it has a full block.)
readable() {
  local line
  while IFS= read -r line; do
    if [[ $line != '[INFO]'* ]]; then
      printf '%s\n' "$line"
    elif [[ $line =~ ^.INFO.\ Building\ ([^ ]+).*(\[[0-9]+/[0-9]+\])$ ]]; then
      printf '==> module %s %s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    elif [[ $line =~ ^.INFO.\ ---\ ([^:]+):[^:]+:([^ ]+) ]]; then
      printf '      %s %s\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
    elif [[ $line =~ ^.INFO.\ Running\ ([^ ]+)$ ]]; then
      printf '        %s ...\n' "${BASH_REMATCH[1]##*.}"
    elif [[ $line =~ ^.INFO.\ Tests\ run:\ ([0-9]+),.*Skipped:\ ([0-9]+),\ Time\ elapsed:\ ([^ ]+\ [a-z]+)\ .*\ ([^ ]+)$ ]]; then
      printf '        %s: %s tests, %s skipped, %s\n' "${BASH_REMATCH[4]##*.}" "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}"
    elif [[ $line =~ ^.INFO.\ (Tests\ run:.*|BUILD\ .*|.*(SUCCESS|FAILURE|SKIPPED)\ \[.*)$ ]]; then
      printf '    %s\n' "${BASH_REMATCH[1]}"
    fi
  done
}
