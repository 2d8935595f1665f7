#include "report/outputs.h"

namespace lrscope {

Outputs::Open::Open(const Target& its_target)
    : target(its_target),
      writer(writer_of(target.format)),
      output(target.path.empty() ? Output() : Output(target.path)) {}

// jsonl holds records of every kind, the other formats rows of one.
bool Outputs::Open::takes(const Kind& kind) const {
  if (!writer || target.left_out == &kind) return false;
  return target.format == Format::jsonl || target.rows == &kind;
}

void Outputs::Open::start() {
  if (!is_started && writer && target.rows) output.write(writer->head(*target.rows));
  is_started = true;
}

Outputs::Outputs(const std::vector<Target>& targets) : open_(targets.begin(), targets.end()) {}

void Outputs::start() {
  for (Open& open : open_) open.start();
}

void Outputs::flush() {
  for (Open& open : open_) open.output.flush();
}

void Outputs::finish() {
  start();
  for (Open& open : open_) open.output.close();
}

void write_in_turn(const std::vector<Target>& targets, const std::function<void(Outputs&)>& report) {
  for (const Target& target : targets) {
    Outputs one({target});
    report(one);
    one.finish();
  }
}

}  // namespace lrscope
