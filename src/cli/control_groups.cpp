#include "control_groups.h"

#include <algorithm>
#include <fstream>

#include "lrscope/core/text.h"

namespace lrscope::cli {
namespace {

namespace fs = std::filesystem;

/// The group `name` below `top`, those above it, and `top`, as far as they exist. `name` begins with a slash.
void append_with_parents(const fs::path& top, const std::string& name, std::vector<fs::path>& groups) {
  std::error_code ignored;
  const fs::path inside = fs::path(name).relative_path().lexically_normal();
  const bool is_outside = std::find(inside.begin(), inside.end(), "..") != inside.end();
  for (fs::path here = is_outside ? fs::path() : inside;; here = here.parent_path()) {
    if (fs::is_directory(top / here, ignored)) groups.push_back(top / here);
    if (here.empty()) return;
  }
}

}  // namespace

std::vector<fs::path> control_groups(const fs::path& root, std::string_view controller) {
  std::vector<fs::path> groups;
  const fs::path mounted = root / "sys/fs/cgroup";
  for (const std::string& line : split(text_of_file(root / "proc/self/cgroup").value_or(""), '\n')) {
    // hierarchy-ID:controllers:path; the path may hold colons. Version 2 names no controllers.
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const auto names = split(controllers, ',');
    const bool has_it = std::find(names.begin(), names.end(), controller) != names.end();
    if (!controllers.empty() && !has_it) continue;
    const std::string other = controllers.empty() ? "unified" : std::string(controller);
    append_with_parents(mounted / controllers, line.substr(second + 1), groups);
    if (other != controllers) append_with_parents(mounted / other, line.substr(second + 1), groups);
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
