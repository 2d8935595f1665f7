// A PNG file, written row by row.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace lrscope {

/// Eight bits a channel; paint(y, pixels) writes red, green and blue of every pixel of row y. Values of `text` are UTF-8;
/// other bytes are spelled out as \xNN. Throws: IoError, ClosedPipe.
void write_png_file(const std::string& path, int width, int height,
                    const std::vector<std::pair<std::string, std::string>>& text,
                    const std::function<void(int y, std::uint8_t* pixels)>& paint);

}  // namespace lrscope
