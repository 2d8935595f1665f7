// Signals, limits and surroundings: what is finished stays, and the bytes do not depend on where it ran.
#include "test.h"

namespace {
const std::vector<std::string> endless = {
    "sweep", "case:line",   "--hidden",   "none",      "--lr", "1e-9,2e-9",         "--seeds", "0",
    "-q",    "--max-steps", "2000000000", "--threads", "2",    "--sharpness-every", "0"};

void wait_a_little() { std::this_thread::sleep_for(std::chrono::milliseconds(400)); }
}  // namespace

TEST_CASE("a first signal ends a sweep with what is finished and how to go on") {
  const std::string folder = scratch();
  for (const auto& [signal, status, word] :
       {std::tuple{SIGINT, 130, "interrupted"}, std::tuple{SIGTERM, 143, "terminated"},
        std::tuple{SIGHUP, 128 + SIGHUP, "hangup"}, std::tuple{SIGXCPU, 128 + SIGXCPU, "limit of processor time"},
        std::tuple{SIGUSR1, 128 + SIGUSR1, "ended by SIGUSR1"}}) {
    Child sweep(endless, folder);
    wait_a_little();
    sweep.send(signal);
    CHECK(sweep.wait() == status);
    CHECK(sweep.err() == std::string("lrscope: ") + word +
                             ": 0 of 2 runs finished; with --journal FILE the same command could resume from there.\n");
    auto with_journal = endless;
    with_journal.insert(with_journal.end(), {"--journal", "j.jsonl"});
    Child kept(with_journal, folder);
    wait_a_little();
    kept.send(signal);
    CHECK(kept.wait() == status);
    CHECK(kept.err() == std::string("lrscope: ") + word +
                            ": 0 of 2 runs finished, kept in 'j.jsonl'; the same command resumes from there.\n");
  }
}

TEST_CASE("a signal that comes twice at once, as timeout sends it, ends a sweep in order") {
  const auto result = shell(
      "timeout -s TERM 0.4 \"$LRSCOPE\" sweep case:line --hidden none --lr 1e-9,1e-8 -q --max-steps 2000000000 "
      "--sharpness-every 0; echo $?");
  CHECK(result.out.ends_with("124\n"));
  CHECK(result.err ==
        "lrscope: terminated: 0 of 2 runs finished; with --journal FILE the same command could resume from there.\n");
}

namespace {
/// A sweep that ignores `signals` gets each of them, and ends at its time limit all the same.
void check_ignored(const std::string& signals, const std::string& time_limit) {
  const auto result = shell("trap '' " + signals +
                            "; \"$LRSCOPE\" sweep case:line --hidden none --lr 1e-9 -q --max-steps 2000000000 "
                            "--sharpness-every 0 --time-limit " +
                            time_limit + " & sleep 0.3; for s in " + signals + "; do kill -$s $!; done; wait $!");
  CHECK(result.status == 5);
  CHECK(result.err ==
        "lrscope: time limit: 0 of 1 run finished; with --journal FILE the same command could resume from there.\n");
}
}  // namespace

TEST_CASE("a background job that is to ignore Ctrl-C ignores it") { check_ignored("INT", "1"); }

TEST_CASE("signals that are to be ignored are, as under nohup") { check_ignored("HUP USR1 XCPU", "1.5"); }

TEST_CASE("a limit on processor time ends a sweep in order, although its signal comes every second") {
  const auto result = shell(
      "ulimit -St 1; exec \"$LRSCOPE\" sweep case:line --hidden none --lr 1e-9,1e-8 -q --max-steps "
      "2000000000 --sharpness-every 0 --threads 1");
  CHECK(result.status == 128 + SIGXCPU);
  CHECK(result.err.starts_with("lrscope: limit of processor time: 0 of 2 runs finished; with --journal FILE"));
}

TEST_CASE("a trace and a demo end at a signal with what they have, and promise no journal") {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"trace", "case:line", "--hidden", "none", "--lr", "1e-9"}, {"demo", "line"}}) {
    auto endless_words = words;
    endless_words.insert(endless_words.end(), {"--max-steps", "2000000000", "--max-memory", "1000T", "-q"});
    Child command(endless_words, scratch());
    wait_a_little();
    command.send(SIGINT);
    CHECK_EACH(command.wait() == 130, command.err().starts_with("lrscope: interrupted: 0 of "),
               command.err().ends_with(" finished.\n"));
  }
}

TEST_CASE("commands without anything to keep end at a signal at once") {
  for (const auto& [signal, status] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    Child spectrum({"explain", "case:line", "--hidden", "none", "--lr", "1e-9", "--max-steps", "2000000000", "-q"},
                   scratch());
    wait_a_little();
    spectrum.send(signal);
    CHECK(spectrum.wait() == status);
  }
}

TEST_CASE("a time limit ends a sweep with 5, and the finished runs are printed") {
  const auto none = run_lrscope("sweep case:line --hidden none -q --time-limit 0.0000001 --format csv");
  CHECK(none.status == 5);
  CHECK(none.err == "lrscope: time limit: nothing was run.\n");
  CHECK(none.out.empty());
  const std::string folder = scratch();
  const std::string sweep =
      "sweep case:line --hidden none -q --lr 1e-3 --epochs 2000 --sharpness-every 0 --journal j.jsonl ";
  const auto some = run_lrscope(sweep + "--seeds 0..100000 --time-limit 1.5 --format csv", folder);
  CHECK(some.status == 5);
  const auto rows = parse_csv(some.out);
  CHECK(rows.size() > 2);
  CHECK(some.err.find(": " + std::to_string(rows.size() - 1) + " of 100001 runs finished, kept in") !=
        std::string::npos);
}

TEST_CASE("the bytes depend on neither locale, time zone, home, folder, standard input nor threads") {
  const std::string sweep =
      "\"$LRSCOPE\" sweep case:diabetes --scale standard --hidden 8 --epochs 1 --seeds 0,1 -q --format jsonl ";
  const auto reference = shell(sweep);
  REQUIRE(reference.status == 0);
  REQUIRE(reference.out.size() > 1000);
  for (const std::string surroundings : {"LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 LC_NUMERIC=de_DE.UTF-8 ",
                                         "TZ=Asia/Kolkata ", "env -u HOME -u PATH -u TERM ", "cd / && ", "exec <&-; ",
                                         "COLUMNS=20 LINES=5 ", "OMP_NUM_THREADS=1 TBB_NUM_THREADS=1 "}) {
    INFO(surroundings);
    const auto result = shell(surroundings + sweep);
    CHECK_EACH(result.status == 0, result.out == reference.out, result.err == reference.err);
  }
  for (const std::string threads : {"1", "2", "4"}) CHECK(shell(sweep + "--threads " + threads).out == reference.out);
}
