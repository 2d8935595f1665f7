// Settings of the training that are wrong on data that are right.
#include <utility>

#include "sheet.h"
#include "situation.h"

namespace lrscope::test {
namespace {

void add_decay(Numbers& numbers, Situations& list) {
  const Words decay = {"weight decay"};
  const Plan plan{300 + numbers.below(200), standard_columns(numbers, 3), {"y"}};
  const auto add = [&](const std::string& name, const std::string& source, const Sheet& sheet, const std::string& flags,
                       const std::string& decayed, const std::string& fixed = "") {
    list.push_back(situation_of(Kind::decay, name, source, sheet,
                                {flags + decayed, decay, flags + fixed, {}, {decayed + " ", "--scale", "--drop"}}));
  };
  Sheet classes = made(numbers, {200, standard_columns(numbers, 5), {"y"}});
  classify(classes, {"0", "1"});
  add("eta-lambda", "fairseq #79, fastai #1806: ηλ = 10 blows up, the rate alone does not", classes,
      "--hidden none --task classification --lr 10 --batch-size full --max-steps 200", " --weight-decay 1");
  const std::string lambda = rounded(numbers.between(50, 90), 0);
  add("regression", "the same in a regression: η = .05, λ of 50 and more", made(numbers, plan), "--lr .05",
      " --weight-decay " + lambda);
  add("momentum", "the same with heavy-ball, stable up to 2(1 + β)", made(numbers, plan),
      "--optimizer heavy-ball --lr .01", " --weight-decay 500");
  add("learns-nothing", "jax #3113: coupled decay of 1: nothing is learnt", made(numbers, plan), "--lr .01 --epochs 30",
      " --weight-decay 1");
  add("adamw", "jax #3113: decoupled decay of 1000", made(numbers, plan), "--optimizer adamw --lr .01",
      " --weight-decay 1000", " --weight-decay 0");
  add("adam", "decay of 10 inside adam's gradient", made(numbers, plan), "--optimizer adam --lr .01 --epochs 20",
      " --weight-decay 10");
}

void add_late_rise(Numbers& numbers, Situations& list) {
  const auto add = [&](const std::string& name, const std::string& source, int rows, int features,
                       const std::string& steps) {
    Sheet sheet = made(numbers, {rows, standard_columns(numbers, features), {"y"}});
    const std::string adam = "--hidden none --loss sse --batch-size full --optimizer adam --max-steps " + steps;
    list.push_back(
        situation_of(Kind::late_rise, name, source, sheet,
                     {adam, {"rise", "rose", "sharpen"}, adam + " --schedule cosine", {}, {"--epsilon"}, .8, {}, 100}));
  };
  add("wavenet", "wavenet #143, Stack Overflow 42327543: adam reaches 1e-14, then rises by orders", 16, 40,
      "5000 --lr 1.5e-2");
  add("later", "the same with other sizes and a larger rate", 20, 50, "4000 --lr 3e-2");
  add("smaller", "the same, smaller", 12, 30, "5000 --lr 3e-2");
}

void add_losses(Numbers& numbers, Situations& list) {
  const Words sum = {"sum"};
  const Plan plan{512, standard_columns(numbers, 3), {"y"}};
  const auto add = [&](const std::string& name, const std::string& source, const Sheet& sheet, const std::string& flags,
                       const std::string& fix) {
    list.push_back(situation_of(Kind::loss, name, source, sheet, {flags, sum, fix, {}, {"--scale", "--drop"}}));
  };
  add("sum-512", "jax #3113: a sum over a batch of 512 near the edge", made(numbers, plan),
      "--loss sse --lr .0014 --batch-size 512", "--loss mse --lr .1,.3 --batch-size 512");
  add("sum-full", "courses that write the loss as a sum: all rows at once", made(numbers, plan),
      "--loss sse --lr .01 --batch-size full --epochs 50", "--loss mse --lr .1,.3 --batch-size full --epochs 50");
  add("half-sum", "½Σ(y − t)², as in the books", made(numbers, plan), "--loss half-sse --lr .05 --batch-size 256",
      "--loss half-mse --lr .1,.3 --batch-size 256");
  Sheet wide = made(numbers, {400, standard_columns(numbers, 20), {"y"}});
  add("sum-wide", "a sum with 20 features", wide, "--loss sse --lr .01 --batch-size 128",
      "--loss mse --lr .1 --batch-size 128");
  Sheet classes = made(numbers, {240, standard_columns(numbers, 4), {"y"}, .02});
  for (std::size_t j = 0; j < 4; ++j) rewrite(classes, j, [](double value, int) { return rounded(30 * value, 2); });
  classify(classes, {"a", "b"});
  list.push_back(situation_of(Kind::loss, "logarithm", "the tutorials of 2016: log of a softmax that rounds to 0",
                              classes,
                              {"--loss naive-cross-entropy --lr .1 --epochs 20",
                               {"log"},
                               "--loss cross-entropy --lr .1 --epochs 20",
                               {{"--loss cross-entropy"}},
                               {"--drop"}}));
}

void add_optimizers(Numbers& numbers, Situations& list) {
  const Plan plan{260, standard_columns(numbers, 6), {"y"}};
  const auto add = [&](const std::string& name, const std::string& source, const std::string& flags,
                       const Words& causes, const std::string& fix) {
    list.push_back(situation_of(Kind::optimizer, name, source, made(numbers, plan),
                                {flags, causes, fix, {}, {"--scale", "--drop"}}));
  };
  add("momentum-99", "momentum of .99 with a rate for .9", "--optimizer heavy-ball --momentum .99 --lr .1",
      {"momentum"}, "--optimizer heavy-ball --momentum .9 --lr .01");
  add("nesterov-99", "nesterov with .99", "--optimizer nesterov --momentum .99 --lr .2", {"momentum"},
      "--optimizer nesterov --momentum .9 --lr .01");
  add("singles", "batches of one row at a rate for 32", "--batch-size 1 --lr .4", {"learning rate", "batch"},
      "--batch-size 1 --lr .01,.03");
  add("too-fast", "a rate of 1 by sgd", "--lr 1.5", {"learning rate"}, "--lr .05,.1");
  add("adam-one", "adam at a rate of 1", "--optimizer adam --lr 1", {"learning rate", "dying"},
      "--optimizer adam --lr .01");
  add("too-slow", "a rate of 1e-7 by sgd: nothing moves", "--lr 1e-7", {"learning rate"}, "--lr .03,.1");
}
}  // namespace

void add_training(std::uint32_t seed, Situations& list) {
  Numbers numbers(seed + 800);
  add_decay(numbers, list);
  add_late_rise(numbers, list);
  add_losses(numbers, list);
  add_optimizers(numbers, list);
}

}  // namespace lrscope::test
