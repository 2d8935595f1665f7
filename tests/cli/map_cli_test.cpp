// map: what it prints and writes.
#include <png.h>

#include "test.h"

namespace {
const std::string tiny =
    "map case:diabetes --scale standard --scale-target standard --hidden 4 --activation tanh --batch-size full "
    "--max-steps 20 --x lr=log:1e-3:100 --y init-scale=log:.1:10 --size 12x8 -q ";
}  // namespace

TEST_CASE("a map has a record for every cell, by either engine and any number of threads") {
  const auto csv = run_lrscope(tiny + "--format csv");
  REQUIRE(csv.status == 0);
  const auto rows = parse_csv(csv.out);
  REQUIRE(rows.size() == 1 + 12 * 8);
  CHECK(rows[0] == std::vector<std::string>{"column", "row", "x", "y", "outcome", "mean_loss", "onset", "is_inferred"});
  CHECK_EACH(rows[1][2] == "0.001", rows[1][3] == "0.1", rows[96][2] == "100", rows[96][3] == "10",
             rows[96][4] == "nonfinite");
  CHECK(run_lrscope(tiny + "--format csv --threads 1").out == csv.out);
  const auto loop = parse_csv(run_lrscope(tiny + "--format csv --engine loop").out);
  REQUIRE(loop.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(loop[i][4] == rows[i][4]);
}

TEST_CASE("a cell of a map is the run that sweep makes of its values") {
  const auto rows = parse_csv(run_lrscope(tiny + "--format csv --engine loop").out);
  for (const std::size_t i : {std::size_t{5}, std::size_t{40}, std::size_t{90}}) {
    const auto sweep =
        parse_csv(run_lrscope("sweep case:diabetes --scale standard --scale-target standard --hidden 4 --activation "
                              "tanh --batch-size full --max-steps 20 -q --format csv --lr " +
                              rows[i][2] + " --init-scale " + rows[i][3])
                      .out);
    REQUIRE(sweep.size() == 2);
    CHECK(sweep[1][3] == rows[i][4]);
  }
}

TEST_CASE("a picture holds the command that drew it") {
  const std::string folder = scratch();
  REQUIRE(run_lrscope(tiny + "-o map.png -o map.jsonl", folder).status == 0);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  CHECK(png_image_begin_read_from_file(&image, (folder + "/map.png").c_str()));
  png_image_free(&image);
  const std::string png = read_file(folder + "/map.png");
  CHECK(png.find("lrscope map case:diabetes --") != std::string::npos);
  CHECK(png.find("init-scale=log:0.1:10") != std::string::npos);
  const std::string jsonl = read_file(folder + "/map.jsonl");
  CHECK(std::count(jsonl.begin(), jsonl.end(), '\n') == 1 + 96 + 1);
  CHECK(jsonl.find("{\"type\":\"map\",\"x\":\"lr\",\"y\":\"init-scale\",\"width\":12,\"height\":8,\"cells_run\":96,") !=
        std::string::npos);
}
