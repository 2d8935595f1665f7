#include "map/picture/map_picture.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <exception>
#include <new>

#include "base/text.h"
#include "lrscope/errors.h"
#include "map/picture/map_layout.h"
#include "report/outputs.h"

namespace lrscope {
namespace {

void draw_axes(Drawing& drawing, const MapLayout& layout) {
  const int unit = layout.unit, right = layout.map.x + layout.map.width, bottom = layout.map.y + layout.map.height;
  // Around the map, not over its outermost cells.
  drawing.frame({layout.map.x - unit, layout.map.y - unit, layout.map.width + 2 * unit, layout.map.height + 2 * unit},
                unit, ink);
  for (const PlacedTick& tick : layout.x.ticks) {
    const int at = std::clamp(tick.at - unit / 2, layout.map.x, right - unit);
    drawing.fill({at, bottom + unit, unit, (tick.label.empty() ? 2 : 5) * unit}, ink);
    drawing.text(tick.at - text_width(tick.label, unit) / 2, bottom + 9 * unit, tick.label, unit, ink);
  }
  for (const PlacedTick& tick : layout.y.ticks) {
    const int at = std::clamp(tick.at - unit / 2, layout.map.y, bottom - unit);
    const int length = (tick.label.empty() ? 2 : 5) * unit;
    drawing.fill({layout.map.x - unit - length, at, length, unit}, ink);
    drawing.text(layout.map.x - 9 * unit - text_width(tick.label, unit), at - middle_of_text * unit + unit / 2,
                 tick.label, unit, ink);
  }
  const int middle_x = layout.map.x + layout.map.width / 2, middle_y = layout.map.y + layout.map.height / 2;
  drawing.text(std::max(middle_x - text_width(layout.x.name, unit) / 2, 2 * unit), bottom + 25 * unit, layout.x.name,
               unit, ink);
  drawing.text(12 * unit, std::min(middle_y + text_width(layout.y.name, unit) / 2, layout.height - 2 * unit),
               layout.y.name, unit, ink, Direction::upward);
}

void draw_limit(Drawing& drawing, const MapPicture& picture, const MapLayout& layout) {
  for (const std::vector<CellPoint>& piece : limit_in_cells(picture)) {
    std::vector<CellPoint> pixels;
    for (const CellPoint& point : piece) pixels.push_back(layout.pixel(point));
    drawing.line(pixels, limit_stroke(layout.unit), layout.map);
  }
}

/// The cells that row `y` of the picture crosses.
void paint_cells(const MapPicture& picture, const MapColors& colors, const MapLayout& layout, int y,
                 std::uint8_t* pixels) {
  const std::int64_t row = picture.cells.height - 1 - (y - layout.map.y) / layout.factor;
  for (int x = layout.map.x; x < layout.map.x + layout.map.width; ++x) {
    const auto cell = static_cast<std::size_t>(row * picture.cells.width + (x - layout.map.x) / layout.factor);
    const Color color = picture.cells.is_known(cell) ? colors.of(cell) : hatching(x, y, layout.unit);
    std::uint8_t* pixel = pixels + 3 * static_cast<std::ptrdiff_t>(x);
    pixel[0] = color.red;
    pixel[1] = color.green;
    pixel[2] = color.blue;
  }
}

/// libpng's two structures, and what its callbacks use.
struct Png {
  explicit Png(const std::string& path) : output(path) {
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
      self->output.write({reinterpret_cast<const char*>(bytes), count});
      return;
    } catch (...) {
      self->failure = std::current_exception();
    }
    png_error(png, "writing failed");
  }

  Output output;
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

bool is_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Eight bits a channel; paint(y, pixels) writes red, green and blue of every pixel of row y. Values of `text` are UTF-8;
/// other bytes are spelled out as \xNN. Throws: IoError, ClosedPipe.
template <class Paint>
void write_png_file(const std::string& path, int width, int height,
                    const std::vector<std::pair<std::string, std::string>>& text, const Paint& paint) {
  std::vector<std::string> values;
  for (const auto& [key, value] : text) values.push_back(printable_lines(value, true));
  std::vector<png_text> chunks(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    // Every reader knows the plain kind of chunk, but it is Latin-1.
    chunks[i].compression = is_ascii(values[i]) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    chunks[i].key = const_cast<char*>(text[i].first.c_str());  // libpng copies it
    chunks[i].text = values[i].data();
    chunks[i].text_length = values[i].size();
  }
  std::vector<std::uint8_t> pixels(3 * static_cast<std::size_t>(width));
  Png file(path);
  if (!file.info) throw std::bad_alloc();
  const bool is_written = succeeds(file.png, [&] {
    png_set_write_fn(file.png, &file, Png::on_write, [](png_structp) {});
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
  if (!is_written && std::string_view(file.message.data()).find("emory") != std::string_view::npos)
    throw std::bad_alloc();  // "Out of memory", or zlib's "insufficient memory"
  if (!is_written) throw IoError(path, std::string("cannot be written: libpng says '") + file.message.data() + "'.");
  file.output.close();
}

}  // namespace

void write_png(const MapPicture& picture, const std::string& path) {
  const MapColors colors(picture);
  const int unit = unit_of(picture.cells);
  const MapLayout layout = layout_of(picture, unit, legend_size(picture, colors, unit));

  Drawing drawing(layout.width, layout.height);
  for (std::size_t i = 0; i < layout.title.size(); ++i)
    drawing.text(14 * unit, 14 * unit + static_cast<int>(i) * 15 * layout.title_scale, layout.title[i],
                 layout.title_scale, ink);
  draw_limit(drawing, picture, layout);
  draw_axes(drawing, layout);
  draw_legend(drawing, layout.legend.x, layout.legend.y, picture, colors, unit);

  write_png_file(path, layout.width, layout.height, picture.text, [&](int y, std::uint8_t* pixels) {
    std::fill_n(pixels, 3 * static_cast<std::ptrdiff_t>(layout.width), std::uint8_t{255});  // white paper
    if (layout.map.holds(layout.map.x, y)) paint_cells(picture, colors, layout, y, pixels);
    drawing.paint(y, pixels);
  });
}

}  // namespace lrscope
