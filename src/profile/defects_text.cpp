#include "profile/defects_text.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "base/text.h"

namespace lrscope {

std::string defects_text(const DataResult& result, std::string_view path) {
  constexpr std::size_t most = 100;  // of one kind in one column
  std::map<std::pair<DefectKind, std::optional<std::int64_t>>, std::size_t> seen;
  std::string text;
  for (const Defect& defect : result.defects)
    if (++seen[{defect.kind, defect.column}] <= most) text += fmt::format("lrscope: {}\n", printable(defect.message));
  std::size_t hidden = 0;
  for (const auto& [what, count] : seen) hidden += count > most ? count - most : 0;
  text += fmt::format("lrscope: {}: {}", printable(path), counted(result.defects.size(), "defect"));
  if (hidden > 0) text += fmt::format(", {} of them not shown; --format csv --rows defects lists all", hidden);
  if (!result.is_table) text += "; nothing else can be said of this file until that is mended";
  return text + ".\n";
}

}  // namespace lrscope
