// Which options differ between two journals.
#include <algorithm>

#include "base/text.h"
#include "sweep/journal/journal_file.h"

namespace lrscope {
namespace {

/// "--hidden 64,64", or "no --hidden" without a value.
std::string setting(const std::string& flag, const std::optional<std::string>& value) {
  return value ? "--" + flag + " " + in_quotes(*value) : "no --" + flag;
}

std::optional<std::string> value_of(const JournalHeader& header, const std::string& flag) {
  for (const auto& [name, value] : header.begin.config)
    if (name == flag) return value;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> differences(const JournalHeader& first, const JournalHeader& second,
                                     const std::string& where_first, const std::string& where_second) {
  std::vector<std::string> lines;
  const auto compare = [&](const std::string& was, const std::string& is) {
    if (was != is) lines.push_back(was + " " + where_first + ", " + is + " " + where_second);
  };
  compare("lrscope " + first.version, "lrscope " + second.version);
  std::vector<std::string> flags;
  for (const JournalHeader* header : {&first, &second})
    for (const auto& [flag, value] : header->begin.config)
      if (std::ranges::find(flags, flag) == flags.end()) flags.push_back(flag);
  for (const std::string& flag : flags)
    compare(setting(flag, value_of(first, flag)), setting(flag, value_of(second, flag)));
  const auto data = [](const JournalHeader& header) {
    return header.begin.data_hash.empty()
               ? header.begin.data_path
               : in_quotes(header.begin.data_path) + " with " + std::to_string(header.begin.rows) + " rows, XXH3 " +
                     header.begin.data_hash;
  };
  if (first.begin.data_hash != second.begin.data_hash || first.begin.data_hash.empty())
    compare(data(first), data(second));
  if (lines.empty() && (first.learning_rates != second.learning_rates || first.seeds != second.seeds))
    compare("the file behind --lr with " + counted(first.learning_rates.size(), "value"),
            "another with " + counted(second.learning_rates.size(), "value"));
  if (lines.empty() && first.start_hash != second.start_hash)
    compare("the numbers of the file behind --init-from", "other ones");
  const auto with = [](const std::string& flag, bool is_there) { return (is_there ? "--" : "no --") + flag; };
  compare(with("trajectories", first.holds_steps), with("trajectories", second.holds_steps));
  compare(with("timing", first.holds_seconds), with("timing", second.holds_seconds));
  return lines;
}

}  // namespace lrscope
