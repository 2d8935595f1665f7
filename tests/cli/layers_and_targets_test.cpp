// --layer-lr, --parametrization and --target-scale on the command line: taken by every command that trains,
// recorded, compared by journals, and refused in whole sentences.
#include <nlohmann/json.hpp>
#include <sstream>

#include "catch.h"
#include "lrscope/core/text.h"
#include "process.h"

namespace lrscope::test {
namespace {

void check_refused(const std::string& arguments, const std::string& message) {
  for (const std::string command : {"sweep", "trace", "explain", "find", "spectrum"}) {
    const bool takes_rate = command != "find" && command != "spectrum";
    const Finished run = run_lrscope(command + " " + arguments + " --max-steps 2" +
                                     (takes_rate ? " --lr .1" : "") + (command == "explain" ? "" : " -q"));
    CAPTURE(command, arguments);
    CHECK(run.err == "lrscope: " + message + "\n");
    CHECK(run.out == "");
    CHECK(run.status == 2);
  }
}

}  // namespace

TEST_CASE("every command that trains takes rates of layers, ntk and a target scale") {
  const std::string flags =
      " case:line --hidden 3 --batch-size full --layer-lr 1=1e-3 --parametrization ntk --target-scale .1 ";
  for (const std::string command : {"sweep --lr 1e-3,1e-2", "sweep --lr auto", "trace --lr 1e-3",
                                    "explain --lr 1e-3", "find", "spectrum --at-step 2 --lr 1e-3"}) {
    CAPTURE(command);
    const Finished run = run_lrscope(command + flags + "--max-steps 5 --format jsonl");
    CHECK(run.status == 0);
    const auto begin = nlohmann::json::parse(run.out.substr(0, run.out.find('\n')));
    CHECK(begin["config"]["layer-lr"] == "1=0.001");
    CHECK(begin["config"]["parametrization"] == "ntk");
    CHECK(begin["config"]["target-scale"] == 0.1);
  }
}

TEST_CASE("a layer that is not there, or a rate that does not fit, is refused by every command") {
  check_refused("case:line --layer-lr 1=.1,4=.2",
                "--layer-lr 4=0.2: the model has 3 layers, the output layer included; name layers from 1 to "
                "3.");
  check_refused("case:line --layer-lr 3=1e39 --precision float32",
                "--layer-lr 3=1e+39: does not fit float32 (1.4e-45 to 3.4e38); use --precision float64.");
}

TEST_CASE("text that is no list of rates is refused with the form of one") {
  const std::string expected =
      ": expected LAYER=RATE for each layer that has a rate of its own, layers from 1, rates above 0, such "
      "as 1=0.1,2=10, or 'none'.";
  for (const std::string text : {"0.1", "1=0", "1=-.5", "1=nan", "1=inf", "0=1", "1=1,"})
    check_refused("case:line --layer-lr " + text, "--layer-lr '" + text + "'" + expected);
  check_refused(
      "case:line --layer-lr 1=1,1=2",
      "--layer-lr '1=1,1=2': layer 1 stands in it twice; name each layer once, such as 1=0.1,2=10.");
  check_refused("case:line --parametrization mup", "--parametrization 'mup': expected standard or ntk.");
  for (const std::string text : {"0", "-1", "nan", "inf", "x"})
    check_refused("case:line --target-scale=" + text,
                  "--target-scale '" + text + "': expected a number above 0.");
}

TEST_CASE("a function has no layers and no targets") {
  const std::string end = "; leave this option out.";
  check_refused("case:square --layer-lr 1=.5",
                "--layer-lr 1=0.5: case:square is a function, it has no layers" + end);
  check_refused("case:square --parametrization ntk",
                "--parametrization ntk: case:square is a function, it has no layers" + end);
  check_refused("case:square --target-scale 2",
                "--target-scale 2: case:square is a function, it has no targets" + end);
}

TEST_CASE("weights of 0 cannot be trained as σω") {
  check_refused("case:line --parametrization ntk --init zeros",
                "--parametrization ntk: --init zeros with --init-scale 1 gives the weights of layer 1 the "
                "standard deviation 0, and W = σω cannot be trained; use --init lecun-normal --init-scale 1, "
                "or --parametrization standard.");
}

TEST_CASE("a journal of other rates, parametrization or target scale is refused with what differs") {
  const std::string folder = scratch();
  const std::string sweep =
      "sweep case:line --hidden 2 --max-steps 1 --batch-size full --lr 1e-3 -q --journal j ";
  CHECK(run_lrscope(sweep + "--layer-lr 1=.1,2=10", folder).status == 0);
  CHECK(run_lrscope(sweep + "--layer-lr 2=10,1=0.10", folder).status == 0);
  const Finished run = run_lrscope(sweep + "--parametrization ntk --target-scale 2", folder);
  CHECK(run.status == 2);
  for (const char* difference :
       {"\n  --parametrization 'standard' in the journal, --parametrization 'ntk' now\n",
        "\n  --layer-lr '1=0.1,2=10' in the journal, no --layer-lr now\n",
        "\n  --target-scale '1' in the journal, --target-scale '2' now\n"}) {
    INFO(run.err);
    CHECK(run.err.find(difference) != std::string::npos);
  }
}

TEST_CASE("explain finds the one layer whose rate is too high") {
  const Finished run = run_lrscope(
      "explain case:diabetes --scale standard --scale-target standard --hidden 8 --lr 1e-3 --layer-lr 2=50 "
      "--max-steps 60 --format jsonl");
  CHECK(run.status == 0);
  std::istringstream lines(run.out);
  nlohmann::json summary, first;
  for (std::string each; std::getline(lines, each);) {
    const auto record = nlohmann::json::parse(each);
    if (record["type"] == "explanation") summary = record;
    if (record["type"] == "change" && record.value("rank", 0) == 1) first = record;
  }
  CHECK(first["flags"] == "--layer-lr none");
  CHECK(first["cause"] == "a learning rate too high for one layer");
  CHECK_FALSE(summary.contains("error_growth_at_tenth"));
  CHECK_FALSE(summary.contains("uphill_term"));
}

}  // namespace lrscope::test
