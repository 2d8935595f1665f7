// The command that lrscope records and prints for others to run: it says what was asked for, and no more, in
// words that any shell reads.
#include "test.h"

namespace {
const std::string table = "a,b,y\n1,2,3\n4,5,7\n7,8,1\n1,1,4\n";

/// A folder with d.csv.
std::string folder_with_data() {
  const std::string folder = scratch();
  write_file(folder, "d.csv", table);
  return folder;
}

nlohmann::json begin_of(const std::string& command, const std::string& folder) {
  const Finished run = shell(command + " --format jsonl -q", folder);
  CAPTURE(command, run.err);
  REQUIRE(run.status == 0);
  return nlohmann::json::parse(run.out.substr(0, run.out.find('\n')));
}
}  // namespace

TEST_CASE("a switch that is off is recorded as off, from wherever it was turned off") {
  const std::string folder = folder_with_data();
  write_file(folder, "off.toml", "no-bias = false\nstop-on-divergence = false\n");
  const std::string sweep = "\"$LRSCOPE\" sweep d.csv --lr 1e-3,1 --max-steps 3";
  const auto plain = begin_of(sweep, folder)["command"];
  CHECK(plain == nlohmann::json::array(
                     {"lrscope", "sweep", "d.csv", "--lr", "1e-3,1", "--max-steps", "3", "--format", "jsonl"}));
  CHECK(begin_of(sweep + " --no-bias=false", folder)["command"] == plain);
  CHECK(begin_of(sweep + " --config off.toml", folder)["command"] == plain);
  const auto on = begin_of(sweep + " --no-bias", folder)["command"];
  CHECK(std::count(on.begin(), on.end(), "--no-bias") == 1);
  const auto dry = shell(sweep + " --no-bias=no --dry-run", folder);
  CHECK(dry.out.starts_with("lrscope sweep d.csv --lr 1e-3,1 --max-steps 3 --shard 1/2\n"));
  // Where the environment turns it on, the command has to turn it off.
  CHECK(shell("LRSCOPE_NO_BIAS=yes " + sweep + " --no-bias=no --dry-run", folder)
            .out.starts_with("lrscope sweep d.csv --lr 1e-3,1 --no-bias=no --max-steps 3 --shard 1/2\n"));
}

TEST_CASE("a configuration that was printed records the same command as the words it was printed from") {
  const std::string folder = folder_with_data();
  const std::string sweep = "\"$LRSCOPE\" sweep d.csv --lr 1e-3,1 --max-steps 3 --optimizer adam";
  REQUIRE(shell(sweep + " --print-config > run.toml", folder).status == 0);
  CHECK(begin_of("\"$LRSCOPE\" sweep --config run.toml", folder) == begin_of(sweep, folder));
}

TEST_CASE("what the numbers of columns became is recorded by every command, and told again from journals") {
  const std::string folder = scratch();
  write_file(folder, "c.csv", "day,a,b,y\n2020-01-03,1,5,10\n2020-01-01,,7,30\n2020-01-05,4,6,20\n2020-01-04,7,6,20\n");
  const std::string options = " c.csv --na mean --scale minmax --scale-target standard --lr 1e-3,1e-2 --max-steps 3";
  const auto codings = begin_of("\"$LRSCOPE\" sweep" + options, folder)["codings"];
  REQUIRE(codings.size() == 4);
  std::map<std::string, nlohmann::json> of;
  for (const auto& coding : codings) of[coding["column"]] = coding;
  using nlohmann::json;
  CHECK(of["day"] ==
        json({{"column", "day"}, {"is_target", false}, {"earliest", "2020-01-01"}, {"shift", 0.0}, {"scale", 4.0}}));
  CHECK(of["a"] == json({{"column", "a"}, {"is_target", false}, {"fill", 4.0}, {"shift", 1.0}, {"scale", 6.0}}));
  CHECK(of["b"] == json({{"column", "b"}, {"is_target", false}, {"shift", 5.0}, {"scale", 2.0}}));
  CHECK_EACH(of["y"]["is_target"] == true, of["y"]["shift"] == 20.0,
             is_close(of["y"]["scale"].get<double>(), std::sqrt(50.0), 1e-12));
  const std::string one = " c.csv --na mean --scale minmax --scale-target standard";
  CHECK(begin_of("\"$LRSCOPE\" trace --lr 1e-3 --max-steps 3" + one, folder)["codings"] == codings);
  CHECK(begin_of("\"$LRSCOPE\" explain --lr 1e-3 --max-steps 3 --no-boundaries" + one, folder)["codings"] == codings);
  CHECK(begin_of("\"$LRSCOPE\" data" + one, folder)["codings"] == codings);
  for (const std::string shard : {"1", "2"})
    REQUIRE(shell("\"$LRSCOPE\" sweep" + options + " -q --shard " + shard + "/2 --journal j" + shard + ".jsonl", folder)
                .status == 0);
  CHECK(begin_of("\"$LRSCOPE\" merge j1.jsonl j2.jsonl", folder)["codings"] == codings);
  CHECK_FALSE(begin_of("\"$LRSCOPE\" sweep c.csv --drop day,a --lr 1e-3 --max-steps 1", folder).contains("codings"));
}

