#include "figure/raster.h"

#ifndef LRSCOPE_STATIC
#include <dlfcn.h>
#endif
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>

#include "base/streams.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

#ifdef LRSCOPE_STATIC
constexpr const char* remedy =
    "this program is linked statically and loads no library; write an .svg, and convert it: rsvg-convert picture.svg "
    "-o picture.png.";
#else
constexpr const char* remedy =
    "librsvg is missing; install it (apt install librsvg2-2, dnf install librsvg2, brew install librsvg), or write an "
    ".svg.";
#endif

/// What is used of librsvg, cairo and GObject, as their headers declare it: these interfaces are stable.
struct Libraries {
  struct Rectangle {
    double x, y, width, height;
  };
  using WriteFunction = int (*)(void* closure, const unsigned char* data, unsigned length);

  void* (*new_from_data)(const std::uint8_t* data, std::size_t length, void** error) = nullptr;
  int (*intrinsic_size)(void* handle, double* width, double* height) = nullptr;
  int (*render_document)(void* handle, void* cairo, const Rectangle* viewport, void** error) = nullptr;
  void (*unref)(void* object) = nullptr;
  void* (*image_create)(int format, int width, int height) = nullptr;
  unsigned char* (*image_data)(void* surface) = nullptr;
  int (*image_stride)(void* surface) = nullptr;
  void* (*pdf_create)(WriteFunction write, void* closure, double width, double height) = nullptr;
  void* (*cairo_create)(void* surface) = nullptr;
  void (*cairo_destroy)(void* cairo) = nullptr;
  void (*surface_finish)(void* surface) = nullptr;
  int (*surface_status)(void* surface) = nullptr;
  void (*surface_destroy)(void* surface) = nullptr;
};

struct Missing {};

/// GLib ends the process where it finds no memory to begin with. Throws: Missing.
const Libraries& libraries() {
#ifdef LRSCOPE_STATIC
  throw Missing();
#else
  static const Libraries loaded = [] {
    Libraries found;
    bool has_all = true;
    const auto load = [&](std::initializer_list<const char*> names, auto... functions) {
      void* library = nullptr;
      for (const char* name : names)
        if (!library) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
      const auto find = [&](const char* name, auto* function) {
        *function =
            library ? reinterpret_cast<std::remove_pointer_t<decltype(function)> >(dlsym(library, name)) : nullptr;
        has_all = has_all && *function;
      };
      (find(functions.first, functions.second), ...);
    };
    load({"librsvg-2.so.2", "librsvg-2.2.dylib"}, std::pair{"rsvg_handle_new_from_data", &found.new_from_data},
         std::pair{"rsvg_handle_get_intrinsic_size_in_pixels", &found.intrinsic_size},
         std::pair{"rsvg_handle_render_document", &found.render_document});
    load({"libgobject-2.0.so.0", "libgobject-2.0.0.dylib"}, std::pair{"g_object_unref", &found.unref});
    load({"libcairo.so.2", "libcairo.2.dylib"}, std::pair{"cairo_image_surface_create", &found.image_create},
         std::pair{"cairo_image_surface_get_data", &found.image_data},
         std::pair{"cairo_image_surface_get_stride", &found.image_stride},
         std::pair{"cairo_pdf_surface_create_for_stream", &found.pdf_create},
         std::pair{"cairo_create", &found.cairo_create}, std::pair{"cairo_destroy", &found.cairo_destroy},
         std::pair{"cairo_surface_finish", &found.surface_finish},
         std::pair{"cairo_surface_status", &found.surface_status},
         std::pair{"cairo_surface_destroy", &found.surface_destroy});
    if (!has_all) found = {};
    return found;
  }();
  if (!loaded.render_document) throw Missing();
  return loaded;
#endif
}

/// A picture that was parsed.
class Picture {
 public:
  explicit Picture(const std::string& svg) : use(libraries()) {
    handle_ = use.new_from_data(reinterpret_cast<const std::uint8_t*>(svg.data()), svg.size(), nullptr);
    if (!handle_ || !use.intrinsic_size(handle_, &width, &height))
      throw std::bad_alloc();  // our own SVG is well-formed
  }
  ~Picture() {
    if (handle_) use.unref(handle_);
  }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;

