#include "figure/png.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <exception>
#include <new>
#include <stdexcept>
#include <string_view>

#include "base/text.h"

namespace lrscope {
namespace {

/// libpng's two structures, and what its callbacks use.
struct Png {
  Png() {
    const auto on_warning = [](png_structp, png_const_charp) {};
    png = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png) info = png_create_info_struct(png);
  }
  ~Png() { png_destroy_write_struct(&png, &info); }
  Png(const Png&) = delete;
  Png& operator=(const Png&) = delete;

  [[noreturn]] static void on_error(png_structp png, png_const_charp message) {
    auto& text = static_cast<Png*>(png_get_error_ptr(png))->message;
    std::string_view(message).copy(text.data(), text.size() - 1);
    png_longjmp(png, 1);
  }
  /// An exception must not pass through libpng: it is kept, and libpng reports an error instead.
  static void on_write(png_structp png, png_bytep bytes, std::size_t count) {
    auto* self = static_cast<Png*>(png_get_io_ptr(png));
    try {
      self->bytes.append(reinterpret_cast<const char*>(bytes), count);
      return;
    } catch (...) {
      self->failure = std::current_exception();
    }
    png_error(png, "out of memory");
  }

  std::string bytes;
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::exception_ptr failure;
  std::array<char, 128> message{};  // of libpng
};

/// Runs `calls`, which may call libpng and must own nothing that a longjmp would leak. False if libpng failed.
template <class Calls>
bool succeeds(png_structp png, const Calls& calls) {
  if (setjmp(png_jmpbuf(png))) return false;
  calls();
  return true;
}

[[noreturn]] void throw_said(std::string_view message) {
  if (message.find("emory") != std::string_view::npos) throw std::bad_alloc();  // "Out of", or zlib's "insufficient"
  throw std::runtime_error("libpng says '" + std::string(message) + "'");
}

bool is_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string png_file(int width, int height, const Metadata& texts,
                     const std::function<void(int y, std::uint8_t* pixels)>& paint) {
  std::vector<std::string> values;
  for (const auto& [key, value] : texts) values.push_back(printable_lines(value, true));
  std::vector<png_text> chunks(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    // Every reader knows the plain kind of chunk, but it is Latin-1.
    chunks[i].compression = is_ascii(values[i]) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    chunks[i].key = const_cast<char*>(texts[i].first.c_str());  // libpng copies it
    chunks[i].text = values[i].data();
    chunks[i].text_length = values[i].size();
  }
  std::vector<std::uint8_t> pixels(3 * static_cast<std::size_t>(width));
  Png file;
  if (!file.info) throw std::bad_alloc();
  const bool is_written = succeeds(file.png, [&] {
    png_set_write_fn(file.png, &file, Png::on_write, [](png_structp) {});
    png_set_user_limits(file.png, 0x7fffffff, 0x7fffffff);
    png_set_IHDR(file.png, file.info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8,
                 PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!chunks.empty()) png_set_text(file.png, file.info, chunks.data(), static_cast<int>(chunks.size()));
    png_write_info(file.png, file.info);
    for (int y = 0; y < height; ++y) {
      paint(y, pixels.data());
      png_write_row(file.png, pixels.data());
    }
    png_write_end(file.png, nullptr);
  });
  if (file.failure) std::rethrow_exception(file.failure);
  if (!is_written) throw_said(file.message.data());
  return std::move(file.bytes);
}

std::string png_with(const std::string& png, const Metadata& texts) {
  struct Image : png_image {
    ~Image() { png_image_free(this); }
  } image{};
  image.version = PNG_IMAGE_VERSION;
  const auto require = [&](int succeeded) {
    if (!succeeded) throw_said(image.message);
  };
  require(png_image_begin_read_from_memory(&image, png.data(), png.size()));
  image.format = PNG_FORMAT_RGB;
  const std::size_t row = PNG_IMAGE_ROW_STRIDE(image);
  std::vector<std::uint8_t> pixels(row * image.height);
  const png_color white{255, 255, 255};
  require(png_image_finish_read(&image, &white, pixels.data(), 0, nullptr));
  return png_file(static_cast<int>(image.width), static_cast<int>(image.height), texts,
                  [&](int y, std::uint8_t* to) { std::copy_n(&pixels[row * static_cast<std::size_t>(y)], row, to); });
}

}  // namespace lrscope
