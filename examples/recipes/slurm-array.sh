#!/bin/sh
#SBATCH --job-name=lrscope
#SBATCH --array=0-7
#SBATCH --cpus-per-task=2
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=lrscope-%a.log
# One sweep as a Slurm array: each task takes its share of the runs and keeps them in a journal of its own.
#
#   job=$(sbatch --parsable slurm-array.sh DIR DATA [sweep options…])
#   sbatch --dependency=afterany:$job --wrap 'lrscope merge DIR/shard-*.jsonl -o DIR/sweep.csv'
#
# afterany, since merge sees for itself whether all is there: else it writes nothing, names the missing runs and ends
# with status 5. (afterok goes on counting a task as failed that was requeued and then ended well.)
#
# A task that was preempted, ran out of time or lost its node goes on from its journal: Slurm requeues it, or
# `scontrol requeue JOB_TASK` does, or the same sbatch once more, whose finished tasks end at once; then merge again. Not
# `sbatch --array=3`: an array of one task cannot know of how many it is one, and is refused. One task by hand is
# `lrscope sweep DATA [options] --shard 4/8 --journal DIR/shard-3.jsonl`.
# LRSCOPE: path of the program where it is not on PATH.
set -eu
dir=$1
shift
mkdir -p "$dir"
# --shard auto reads task and number of tasks off the array: any --array from A to B without gaps will do.
exec "${LRSCOPE:-lrscope}" sweep "$@" --shard auto --journal "$dir/shard-$SLURM_ARRAY_TASK_ID.jsonl"
