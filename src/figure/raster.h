// PNG and PDF of an SVG picture, by librsvg's program rsvg-convert: as a program of its own it also serves one that is linked
// statically, and costs a start of this one nothing.
#pragma once

#include <string>

#include "figure/png.h"

namespace lrscope {

/// Throws: UsageError with what to install.
void require_raster();

/// `scale` pixels for one of the picture; `texts` go into its text chunks. Throws: as above, IoError, std::bad_alloc.
std::string png_of(const std::string& svg, double scale, const Metadata& texts);
std::string pdf_of(const std::string& svg);

}  // namespace lrscope
