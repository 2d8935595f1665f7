// Pieces of SVG that every part of a figure is made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "figure/figure.h"

namespace lrscope {

/// Tenths of a pixel: "12.3", "12".
std::string px(double value);

/// class="…" of a colour and a kind of element (l line, d filled, o ring, k stroke, b pale), or the colour of a shade.
std::string colored(const MarkColor& color, char kind);

/// An attribute for lines that are not solid. `unit`: of the coordinates, in pixels.
std::string dashes(Dash dash, double unit = 1);

/// "<start …/>" with what all marks carry.
std::string element(const std::string& start, const Mark& mark);

/// `kind`: classes of the text, or none.
std::string text_at(double x, double y, std::string_view kind, std::string_view text);

/// The start of an element: a symbol with its middle at (x, y).
std::string symbol_at(double x, double y, Symbol symbol, const MarkColor& color);

/// A filled rectangle.
std::string box_at(double x, double y, double width, double height, const std::string& color);

std::string base64(std::string_view bytes);

/// Words in lines of at most `width` pixels, at `size` pixels.
std::vector<std::string> lines_of(std::string_view text, double width, double size);

}  // namespace lrscope
