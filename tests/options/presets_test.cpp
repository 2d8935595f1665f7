// --like: presets are configuration files whose keys are options; who wins over them; what they refuse.
#include "options/presets.h"

#include "lrscope/data_spec.h"
#include "optim/optimizer.h"
#include "options/command_words.h"
#include "spec/knobs.h"
#include "test.h"

using namespace lrscope::cli;

namespace {
const std::string table = "x,y\n1,2\n2,3\n3,1\n4,5\n5,4\n6,8\n";

/// The configuration of a command as the program prints it, as a map.
std::map<std::string, std::string> printed(const std::string& arguments, const std::string& folder) {
  const Finished run = run_lrscope(arguments + " --print-config", folder);
  CAPTURE(arguments, run.err);
  REQUIRE(run.status == 0);
  std::map<std::string, std::string> values;
  std::istringstream lines(run.out);
  for (std::string line; std::getline(lines, line);)
    if (const auto at = line.find(" = "); at != std::string::npos && line[0] != '#')
      values[line.substr(0, at)] = line.substr(at + 3);
  return values;
}
}  // namespace

TEST_CASE("the keys of every preset are options, its tables optimizers that it has, and all values are taken") {
  for (const Preset& preset : presets()) {
    const auto known = split(preset.optimizers, ' ');
    CAPTURE(preset.name);
    for (const std::string& optimizer : known) {
      find_named(optimizers(), optimizer, "optimizer");
      RunSpec spec;
      for (const auto& [key, value] : values_of(preset, optimizer)) {
        CAPTURE(key, value);
        const Knob<RunSpec>* knob = find_knob<RunSpec>(key);
        REQUIRE(knob);
        knob->set(spec, value);
        CHECK((knob->get(spec) == value || value == "up-to:32"));  // as the default, which is written 32
      }
      CHECK(spec.optimizer.name == optimizer);
    }
  }
}

TEST_CASE("what others type after --like is understood, other words are refused with the nearest") {
  for (const auto& [typed, name] : std::map<std::string, std::string>{{"torch", "pytorch"},
                                                                      {"PyTorch", "pytorch"},
                                                                      {"tf.keras", "keras"},
                                                                      {"scikit-learn", "sklearn"},
                                                                      {"TensorFlow", "tf1"},
                                                                      {"tf-keras-2", "tf-keras-2"}})
    CHECK(preset_name(typed) == name);
  CHECK_THROWS_WITH(preset_name("kears"), Catch::Contains("did you mean 'keras'"));
}

TEST_CASE("the command line, the environment and a configuration file win over a preset, in this order") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", table);
  write_file(folder, "c.toml", "epsilon = 0.5\nbeta2 = 0.5\nlike = \"keras\"\n");
  auto values = printed("sweep d.csv --like keras", folder);
  CHECK_EACH(values["like"] == "\"keras\"", values["optimizer"] == "\"rmsprop\"", values["beta2"] == "0.9",
             values["epsilon"] == "1e-07", values["epsilon-form"] == "\"inside\"", values["epochs"] == "1");
  values = printed("sweep d.csv --config c.toml --beta2 0.75", folder);
  CHECK_EACH(values["epsilon"] == "0.5", values["beta2"] == "0.75", values["epsilon-form"] == "\"inside\"");
  values = printed("sweep d.csv --like keras --optimizer Adam --max-steps 7", folder);
  CHECK_EACH(values["epsilon-form"] == "\"hat\"", values["max-steps"] == "7");
}

TEST_CASE("the printed configuration of a preset gives the run of the preset") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", table);
  for (const Preset& preset : presets()) {
    const std::string arguments =
        "sweep d.csv --lr 1e-3,1e-2 --max-steps 5 --format csv --like " + std::string(preset.name);
    const Finished run = run_lrscope(arguments, folder);
    write_file(folder, "c.toml", run_lrscope(arguments + " --print-config", folder).out);
    const Finished again = run_lrscope("sweep --config c.toml", folder);
    CAPTURE(preset.name, run.err, again.err);
    CHECK_EACH(run.status == 0, run.out.size() > 100, again.out == run.out, run.err == again.err);
  }
}

TEST_CASE("a flag that contradicts a preset is refused with what the framework has") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", table);
  const Finished run = run_lrscope("sweep d.csv --like sklearn --optimizer rmsprop", folder);
  CHECK_EACH(run.status == 2, run.out.empty());
  CHECK_THAT(run.err, Catch::Contains("--optimizer 'rmsprop': not among those of scikit-learn's MLPRegressor and "
                                      "MLPClassifier; use one of sgd, heavy-ball, nesterov, adam,"));
  CHECK(run_lrscope("sweep d.csv --like keras --like tf1", folder).status == 2);
}

TEST_CASE("the command of a change under a preset names the preset and the change alone") {
  Request request;
  request.run.like = "keras";
  request.run.optimizer.name = "adam";
  request.run = defaults_like(request.run);
  request.run.optimizer.name = "adam";
  request.run.learning_rate = 0.25;
  request.run.model.hidden = {3};
  CHECK(command_line(request, "d.csv", "", "") ==
        "lrscope sweep d.csv --like keras --hidden 3 --optimizer adam --lr 0.25");
  request.run.max_steps = 5;  // takes the place of the --epochs of --like keras
  CHECK_THAT(command_line(request, "d.csv", "", ""), !Catch::Contains("--epochs") && Catch::Contains("--max-steps 5"));
  request.run.optimizer.name = "signsgd";  // that keras does not have
  CHECK_THAT(command_line(request, "d.csv", "", ""), Catch::Contains("--like keras"));
}

TEST_CASE("a momentum that is left to its optimizer is no word of a command") {
  Request request;
  request.run.optimizer.name = "muon";
  request.run.learning_rate = 1;
  CHECK(command_line(request, "d.csv", "", "") == "lrscope sweep d.csv --optimizer muon --lr 1");
  request.run.optimizer.momentum = 0.9;
  CHECK(command_line(request, "d.csv", "", "") == "lrscope sweep d.csv --optimizer muon --momentum 0.9 --lr 1");
}

TEST_CASE("nor are the epochs of a framework beside --max-steps") {
  const std::string folder = scratch();
  write_file(folder, "d.csv", table);
  const Finished run = run_lrscope("sweep d.csv --like keras --lr .1 --max-steps 3", folder);
  CHECK_EACH(run.status == 0, run.out.find("--like keras --max-steps 3") != std::string::npos,
             run.out.find("--epochs") == std::string::npos);
}
