#include "knob_option.h"

#include "cli11.h"
#include "lrscope/model/activation.h"
#include "lrscope/model/initialiser.h"
#include "lrscope/model/loss.h"
#include "lrscope/optim/optimizer.h"
#include "lrscope/optim/schedule.h"

namespace lrscope::cli {
namespace {

template <class Row, class Doc>
std::vector<Choice> rows_of(std::span<const Row> rows, Doc doc) {
  std::vector<Choice> choices;
  for (const Row& row : rows) choices.push_back({std::string(row.name), std::string(row.*doc)});
  return choices;
}

}  // namespace

bool changes_when_asked_for(const CLI::App& command, std::string_view knob) {
  return knob == "batch-size" || (knob == "seed" && command.get_name() == "find") ||
         (knob == "eigenvalues" && command.get_name() == "spectrum");
}

std::vector<Choice> choices_of(std::string_view knob) {
  if (knob == "activation") return rows_of(activations(), &Activation::doc);
  if (knob == "init") return rows_of(initialisers(), &Initialiser::doc);
  if (knob == "loss") return rows_of(losses(), &LossRow::doc);
  if (knob == "optimizer") return rows_of(optimizers(), &OptimizerRow::equation);
  if (knob == "schedule") return rows_of(schedules(), &ScheduleRow::formula);
  return {};
}

}  // namespace lrscope::cli
