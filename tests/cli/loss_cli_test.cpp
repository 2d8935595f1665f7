// Losses, activations and weights as a user types them: what is taken, renamed, refused.
#include "test.h"

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Folder {
  std::string path = scratch();
  Folder() {
    write_file(path, "counts.csv", "x,w,y\n1,1,2\n2,1,-3\n3,2,1\n4,1,6\n");
    write_file(path, "two.csv", "x,y\n-3,no\n-2,no\n-1,yes\n1,no\n2,yes\n3,yes\n");
    write_file(path, "three.csv", "x,y\n1,a\n2,b\n3,c\n4,a\n5,b\n6,c\n");
  }
  Finished sweep(const std::string& options) const {
    return run_lrscope("sweep " + options + " --lr .01 --max-steps 3 --format jsonl", path);
  }
};

Json config_of(const Finished& run) { return records_of(run.out, "begin").front()["config"]; }

}  // namespace

TEST_CASE("lists of names are ours, each word of them, and begin says which") {
  const Folder folder;
  const Finished run = folder.sweep("two.csv --hidden 3,2 --activation Tanh,rectifier --loss L2,ce,BCE");
  CHECK_EACH(run.status == 0, config_of(run)["activation"] == "tanh,relu",
             config_of(run)["loss"] == "binary-cross-entropy", has(run.err, "called mse,cross-entropy,"));
  CHECK(config_of(folder.sweep("three.csv --loss l2,ce,bce"))["loss"] == "cross-entropy");
  CHECK(config_of(folder.sweep("counts.csv --loss half-mse,ce,bce"))["loss"] == "half-mse");
  CHECK(config_of(folder.sweep("counts.csv --output-activation logistic"))["output-activation"] == "sigmoid");
  CHECK(config_of(folder.sweep("counts.csv --loss pinball --quantile .9 --sample-weight w"))["quantile"] == 0.9);
}

TEST_CASE("what does not fit together is a usage error that names both, with the remedy") {
  const Folder folder;
  for (const auto& [options, parts] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"counts.csv --hidden 3,2,2 --activation tanh,relu",
            {"--activation tanh,relu: 2 activations", "3 hidden layers"}},
           {"counts.csv --activation tanh,rleu", {"'rleu'", "did you mean 'relu'"}},
           {"counts.csv --activation exp", {"--activation 'exp'"}},
           {"counts.csv --output-activation softmax", {"it is part of the loss"}},
           {"two.csv --output-activation sigmoid", {"--output-activation sigmoid", "--loss cross-entropy", "identity"}},
           {"three.csv --loss bce", {"--loss binary-cross-entropy", "3 classes", "--loss cross-entropy"}},
           {"counts.csv --loss cross-entropy", {"--loss cross-entropy", "--task classification"}},
           {"counts.csv --loss mse,mae", {"2 losses", "mse,cross-entropy,binary-cross-entropy"}},
           {"counts.csv --loss quantile --quantile 1", {"--quantile '1'", "above 0 and below 1"}},
           {"counts.csv --class-weight balanced", {"--class-weight balanced", "--task classification"}},
           {"two.csv --class-weight yess=2", {"'yess=2'", "did you mean 'yes'"}},
           {"two.csv --class-weight 2", {"--class-weight '2'", "yes=5,no=1"}}}) {
    const Finished run = folder.sweep(options);
    CAPTURE(options, run.err);
    CHECK(run.status == 2);
    for (const std::string& part : parts) CHECK(has(run.err, part));
  }
}

TEST_CASE("what the data do not allow is an error of the data, with its place") {
  const Folder folder;
  for (const auto& [options, parts] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"counts.csv --loss poisson", {"counts.csv:3:3: column 'y': the target -3", "--drop-lines 3"}},
           {"counts.csv --loss bce", {"counts.csv:2:3: column 'y': the target 2", "0 and 1"}},
           {"counts.csv --sample-weight y", {"--sample-weight 'y': this is the target"}},
           {"counts.csv --sample-weight y --target w",
            {"counts.csv:3:3: column 'y' (--sample-weight): '-3' is negative"}},
           {"counts.csv --sample-weight v", {"no such column"}}}) {
    const Finished run = folder.sweep(options);
    CAPTURE(options, run.err);
    CHECK(run.status == 3);
    for (const std::string& part : parts) CHECK(has(run.err, part));
  }
  CHECK(folder.sweep("counts.csv --loss poisson --drop-lines 3").status == 0);
}

TEST_CASE("options of losses and activations that are not chosen are said to have no effect") {
  const Folder folder;
  CHECK(has(folder.sweep("counts.csv --quantile .9").err, "--quantile: no effect without --loss quantile"));
  CHECK(has(folder.sweep("counts.csv --hidden none --leaky-slope .1").err, "--leaky-slope: no effect"));
  CHECK_FALSE(
      has(folder.sweep("counts.csv --hidden none --output-activation leaky-relu --leaky-slope .1").err, "no effect"));
  CHECK_FALSE(
      has(folder.sweep("counts.csv --hidden 2,2 --activation tanh,leaky-relu --leaky-slope .1").err, "no effect"));
}

TEST_CASE("every command takes weights, losses and output activations") {
  const Folder folder;
  for (const std::string& command :
       {std::string("trace"), std::string("explain"), std::string("spectrum"), std::string("data")})
    for (const std::string options :
         {"two.csv --class-weight balanced --loss bce", "counts.csv --drop-lines 3 --sample-weight w --loss poisson",
          "counts.csv --sample-weight w --output-activation softplus"}) {
      CAPTURE(command, options);
      const std::string lr =
          command == "trace" || command == "explain" ? " --lr .01 --max-steps 4 --activation tanh,relu" : "";
      const Finished run = run_lrscope(command + " " + options + lr + " -q", folder.path);
      CHECK_EACH(run.status == 0, run.err.empty());
    }
}

TEST_CASE("parameters that do not fit are told the shapes of the one output of two classes") {
  const Folder folder;
  write_file(folder.path, "w.txt", "1\n2\n3\n");
  const Finished run = folder.sweep("two.csv --loss bce --hidden 3 --init-from w.txt");
  CHECK_EACH(run.status == 3, has(run.err, "W2 1 × 3, b2 1"));
}
