// How much memory a command takes, from the sizes of its data and its network: known before anything of that
// size is allocated.
#pragma once

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
  double table = 0;          // bytes, see data/csv_table.h
  Index runs = 1;            // at the same time
  Index cells = 0;           // of a map
  Index hessians = 1;        // measured at the same time
  bool is_traced = false;    // the terms of every step are measured and reported
  bool is_spectrum = false;  // the Hessian is what is asked for: it cannot be left out
};

/// Bytes. With n rows, c = inputs + outputs, s = 4 or 8 bytes a number, T runs at the same time:
///
///   fixed    10 MB, 120 for each column and input, 6 for each cell of a map
///   read     table + 8n(c + 4)
///   train    snc + T · run + hessians, for a moment at least (8 + s)nc (8nc where s = 8)
///   explain  table + 8nc + (T + 1)(8 + s)nc + T · run + hessian
///   profile  table + 472 for each column (its profile and its record) + the largest of 8n(columns compared +
///   10)
///            and 8n(c + 4) + run + hessian
///   run      s((6 + m)P + 6Ub + 3U·(max(b, 256) − b) + c(b + max(b, 256))) + 8n, cb less where b = n; traced
///            s(P + 4Ub) more, and where T > 1 its steps, 2T times
///   hessian  s(9U + c)·min(n, 4e6/U) (10U where f″ is not 0) + 8n + P(3s + 8·(24 + 4K)); 4sUb instead of the
///            first two terms where b = n
///
/// P parameters, m vectors that the optimizer keeps (ω is one, with --parametrization ntk), U units of all
/// layers, b rows of a batch, K eigenvalues asked for (25 for 24 where layers move differently). The peak is
/// fixed and the largest that applies.
struct MemoryNeed {
  double fixed = 0;
  double read = 0;     // while the table becomes a dataset
  double work = 0;     // afterwards
  double network = 0;  // part of work: what the runs and the Hessian take

  double peak() const { return fixed + (read > work ? read : work); }
};

/// Throws: UsageError for an unknown optimizer or activation.
MemoryNeed memory_need(const Workload& load, const RunSpec& spec);

}  // namespace lrscope
