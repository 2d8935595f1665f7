// --print-config: what it prints is the configuration, whole, and read again it gives the same.

#include "test.h"

TEST_CASE("a printed configuration read again prints the same bytes, whatever the strings in it") {
  const std::string folder = scratch();
  const std::vector<std::string> typed = {
      "sweep d.csv --lr 1e-4,1e-3,0.10 --seed 9223372036854775807 --hidden 8,4 --no-bias",
      R"(sweep --target $'it\'s "q" \\ back\\\\slash' --target $'tab\tnew\nline\rbell\adel\x7f\x1b[m\\u0041')",
      R"(trace 'ünï λ 日本 🙂.csv' --target -1 --target ' ' --output a.csv -o "'")",
      "sweep -- -weird.csv",
      "find d.csv --seed 3 --end-lr 1 --rows steps",
      "spectrum d.csv --eigenvalues 3 --batch-size 4",
      "data - -q --drop-lines 3,4..5 --drop-lines 7 --delimiter tab",
      R"(sweep '# no comment = 1' --features '[sweep]' --categorical '"""' --target "'''" --target inf --target nan)",
      "sweep --target 1e5 --target 1.50 --target -0 --target +7 --target 007 --target 0x1F --target 1_000",
      "sweep --target true --target 1979-05-27 --target 18446744073709551616 --target -1.5e-07 --output ''"};
  for (const std::string& arguments : typed) {
    CAPTURE(arguments);
    const auto space = arguments.find(' ');
    const Finished once = run_lrscope(arguments.substr(0, space) + " --print-config" + arguments.substr(space), folder);
    REQUIRE(once.status == 0);
    write_file(folder, "c.toml", once.out);
    const Finished again = run_lrscope(arguments.substr(0, space) + " --config c.toml --print-config", folder);
    CHECK_EACH(again.err == "", again.out == once.out);
  }
}

TEST_CASE("a run from a printed configuration gives the bytes of the command that it was printed from") {
  const std::string folder = scratch();
  write_file(folder, "d.csv",
             "id,\"it's \"\"q\"\" \\ x\",ünï λ,y\n1,2,3,4\n2,5,3,1\n3,1,8,5\n4,4,4,2\n5,1,0,7\n6,2,9,1\n");
  for (const std::string arguments :
       {"sweep d.csv --target $'it\\'s \"q\" \\\\ x' --drop id --features 'ünï λ,y' --lr 1e-4,.1,10 --seeds 0..2",
        "trace d.csv --lr .01 --max-steps 5 --no-bias --precision float64 --print-every 2 --format csv",
        "explain d.csv --lr 10 --hidden 4 --max-steps 20 --no-boundaries --rows events --format csv",
        "find d.csv --hidden 4 --steps 20 --scale standard --format csv --rows tests",
        "spectrum d.csv --hidden 2 --activation tanh --format markdown", "data d.csv --scale standard --format csv",
        "sweep case:square --lr 0.1,2.1 --fail-on diverged", "find case:square --format csv"}) {
    CAPTURE(arguments);
    const std::string command = arguments.substr(0, arguments.find(' '));
    const Finished run = run_lrscope(arguments, folder);
    CHECK_EACH(run.status <= 1, run.out.size() > 100);
    write_file(folder, "c.toml", run_lrscope(arguments + " --print-config", folder).out);
    const Finished again = run_lrscope(command + " --config c.toml", folder);
    CHECK_EACH(again.out == run.out, again.err == run.err, again.status == run.status);
  }
}

TEST_CASE("a command that explain prints means the same where the environment sets options") {
  const std::string folder = scratch();
  std::string csv = "a,b,y\n";
  for (int i = 0; i < 30; ++i)
    csv += std::to_string(i * 7 % 13) + "," + std::to_string(i * 5 % 11) + "," + std::to_string(i % 9) + "\n";
  write_file(folder, "d.csv", csv);
  const std::string environment =
      "env LRSCOPE_INIT_SCALE=8 LRSCOPE_INIT=normal LRSCOPE_OPTIMIZER=heavy-ball LRSCOPE_MOMENTUM=.99 "
      "LRSCOPE_NO_BIAS=yes LRSCOPE_PRECISION=float32 LRSCOPE_MAX_STEPS=20 LRSCOPE_HIDDEN=4 LRSCOPE_QUIET=1 "
      "LRSCOPE_FORMAT=jsonl \"$LRSCOPE\" ";
  const auto records = [&](const std::string& arguments) {
    return records_of(shell(environment + arguments, folder).out);
  };
  int defaults = 0;  // changes that put a default in the place of what the environment says
  for (const auto& change : records("explain d.csv --lr .1 --no-boundaries")) {
    if (change.at("type") != "change") continue;
    const std::string command = change.at("command"), flags = change.at("flags");
    CAPTURE(command, flags);
    defaults += flags.find("--optimizer sgd") != std::string::npos;
    defaults += flags.find("--init glorot-uniform --init-scale 1") != std::string::npos;
    for (const auto& run : records(command.substr(8)))
      if (run.at("type") == "run")
        CHECK_EACH(run.at("outcome") == change.at("outcome"), run.at("final_loss") == change.at("final_loss"));
  }
  CHECK(defaults >= 2);
}
