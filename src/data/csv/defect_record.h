// A defect of a data file, for outputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "data/data_facts.h"
#include "report/field.h"

namespace lrscope {

struct DefectRecord {
  LRSCOPE_RECORD(DefectRecord, "defect", "defects");
  LRSCOPE_FIELD(DefectKind, kind, "",
                "missing, number, localised, range, ragged, target, identifier, classes, scale, rows or file");
  LRSCOPE_FIELD(std::optional<std::int64_t>, line, "line", "of the file, from 1");
  LRSCOPE_FIELD(std::optional<std::int64_t>, column, "index", "from 1");
  LRSCOPE_FIELD(std::string, name, "", "name of the column");
  LRSCOPE_FIELD(std::string, cell, "", "the raw text");
  LRSCOPE_FIELD(std::string, message, "", "what is wrong, and the remedy");
};

}  // namespace lrscope
