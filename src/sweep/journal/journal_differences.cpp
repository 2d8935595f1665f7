// In what two journals are of different sweeps, in the words of the options that made them so.
#include <algorithm>

#include "base/text.h"
#include "sweep/journal/journal_file.h"

namespace lrscope {
namespace {

/// "--hidden 64,64" or, where a side does not have it, "no --hidden".
std::string setting(const std::string& flag, const std::optional<std::string>& value) {
  return value ? "--" + flag + " " + in_quotes(*value) : "no --" + flag;
}

std::optional<std::string> value_of(const JournalHeader& header, const std::string& flag) {
  for (const auto& [name, value] : header.begin.config)
    if (name == flag) return value;
  return std::nullopt;
}

}  // namespace

std::vector<std::string> differences(const JournalHeader& there, const JournalHeader& here, const Sides& sides) {
  std::vector<std::string> lines;
  const auto compare = [&](const std::string& was, const std::string& is) {
    if (was != is) lines.push_back(was + " " + sides.there + ", " + is + " " + sides.here);
  };
  compare("lrscope " + there.version, "lrscope " + here.version);
  std::vector<std::string> flags;
  for (const JournalHeader* header : {&there, &here})
    for (const auto& [flag, value] : header->begin.config)
      if (std::ranges::find(flags, flag) == flags.end()) flags.push_back(flag);
  for (const std::string& flag : flags)
    compare(setting(flag, value_of(there, flag)), setting(flag, value_of(here, flag)));
  const auto data = [](const JournalHeader& header) {
    return header.begin.data_hash.empty()
               ? header.begin.data_path
               : in_quotes(header.begin.data_path) + " with " + std::to_string(header.begin.rows) + " rows, XXH3 " +
                     header.begin.data_hash;
  };
  if (there.begin.data_hash != here.begin.data_hash || there.begin.data_hash.empty()) compare(data(there), data(here));
  if (lines.empty() && (there.learning_rates != here.learning_rates || there.seeds != here.seeds))
    compare("the file behind --lr with " + counted(there.learning_rates.size(), "value"),
            "another with " + counted(here.learning_rates.size(), "value"));
  if (lines.empty() && there.start_hash != here.start_hash)
    compare("the numbers of the file behind --init-from", "other ones");
  const auto with = [](const std::string& flag, bool is_there) { return (is_there ? "--" : "no --") + flag; };
  compare(with("trajectories", there.holds_steps), with("trajectories", here.holds_steps));
  compare(with("timing", there.holds_seconds), with("timing", here.holds_seconds));
  return lines;
}

}  // namespace lrscope
