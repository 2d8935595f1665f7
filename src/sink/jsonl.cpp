// jsonl: every record as it comes.
#include <utility>

#include "json_record.h"
#include "sinks.h"

namespace lrscope {
namespace {

class JsonlSink final : public Sink {
 public:
  explicit JsonlSink(std::unique_ptr<Output> output) : output_(std::move(output)) {}

  void begin(const BeginRecord& record) override { output_->write(begin_line(record)); }
  void step(const StepRecord& record) override { output_->write(record_line("step", record)); }
  void run(const RunRecord& record) override {
    output_->write(record_line("run", record));
    output_->flush();
  }
  void summary(const Summary& record) override { output_->write(record_line("summary", record)); }
  void finish() override { output_->close(); }

 private:
  std::unique_ptr<Output> output_;
};

}  // namespace

std::unique_ptr<Sink> make_jsonl_sink(std::unique_ptr<Output> output) {
  return std::make_unique<JsonlSink>(std::move(output));
}

}  // namespace lrscope
