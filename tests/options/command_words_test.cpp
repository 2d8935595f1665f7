// The command line that is printed as the cure, read again by the program: it means the same configuration.
#include "test.h"

namespace {
std::string csv() {
  std::string text = "id,\"a b\",\"c,d\",\"it's \"\"q\"\"\",ünï,-q,y,z\n";
  for (int i = 0; i < 60; ++i) {
    text += std::to_string(1000 + i * 17 % 61);
    for (int k = 1; k < 8; ++k) text += "," + std::to_string((i * (7 + 6 * k) + 3 * k) % 23);
    text += "\n";
  }
  return text;
}
}  // namespace

TEST_CASE("every command that explain prints means, read again, what was run: all else as it was asked for") {
  const std::string folder = scratch();
  write_file(folder, "da ta.csv", csv());
  REQUIRE(run_lrscope("sweep 'da ta.csv' --lr .1 --max-steps 1 --hidden 4 --drop id --target y --save-init start.txt",
                      folder)
              .status == 0);
  const std::string common = " --max-steps 3 --no-boundaries --threads 2 -q --format jsonl";
  for (const std::string request :
       {"--target y --hidden 4", "--target y --target z --hidden 3,2 --no-bias",
        "--target y --drop 'c,d' --batch-size full --clip-norm .5",
        "--target 'a b' --drop-lines 3,7..9 --optimizer heavy-ball --momentum .95 --loss sse",
        "--target \"it's \\\"q\\\"\" --features 'ünï,a b' --seeds 3,1 --init normal --init-scale .5",
        "--target=-q --hidden 4 --scale minmax --shuffle no --batch-size 5",
        "--target -2 --hidden none --optimizer adam --beta1 .95 --epsilon 1e-6 --seed 5 --order-seed 2",
        "--target y --hidden 4 --drop id --init-from start.txt --precision float64",
        "--target y --task classification --loss naive-cross-entropy --na mean --header yes --delimiter ,",
        "--target y --schedule cosine --warmup-steps 2 --diverge-factor 8 --stop-on-divergence --epochs 3"}) {
    CAPTURE(request);
    const Finished explained = run_lrscope("explain 'da ta.csv' --lr 1e3 " + request + common, folder);
    REQUIRE(explained.status == 0);
    const Json asked = records_of(explained.out, "begin").at(0).at("config");
    int changes = 0;
    for (const Json& change : records_of(explained.out, "change")) {
      ++changes;
      std::string command = change.at("command");
      CAPTURE(command);
      REQUIRE(command.starts_with("lrscope sweep "));
      command.erase(0, 8);
      const Finished again = run_lrscope(command + " -q --format jsonl", folder);
      REQUIRE(again.status == 0);
      const Json config = records_of(again.out, "begin").at(0).at("config");
      // Only what the flags name may differ.
      const std::string flags = " " + change.at("flags").get<std::string>() + " ";
      for (const auto& [flag, value] : asked.items()) {
        CAPTURE(flag, value);
        const bool is_idle = (flag == "momentum" && flags.find(" --optimizer ") != std::string::npos) ||
                             (flag == "shuffle" && flags.find(" --batch-size full ") != std::string::npos);
        // What has no effect beside the change is not in its command.
        if (is_idle) CHECK(command.find(" --" + flag + " ") == std::string::npos);
        if (flags.find(" --" + flag + " ") == std::string::npos && flag != "threads" && !is_idle)
          CHECK((config.contains(flag) && config.at(flag) == value));
      }
      const Json run = records_of(again.out, "run").at(0);
      const bool has_one_seed = request.find("--seeds") == std::string::npos;
      if (has_one_seed)
        CHECK_EACH(run.at("outcome") == change.at("outcome"), run.at("final_loss") == change.at("final_loss"));
    }
    CHECK(changes >= 3);
  }
}
