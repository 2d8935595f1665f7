// field_table SEED… [KIND…]   the table of tests/README.md: situations by kind, and what was wrong
// field_table --write FOLDER SEED  the files of the situations and, in a file `commands`, what is asked of them
// field_table --real FOLDER   what `sweep` or `explain` suggests for every file of a folder, and where that ends
#include <iostream>

#include "judge.h"
#include "real_files.h"
#include "test.h"

namespace {

struct Count {
  int all = 0, right = 0;
  Words failures;
};

/// `only`: kinds by name; all where there are none.
void print_table(const std::vector<std::uint32_t>& seeds, const std::set<std::string, std::less<>>& only) {
  std::map<Kind, Count> counts;
  for (const std::uint32_t seed : seeds)
    for (const Situation& situation : situations(seed)) {
      if (!only.empty() && !only.contains(name_of(situation.kind))) continue;
      Count& count = counts[situation.kind];
      ++count.all;
      const Words faults = faults_of(situation);
      if (faults.empty())
        ++count.right;
      else
        count.failures.push_back(situation.name + (seeds.size() > 1 ? " (" + std::to_string(seed) + ")" : ""));
      for (const std::string& fault : faults)
        std::cerr << name_of(situation.kind) << ": " << situation.name << " (seed " << seed << "): " << fault << "\n";
    }
  std::cout << "| kind | situations | right | share | failures |\n|---|---|---|---|---|\n";
  Count sum;
  const auto print = [](std::string_view kind, const Count& count) {
    std::cout << "| " << kind << " | " << count.all << " | " << count.right << " | "
              << 100 * count.right / std::max(count.all, 1) << " % | " << join(count.failures, ", ") << " |\n";
  };
  for (const auto& [kind, count] : counts) {
    print(name_of(kind), count);
    sum.all += count.all;
    sum.right += count.right;
  }
  print("all", sum);
}

void write_files(const std::string& folder, std::uint32_t seed) {
  std::string commands;
  for (const Situation& situation : situations(seed)) {
    const std::string place = folder + "/" + std::string(name_of(situation.kind)) + "-" + situation.name;
    std::filesystem::create_directories(place);
    for (const File& file : situation.files) write_file(place, file.name, file.text);
    commands += place + "\n  " + situation.source + "\n";
    for (const ExplainCheck& check : situation.explains)
      commands += "  explain " + check.arguments + "\n  known fix: sweep " + check.fix + "\n";
    for (const HealthyCheck& check : situation.healthy) commands += "  explain " + check.arguments + "\n";
    for (const SweepCheck& check : situation.sweeps) commands += "  sweep " + check.arguments + "\n";
    for (const DataCheck& check : situation.data) commands += "  data " + check.arguments + "\n";
    for (const RefusalCheck& check : situation.refusals)
      for (const std::string& command : check.commands) commands += "  " + command + "\n";
  }
  write_file(folder, "commands", commands);
}

}  // namespace

int main(int count, char** arguments) {
  const Words words(arguments + 1, arguments + count);
  const auto seed_of = [](const std::string& word) { return static_cast<std::uint32_t>(std::stoul(word)); };
  try {
    if (words.size() == 2 && words[0] == "--real") {
      print_real_files(words[1]);
    } else if (words.size() == 3 && words[0] == "--write") {
      write_files(words[1], seed_of(words[2]));
    } else {
      std::vector<std::uint32_t> seeds;
      std::set<std::string, std::less<>> only;
      for (const std::string& word : words)
        if (word.find_first_not_of("0123456789") == std::string::npos)
          seeds.push_back(seed_of(word));
        else
          only.insert(word);
      if (seeds.empty()) throw std::invalid_argument("no seed");
      print_table(seeds, only);
    }
  } catch (const std::exception& error) {
    std::cerr << "field_table: " << error.what()
              << "\nfield_table SEED… [KIND…] | --write FOLDER SEED | --real FOLDER\n";
    return 2;
  }
}
