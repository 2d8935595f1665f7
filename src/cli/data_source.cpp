#include "cli/data_source.h"

#include <stdexcept>

#include "base/text.h"

namespace lrscope::cli {

DataSource data_source(const std::string& data) {
  if (data == "-") return StandardInput{};
  if (!data.starts_with("case:")) return DataFile{data};
  const std::string_view name = std::string_view(data).substr(5);
  std::vector<std::string> names;
  for (const NamedFunction& function : functions()) {
    if (function.name == name) return &function;
    names.emplace_back(function.name);
  }
  for (const BuiltinFile& file : builtin_files()) {
    if (file.name == name) return &file;
    names.emplace_back(file.name);
  }
  throw bad_value("DATA", data, "no such built-in case" + did_you_mean_one_of(name, names));
}

const NamedFunction* function_of(const DataSource& source) {
  const auto* function = std::get_if<const NamedFunction*>(&source);
  return function ? *function : nullptr;
}

ByteStream open(const DataSource& source) {
  if (const auto* file = std::get_if<DataFile>(&source)) return ByteStream(file->path);
  if (const auto* file = std::get_if<const BuiltinFile*>(&source))
    return ByteStream("case:" + std::string((*file)->name), (*file)->bytes);
  if (std::holds_alternative<StandardInput>(source)) return ByteStream("-");
  throw std::logic_error("a function has no bytes");
}

}  // namespace lrscope::cli
