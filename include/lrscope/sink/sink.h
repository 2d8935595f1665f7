// Where records go. One sink per output and format; a sink turns records into text and computes nothing.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lrscope/record/records.h"
#include "lrscope/sink/output.h"

namespace lrscope {

enum class Format { table, csv, tsv, jsonl, markdown };

/// Throws: UsageError with the names of the formats.
Format parse_format(std::string_view name);

/// From a file's ending: .csv .tsv .jsonl (.ndjson) .md (.markdown) .txt. Throws: UsageError.
Format format_of_path(std::string_view path);

/// Which records become rows of a csv, tsv, markdown or table output. jsonl prints every record it is given.
enum class Rows { runs, steps };

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void begin(const BeginRecord& record) = 0;
  virtual void step(const StepRecord& record) = 0;
  virtual void run(const RunRecord& record) = 0;
  virtual void summary(const Summary& record) = 0;
  /// Everything has been given: write what is pending and close. Throws: ClosedPipe, IoError.
  virtual void finish() = 0;
};

struct SinkOptions {
  Rows rows = Rows::runs;
  bool several_seeds = false;
  bool color = false;
};

std::unique_ptr<Sink> make_sink(Format format, std::unique_ptr<Output> output, const SinkOptions& options);

}  // namespace lrscope
