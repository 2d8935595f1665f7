#include "report/lists.h"

#include <utility>

#include "base/text.h"

namespace lrscope {

std::vector<std::string> first_few(std::vector<std::string> texts, std::size_t most) {
  if (texts.size() <= most) return texts;
  const std::size_t left = texts.size() - most;
  texts.resize(most);
  texts.push_back("… and " + std::to_string(left) + " more");
  return texts;
}

std::string quoted_list(const std::vector<std::string>& names, std::size_t most) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back(in_quotes(name));
  return join(first_few(std::move(quoted), most), ", ");
}

}  // namespace lrscope
