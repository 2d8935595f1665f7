#include "cli/reference/topics.h"

namespace lrscope::cli {
namespace {

EntryList explain_columns() {
  return {
      "column",
      "meaning",
      {{"event", "something that happened for the first time"},
       {"predicted", "the change of the batch's loss in this step, to second order"},
       {"same batch", "what the step did to the loss of its own batch: a rise here is overshoot"},
       {"next batch", "how the loss of the next batch differs: a rise here alone is other data"},
       {"layer", "from 1, in the order of computation"},
       {"activation", "the largest magnitude of what the layer puts out"},
       {"delta", "of the gradient by what it computes before its activation"},
       {"gradient", "of the gradient by its weights"},
       {"weight", "of its weights"},
       {"dead", "the share of its units that no row of the batch turns on"},
       {"change", "the one thing that is other than in the run: a flag, to be typed"},
       {"loss/mean", "the final loss over that of the best constant prediction: 1 has learnt nothing"},
       {"boundary", "where training fails with this change: the largest rate that does not and the smallest that does"},
       {"×", "by how much the change moves the boundary"},
       {"cause", "what the change removes"}}};
}

EntryList find_columns() {
  return {"column",
          "meaning",
          {{"suggestion",
            "how the rate was read off the curve: `minimum/10` a tenth of the rate with the lowest loss, "
            "`steep` where it falls fastest, `valley` about the middle of the longest descent, `slide` "
            "where a window that slides down from the end comes to rest"},
           {"over the seeds", "the lowest and the highest"},
           {"× boundary", "the suggestion over the rate at which independent runs begin to fail"},
           {"independent runs there", "how runs ended that trained at this rate from the start"},
           {"why the range test ended there", "the first reason to stop that held"},
           {"smoothed", "the smoothed loss there"},
           {"lowest", "the lowest smoothed loss"},
           {"at lr", "the rate of the step that had it"}}};
}

EntryList spectrum_columns() {
  return {"column",
          "meaning",
          {{"rank", "1 is the outermost eigenvalue at either end"},
           {"largest", "eigenvalues of the Hessian H from the top"},
           {"smallest", "from the bottom"},
           {"residual", "‖Hv − λv‖ of the estimate; ? where it did not converge"},
           {"share of v²", "of the top eigenvector's squares"},
           {"input column", "whose weights in the first layer these are"},
           {"eigenvalues from … to", "a bin of a logarithmic axis"},
           {"share of all", "of the eigenvalues that lie there"}}};
}

EntryList data_columns() {
  return {"column",
          "meaning",
          {{"kind", "what the cells of the column are taken for"},
           {"missing", "cells without a value"},
           {"unique", "different values"},
           {"min, max, mean, std", "of the numbers; std is the standard deviation of all, not of a sample"},
           {"% of Σx²", "the share of all mean squares of features: what makes a linear model sharp"}}};
}

}  // namespace

std::vector<Section> other_columns() {
  return {{"Columns of explain", {explain_columns()}},
          {"Columns of find", {find_columns()}},
          {"Columns of spectrum", {spectrum_columns()}},
          {"Columns of data", {data_columns()}}};
}

}  // namespace lrscope::cli
