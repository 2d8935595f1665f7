// The panels that records can fill: each answers one question.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "figure/figure.h"
#include "plot/records.h"

namespace lrscope {

struct PanelKind {
  std::string_view name;
  std::string_view doc;                                  // what is seen, and of which records
  std::vector<Panel> (*make)(const RecordSet& records);  // empty where they are missing
};

const std::vector<PanelKind>& panel_kinds();

/// All panels that the records fill, maybe none, or those that are named. Throws: UsageError for an unknown name, or one without
/// its records.
Figure figure_of(const RecordSet& records, const std::vector<std::string>& names = {});

}  // namespace lrscope
