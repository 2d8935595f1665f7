#include "map/picture/png_file.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <new>

#include "base/text.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

/// Runs `calls`, which may call libpng and must own nothing that a longjmp would leak. False if libpng
/// failed.
template <class Calls>
bool attempt(png_structp png, const Calls& calls) {
  if (setjmp(png_jmpbuf(png))) return false;
  calls();
  return true;
}

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

void PngFile::on_error(png_structp png, png_const_charp message) {
  auto& text = static_cast<PngFile*>(png_get_error_ptr(png))->message_;
  std::strncpy(text.data(), message, text.size() - 1);
  png_longjmp(png, 1);
}

/// An exception must not pass through libpng: it is kept, and libpng leaves by its own way.
void PngFile::on_write(png_structp png, png_bytep bytes, std::size_t count) {
  auto* file = static_cast<PngFile*>(png_get_io_ptr(png));
  try {
    file->output_.write({reinterpret_cast<const char*>(bytes), count});
    return;
  } catch (...) {
    file->failure_ = std::current_exception();
  }
  png_error(png, "writing failed");
}

template <class Calls>
void PngFile::guarded(Calls calls) {
  if (attempt(png_, calls)) return;
  if (failure_) std::rethrow_exception(failure_);
  throw IoError(path_, std::string("cannot be written: libpng says '") + message_.data() + "'.");
}

PngFile::PngFile(const std::string& path, int width, int height,
                 const std::vector<std::pair<std::string, std::string>>& text)
    : path_(path), output_(path) {
  const auto on_warning = [](png_structp, png_const_charp) {};
  png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
  if (png_) info_ = png_create_info_struct(png_);
  try {
    if (!info_) throw std::bad_alloc();
    write_header(width, height, text);
  } catch (...) {
    png_destroy_write_struct(&png_, &info_);
    throw;
  }
}

PngFile::~PngFile() { png_destroy_write_struct(&png_, &info_); }

void PngFile::write_header(int width, int height, const std::vector<std::pair<std::string, std::string>>& text) {
  std::vector<std::string> values;
  for (const auto& [key, value] : text) values.push_back(printable_lines(value, true));
  std::vector<png_text> chunks(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    // The plain kind of chunk is Latin-1; every reader knows it, so that it is used where it can be.
    chunks[i].compression = is_ascii(values[i]) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    chunks[i].key = const_cast<char*>(text[i].first.c_str());  // libpng copies it
    chunks[i].text = values[i].data();
    chunks[i].text_length = values[i].size();
  }
  guarded([&] {
    png_set_write_fn(png_, this, on_write, [](png_structp) {});
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (!chunks.empty()) png_set_text(png_, info_, chunks.data(), static_cast<int>(chunks.size()));
    png_write_info(png_, info_);
  });
}

void PngFile::write_row(const std::uint8_t* pixels) {
  guarded([&] { png_write_row(png_, pixels); });
}

void PngFile::close() {
  guarded([&] { png_write_end(png_, nullptr); });
  output_.close();
}

}  // namespace lrscope