TEST_CASE("commands for others name files so that sh finds them, whatever they are called") {
  for (const std::string name :
       {"-dash.csv", "two words.csv", "it's.csv", "tab\tle.csv", "l\xf6.csv", "50%.csv", "back\\slash\x01.csv"}) {
    CAPTURE(name);
    const std::string folder = scratch();
    write_file(folder, name, table);
    const Finished dry = run_lrscope("sweep --lr 1e-3,1 --max-steps 3 --dry-run -- " + shell_word(name), folder);
    CHECK(dry.status == 0);
    write_file(folder, "commands", dry.out);
    const Finished run = shell("export PATH=\"${LRSCOPE%/*}:$PATH\"; sh ./commands", folder);
    CHECK_EACH(run.status == 0, run.err.find("cannot be read") == std::string::npos,
               run.err.find("2 of 2") == std::string::npos);
    CHECK(parse_csv(shell("export PATH=\"${LRSCOPE%/*}:$PATH\"; head -n 1 commands > one; echo ' --format csv -q' | "
                          "paste -d '' one - | sh",
                          folder)
                        .out)
              .size() == 2);
  }
}

TEST_CASE("what an option replaces is not set again from a lower level") {
  const std::string folder = folder_with_data();
  write_file(folder, "c.toml", "max-steps = 3\nseeds = [1, 2]\n");
  const auto steps_of = [&](const std::string& words) {
    std::string text;
    for (const auto& row : parse_csv(shell(words + " --format csv -q", folder).out))
      text += row.at(2) + ":" + row.at(4) + " ";
    return text;
  };
  const std::string sweep = "\"$LRSCOPE\" sweep d.csv --lr 1e-3 --batch-size 2";
  CHECK(steps_of(sweep + " --config c.toml") == "seed:steps 1:3 2:3 ");
  CHECK(steps_of(sweep + " --config c.toml --epochs 1 --seed 5") == "seed:steps 5:2 ");
  CHECK(steps_of("LRSCOPE_EPOCHS=1 LRSCOPE_SEED=7 " + sweep + " --config c.toml") == "seed:steps 7:2 ");
  CHECK(steps_of("LRSCOPE_MAX_STEPS=5 LRSCOPE_SEEDS=8 " + sweep + " --epochs 1 --seed 5") == "seed:steps 5:2 ");
}

TEST_CASE("every command that trains takes rates of layers, ntk and a target scale") {
  const std::string flags =
      " case:line --hidden 3 --batch-size full --layer-lr 1=1e-3 --parametrization ntk --target-scale .1 ";
  for (const std::string command : {"sweep --lr 1e-3,1e-2", "sweep --lr auto", "trace --lr 1e-3", "explain --lr 1e-3",
                                    "find", "spectrum --at-step 2 --lr 1e-3"}) {
    CAPTURE(command);
    const Finished run = run_lrscope(command + flags + "--max-steps 5 --format jsonl");
    CHECK(run.status == 0);
    const auto begin = records_of(run.out, "begin").at(0);
    CHECK_EACH(begin["config"]["layer-lr"] == "1=0.001", begin["config"]["parametrization"] == "ntk",
               begin["config"]["target-scale"] == 0.1);
  }
}
