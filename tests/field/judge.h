// Runs the commands of a situation and says in words what was wrong in the answers.
#pragma once

#include "situation.h"

namespace lrscope::test {

/// Empty where everything was right.
Words faults_of(const Situation& situation);

}  // namespace lrscope::test
