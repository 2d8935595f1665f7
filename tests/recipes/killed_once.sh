#!/bin/sh
# Stands in for lrscope: is lrscope, except that the first program whose options hold $kill_shard is killed without
# warning, as by a lack of memory, once its journal has $kill_lines lines. $kill_folder/killed says that it was.
case " $* " in
  *"$kill_shard"*) ;;
  *) exec "$kill_program" "$@" ;;
esac
mkdir "$kill_folder/killing" 2>/dev/null || exec "$kill_program" "$@"
for journal; do :; done  # the recipes name it last
journal=${journal#--journal=}
is_full_enough() { [ -f "$journal" ] && [ "$(wc -l < "$journal")" -ge "$kill_lines" ]; }
for _ in 1 2 3 4 5 6 7 8 9 10; do
  "$kill_program" "$@" &
  until is_full_enough || ! kill -0 $! 2>/dev/null; do sleep .01; done
  kill -KILL $! 2>/dev/null
  status=0
  wait $! || status=$?
  if [ $status -eq 137 ]; then
    : > "$kill_folder/killed"
    exit 137
  fi
  rm -f "$journal"  # it had ended before it could be killed
done
exit 99
