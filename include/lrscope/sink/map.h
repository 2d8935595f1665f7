// A map as text, in every format. It may have millions of cells: they are written as they are made into text.
#pragma once

#include <string>
#include <string_view>

#include "lrscope/record/map.h"
#include "lrscope/sink/map_picture.h"
#include "lrscope/sink/output.h"
#include "lrscope/sink/sink.h"

namespace lrscope {

/// Which records become rows of csv, tsv or markdown. The table is a preview and tells of the whole; jsonl shows all.
enum class MapRows { cells, map };

/// Throws: UsageError with the names.
MapRows parse_map_rows(std::string_view name);

struct MapText {
  const BeginRecord& begin;
  const MapResult& result;
  const MapPicture& picture;  // of the same result, for the preview
  MapRows rows = MapRows::cells;
  bool color = false;
};

/// Throws: as Output::write().
void write_map(Output& output, Format format, const MapText& map);

}  // namespace lrscope
