// The picture of a figure as SVG: real text, the same bytes for the same figure.
#pragma once

#include <string>
#include <string_view>

#include "figure/figure.h"

namespace lrscope {

/// A whole file. Marks carry their hover text as <title>, panels their axes as data-x and data-y ("log 1e-4 1 0 460": scale,
/// ends in values, ends in pixels of the area), which the page's script reads.
std::string svg_of(const Figure& figure);

/// One panel as an element for a page that holds the style sheet and the symbols.
std::string panel_svg(const Panel& panel);

/// The style sheet of figures, and the symbols that marks refer to, as an element.
std::string_view figure_style();
std::string_view figure_symbols();

/// Text for an element or an attribute in double quotes; characters that XML does not know are spelled out.
std::string xml_text(std::string_view text);

/// The width of `text` in pixels at most, in the fonts that a figure names, at 12 pixels.
double text_pixels(std::string_view text);

}  // namespace lrscope
