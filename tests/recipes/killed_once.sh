#!/bin/sh
# Stands in for lrscope: is lrscope, except that the first program whose options hold $kill_shard is killed without
# warning, as by a lack of memory, with at least $kill_after and not all of its $kill_of runs in its journal.
# $kill_folder/killed says that it was.
case " $* " in
  *"$kill_shard"*) ;;
  *) exec "$kill_program" "$@" ;;
esac
mkdir "$kill_folder/killing" 2>/dev/null || exec "$kill_program" "$@"
for journal; do :; done  # the recipes name it last
journal=${journal#--journal=}
# The first line of a journal is about the sweep, each further one about a run.
has_lines() { [ -f "$journal" ] && [ "$(wc -l < "$journal")" -ge "$1" ]; }
attempts=50
while [ $((attempts -= 1)) -ge 0 ]; do
  "$kill_program" "$@" &
  until has_lines $((kill_after + 1)) || ! kill -0 $! 2>/dev/null; do sleep .01; done
  kill -KILL $! 2>/dev/null
  status=0
  wait $! || status=$?
  if [ $status -eq 137 ] && ! has_lines $((kill_of + 1)); then
    : > "$kill_folder/killed"
    exit 137
  fi
  rm -f "$journal"  # all of its runs were there before it could be killed: once more
done
exit 99
