#include "report/outputs.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/file_error.h"
#include "base/streams.h"
#include "base/text.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

constexpr std::size_t most_waiting = 1 << 14;
constexpr int closed = -1;

}  // namespace

Output::Output()
    : name_("standard output"), descriptor_(standard_streams().output), is_terminal_(isatty(descriptor_) != 0) {}

Output::Output(const std::string& path)
    : name_(path), descriptor_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)), is_own_(true) {
  if (descriptor_ >= 0) return;
  const int why = errno;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw IoError(path, "is a directory; name a file to write.");
  throw cannot_be_written(path, why);
}

Output::~Output() {
  if (descriptor_ == closed) return;
  static_cast<void>(write_patiently(descriptor_, waiting_));
  if (is_own_) ::close(descriptor_);
}

void Output::write(std::string_view text) {
  waiting_ += text;
  if (is_terminal_ || waiting_.size() >= most_waiting) flush();
}

// The bytes are taken out first: the destructor does not write again what failed.
void Output::flush() {
  const std::string bytes = std::exchange(waiting_, {});
  switch (write_patiently(descriptor_, bytes)) {
    case Writing::done:
      return;
    case Writing::given_up:
      throw StalledReader();
    case Writing::failed:
      fail();
  }
}

void Output::close() {
  flush();
  if (!is_own_) return;
  if (::close(std::exchange(descriptor_, closed)) != 0) fail();
}

void Output::fail() const {
  if (errno == EPIPE) throw ClosedPipe();
  throw cannot_be_written(name_, errno);
}

void print(std::string_view text) {
  Output output;
  output.write(printable_lines(text, true));
  output.close();
}

Outputs::Open::Open(const Target& its_target)
    : target(its_target),
      writer(writer_of(target.format)),
      output(target.path.empty() ? Output() : Output(target.path)) {}

// jsonl holds records of every kind, the other formats rows of one.
bool Outputs::Open::takes(const Kind& kind) const {
  if (!writer || target.left_out == &kind) return false;
  return target.format == Format::jsonl || target.rows == &kind;
}

void Outputs::Open::write_lines(std::string_view lines) { output.write(printable_lines(lines, true)); }

void Outputs::Open::start() {
  if (!is_started && writer && target.rows) write_lines(writer->head(*target.rows));
  is_started = true;
}

Outputs::Outputs(const std::vector<Target>& targets) : open_(targets.begin(), targets.end()) {}

void Outputs::write(const RecordView& record) {
  for (Open& open : open_) {
    if (!open.takes(record.kind)) continue;
    open.start();
    open.write_lines(open.writer->line(record));
  }
}

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
