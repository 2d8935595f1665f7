// `explain` as a user sees it beside the corpus.
#include "catch.h"
#include "explained.h"
