#include "catch.h"
TEST_CASE("x") {
  CHECK(1 == 1);
}
