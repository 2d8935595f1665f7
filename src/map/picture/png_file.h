// A PNG file, written row by row. libpng's errors, and those of writing, become exceptions here.
#pragma once

#include <png.h>

#include <array>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "report/output.h"

namespace lrscope {

class PngFile {
 public:
  /// Eight bits a channel, red, green, blue. Values of `text` are UTF-8; what is not is spelled out as \xNN.
  /// Throws: IoError, ClosedPipe; so do the other two.
  PngFile(const std::string& path, int width, int height, const std::vector<std::pair<std::string, std::string>>& text);
  ~PngFile();
  PngFile(const PngFile&) = delete;
  PngFile& operator=(const PngFile&) = delete;

  void write_row(const std::uint8_t* pixels);
  void close();

 private:
  static void on_error(png_structp png, png_const_charp message);
  static void on_write(png_structp png, png_bytep bytes, std::size_t count);
  template <class Calls>
  void guarded(Calls calls);
  void write_header(int width, int height, const std::vector<std::pair<std::string, std::string>>& text);

  std::string path_;
  Output output_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::exception_ptr failure_;       // of writing, thrown as soon as libpng has returned
  std::array<char, 128> message_{};  // of libpng
};

}  // namespace lrscope
