#include "cli/exit_status.h"
#include "cli/reference/topics.h"

namespace lrscope::cli {
namespace {

EntryList read_files() {
  return {
      "file",
      "layout",
      {{"DATA",
        "a table of cells, as csv with quotes by RFC 4180; comma, semicolon, tab, bar or blanks between cells, found "
        "out from the file (`--delimiter`). The first row holds names where it looks like names (`--header`). gzip is "
        "read as what it holds. `-` is standard input, `case:NAME` a file or a function that is built in"},
       {"--lr @FILE", "learning rates, one a line; `#` begins a comment"},
       {"--init-from FILE",
        "the parameters, one number a line, layer by layer: the weights as a matrix of outputs × inputs row by row, "
        "then the biases. `--save-init` writes it: the order of `parameters_to_vector` in PyTorch. Or a `.npy` file as "
        "`numpy.save` writes it, float32 or float64 in C order, whatever its shape"},
       {"--batches FILE",
        "the rows of each step: a line is a step, its row numbers stand between blanks or commas, what follows `#` is "
        "a comment. Or a `.npy` file of whole numbers, steps × rows. Row 0 is the first row of the file that is "
        "trained "
        "on: rows that are left out or held out are not counted. An epoch is a pass through the file"},
       {"--config FILE",
        "TOML. A key is an option without its dashes, `data` stands for DATA. Keys of the top level are for every "
        "command, those in a table such as `[sweep]` for that command, before the others. Strings, numbers, true or "
        "false for switches, lists. `--print-config` writes such a file"}}};
}

EntryList written_files() {
  return {
      "file",
      "layout",
      {{"-o FILE.csv, .tsv, .md",
        "a line of field names, then a record a line, of one kind: that of the command, or "
        "of `--rows`"},
       {"-o FILE.jsonl", "a JSON object a line, records of every kind, each with `type`; first one of type `begin`"},
       {"-o FILE.json", "one array of the same objects"},
       {"-o FILE.csv.gz", "any of these, compressed by gzip; `lrscope` reads it as what it holds"},
       {"-o csv:FILE",
        "the format by its name, whatever the ending is: `csv:/dev/stderr`, `jsonl:runs`. A stream in /dev without one "
        "has "
        "that of `--format`. `-o csv:-` is `--format csv`"},
       {"--fields LIST",
        "in every output only these fields, in this order, of records of one kind: columns, keys of JSON, or a plain "
        "table"},
       {"-o FILE.txt", "the table, with all of its columns"},
       {"-o FILE.svg, .png, .pdf, .html",
        "pictures of the records; .html is one page with pictures, tables and records. The command stands in <desc> of "
        "the .svg and in the text chunks of the .png; that of a `map` has the whole configuration, too"},
       {"--trajectories FILE", "the steps of all runs, in the format of the ending"},
       {"--journal FILE",
        "JSON lines. First `{\"type\":\"journal\",…}` with schema, version, configuration and the "
        "hash of the data; then each finished run, its steps before it in lines of type `steps`. "
        "A map has lines of cells. Only lrscope writes to it, `sweep` resumes from it, `merge` "
        "joins several"}}};
}

EntryList variables() {
  return {
      "variable",
      "meaning",
      {{"LRSCOPE_FLAG",
        "sets the option --flag of every command that has it, but for `demo`: `LRSCOPE_HIDDEN=32`, "
        "`LRSCOPE_BATCH_SIZE=full`. The command line comes before it, and it before a configuration "
        "file. A switch is set by `yes` or `no`; an empty variable sets nothing"},
       {"LRSCOPE_CONFIG", "the configuration file, as `--config` names it"},
       {"NO_COLOR", "turns the colours of tables off, unless `--color` says otherwise"},
       {"COLORTERM", "`truecolor` or `24bit`: the terminal draws a map in all its colours, else in the nearest of 256"},
       {"TERM",
        "`dumb`: no colours and no progress line that rewrites itself, unless `--color always` or "
        "`--progress always` asks for them"},
       {"SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX", "with `--shard auto`: which shard this is"}}};
}

}  // namespace

Page files_page() {
  return {
      "files",
      5,
      "what lrscope reads and writes",
      {{"Files that are read", {read_files()}},
       {"Files that are written",
        {"A file is written beside its name and takes its place when it is whole; streams and devices are written to "
         "directly. No output takes the place of a journal, of the data or of another file that the command names.",
         written_files()}},
       {"Environment", {variables()}}}};
}

Page exit_page() {
  EntryList list{"status", "meaning", {}};
  for (const auto& [status, meaning] : exit_meanings)
    list.entries.push_back({std::string(status), std::string(meaning)});
  return {"exit", 7, "exit statuses", {{"Exit status", {"A diverged run is a result, not a failure: 0.", list}}}};
}

}  // namespace lrscope::cli
