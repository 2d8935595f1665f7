#include "base/file_error.h"

#include <dirent.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "base/paths.h"
#include "base/text.h"

namespace lrscope {
namespace {

namespace fs = std::filesystem;

/// Throws: std::bad_alloc where it is not the file that is at fault.
IoError error_of(const std::string& path, const std::string& what, int error, const std::string& remedy) {
  if (error == ENOMEM) throw std::bad_alloc();
  return IoError(path, "cannot be " + what + ": " + std::strerror(error) + remedy);
}

/// What is to say where there is no folder to hold the file `path`; else empty.
std::string missing_folder(const std::string& path) {
  std::error_code ignored;
  const std::string folder = folder_of(path);
  if (fs::exists(folder, ignored)) return "";
  return folder == "." ? "; the folder that lrscope was started in is gone"
                       : "; there is no folder " + in_quotes(folder);
}

/// The files of the folder of `path`; not of a directory_iterator, with which libstdc++ ends the process where there
/// is no memory.
std::vector<std::string> files_beside(const std::string& path) {
  constexpr std::size_t most_names = 10'000;  // more are not worth the wait
  std::vector<std::string> names;
  const std::string start = path.substr(0, path.rfind('/') + 1);  // the folder, as it was typed
  const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(folder_of(path).c_str()), &closedir);
  std::error_code ignored;
  while (const dirent* entry = open && names.size() < most_names ? readdir(open.get()) : nullptr)
    if (std::string file = start + entry->d_name; !fs::is_directory(file, ignored)) names.push_back(std::move(file));
  return names;
}

std::string remedy_for_missing(const std::string& path) {
  if (const std::string folder = missing_folder(path); !folder.empty()) return folder + ", check the path.";
  const std::vector<std::string> names = files_beside(path);
  auto meant = nearest(path, names);
  if (meant && meant->starts_with('-')) meant->insert(0, "./");  // else it would be read as an option, or as a stream
  return meant ? did_you_mean(meant) : "; check its name, and the folder that lrscope was started in.";
}

/// What helps against an errno; empty: the usual.
struct Remedy {
  int error;
  std::string_view reading, writing;
};

constexpr Remedy remedies[] = {
    {ENOTDIR, "part of this path is a file, not a folder; check the path.",
     "part of this path is a file, not a folder; check the path."},
    {EACCES, "you need permission to read it (chmod +r).", "name a file in a folder that you may write to."},
    {EPERM, "you need permission to read it (chmod +r).", "name a file in a folder that you may write to."},
    {EROFS, "", "name a file in a folder that you may write to."},
    {ENAMETOOLONG, "no file has such a name, check it.", "give it a shorter name."},
    {EBADF, "it is closed, name a file instead.", "it is closed, send it to a file or a pipe."},
};

std::string find_remedy(int error, std::string_view Remedy::*use, std::string_view usual) {
  const auto at = std::ranges::find(remedies, error, &Remedy::error);
  return "; " + std::string(at == std::end(remedies) || ((*at).*use).empty() ? usual : (*at).*use);
}

std::string remedy_for_reading(const std::string& path, int error) {
  if (error == ENOENT) return remedy_for_missing(path);
  return find_remedy(error, &Remedy::reading, "try a copy of it, or name another file.");
}

std::string remedy_for_writing(const std::string& path, int error) {
  if (const std::string cure = cure_of_writing(error); !cure.empty())
    return "; " + cure + ", or write to another place.";
  if (const std::string folder = missing_folder(path); error == ENOENT && !folder.empty())
    return folder + ": make it, or name another file.";
  return find_remedy(error, &Remedy::writing, "name another file.");
}

}  // namespace

IoError cannot_be_read(const std::string& path, int error) {
  return error_of(path, "read", error, remedy_for_reading(path, error));
}

IoError cannot_be_written(const std::string& path, int error) {
  return error_of(path, "written", error, remedy_for_writing(path, error));
}

std::string cure_of_writing(int error) {
  return error == ENOSPC   ? "make space"
         : error == EDQUOT ? "make space within your quota"
         : error == EFBIG  ? "raise the limit on the size of a file (ulimit -f)"
                           : "";
}

}  // namespace lrscope
