// What outputs and journals hold, as rows of named values: what panels are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lrscope {

/// Values by the names of their fields, in the order of the record. There may be a million records: a name is a number here.
template <class T>
class NamedValues {
 public:
  void set(std::string_view name, T value);
  const T* find(std::string_view name) const;

 private:
  std::vector<std::pair<std::uint32_t, T>> values_;
};

/// A record: its numbers, NaN and infinite ones among them, lists of numbers, and texts. What is absent has no value.
class Row {
 public:
  std::optional<double> number(std::string_view name) const;
  /// Empty if absent. Flags are "true" and "false".
  std::string text(std::string_view name) const;
  const std::vector<double>* list(std::string_view name) const { return lists.find(name); }

  NamedValues<double> numbers;
  NamedValues<std::string> texts;
  NamedValues<std::vector<double>> lists;
  std::size_t file = 0;   // which of the files it is from
  std::string line = {};  // as it stands there, without long lists; empty of steps
};

struct RecordSet {
  std::vector<std::string> files;
  std::map<std::string, std::vector<Row>, std::less<>> rows;  // by type: "run", "step", "summary", …
  std::vector<std::string> torn;                              // journals whose last line has no end: it is left out
  std::set<std::string, std::less<>> lines_seen;  // of runs and sweeps: each is there once, from several files, too

  const std::vector<Row>& of(std::string_view type) const;
};

/// The records of `text`, lines of jsonl as this program writes them, called `name`. Throws: DataError with the line.
RecordSet record_set(const std::string& name, std::string_view text);

/// Those of several files: outputs of jsonl, or journals, of any schema; "-" is standard input. What the last line of a
/// journal lacks is left out. Throws: IoError, DataError, UsageError where a file holds no records.
RecordSet read_records(const std::vector<std::string>& paths);

}  // namespace lrscope
