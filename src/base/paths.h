// Paths as text. Not std::filesystem::path: that of GCC 12 frees its parts twice where an allocation fails within `/` or
// `append`, and a program that runs out of memory is to say so.
#pragma once

#include <string>
#include <string_view>

namespace lrscope {

/// The folder of a path, "." for a name alone, "/" at the top.
std::string folder_of(std::string_view path);

/// What follows the last slash.
std::string name_in(std::string_view path);

/// `name` within `folder`; a `name` that begins with a slash is itself.
std::string joined_path(std::string_view folder, std::string_view name);

/// From the root on, without "." and "..", by its text alone.
std::string absolute_path(std::string_view path);

/// The same with all links of folders followed, if the folders are there.
std::string real_path(const std::string& path);

/// What a symbolic link says; empty for what is none.
std::string link_text(const std::string& path);

}  // namespace lrscope
