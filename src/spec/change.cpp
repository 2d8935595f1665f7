#include "spec/change.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/text.h"
#include "spec/knobs.h"

namespace lrscope {
namespace {

/// False if Spec has no such knob.
template <class Spec>
bool set(Spec& spec, const std::string& flag, const std::string& value) {
  const Knob<Spec>* knob = find_knob<Spec>(flag);
  if (knob) knob->set(spec, value);
  return knob != nullptr;
}

}  // namespace

Request with(Request request, const Change& change) {
  for (const auto& [flag, value] : change) {
    if (flag == "lr")
      request.run.learning_rate = parse_number(value).value();
    else if (!set(request.run, flag, value) && !set(request.data, flag, value))
      throw std::logic_error("no flag --" + flag);
  }
  return request;
}

DataSpec with(DataSpec data, const Change& change) {
  for (const auto& [flag, value] : change)
    if (!set(data, flag, value)) throw std::logic_error("no flag about data --" + flag);
  return data;
}

std::string flags_text(const Change& change) {
  std::vector<std::string> words;
  for (const auto& [flag, value] : change) {
    // A word such as -q would be read as the next option, a number such as -1 is not.
    const auto number = parse_number(value);
    const bool looks_like_option = value.starts_with('-') && !(number && std::isfinite(*number));
    words.push_back("--" + flag + (looks_like_option ? "=" : " ") + shell_word(value));
  }
  return join(words, " ");
}

Change operator+(Change first, const Change& second) {
  for (const auto& part : second)
    if (std::ranges::find(first, part) == first.end()) first.push_back(part);
  return first;
}

std::string key_of(const DataSpec& data) {
  std::string key;
  const auto add = [&](const std::string& value) {  // a name may hold any character: its length comes first
    key += std::to_string(value.size()) + ':' + value;
  };
  for (const auto& knob : knobs<DataSpec>())
    if (knob.name != "target") add(knob.get(data));
  for (const std::string& target : data.targets) add(target);
  return key;
}

}  // namespace lrscope
