#include "data/csv/sample.h"

#include "data/csv/line_filter.h"
#include "data/csv/record_parser.h"

namespace lrscope {

Sample sample_of(std::string_view text, char delimiter, Index most_records) {
  Sample sample;
  RecordParser parser("", delimiter, [&](const Record& record) {
    if (sample.records.rows() >= most_records) return;
    sample.records.add(record.text, record.ends);
    sample.lines.push_back(record.line);
  });
  BlankFilter blanks;
  if (delimiter == ' ') text = blanks(text);
  const std::size_t bytes = parser.add(text);
  if (bytes == text.size())
    static_cast<void>(parser.finish());
  else
    sample.share_taken = static_cast<double>(bytes) / static_cast<double>(text.size());
  return sample;
}

}  // namespace lrscope
