// PNG and PDF of an SVG picture, by librsvg where the system has it: loaded when it is needed, since it would double the
// time that every start takes, and run in a process of its own, which it ends where it finds no memory.
#pragma once

#include <string>

#include "figure/png.h"

namespace lrscope {

/// Throws: UsageError with what to install.
void require_raster();

/// `scale` pixels for one of the picture; `texts` go into its text chunks. Throws: as above, std::bad_alloc.
std::string png_of(const std::string& svg, double scale, const Metadata& texts);
std::string pdf_of(const std::string& svg);

}  // namespace lrscope
