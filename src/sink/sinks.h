// The sinks, one factory per format. Private to this folder.
#pragma once

#include "lrscope/sink/sink.h"

namespace lrscope {

std::unique_ptr<Sink> make_delimited_sink(std::unique_ptr<Output> output, Rows rows, char delimiter);
std::unique_ptr<Sink> make_jsonl_sink(std::unique_ptr<Output> output);
std::unique_ptr<Sink> make_markdown_sink(std::unique_ptr<Output> output, Rows rows);
std::unique_ptr<Sink> make_table_sink(std::unique_ptr<Output> output, const SinkOptions& options);

}  // namespace lrscope
