#include "report/outputs.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/file_error.h"
#include "base/streams.h"
#include "base/text.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

constexpr std::size_t most_waiting = 1 << 14;

/// Why the work on an output ended early; null if it was done.
std::exception_ptr end_of(const std::function<void()>& work) {
  try {
    work();
    return nullptr;
  } catch (const ClosedPipe&) {
    return std::current_exception();
  } catch (const StalledReader&) {
    return std::current_exception();
  } catch (const IoError&) {
    return std::current_exception();
  }
}

/// The end of the first for which that is not what its reader wanted; one that failed before one that waits in vain.
void rethrow_worst(const std::vector<std::exception_ptr>& ends) {
  std::exception_ptr worst;
  for (const std::exception_ptr& end : ends) try {
      if (end) std::rethrow_exception(end);
    } catch (const ClosedPipe&) {
    } catch (const StalledReader&) {
      if (!worst) worst = end;
    }
  if (worst) std::rethrow_exception(worst);
}

}  // namespace

Output::Output()
    : name_("standard output"), descriptor_(standard_streams().output), is_terminal_(isatty(descriptor_) != 0) {}

Output::Output(const std::string& path, bool is_compressed)
    : name_(path), file_(std::in_place, path), descriptor_(file_->descriptor()) {
  if (is_compressed) gzip_ = std::make_unique<GzipWriter>();
}

Output::~Output() {
  if (!file_) static_cast<void>(write_patiently(descriptor_, waiting_));
}

void Output::write(std::string_view text) {
  if (gzip_)
    waiting_ += gzip_->add(text);
  else
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
  if (gzip_) waiting_ += gzip_->finish();
  flush();
  if (file_) file_->keep();
}

void Output::fail() const {
  if (errno == EPIPE && (!file_ || file_->is_stream())) throw ClosedPipe();
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
      output(target.path.empty() ? Output() : Output(target.path, target.is_compressed)) {}

bool Outputs::Open::takes(const Kind& kind) const {
  const bool names_fields = target.fields.names_fields();
  if (end || (!writer && !names_fields) || target.left_out == &kind) return false;
  return target.rows == &kind || (takes_every_kind(target.format) && !names_fields);
}

void Outputs::Open::write_lines(std::string_view lines) {
  if (target.convert) {
    waiting += lines;
    return;
  }
  if (lines.ends_with('\n') && is_printable_ascii(lines.substr(0, lines.size() - 1))) return output.write(lines);
  output.write(printable_lines(lines, true));
}

void Outputs::Open::start() {
  static const Kind none{};
  if (!is_started && writer && (target.rows || takes_every_kind(target.format)))
    write_lines(writer->head(target.rows ? target.fields.kind_of(*target.rows) : none));
  is_started = true;
}

void Outputs::Open::write(const RecordView& record) {
  start();
  const auto put = [&](const RecordView& view) {
    if (!writer) return table.add(view);
    if (std::exchange(has_records, true)) write_lines(writer->between());
    write_lines(writer->line(view));
  };
  target.fields.is_everything() ? put(record) : put(target.fields.view(record));
}

void Outputs::Open::end_records() {
  if (writer) write_lines(writer->tail());
  if (target.convert) return output.write(target.convert(std::exchange(waiting, {})));
  if (writer) return;
  if (target.fields.names_fields()) show(table.text(target.fields.kind_of(*target.rows), target.screen));
}

Outputs::Outputs(const std::vector<Target>& targets, bool has_other_purpose)
    : open_(targets.begin(), targets.end()), has_other_purpose_(has_other_purpose) {}

void Outputs::attempt(Open& open, const std::function<void()>& work) {
  if (open.end) return;
  open.end = end_of(work);
  if (!open.end) return;
  if (has_other_purpose_ || !std::ranges::all_of(open_, [](const Open& other) { return bool(other.end); })) return;
  finish();
  std::rethrow_exception(open.end);
}

void Outputs::write(const RecordView& record) {
  for (Open& open : open_) {
    if (!open.takes(record.kind)) continue;
    attempt(open, [&] { open.write(record); });
  }
}

void Outputs::start() {
  for (Open& open : open_) attempt(open, [&] { open.start(); });
}

void Outputs::flush() {
  for (Open& open : open_) attempt(open, [&] { open.output.flush(); });
}

void Outputs::finish() {
  has_other_purpose_ = true;  // what is left to do is to say what failed
  start();
  std::vector<std::exception_ptr> ends;
  for (Open& open : open_) {
    attempt(open, [&] {
      open.end_records();
      open.output.close();
    });
    ends.push_back(open.end);
  }
  rethrow_worst(ends);
}

void write_each(std::size_t count, const std::function<void(std::size_t)>& write) {
  std::vector<std::exception_ptr> ends;
  for (std::size_t i = 0; i < count; ++i) ends.push_back(end_of([&] { write(i); }));
  rethrow_worst(ends);
}

void write_in_turn(const std::vector<Target>& targets, const std::function<void(Outputs&)>& report) {
  write_each(targets.size(), [&](std::size_t i) {
    Outputs one({targets[i]});
    report(one);
    one.finish();
  });
}

}  // namespace lrscope
