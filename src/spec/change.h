// A counterfactual as flags. The flags that are printed are those that were applied, so that a claim and the command
// line that re-runs it cannot differ.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lrscope/data_spec.h"
#include "lrscope/run_spec.h"

namespace lrscope {

/// All settings of a training run, its learning rate included.
struct Request {
  RunSpec run;
  DataSpec data;
};

/// Flags, without their dashes, and their values.
using Change = std::vector<std::pair<std::string, std::string>>;

/// `request` with every flag of `change` set: `lr`, or a row of the tables of knobs (spec/knobs.h). Throws: UsageError
/// for a value that the flag refuses. Requires: the flags exist.
Request with(Request request, const Change& change);

/// The same for flags about data alone.
DataSpec with(DataSpec data, const Change& change);

/// "--scale standard --lr 0.001"
std::string flags_text(const Change& change);

/// Both changes, what they share once: of two values of a flag that of the second counts.
Change operator+(Change first, const Change& second);

/// All settings that the data were read with, for comparison.
std::string key_of(const DataSpec& data);

}  // namespace lrscope
