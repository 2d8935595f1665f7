// --class-weight and --sample-weight: what each row counts in the loss. Private to src/data.
#pragma once

#include <vector>

#include "data/column_plan.h"
#include "data/csv/csv_table.h"
#include "data/data_facts.h"
#include "lrscope/data_spec.h"
#include "lrscope/dataset.h"

namespace lrscope {

/// The weight of each of plan.rows, the product of both; empty where neither is asked for, or after a report. `data`: with
/// its targets encoded. `training`: indices of rows, on which balanced weights are fitted: a class is weighted by
/// rows/(classes · its rows), as in scikit-learn; one that no row to train on has counts as half a row. Throws: UsageError.
Vector<double> row_weights(const CsvTable& table, const Plan& plan, const DataSpec& spec, const Dataset& data,
                           const std::vector<Index>& training, const DefectSink& report);

/// "f.csv: the loss weights class 'no' by 0.625, 'yes' by 2.5": of the rows that are trained on.
std::vector<std::string> weight_texts(const CsvTable& table, const Plan& plan, const DataSpec& spec,
                                      const Dataset& data, const std::vector<Index>& training);

}  // namespace lrscope
