// PNG files, by libpng.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace lrscope {

using Metadata = std::vector<std::pair<std::string, std::string>>;

/// The bytes of a file with eight bits a channel; paint(y, pixels) writes red, green and blue of every pixel of row y. Keys of
/// `texts` have 1 to 79 characters of ASCII; values are UTF-8, other bytes are spelled out. Throws: std::bad_alloc,
/// std::runtime_error in libpng's words.
std::string png_file(int width, int height, const Metadata& texts,
                     const std::function<void(int y, std::uint8_t* pixels)>& paint);

/// A picture on white with other texts. Throws: as above.
std::string png_with(const std::string& png, const Metadata& texts);

}  // namespace lrscope
