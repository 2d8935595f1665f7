#!/bin/sh
# The recipe for Slurm, on a Slurm of one node that this test starts in a folder of its own and ends again: a task of
# the array is killed, requeued, and goes on from its journal; the merge job says the same as one sweep.
set -eu
. "$(dirname -- "$0")/recipes.sh"
PATH=$PATH:/usr/sbin:/sbin

has_slurm() {
  for name in munged slurmctld slurmd sbatch scontrol; do command -v "$name" >/dev/null || return 1; done
}
if ! has_slurm; then
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || skip "Slurm is not installed, and only root can, by apt-get"
  # Only the download has a time limit: an installation is not to be cut off in the middle. RUNLEVEL=1: no service is
  # started along with its package.
  install="apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=60 -o Acquire::http::Timeout=20"
  install="$install slurmctld slurmd slurm-client munge"
  timeout 120 sh -c "$install --download-only || { apt-get update -q && $install --download-only; }" > install.log 2>&1 &&
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive $install >> install.log 2>&1 || true
  has_slurm || skip "Slurm cannot be installed here: $(grep '^E:' install.log | tail -n 1)"
fi
[ "$(id -u)" -eq 0 ] || skip "only root can start a Slurm that runs jobs"
id munge >/dev/null 2>&1 || skip "there is no user munge"

slurm=$work/slurm
export SLURM_CONF="$slurm/slurm.conf"
chmod 755 "$work"
mkdir -p "$slurm/spool" "$slurm/state" "$slurm/munge"
stop() {  # a daemon, by the process id in its file
  [ -s "$1" ] && kill "$2" "$(cat "$1")" 2>/dev/null || true
}
cleanup_more() {
  [ ! -s "$slurm/slurmctld.pid" ] || scancel --user=root 2>/dev/null || true
  for pid in "$slurm/slurmctld.pid" "$slurm/slurmd.pid" "$slurm/munge/pid"; do stop "$pid" -TERM; done
  sleep .5
  for pid in "$slurm/slurmctld.pid" "$slurm/slurmd.pid" "$slurm/munge/pid"; do stop "$pid" -KILL; done
}

# munged insists on owning its folder and on nobody else reading its key.
head -c 1024 /dev/urandom > "$slurm/munge/key"
chmod 400 "$slurm/munge/key"
chown -R munge: "$slurm/munge"
as_munge() { setpriv --reuid=munge --regid=munge --clear-groups "$@"; }
as_munge munged --key-file="$slurm/munge/key" --socket="$slurm/munge/socket" --pid-file="$slurm/munge/pid" \
  --log-file="$slurm/munge/log" --seed-file="$slurm/munge/seed" > munged.log 2>&1 ||
  skip "munged does not start here: $(tail -n 1 munged.log)"

port_in_use() { grep -qi ":$(printf %04X "$1") " /proc/net/tcp /proc/net/tcp6 2>/dev/null; }
port=$((20000 + $$ % 10000))
while port_in_use $port || port_in_use $((port + 1)); do port=$((port + 2)); done
node=$(uname -n | cut -d. -f1)
# cred_expire: how long a requeued task waits, 120 s unless it is set, at least 5.
cat > "$SLURM_CONF" <<END
ClusterName=recipes
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$slurm/munge/socket,cred_expire=5
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/slurmd.pid
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SchedulerParameters=sched_interval=1,batch_sched_delay=1
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 Sockets=1 CoresPerSocket=8 ThreadsPerCore=1 State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
END

# waits_for SECONDS COMMAND…
waits_for() {
  tenths=$(($1 * 10))
  shift
  until "$@"; do
    tenths=$((tenths - 1))
    [ $tenths -gt 0 ] || return 1
    sleep .1
  done
}
slurmctld > slurmctld.log 2>&1 || skip "slurmctld does not start here: $(tail -n 1 slurmctld.log)"
slurmd > slurmd.log 2>&1 || skip "slurmd does not start here: $(tail -n 1 slurmd.log)"
is_idle() { [ "$(sinfo --noheader --format=%t 2>/dev/null)" = idle ]; }
waits_for 20 is_idle || skip "no node of Slurm comes up here: $(tail -n 1 "$slurm/slurmctld.log") $(tail -n 1 "$slurm/slurmd.log")"
waits_for 20 srun --quiet --immediate=5 true 2> srun.log || skip "Slurm runs no job here: $(tail -n 1 srun.log)"

# From here on Slurm works: whatever goes wrong is a failure.
data=$recipes/../data/diabetes.csv
# Rates that end at once come first, then those that take long: the kill has all the time of the second kind.
sweep="--lr 1e-2,1e-3,1e-5,1e-6 --seeds 0..7 --epochs 600"
# shellcheck disable=SC2086
sweeps_whole "$data" $sweep
kills_once shard-3.jsonl 1 4
PATH=$work/bin:$PATH
unset LRSCOPE
ends() { [ -z "$(squeue --noheader --jobs="$1" 2>/dev/null)" ]; }
state_of() { scontrol --oneliner show job "$1" | sed -n 's/.*JobState=\([A-Z]*\).* ExitCode=\([0-9]*\):.*/\1 \2/p'; }
has_state() { [ "$(state_of "$1")" = "$2" ] || fail "$1 is $(state_of "$1"), not $2: $(cat ./*.log)"; }
merges() {
  sbatch --parsable --dependency="afterany:$job" --output=merge.log \
    --wrap 'lrscope merge journals/shard-*.jsonl -o sweep.csv'
}

# shellcheck disable=SC2086
job=$(sbatch --parsable "$recipes/slurm-array.sh" journals "$data" $sweep)
merge=$(merges)
waits_for 120 ends "$job,$merge" || fail "the array and the merge do not end: $(squeue)"
[ -e killed ] || fail "no task was killed: $(cat ./*.log)"
has_state "${job}_3" "FAILED 137"
has_state "$merge" "FAILED 5"
[ ! -e sweep.csv ] || fail "a part of the sweep was written"
is_incomplete journals/shard-*.jsonl

# The same journal, the share read off the same array.
scontrol requeue "${job}_3"
merge=$(merges)
waits_for 120 ends "$job,$merge" || fail "the requeued task and the merge do not end: $(squeue)"
has_state "${job}_3" "COMPLETED 0"
has_state "$merge" "COMPLETED 0"
cmp whole.csv sweep.csv || fail "the merge job says other than one uninterrupted sweep"
grep -q 'finished before' lrscope-3.log || fail "the requeued task began anew: $(cat lrscope-3.log)"
[ "$(grep -l 'finished before' lrscope-*.log | wc -l)" -eq 1 ] || fail "other tasks ran twice"
merges_to_the_same journals/shard-*.jsonl
