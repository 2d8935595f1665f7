// --print-config: what it prints is the configuration, whole, and read again it gives the same. Every option
// of every command can be set by the command line, by the environment and by a file, to the same effect.
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "catch.h"
#include "lrscope/core/text.h"
#include "lrscope/spec/data_spec.h"
#include "lrscope/spec/find_spec.h"
#include "lrscope/spec/knobs.h"
#include "lrscope/spec/run_spec.h"
#include "lrscope/spec/spectrum_spec.h"
#include "process.h"

namespace lrscope::test {
namespace {

const char* const commands[] = {"sweep", "trace", "explain", "find", "spectrum", "data"};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The keys that --print-config prints, set or not.
std::vector<std::string> keys_of(const std::string& printed) {
  static const std::regex setting("(# )?([a-z0-9-]+) = .*");
  std::vector<std::string> keys;
  for (const std::string& line : lines_of(printed)) {
    std::smatch match;
    if (std::regex_match(line, match, setting)) keys.push_back(match[2]);
  }
  return keys;
}

/// Of every option in the help what its value is called; empty for a switch.
std::map<std::string, std::string> metavars_of(const std::string& help) {
  static const std::regex option("  (?:-.,)?--([a-z0-9-]+)(?: (\\S+))?(?: .*)?");
  std::map<std::string, std::string> metavars;
  for (const std::string& line : lines_of(help)) {
    std::smatch match;
    if (std::regex_match(line, match, option)) metavars[match[1]] = match[2];
  }
  return metavars;
}

/// Whether the configuration `plain` says that `key` is `value`.
bool is_printed(const std::string& plain, const std::string& key, const std::string& value) {
  return plain.find("\n" + key + " = " + value + "\n") != std::string::npos ||
         plain.find("\n" + key + " = \"" + value + "\"\n") != std::string::npos;
}

/// The values of a number or a choice; empty for other types.
std::vector<std::string> values_of(const KnobType& type) {
  std::vector<std::string> candidates;
  if (const auto* choice = std::get_if<ChoiceKnob>(&type))
    candidates.assign(choice->words.begin(), choice->words.end());
  if (const auto* number = std::get_if<NumberKnob>(&type))
    for (const double value : {12.0, 3.0, 0.25, 0.5})
      if (number->range.holds(value) && (!number->is_whole || value >= 1))
        candidates.push_back(number_text(value));
  return candidates;
}

template <class Spec>
std::vector<std::string> values_of_knob(const std::string& key) {
  for (const Knob<Spec>& knob : knobs<Spec>())
    if (knob.name == key) return values_of(knob.type);
  return {};
}

/// A value that the option accepts and that is not what `plain`, printed without it, says; an option that is
/// no knob, or takes a list, needs a row here.
std::string value_for(const std::string& key, const std::string& metavar, const std::string& plain) {
  for (const auto& values : {values_of_knob<RunSpec>(key), values_of_knob<DataSpec>(key),
                             values_of_knob<SpectrumSpec>(key), values_of_knob<FindSpec>(key)})
    for (const std::string& value : values)
      if (!is_printed(plain, key, value)) return value;
  static const std::map<std::string, std::string> by_key = {
      {"data", "other.csv"},  {"activation", "tanh"}, {"init", "he-normal"}, {"loss", "huber"},
      {"optimizer", "adam"},  {"shard", "2/3"},       {"time-limit", "90"},  {"max-memory", "3G"},
      {"schedule", "cosine"}, {"hidden", "8,4"},      {"layer-lr", "2=0.5"}, {"target", "it's \"me\""}};
  static const std::map<std::string, std::string> by_metavar = {
      {"", "true"},      {"N", "12"},      {"X", "0.25"},     {"LIST", "1,5"},
      {"LINES", "3..4"}, {"COLUMNS", "2"}, {"FILE", "f.csv"}, {"VALUES", "0.1,0.2"}};
  if (by_key.contains(key)) return by_key.at(key);
  if (by_metavar.contains(metavar)) return by_metavar.at(metavar);
  std::istringstream words(metavar);  // "table|csv|…|markdown"
  for (std::string word; std::getline(words, word, '|');)
    if (!is_printed(plain, key, word)) return word;
  return "";
}

std::string in_single_quotes(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string variable_of(const std::string& key) {
  std::string name = "LRSCOPE_";
  for (const char c : key) name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
  return name;
}

}  // namespace

TEST_CASE("every option of every command is set by flag, variable and file to the same effect") {
  for (const std::string command : commands) {
    const std::string folder = scratch();
    const std::string plain = run_lrscope(command + " --print-config").out;
    const auto metavars = metavars_of(run_lrscope(command + " --help").out);
    const auto keys = keys_of(plain);
    REQUIRE(keys.size() > 15);
    std::string script = "print() { \"$LRSCOPE\" " + command + " --print-config \"$@\"; }\n";
    for (const std::string& key : keys) {
      CAPTURE(command, key);
      REQUIRE((key == "data" || metavars.contains(key)));
      const std::string metavar = key == "data" ? "FILE" : metavars.at(key);
      const std::string value = value_for(key, metavar, plain);
      REQUIRE(value != "");
      const bool is_switch = metavar.empty();
      std::string flag = key == "data" ? "" : "--" + key + (is_switch ? "" : "=");
      if (!is_switch) flag += in_single_quotes(value);
      write_file(folder, key + ".toml", key + " = " + (is_switch ? value : "'''" + value + "'''") + "\n");
      write_file(folder, key + ".table.toml",
                 "[" + command + "]\n" + key + " = " + (is_switch ? value : "'''" + value + "'''") + "\n");
      script += "print " + flag + " > " + key + ".flag\nprint --config " + key + ".toml > " + key +
                ".file\n" + "print --config " + key + ".table.toml > " + key + ".table\n" + variable_of(key) +
                "=" + in_single_quotes(value) + " print > " + key + ".env\n";
    }
    const Finished run = shell(script, folder);
    CHECK(run.err == "");
    for (const std::string& key : keys) {
      CAPTURE(command, key);
      const std::string by_flag = read_file(folder + "/" + key + ".flag");
      CHECK(by_flag.size() > 1000);
      CHECK(by_flag != plain);
      for (const char* level : {".file", ".table", ".env"})
        CHECK(read_file(folder + "/" + key + level) == by_flag);
    }
    // And the help has no option that --print-config leaves out, but for those that say what to do.
    for (const auto& [key, metavar] : metavars)
      if (key != "help" && key != "config" && key != "print-config")
        CHECK(std::find(keys.begin(), keys.end(), key) != keys.end());
  }
}

TEST_CASE("a printed configuration read again prints the same bytes, whatever the strings in it") {
  const std::string folder = scratch();
  const std::vector<std::string> typed = {
      "sweep d.csv --lr 1e-4,1e-3 --lr 0.10 --seed 9223372036854775807 --hidden 8,4 --no-bias",
      R"(sweep --target $'it\'s "q" \\ back\\\\slash' --target $'tab\tnew\nline\rbell\adel\x7f\x1b[m\\u0041')",
      R"(trace 'ünï λ 日本 🙂.csv' --target -1 --target ' ' --output a.csv -o "'")",
      "sweep -- -weird.csv",
      "find d.csv --seed 3 --end-lr 1 --rows steps",
      "spectrum d.csv --eigenvalues 3 --batch-size 4",
      "data - -q --drop-lines 3,4..5 --drop-lines 7 --delimiter tab",
      R"(sweep '# no comment = 1' --features '[sweep]' --categorical '"""' --target "'''" --target inf --target nan)",
      "sweep --target 1e5 --target 1.50 --target -0 --target +7 --target 007 --target 0x1F --target 1_000",
      "sweep --target true --target 1979-05-27 --target 18446744073709551616 --target -1.5e-07 --output ''"};
  for (const std::string& arguments : typed) {
    CAPTURE(arguments);
    const auto space = arguments.find(' ');
    const Finished once =
        run_lrscope(arguments.substr(0, space) + " --print-config" + arguments.substr(space), folder);
    REQUIRE(once.status == 0);
    write_file(folder, "c.toml", once.out);
    const Finished again =
        run_lrscope(arguments.substr(0, space) + " --config c.toml --print-config", folder);
    CHECK(again.err == "");
    CHECK(again.out == once.out);
  }
}

TEST_CASE("numbers are printed as numbers where that is what they are, else as strings") {
  const std::string text =
      run_lrscope(
          "sweep --print-config --seed 9223372036854775807 --lr 1e-3 --epsilon 1e-06 --clip-norm .5 "
          "--target 007 --momentum 0.5 --epochs +3 --features 'ünï λ'")
          .out;
  for (const char* line : {"\nseed = 9223372036854775807\n", "\nfeatures = \"ünï λ\"\n", "\nlr = \"1e-3\"\n",
                           "\nepsilon = 1e-06\n", "\nclip-norm = \".5\"\n", "\ntarget = \"007\"\n",
                           "\nmomentum = 0.5\n", "\nepochs = \"+3\"\n", "\n# batch-size = N|full\n",
                           "\nno-bias = false\n", "\n# fail-on = nonfinite|diverged|untrained\n"})
    CHECK(text.find(line) != std::string::npos);
  CHECK(text.find("config") == text.rfind("config"));  // the first line only
}

TEST_CASE("a run from a printed configuration gives the bytes of the command that it was printed from") {
  const std::string folder = scratch();
  write_file(folder, "d.csv",
             "id,\"it's \"\"q\"\" \\ x\",ünï λ,y\n1,2,3,4\n2,5,3,1\n3,1,8,5\n4,4,4,2\n5,1,0,7\n6,2,9,1\n");
  for (const std::string arguments :
       {"sweep d.csv --target $'it\\'s \"q\" \\\\ x' --drop id --features 'ünï λ,y' --lr 1e-4,.1,10 --seeds "
        "0..2",
        "trace d.csv --lr .01 --max-steps 5 --no-bias --precision float64 --print-every 2 --format csv",
        "explain d.csv --lr 10 --hidden 4 --max-steps 20 --no-boundaries --rows events --format csv",
        "find d.csv --hidden 4 --steps 20 --scale standard --format csv --rows tests",
        "spectrum d.csv --hidden 2 --activation tanh --format markdown",
        "data d.csv --scale standard --format csv", "sweep case:square --lr 0.1,2.1 --fail-on diverged",
        "find case:square --format csv"}) {
    CAPTURE(arguments);
    const std::string command = arguments.substr(0, arguments.find(' '));
    const Finished run = run_lrscope(arguments, folder);
    CHECK(run.status <= 1);
    CHECK(run.out.size() > 100);
    write_file(folder, "c.toml", run_lrscope(arguments + " --print-config", folder).out);
    const Finished again = run_lrscope(command + " --config c.toml", folder);
    CHECK(again.out == run.out);
    CHECK(again.err == run.err);
    CHECK(again.status == run.status);
  }
}

TEST_CASE("a configuration is printed without a look at the data, and refuses what TOML cannot hold") {
  const Finished none = run_lrscope("sweep nowhere.csv --lr x --print-config");
  CHECK(none.status == 0);
  CHECK(none.out.find("\ndata = \"nowhere.csv\"\n") != std::string::npos);
  CHECK(none.err == "");
  const Finished bytes = run_lrscope("sweep d.csv --target $'\\xff' --print-config");
  CHECK(bytes.status == 2);
  CHECK(bytes.out == "");
  CHECK(bytes.err ==
        "lrscope: --target '\\xff': is not UTF-8, which TOML cannot hold; rename it, or keep it on the "
        "command line.\n");
  CHECK(shell("\"$LRSCOPE\" sweep --print-config > /dev/full; exit $?").status == 4);
}

TEST_CASE("a command that explain prints means the same where the environment sets options") {
  const std::string folder = scratch();
  std::string csv = "a,b,y\n";
  for (int i = 0; i < 30; ++i)
    csv += std::to_string(i * 7 % 13) + "," + std::to_string(i * 5 % 11) + "," + std::to_string(i % 9) + "\n";
  write_file(folder, "d.csv", csv);
  const std::string environment =
      "env LRSCOPE_INIT_SCALE=8 LRSCOPE_INIT=normal LRSCOPE_OPTIMIZER=heavy-ball LRSCOPE_MOMENTUM=.99 "
      "LRSCOPE_NO_BIAS=yes LRSCOPE_PRECISION=float32 LRSCOPE_MAX_STEPS=20 LRSCOPE_HIDDEN=4 LRSCOPE_QUIET=1 "
      "LRSCOPE_FORMAT=jsonl \"$LRSCOPE\" ";
  const auto records = [&](const std::string& arguments) {
    std::vector<nlohmann::json> parsed;
    for (const std::string& line : lines_of(shell(environment + arguments, folder).out))
      parsed.push_back(nlohmann::json::parse(line));
    return parsed;
  };
  int defaults = 0;  // changes that put a default in the place of what the environment says
  for (const auto& change : records("explain d.csv --lr .1 --no-boundaries")) {
    if (change.at("type") != "change") continue;
    const std::string command = change.at("command"), flags = change.at("flags");
    CAPTURE(command, flags);
    defaults += flags.find("--optimizer sgd") != std::string::npos;
    defaults += flags.find("--init glorot-uniform --init-scale 1") != std::string::npos;
    for (const auto& run : records(command.substr(8)))
      if (run.at("type") == "run") {
        CHECK(run.at("outcome") == change.at("outcome"));
        CHECK(run.at("final_loss") == change.at("final_loss"));
      }
  }
  CHECK(defaults >= 2);
}

TEST_CASE("the example of the README means what the README says") {
  const std::string readme = read_file(LRSCOPE_SOURCE "/README.md");
  const std::string mark = "```toml\n";
  const auto begin = readme.find(mark) + mark.size();
  const std::string folder = scratch();
  write_file(folder, "lrscope.toml", readme.substr(begin, readme.find("```", begin) - begin));
  const auto lines = lines_of(readme.substr(begin, 1200));
  const auto typed = [&](const std::string& start) {
    const auto line = std::ranges::find_if(lines, [&](const std::string& l) { return l.starts_with(start); });
    REQUIRE(line != lines.end());
    return std::regex_replace(line->substr(2), std::regex("lrscope (sweep|trace)"), "\"$LRSCOPE\" $1") +
           " --threads 2 -q --format csv";
  };
  const std::string here = "mkdir examples; ln -s \"$DATA\" examples/data; ";
  const Finished sweep = shell(here + typed("$ lrscope sweep --config"), folder);
  CHECK(sweep.status == 0);
  CHECK(sweep.out == shell("\"$LRSCOPE\" sweep case:diabetes --scale standard --hidden 64,64,64 --lr "
                           "1e-4,1e-3 -q --format csv")
                         .out);
  const Finished trace = shell(typed("$ LRSCOPE_HIDDEN=32"), folder);
  CHECK(trace.status == 0);
  CHECK(trace.out == shell("\"$LRSCOPE\" trace case:diabetes --scale standard --hidden 32 --lr 1e-3 "
                           "--max-steps 5 -q --format csv")
                         .out);
}

}  // namespace lrscope::test
