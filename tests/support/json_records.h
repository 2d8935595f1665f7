// Records of a run as the program writes them with --format jsonl.
#pragma once

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace lrscope::test {

using Json = nlohmann::json;

/// The records of one type, or all.
inline std::vector<Json> records_of(const std::string& jsonl, const std::string& type = "") {
  std::vector<Json> records;
  std::istringstream lines(jsonl);
  for (std::string line; std::getline(lines, line);)
    if (Json record = Json::parse(line); type.empty() || record["type"] == type) records.push_back(std::move(record));
  return records;
}

}  // namespace lrscope::test
