// A spec applied to data or to a function, in one precision. Private to this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "data/batch_order.h"
#include "lrscope/functions.h"
#include "lrscope/objective.h"
#include "lrscope/run_spec.h"
#include "nn/training_set.h"
#include "optim/optimizer.h"
#include "train/lockstep.h"

namespace lrscope {

/// The defaults are those of a function, which has neither rows nor layers.
template <Real Scalar>
struct Setup {
  using MakeObjective = std::function<std::unique_ptr<Objective<Scalar>>()>;

  Index parameters = 0;
  Index steps_per_epoch = 1;
  std::function<Vector<Scalar>()> start;                // θ_0
  MakeObjective objective;                              // the loss of the steps
  MakeObjective measured;                               // the loss whose Hessian is measured
  bool measures_steps = true;                           // both are the same in every step
  std::optional<Index> summed_rows;                     // of `measured`, where steps sum over fewer: see SharpnessProbe
  std::optional<std::int64_t> rows;                     // that `measured` looks at
  MakeObjective held_out;                               // the loss over held-out rows; empty: there are none
  Index held_rows = 0;                                  // how many
  MakeObjective single_rows;                            // every row as a batch of its own, in the order of the data
  bool is_least_squares = false;                        // linear in θ, with a squared loss
  Index batch_size = 0, training_rows = 0;              // of the steps; 0: a function
  std::function<BatchOrder()> batches;                  // the rows of each step
  std::vector<ParameterBlock> layout;                   // the blocks of θ
  std::vector<ParameterScale> scales;                   // of each of them; empty where all are 1
  std::function<std::unique_ptr<Lockstep>()> lockstep;  // may be empty, or return null: there is no such engine
};

/// Throws: UsageError for a spec that does not fit. Thread-safe.
template <Real Scalar>
using SetupOf = std::function<Setup<Scalar>(const RunSpec&)>;

/// In one precision: the rows to train on and the held-out ones.
template <Real Scalar>
struct EncodedRows {
  std::shared_ptr<const TrainingSet<Scalar>> training;
  std::shared_ptr<const TrainingSet<Scalar>> held;  // null: none
};

/// `data`: where `rows` come from; of a regression with its targets, which may be scaled.
template <Real Scalar>
SetupOf<Scalar> setups_of(std::shared_ptr<const Dataset> data, EncodedRows<Scalar> rows);

template <Real Scalar>
SetupOf<Scalar> setups_of(const NamedFunction& function);

}  // namespace lrscope
