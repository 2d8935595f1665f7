// Lists in sentences and messages: no longer than a person reads.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lrscope {

/// Of what grows with the input, in messages.
inline constexpr std::size_t most_listed = 20;

/// The first `most` of a list; the last item says how many more there are: "… and 3 more".
std::vector<std::string> first_few(std::vector<std::string> texts, std::size_t most = most_listed);

/// "'a', 'b', … and 3 more": the first `most` names in quotes.
std::string quoted_list(const std::vector<std::string>& names, std::size_t most = static_cast<std::size_t>(-1));

}  // namespace lrscope
