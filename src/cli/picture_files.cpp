#include "cli/picture_files.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "figure/raster.h"
#include "figure/svg.h"
#include "lrscope/errors.h"
#include "plot/page.h"
#include "report/outputs.h"

namespace lrscope::cli {
namespace {

constexpr std::array<std::string_view, 4> endings = {".svg", ".png", ".pdf", ".html"};

/// The ending in small letters, or empty.
std::string_view ending_of(const std::string& path) {
  const auto ends_with = [&](std::string_view ending) {
    if (path.size() <= ending.size()) return false;
    return std::ranges::equal(std::string_view(path).substr(path.size() - ending.size()), ending,
                              [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
  };
  const auto at = std::ranges::find_if(endings, ends_with);
  return at == endings.end() ? "" : *at;
}

}  // namespace

bool is_picture(const std::string& path) { return !ending_of(path).empty(); }

void require_picture(const std::string& path) {
  if (!is_picture(path))
    throw about_file(path, UsageError("output file " + in_quotes(path) +
                                      ": the ending decides the format; use .svg, .png, .pdf or .html."));
  if (ending_of(path) == ".png" || ending_of(path) == ".pdf") require_raster();
}

std::string picture_of(const Figure& figure, const RecordSet& records, const std::string& path) {
  const std::string_view ending = ending_of(path);
  if (ending == ".html") return page_of(figure, records);
  const std::string svg = svg_of(figure);
  return ending == ".png" ? png_of(svg, figure.scale, figure.metadata) : ending == ".pdf" ? pdf_of(svg) : svg;
}

void write_picture(const Figure& figure, const RecordSet& records, const std::string& path) {
  const std::string bytes = picture_of(figure, records, path);
  Output file(path);
  file.write(bytes);
  file.close();
}

}  // namespace lrscope::cli
