// How much memory a command takes, from the sizes of its data and its network: known before anything of that
// size is allocated.
#pragma once

#include <cstdint>

#include "lrscope/core/types.h"
#include "lrscope/spec/run_spec.h"

namespace lrscope {

/// What becomes of the data.
enum class DataUse {
  train,    // one dataset, and runs over it at the same time
  explain,  // the table stays, every thread encodes it anew
  profile,  // the table stays; statistics, then a linear model
};

struct Workload {
  DataUse use = DataUse::train;
  Index rows = 0;
  Index columns = 0;  // of the file
  Index inputs = 0;
  Index outputs = 0;
  double table = 0;   // bytes, see data/csv_table.h
  Index threads = 1;  // runs at the same time
};

/// Bytes. With n rows, c = inputs + outputs, s = 4 or 8 bytes a number, T threads:
///
///   fixed   12 MB, and 250 for each column and input
///   read    table + 8n(c + 4)
///   train   snc + T · run
///   explain table + 8nc + (T + 1)(8 + s)nc + T · run
///   profile table + the largest of 8n·(columns compared + 10) and 8n(c + 4) + run
///   run     s(10P + 5Ub + 3U·max(b, 256) + cb) + 8n + curvature
///
/// P parameters, U units of all layers, b rows of a batch. The peak is fixed and the largest that applies.
struct MemoryNeed {
  double fixed = 0;
  double read = 0;     // while the table becomes a dataset
  double work = 0;     // afterwards
  double per_run = 0;  // part of work

  double peak() const { return fixed + (read > work ? read : work); }
};

MemoryNeed memory_need(const Workload& load, const RunSpec& spec);

}  // namespace lrscope
