// The tables of names that options take, seen alike: our names, those of other programs, and the knobs of a row.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "spec/knobs.h"

namespace lrscope::cli {

struct NameRow {
  std::string name;
  std::string_view aliases;        // in plain letters, separated by spaces
  std::vector<std::string> knobs;  // that have an effect with this row, and with others only if these list them too
};

std::vector<NameRow> rows_of(NameTable table);

/// Words for what the table does not have.
std::span<const OtherWords> others_of(NameTable table);

/// Our name for `word`. Throws: UsageError about the value of `flag`, with what to use in place of a thing that is not
/// here, or with the nearest name.
std::string our_name(const std::string& flag, NameTable table, const std::string& word);

/// The same of what `knob` takes: of a list, each of its words.
std::string our_names(const std::string& flag, const NameKnob& knob, const std::string& words);

}  // namespace lrscope::cli
