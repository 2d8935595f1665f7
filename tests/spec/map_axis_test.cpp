#include "spec/map_spec.h"
#include "test.h"

namespace {
std::string flags(const std::string& axis, double value, const RunSpec& base = {}) {
  return flags_text(axis_change(parse_map_axis("--x", axis), value, base));
}
}  // namespace

TEST_CASE("an axis goes from its first value to its last, both exact") {
  const auto log = axis_values(parse_map_axis("--x", "lr=log:1e-3:1e6"), 10);
  REQUIRE(log.size() == 10);
  CHECK_EACH(log.front() == 1e-3, log.back() == 1e6, log[3] == Approx(1));
  const auto lin = axis_values(parse_map_axis("--x", "momentum=lin:0:.9"), 4);
  CHECK(lin == std::vector<double>{0, 0.3 * 1.0, 0.6, 0.9});
  // So close that every digit counts, and that the exponential of a logarithm is not the number.
  for (double from = 0.3; from < 9; from += 0.1) {
    const AxisSpec deep{"lr", true, false, from, from * (1 + 1e-12)};
    const auto values = axis_values(deep, 5);
    CHECK_EACH(values.front() == deep.from, values.back() == deep.to);
  }
}

TEST_CASE("whole-number knobs take each number once") {
  CHECK(axis_values(parse_map_axis("--x", "width=lin:1:4"), 256) == std::vector<double>{1, 2, 3, 4});
  CHECK(axis_values(parse_map_axis("--x", "batch-size=log:1:8"), 7) == std::vector<double>{1, 2, 3, 4, 6, 8});
  CHECK(parse_map_axis("--x", "seed=lin:0:9").is_whole);
  CHECK_FALSE(parse_map_axis("--x", "weight-decay=log:1e-6:1").is_whole);
}

TEST_CASE("a cell's run is said in flags") {
  CHECK_EACH(flags("lr=log:1e-3:1", 0.5) == "--lr 0.5", flags("width=lin:1:64", 3) == "--hidden 3,3",
             flags("depth=lin:1:4", 3) == "--hidden 64,64,64",
             flags("init-scale=log:.1:10", 2.5) == "--init-scale 2.5");
  RunSpec base = run_spec("--layer-lr 1=0.25");
  CHECK(flags("lr[2]=log:1e-3:1", 0.5, base) == "--layer-lr 1=0.25,2=0.5");
  CHECK(flags("lr[1]=log:1e-3:1", 0.5, base) == "--layer-lr 1=0.5");
}

TEST_CASE("axes that cannot be are refused") {
  for (const char* text :
       {"lr", "lr=log:1e-3", "lr=exp:1:2", "lr=log:1:x", "lr=log:1:1", "lr=lin:0:1", "momentum=log:0:.9",
        "width=lin:1:2.5", "momentm=lin:0:.9", "activation=lin:0:1", "momentum=lin:0:2"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_map_axis("--x", text), UsageError);
  }
}

TEST_CASE("sizes are columns x rows, and a zoom replaces both ranges") {
  CHECK(parse_map_size("256x128") == std::pair<long long, long long>(256, 128));
  CHECK(parse_map_size("64") == std::pair<long long, long long>(64, 64));
  for (const char* bad : {"", "x", "1x1", "0", "-5", "599999", "3x", "3x4x5", "1e3"}) {
    INFO(bad);
    CHECK_THROWS_AS(parse_map_size(bad), UsageError);
  }
  AxisSpec x = parse_map_axis("--x", "lr=log:1e-3:1"), y = parse_map_axis("--y", "momentum=lin:0:.9");
  zoom("0.1:0.2,.3:.4", x, y);
  CHECK_EACH(axis_text(x) == "lr=log:0.1:0.2", axis_text(y) == "momentum=lin:0.3:0.4");
  CHECK_THROWS_AS(zoom("0.1:0.2", x, y), UsageError);
}
