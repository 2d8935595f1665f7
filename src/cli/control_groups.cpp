#include "control_groups.h"

#include <algorithm>
#include <fstream>

#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

namespace fs = std::filesystem;

/// `name` below `top`, its parents, and `top`, as far as they exist. `name` begins with a slash.
void append_with_parents(const fs::path& top, const std::string& name, std::vector<fs::path>& groups) {
  std::error_code ignored;
  const fs::path inside = fs::path(name).relative_path().lexically_normal();
  if (std::find(inside.begin(), inside.end(), "..") == inside.end())
    for (fs::path here = inside; !here.empty(); here = here.parent_path())
      if (fs::is_directory(top / here, ignored)) groups.push_back(top / here);
  if (fs::is_directory(top, ignored)) groups.push_back(top);
}

}  // namespace

std::vector<fs::path> control_groups(const fs::path& root, std::string_view controller) {
  std::vector<fs::path> groups;
  const fs::path mounted = root / "sys/fs/cgroup";
  for (const std::string& line : split(text_of_file(root / "proc/self/cgroup").value_or(""), '\n')) {
    // hierarchy-ID:controllers:path; the path may hold colons
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string name = line.substr(second + 1);
    if (controllers.empty()) {  // version 2
      append_with_parents(mounted, name, groups);
      append_with_parents(mounted / "unified", name, groups);
      continue;
    }
    const auto names = split(controllers, ',');
    if (std::find(names.begin(), names.end(), controller) == names.end()) continue;
    append_with_parents(mounted / controllers, name, groups);
    if (controllers != controller) append_with_parents(mounted / controller, name, groups);
  }
  return groups;
}

std::optional<std::string> text_of_file(const fs::path& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text(most, '\0');
  file.read(text.data(), static_cast<std::streamsize>(most));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

}  // namespace lrscope::cli
