// How much memory this process may take: what the machine and its control groups grant, or --max-memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace lrscope::cli {

/// "500M", "4G", "2GiB", "1.5e9" as bytes: K M G T are powers of 1000, Ki Mi Gi Ti of 1024, a B may follow.
/// Nothing for what is not a number above 0 with one of these.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// "3.1 GB", "512 MB": three digits, powers of 1000.
std::string bytes_text(double bytes);

/// The smallest of `physical` and the limits of the process's control groups and those above (memory.max, or
/// memory.limit_in_bytes). `root` is what /proc and /sys stand in.
std::uint64_t memory_granted(std::uint64_t physical, const std::filesystem::path& root);

/// A limit, and where it comes from in the words of a message.
struct MemoryLimit {
  double bytes;
  std::string origin;
  std::string more;  // how to have more
};

/// --max-memory where it was given; else 85 % of what this process is granted, also by RLIMIT_AS. `root` is
/// what /proc and /sys stand in.
MemoryLimit memory_limit(const std::optional<std::uint64_t>& asked, const std::filesystem::path& root = "/");

}  // namespace lrscope::cli
