// What outputs and journals hold, as rows of named values: what panels are made of.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lrscope {

/// A record: its numbers, NaN and infinite ones among them, lists of numbers, and texts. What is absent has no value.
class Row {
 public:
  std::optional<double> number(std::string_view name) const;
  /// Empty if absent. Flags are "true" and "false".
  std::string text(std::string_view name) const;
  bool flag(std::string_view name) const { return text(name) == "true"; }
  const std::vector<double>* list(std::string_view name) const;

  const std::map<std::string, double, std::less<>>& numbers() const { return numbers_; }
  const std::map<std::string, std::string, std::less<>>& texts() const { return texts_; }
  const std::map<std::string, std::vector<double>, std::less<>>& lists() const { return lists_; }

  std::size_t file = 0;  // which of the files it is from

 private:
  friend class RecordReader;

  std::map<std::string, double, std::less<>> numbers_;
  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, std::vector<double>, std::less<>> lists_;
};

struct RecordSet {
  std::vector<std::string> files;
  std::map<std::string, std::vector<Row>, std::less<>> rows;  // by type: "run", "step", "summary", …
  bool is_torn = false;                                       // the last line of a journal has no end
  std::set<std::string, std::less<>> lines_seen;  // of runs and sweeps: each is there once, from several files, too

  const std::vector<Row>& of(std::string_view type) const;
};

/// The records of `text`, lines of jsonl as this program writes them, called `name`. Throws: DataError with the line.
RecordSet record_set(const std::string& name, std::string_view text);

/// Those of several files: outputs of jsonl, or journals, of any schema; "-" is standard input. What the last line of a
/// journal lacks is left out. Throws: IoError, DataError, UsageError where a file holds no records.
RecordSet read_records(const std::vector<std::string>& paths);

}  // namespace lrscope
