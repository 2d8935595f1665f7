// A configuration file: bytes → entries; and every value written for such a file.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "fuzz.h"
#include "lrscope/errors.h"
#include "options/config_file.h"

namespace {
using namespace lrscope;
using namespace lrscope::cli;
using fuzz::require;

/// The only entry of "v = <written>".
std::string read_back(const std::string& written) {
  const ConfigFile file = parse_config("v = " + written + "\n", "again");
  require(file.entries.size() == 1 && file.tables.empty(), "a written value is one value");
  require(file.entries.front().values.size() == 1, "a written value is no list");
  return file.entries.front().values.front();
}

void require_sound(const ConfigEntry& entry, const ConfigFile& file) {
  using Kind = ConfigEntry::Kind;
  require(entry.key_place <= entry.value_place, "a key stands before its value");
  require(entry.kind == Kind::list || entry.values.size() == 1, "what is no list is one value");
  require(
      entry.table.empty() || std::ranges::find(file.tables, entry.table, &ConfigFile::Table::name) != file.tables.end(),
      "an entry belongs to a table of the file");
  for (const std::string& part : entry.values) {
    const std::string written = toml_value(part);
    require(!written.empty(), "what came from TOML can be written as TOML");
    require(read_back(written) == part, "a written value is read as the same");
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::text_of(data, size);
  if (const std::string written = toml_value(std::string(bytes)); !written.empty())
    require(read_back(written) == bytes, "any text that can be written is read as the same");
  try {
    const ConfigFile file = parse_config(bytes, "run.toml");
    for (const ConfigEntry& entry : file.entries) require_sound(entry, file);
    for (std::size_t i = 1; i < file.entries.size(); ++i)
      require(file.entries[i - 1].key_place < file.entries[i].key_place, "entries stand in order");
  } catch (const UsageError& error) {
    require(std::string_view(error.what()).starts_with("run.toml:"), "a message begins with the place");
  }
  return 0;
}
