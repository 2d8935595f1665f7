// Other programs' words: each stands for one thing, is found in any spelling, and never stands for another.
#include "options/name_tables.h"

#include "base/names.h"
#include "lrscope/run_spec.h"
#include "options/remarks.h"
#include "test.h"
#include "transcript.h"

namespace {
using namespace lrscope::cli;

constexpr NameTable tables[] = {NameTable::activations, NameTable::output_activations, NameTable::initialisers,
                                NameTable::losses,      NameTable::optimizers,         NameTable::schedules};

std::vector<std::string> words_in(std::string_view list) {
  return list.empty() ? std::vector<std::string>() : split(list, ' ');
}

/// The message that refuses `word`; empty if it is taken.
std::string refusal(NameTable table, const std::string& word) {
  try {
    our_name("--name", table, word);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

/// "| `--loss` | `mse`: l2, mseloss · `mae`: l1 |" for each table.
std::string guide_table() {
  std::string text = "| flag | our name: other programs' words |\n|---|---|\n";
  for (const Knob<RunSpec>& knob : knobs<RunSpec>()) {
    const auto* type = std::get_if<NameKnob>(&knob.type);
    if (!type || type->table == NameTable::output_activations) continue;  // those of the hidden layers
    std::vector<std::string> parts;
    for (const NameRow& row : rows_of(type->table))
      if (!row.aliases.empty()) parts.push_back("`" + row.name + "`: " + join(words_in(row.aliases), ", "));
    text += "| `--" + std::string(knob.name) + "` | " + join(parts, " · ") + " |\n";
  }
  return text;
}
}  // namespace

TEST_CASE("the guide lists the words of other programs") {
  CHECK(block_of("examples/guide/your-framework.md", "other words", guide_table()) == guide_table());
}

TEST_CASE("a word stands for one row of its table, or for one thing that is not there") {
  for (const NameTable table : tables) {
    std::set<std::string> seen;
    const auto see = [&](const std::string& word) {
      CAPTURE(static_cast<int>(table), word);
      CHECK_EACH(!word.empty(), word == plain_letters(word), seen.insert(word).second);
    };
    for (const NameRow& row : rows_of(table)) {
      see(plain_letters(row.name));
      for (const std::string& alias : words_in(row.aliases)) {
        see(alias);
        CHECK(our_name("--name", table, alias) == row.name);
      }
    }
    for (const OtherWords& other : others_of(table))
      for (const std::string& word : words_in(other.words)) {
        see(word);
        const std::string message = refusal(table, word);
        CHECK_EACH(message.starts_with("--name '" + word + "': is not built here; " + std::string(other.advice)),
                   message.find("did you mean") == std::string::npos);
      }
  }
}

TEST_CASE("names and aliases are found in any spelling") {
  const std::tuple<NameTable, const char*, const char*> same[] = {
      {NameTable::activations, "LeakyReLU", "leaky-relu"},
      {NameTable::activations, "leaky_relu", "leaky-relu"},
      {NameTable::activations, "Swish", "silu"},
      {NameTable::activations, "logistic", "sigmoid"},
      {NameTable::activations, "linear", "identity"},
      {NameTable::schedules, "linear", "linear"},
      {NameTable::initialisers, "xavier_uniform_", "glorot-uniform"},
      {NameTable::initialisers, "glorot", "glorot-uniform"},
      {NameTable::initialisers, "He", "he-normal"},
      {NameTable::initialisers, "kaiming", "he-normal"},
      {NameTable::initialisers, "GlorotNormal", "glorot-normal"},
      {NameTable::optimizers, "rmsProp", "rmsprop"},
      {NameTable::optimizers, "Momentum", "heavy-ball"},
      {NameTable::optimizers, "AdamW", "adamw"},
      {NameTable::losses, "l1", "mae"},
      {NameTable::losses, "L2", "mse"},
      {NameTable::losses, "MSELoss", "mse"},
      {NameTable::losses, "categorical_crossentropy", "cross-entropy"}};
  for (const auto& [table, theirs, ours] : same) {
    CAPTURE(theirs);
    CHECK(our_name("--name", table, theirs) == ours);
  }
  CHECK(refusal(NameTable::activations, "rleu").find("did you mean 'relu'?") != std::string::npos);
  CHECK_FALSE(refusal(NameTable::activations, "").empty());
  CHECK_FALSE(refusal(NameTable::activations, "-").empty());
}

TEST_CASE("a knob of some rows of a table has no effect with the others") {
  const auto reason = [](std::string_view knob, const std::string& flags) {
    const RunSpec spec = run_spec(flags);
    return no_effect(*find_knob<RunSpec>(knob), spec);
  };
  CHECK(reason("momentum", "--optimizer sgd") == "without --optimizer heavy-ball, nesterov, rmsprop or muon");
  CHECK(reason("beta1", "--optimizer rmsprop") == "without --optimizer adam, adamw, nadam, lion or muon");
  CHECK(reason("beta2", "--optimizer adagrad") == "without --optimizer rmsprop, adam, adamw, nadam, lion or muon");
  CHECK(reason("epsilon", "--optimizer nesterov") ==
        "without --optimizer adagrad, rmsprop, adam, adamw, nadam or muon");
  CHECK(reason("huber-delta", "") == "without --loss huber");
  CHECK(reason("leaky-slope", "") == "without --activation leaky-relu");
  CHECK(reason("relu-backward", "--activation leaky-relu") == "without --activation relu");
  CHECK(reason("decay-rate", "--schedule cosine") == "without --schedule exponential, step or inverse-time");
  CHECK(reason("activation", "--hidden none") == "with --hidden none");
  CHECK(reason("shuffle", "--batch-size full") == "with --batch-size full");
  CHECK(reason("order-seed", "--shuffle no") == "with --shuffle no or --batch-size full");
  CHECK(reason("eigenvalues", "--sharpness-every 0") == "with --sharpness-every 0");
  for (const auto& [knob, flags] :
       std::vector<std::pair<const char*, const char*>>{{"momentum", "--optimizer nesterov"},
                                                        {"beta1", "--optimizer adamw"},
                                                        {"beta2", "--optimizer rmsprop"},
                                                        {"epsilon", "--optimizer adagrad"},
                                                        {"huber-delta", "--loss huber"},
                                                        {"relu-backward", ""},
                                                        {"leaky-slope", "--activation leaky-relu"},
                                                        {"decay-steps", "--schedule step"},
                                                        {"shuffle", ""},
                                                        {"order-seed", ""},
                                                        {"warmup-steps", ""},
                                                        {"weight-decay", ""},
                                                        {"max-hvps", ""}}) {
    CAPTURE(knob);
    CHECK(reason(knob, flags).empty());
  }
}