  /// Draws on a surface, which it takes, then calls with(surface).
  template <class With>
  void draw(void* surface, double scale, const With& with) const {
    const std::unique_ptr<void, void (*)(void*)> owner(surface, use.surface_destroy);
    void* const cairo = use.cairo_create(surface);
    const Libraries::Rectangle viewport{0, 0, width * scale, height * scale};
    const bool is_drawn = use.render_document(handle_, cairo, &viewport, nullptr);
    use.cairo_destroy(cairo);
    if (!is_drawn || use.surface_status(surface) != 0) throw std::bad_alloc();
    with(surface);
  }

  const Libraries& use;
  double width = 0, height = 0;

 private:
  void* handle_ = nullptr;
};

int append(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return 0;
}

constexpr int exit_missing = 2;

/// All of a file. Throws: std::bad_alloc where it cannot be read: it is this process's own.
std::string bytes_of(std::FILE* file) {
  std::string bytes;
  std::array<char, 4096> block;
  std::rewind(file);
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), file)) bytes.append(block.data(), size);
  if (std::ferror(file)) throw std::bad_alloc();
  return bytes;
}

/// Waits for its end.
int status_of(pid_t child) {
  int status = 1;
  pid_t ended = -1;
  do ended = waitpid(child, &status, 0);
  while (ended < 0 && errno == EINTR);
  return status;
}

IoError cannot_start() {
  if (errno == ENOMEM) throw std::bad_alloc();
  return IoError("librsvg",
                 std::string("cannot be started: ") + std::strerror(errno) + "; free what is short, or write an .svg.");
}

/// What `make` gives in a process of its own, through a file without a name: nothing waits for the end of a pipe that a system
/// call which failed keeps open. Throws: UsageError where a library is missing; IoError where nothing starts; std::bad_alloc
/// where that process ended early.
template <class Make>
std::string made_apart(const Make& make) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
  if (!file) throw cannot_start();
  const pid_t child = fork();
  if (child < 0) throw cannot_start();
  if (child == 0) {
    const int silence = open("/dev/null", O_WRONLY);  // GLib says how it ends; this program says it in its own words
    static_cast<void>(dup2(silence, standard_streams().error));
    try {
      _exit(write_patiently(fileno(file.get()), make()) == Writing::done ? 0 : 1);
    } catch (const Missing&) {
      _exit(exit_missing);
    } catch (...) {
      _exit(1);
    }
  }
  const int status = status_of(child);
  if (WIFEXITED(status) && WEXITSTATUS(status) == exit_missing)
    throw UsageError(std::string("a .png or .pdf cannot be drawn here: ") + remedy);
  if (status != 0) throw std::bad_alloc();
  return bytes_of(file.get());
}

std::string draw_png(const std::string& svg, double scale, const Metadata& texts) {
  const Picture picture(svg);
  constexpr int format_rgb = 1;  // CAIRO_FORMAT_RGB24: a pixel is a 32-bit word
  const int width = static_cast<int>(std::ceil(picture.width * scale)),
            height = static_cast<int>(std::ceil(picture.height * scale));
  std::string bytes;
  picture.draw(picture.use.image_create(format_rgb, width, height), scale, [&](void* surface) {
    const unsigned char* data = picture.use.image_data(surface);
    const std::ptrdiff_t stride = picture.use.image_stride(surface);
    bytes = png_file(width, height, texts, [&](int y, std::uint8_t* pixels) {
      const auto* row = reinterpret_cast<const std::uint32_t*>(data + y * stride);
      for (int x = 0; x < width; ++x, pixels += 3) {
        pixels[0] = static_cast<std::uint8_t>(row[x] >> 16);
        pixels[1] = static_cast<std::uint8_t>(row[x] >> 8);
        pixels[2] = static_cast<std::uint8_t>(row[x]);
      }
    });
  });
  return bytes;
}

std::string draw_pdf(const std::string& svg) {
  const Picture picture(svg);
  constexpr double points_a_pixel = 0.75;
  std::string bytes;
  bytes.reserve(1 << 16);
  picture.draw(picture.use.pdf_create(append, &bytes, picture.width * points_a_pixel, picture.height * points_a_pixel),
               points_a_pixel, [&](void* surface) { picture.use.surface_finish(surface); });
  return bytes;
}

}  // namespace

void require_raster() {
  static const std::string looked_once = made_apart([] {
    static_cast<void>(libraries());
    return std::string();
  });
  static_cast<void>(looked_once);
}

std::string png_of(const std::string& svg, double scale, const Metadata& texts) {
  return made_apart([&] { return draw_png(svg, scale, texts); });
}

std::string pdf_of(const std::string& svg) {
  return made_apart([&] { return draw_pdf(svg); });
}

}  // namespace lrscope
