// A map of two hyperparameters as a figure with axes and a legend, or characters for a terminal.
//
// Cells that failed are warm (yellow to dark red), the others cool (pale to dark blue; violet if they spiked, grey if they
// stalled); fast is dark. They can be told apart with the usual kinds of colour blindness.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "figure/figure.h"
#include "map/map_record.h"
#include "report/screen.h"
#include "report/styled_text.h"

namespace lrscope {

enum class MapColoring {
  absolute,   // mean loss 0 … 1, onset 0 … max_steps on a logarithmic scale: pictures can be compared
  equalized,  // the rank of the score among its family: shows structure however close the scores are
};

/// What is drawn. Refers to its parts, and lives no longer than they do.
struct MapPicture {
  const MapAxis& x;
  const MapAxis& y;
  const MapCells& cells;  // as wide and high as the axes have values
  const MapCurve& limit;  // drawn over the map; may be empty
  std::string title;
  std::int64_t max_steps = 0;
  MapColoring coloring = MapColoring::absolute;
  std::string limit_label = "2/λmax at θ₀";
  /// Kept in the file: "Software", "Command", …
  std::vector<std::pair<std::string, std::string>> text = {};
};

/// Row 0 of the map at the bottom. A map of fewer than 256 cells on its longer side is enlarged; one of more has a pixel of
/// a PNG for each cell, or several.
Figure map_figure(const MapPicture& picture);

/// The map and its legend in characters, at most `columns` wide: half blocks in colour, or shades by characters.
StyledText map_preview(const MapPicture& picture, std::size_t columns, bool color, const Screen& screen = {});

/// A preview, and what the map says as a whole.
StyledText map_table(const MapRecord& map, const MapPicture& picture, bool is_colored, const Screen& screen = {});

}  // namespace lrscope
