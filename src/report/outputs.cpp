#include "report/outputs.h"

#include "base/text.h"

namespace lrscope {

// jsonl holds records of every kind, the other formats rows of one.
bool Outputs::takes(const Open& open, const Kind& kind) {
  if (!open.writer || open.target.left_out == &kind) return false;
  return open.target.format == Format::jsonl || open.target.rows == &kind;
}

Outputs::Open::Open(const Target& its_target)
    : target(its_target),
      writer(writer_of(target.format)),
      output(target.path.empty() ? Output() : Output(target.path)) {}

Outputs::Outputs(const std::vector<Target>& targets) {
  for (const Target& target : targets) open_.push_back(std::make_unique<Open>(target));
}

void Outputs::start(Open& open) {
  if (!open.is_started && open.writer && open.target.rows) open.output.write(open.writer->head(*open.target.rows));
  open.is_started = true;
}

void Outputs::start() {
  for (const auto& open : open_) start(*open);
}

void Outputs::write_line(Open& open, const RecordView& record) {
  start(open);
  open.output.write(open.writer->line(record));
}

void Outputs::write_printable(Open& open, const std::string& text) { open.output.write(printable_lines(text)); }

void Outputs::flush() {
  for (const auto& open : open_) open->output.flush();
}

void Outputs::finish() {
  start();
  for (const auto& open : open_) open->output.close();
}

void write_in_turn(const std::vector<Target>& targets, const std::function<void(Outputs&)>& report) {
  for (const Target& target : targets) {
    Outputs one({target});
    report(one);
    one.finish();
  }
}

}  // namespace lrscope
