// Runs of six frameworks (tests/golden/make_frameworks.py) against the options that mean the same here: fifty steps in
// float64, and once more in float32.
#include "golden.h"
#include "lrscope/problem.h"
#include "lrscope/trainer.h"
#include "options/presets.h"
#include "spec/knobs.h"
#include "test.h"

namespace {
const Json& file() {
  static const Json all = read_golden("frameworks.json");
  return all;
}

/// The table of a task: numbers, or one-hot classes.
Dataset data_of(const std::string& task) {
  Dataset data;
  data.inputs = columns_of(file().at("inputs"));
  const Json& targets = file().at("targets").at(task);
  if (task != "classes" && task != "two-classes") {
    data.targets = columns_of(targets);
    return data;
  }
  Json classes = Json::array();
  for (const Json& row : targets) classes.push_back(row.at(0));
  data.task = Task::classification;
  data.targets = one_hot(classes, task == "classes" ? 3 : 2);
  data.target_names.assign({"0", "1", "2"});
  data.target_names.resize(static_cast<std::size_t>(data.targets.rows()));
  return data;
}

/// What a user types in the framework itself; all else is what --like is for.
bool is_typed(const Json& run, const std::string& option) {
  static const std::set<std::string> ours = {"epsilon-form", "initial-accumulator", "velocity",   "clip-by",
                                             "clip-margin",  "muon-scale",          "decay-form", "decay-of",
                                             "decay-over"};
  const Json& also = run.at("typed");
  return !ours.contains(option) || std::find(also.begin(), also.end(), option) != also.end();
}

RunSpec spec_of(const Json& run, Precision precision, bool is_like = false) {
  RunSpec spec;
  const std::string framework = run.at("framework").get<std::string>();
  if (is_like)
    for (const auto& [key, value] :
         cli::values_of(cli::find_preset(framework), run.at("options").at("optimizer").get<std::string>()))
      find_knob<RunSpec>(key)->set(spec, value);
  spec.drops_last_batch = false;  // the runs of the file have it
  spec.model.hidden = {file().at("hidden").get<long long>()};
  spec.model.activation = "tanh";
  spec.learning_rate = run.at("lr").get<double>();
  spec.batch_size = {run.at("batch").get<long long>(), true};
  spec.shuffle = false;
  spec.precision = precision;
  spec.keeps_end = true;
  for (const auto& [name, value] : run.at("options").items()) {
    const Knob<RunSpec>* knob = find_knob<RunSpec>(name);
    REQUIRE(knob);
    if (!is_like || is_typed(run, name)) knob->set(spec, value.get<std::string>());
  }
  return spec;
}

struct Losses final : StepObserver {
  std::vector<StepRecord> steps;
  void on_step(const StepRecord& step) override { steps.push_back(step); }
};

bool has_losses_of_epochs(const Json& run) { return run.at("framework") == "sklearn"; }

/// What the framework printed, of the same steps. Scikit-learn's loss of several outputs is a mean over them, too.
Vector<double> printed_losses(const Json& run, const std::vector<StepRecord>& steps, Index steps_per_epoch,
                              Index outputs) {
  std::vector<double> list;
  for (const StepRecord& step : steps)
    if (!has_losses_of_epochs(run))
      list.push_back(run.at("prints") == "running" ? *step.epoch_loss : step.loss);
    else if (step.step % steps_per_epoch == steps_per_epoch - 1)
      list.push_back(*step.epoch_loss / (run.at("task") == "numbers" ? static_cast<double>(outputs) : 1));
  return Eigen::Map<const Vector<double>>(list.data(), std::ssize(list));
}

/// The worst relative error of a loss, or of θ at the end in its norm.
double disagreement(const Json& run, Precision precision, bool is_like = false) {
  const std::string task = run.at("task").get<std::string>();
  RunSpec spec = spec_of(run, precision, is_like);
  Dataset data = data_of(task);
  const Index rows = data.rows(), outputs = data.targets.rows();
  const Index per_epoch = (rows + *spec.batch_size.rows - 1) / *spec.batch_size.rows;
  const Index epochs = std::ssize(run.at("losses"));
  spec.max_steps = has_losses_of_epochs(run) ? epochs * per_epoch : epochs;
  const Problem problem =
      Problem(std::move(data), precision)
          .starting_at(run.at("start_times").get<double>() * vector_of(file().at("start").at(task)));
  Losses observer;
  const RunRecord record = problem.run(spec, &observer);
  const Vector<double> end = Eigen::Map<const Vector<double>>(record.theta.data(), std::ssize(record.theta));
  const double of_theta = vector_error(end, vector_of(run.at("final_parameters")));
  const bool prints_penalty = has_losses_of_epochs(run) && spec.optimizer.weight_decay.value_or(0) > 0;
  if (prints_penalty) return of_theta;
  const double of_losses =
      worst_element_error(printed_losses(run, observer.steps, per_epoch, outputs), vector_of(run.at("losses")));
  return std::max(of_theta, of_losses);
}

/// The rates and factors of Keras and TensorFlow pass through float32 on their way, whatever the precision of the rest.
double tolerance(Precision precision) { return precision == Precision::float64 ? 1e-6 : 1e-4; }
}  // namespace

TEST_CASE("fifty steps of each of six frameworks are its own") {
  std::map<std::string, double> worst;
  for (const Json& run : file().at("runs")) {
    const std::string framework = run.at("framework").get<std::string>();
    INFO(framework << ": " << run.at("name").get<std::string>());
    const double error = disagreement(run, Precision::float64);
    CHECK(error < tolerance(Precision::float64));
    worst[framework] = std::max(worst[framework], error);
  }
  CHECK(worst.size() == 6);
  for (const auto& [framework, error] : worst) WARN(framework << ": worst " << error);
}

TEST_CASE("what one types in the framework, and --like beside it, make the same run") {
  for (const Json& run : file().at("runs")) {
    INFO(run.at("framework").get<std::string>() << ": " << run.at("name").get<std::string>());
    if (run.at("options").at("optimizer") == "signsgd") continue;  // by hand there
    CHECK(disagreement(run, Precision::float64, true) < tolerance(Precision::float64));
  }
}

TEST_CASE("so are they in float32, to its rounding") {
  for (const Json& run : file().at("runs")) {
    INFO(run.at("framework").get<std::string>() << ": " << run.at("name").get<std::string>());
    CHECK(disagreement(run, Precision::float32) < tolerance(Precision::float32));
  }
}
