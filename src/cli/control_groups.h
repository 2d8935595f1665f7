// The control groups that hold this process (Linux), version 1 and 2: where limits of memory and processors
// stand. The root of /proc and /sys is a parameter.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lrscope::cli {

/// The folders of the process's own group and of every group above it, own first, of `controller` ("cpu",
/// "memory"), in both hierarchies. Inside a container the names in /proc may not exist below /sys: what is
/// there of the path is what counts, the top at least. Empty where there are no control groups.
std::vector<std::filesystem::path> control_groups(const std::filesystem::path& root,
                                                  std::string_view controller);

/// The first `most` bytes of a small file; nothing if it cannot be read.
std::optional<std::string> text_of_file(const std::filesystem::path& path, std::size_t most = 1 << 16);

}  // namespace lrscope::cli
