// Sees into single steps of a run. Private to this folder.
#pragma once

#include "train/examination.h"
#include "train/training_loop.h"

namespace lrscope {

/// `trainer`: of the run, not begun. `objective`: that of the run, another one than the trainer's.
/// `single_rows`: every row as a batch of its own; null where there are no rows.
template <Real S>
Examination examine_run(Trainer<S>& trainer, Objective<S>& objective, Objective<S>* single_rows, const RunSpec& spec,
                        const ExamineSpec& wanted);

}  // namespace lrscope
