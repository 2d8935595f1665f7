#include "base/paths.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/text.h"

namespace lrscope {

std::string folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(path.substr(0, std::max<std::size_t>(slash, 1)));
}

std::string name_in(std::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

std::string joined_path(std::string_view folder, std::string_view name) {
  if (name.starts_with('/')) return std::string(name);
  std::string path(folder);
  if (!path.ends_with('/')) path += '/';
  return path += name;
}

std::string absolute_path(std::string_view path) {
  std::array<char, PATH_MAX> here{};
  const bool is_known = path.starts_with('/') || getcwd(here.data(), here.size());
  if (!is_known) return std::string(path);
  std::vector<std::string> names;
  for (std::string& name : split(joined_path(here.data(), path), '/')) {
    if (name == ".." && !names.empty()) names.pop_back();
    if (!name.empty() && name != "." && name != "..") names.push_back(std::move(name));
  }
  return "/" + join(names, "/");
}

std::string real_path(const std::string& path) {
  std::array<char, PATH_MAX> real{};
  return realpath(path.c_str(), real.data()) ? real.data() : path;
}

std::string link_text(const std::string& path) {
  std::array<char, PATH_MAX> text{};
  const ssize_t size = readlink(path.c_str(), text.data(), text.size());
  return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : "";
}

}  // namespace lrscope
