// What grows with the input ends at twenty on standard error, with how many more there are.
#include "made_runs.h"
#include "sweep/journal/journal_text.h"
#include "test.h"

namespace {
std::size_t lines_in(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

const std::string sweep = "sweep case:line --hidden none --max-steps 2 --sharpness-every 0 -q ";
}  // namespace

TEST_CASE("merge names twenty of many missing runs, and of many notes, and says how many more") {
  const std::string folder = scratch();
  REQUIRE(run_lrscope(sweep + "--lr lin:.001:1:300 --threads 1 --journal whole.jsonl", folder).status == 0);
  REQUIRE(shell("head -11 whole.jsonl > few.jsonl; for i in $(seq 50); do head -c 9 whole.jsonl > torn$i.jsonl; done",
                folder)
              .status == 0);
  const Finished missing = run_lrscope("merge few.jsonl -q", folder);
  CHECK_EACH(
      missing.status == 5, lines_in(missing.err) == 23, missing.out.empty(),
      missing.err.starts_with("lrscope: merge: 290 of 300 runs are missing, nothing was written:\n  run 10: lr "),
      missing.err.find("\n  … and 270 more\nRun the shards") != std::string::npos);
  const Finished notes = run_lrscope("merge torn*.jsonl whole.jsonl --format csv", folder);
  CHECK_EACH(notes.status == 0, lines_in(notes.err) == 21, notes.err.ends_with("\n… and 30 more\n"));
  const Finished empty = run_lrscope("merge torn*.jsonl", folder);
  CHECK_EACH(empty.status == 2, lines_in(empty.err) == 1,
             empty.err.find("', … and 30 more: these journals are empty") != std::string::npos);
}

TEST_CASE("of two journals of different sweeps twenty differences are named") {
  const std::string folder = scratch();
  JournalHeader one = header(), other = header();
  for (int i = 0; i < 60; ++i) other.begin.config.emplace_back("flag" + std::to_string(i), "1");
  write_file(folder, "a.jsonl", header_line(one));
  write_file(folder, "b.jsonl", header_line(other));
  const Finished run = run_lrscope("merge a.jsonl b.jsonl", folder);
  CHECK_EACH(run.status == 2, lines_in(run.err) == 22, run.err.ends_with("\n  … and 40 more\n"));
}

TEST_CASE("of many columns twenty are named") {
  const std::string folder = scratch();
  REQUIRE(
      shell("awk 'BEGIN { for (r = 0; r < 13; ++r) for (c = 1; c <= 90; ++c) printf \"%s%s\", r ? (r + c) % 3 : \"c\" "
            "c, c == 90 ? \"\\n\" : \",\" }' > wide.csv; sed '1s/c[0-9]*/same/g' wide.csv > same.csv",
            folder)
          .status == 0);
  CHECK(run_lrscope("sweep wide.csv --target none", folder).err.ends_with(", c20, … and 70 more.\n"));
  CHECK(run_lrscope("sweep same.csv --target same", folder)
            .err.ends_with(", 20, … and 70 more have this name; use the index: --target 1 is the first of them.\n"));
  const Finished constant = run_lrscope("sweep wide.csv --lr 1e-3 --max-steps 1 --categorical c1..c80", folder);
  CAPTURE(constant.err);
  CHECK_EACH(constant.status == 0, constant.err.find("'c20', … and 60 more)") != std::string::npos);
}
