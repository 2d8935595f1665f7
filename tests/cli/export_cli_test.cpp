// The command `export`, and the options that take its files: a run that begins with them is the same run.
#include "test.h"

namespace {
const std::string run =
    "case:diabetes --scale standard --scale-target standard --hidden 5 --lr 0.01 --max-steps 30 -q ";

std::string csv_of(const std::string& flags, const std::string& folder) {
  const Finished finished = run_lrscope(
      "trace " + flags + " -q --sharpness-every 0 --format csv --fields step,lr,loss,gradient_norm,update_norm",
      folder);
  CAPTURE(flags, finished.err);
  CHECK(finished.status == 0);
  return finished.out;
}
}  // namespace

TEST_CASE("a run from exported parameters, batches and settings is the run that was exported") {
  const std::string folder = scratch();
  const std::string flags = run + "--seed 4 --batch-size 50 --last-batch drop --optimizer adam ";
  REQUIRE(run_lrscope("export " + flags + "-o run --at-step 7", folder).status == 0);
  const std::string expected = csv_of(flags, folder);
  CHECK(csv_of("--config run/run.toml", folder) == expected);
  const std::string given = " --init-from run/theta_0.npy --batches run/batches.txt ";
  CHECK(csv_of(run + "--optimizer adam --seed 4" + given, folder) == expected);
  CHECK(csv_of(run + "--optimizer adam --seed 4 --init-from run/theta_7.npy --batches run/batches.txt", folder) !=
        expected);
}

TEST_CASE("an export takes the place of an earlier one, and of nothing else") {
  const std::string folder = scratch();
  CHECK(run_lrscope("export " + run + "-o run", folder).status == 0);
  CHECK(run_lrscope("export " + run + "-o run --framework numpy", folder).status == 0);
  write_file(folder, "notes.txt", "mine\n");
  const Finished refused = run_lrscope("export " + run + "-o .", folder);
  CHECK_EACH(refused.status == 2, refused.err.find("--output '.'") != std::string::npos);
  CHECK_EACH(run_lrscope("export " + run, folder).status == 2,
             run_lrscope("export case:quartic --lr 1 -o q", folder).status == 2,
             run_lrscope("export case:diabetes -o q", folder).status == 2,
             run_lrscope("export " + run + "-o q --framework jax", folder).status == 2,
             run_lrscope("export " + run + "-o q --framework keras --optimizer adam", folder).status == 2,
             run_lrscope("export " + run + "-o q --at-step 31", folder).status == 2,
             shell("test -e q", folder).status == 1);
}

TEST_CASE("batches that are given take the place of an order that is drawn, and no journal mixes two files") {
  const std::string folder = scratch();
  write_file(folder, "a.txt", "0 1 2\n3 4\n");
  write_file(folder, "b.txt", "0 1 2\n4 3\n");
  write_file(folder, "far.txt", "0 1 2\n3 442\n");
  const std::string sweep = "sweep case:diabetes --lr 1e-6 --epochs 3 --no-trial --journal j.jsonl --batches ";
  CHECK(run_lrscope(sweep + "a.txt", folder).status == 0);
  CHECK(run_lrscope(sweep + "a.txt", folder).status == 0);
  write_file(folder, "a.txt", "0 1 2\n4 3\n");
  CHECK(run_lrscope(sweep + "a.txt", folder).status == 2);
  const Finished shuffled = run_lrscope(
      "trace case:diabetes --lr 1e-6 --epochs 2 --format csv --shuffle no --batch-size 7 --batches b.txt", folder);
  CHECK_EACH(shuffled.err.find("--shuffle: no effect beside --batches") != std::string::npos,
             shuffled.err.find("--batch-size: no effect beside --batches") != std::string::npos,
             std::ranges::count(shuffled.out, '\n') == 1 + 4);
  const Finished far = run_lrscope("trace case:diabetes --lr 1e-6 --batches far.txt", folder);
  CHECK_EACH(far.status == 2, far.err.find("far.txt:2: '442' is no row") != std::string::npos);
  CHECK_EACH(run_lrscope("trace case:diabetes --lr 1e-6 --batches b.txt --max-steps 3", folder).status == 2,
             run_lrscope("explain case:diabetes --lr 1e-6 --batches b.txt", folder).status == 2,
             run_lrscope("trace case:quartic --lr 1e-6 --batches b.txt", folder).status == 2,
             run_lrscope("trace case:diabetes --lr 1e-6 --batches none.txt", folder).status == 4);
}

TEST_CASE("both engines of a map drop the same last batch, and freeze the same layer") {
  const std::string map =
      "map case:diabetes --scale standard --scale-target standard --hidden 4 --batch-size 50 --last-batch drop "
      "--layer-lr 1=0 --epochs 3 --x lr=log:.01:1 --y init-scale=log:.5:2 --size 8 -q --format csv --engine ";
  const Finished loop = run_lrscope(map + "loop"), lockstep = run_lrscope(map + "lockstep");
  CHECK_EACH(loop.status == 0, lockstep.status == 0, loop.out.size() > 500, loop.out == lockstep.out);
}
