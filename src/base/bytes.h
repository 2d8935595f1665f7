// Amounts of memory, as people write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lrscope {

/// "500M", "4G", "2GiB", "1.5e9" as bytes: K M G T are powers of 1000, Ki Mi Gi Ti of 1024, a B may follow.
/// Nothing for what is not a number above 0 with one of these.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// "3.1 GB", "512 MB": three digits, powers of 1000.
std::string bytes_text(double bytes);

}  // namespace lrscope
