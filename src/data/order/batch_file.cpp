#include "data/order/batch_file.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/hash.h"
#include "base/text.h"
#include "data/npy/npy.h"
#include "lrscope/errors.h"

namespace lrscope {
namespace {

constexpr std::string_view form = "a line holds the row numbers of a step, from 0, such as 3 17 4";

DataError refusal(const std::string& place, const std::string& why) {
  return about("--batches", DataError(place + ": " + why));
}

int row_of(long long number, const std::string& place) {
  if (number < 0 || number > std::numeric_limits<int>::max())
    throw refusal(place, "'" + std::to_string(number) + "' is no row number; rows are numbered from 0.");
  return static_cast<int>(number);
}

void add_line(std::string_view line, long long number, GivenBatches& batches) {
  const std::string place = batches.path + ":" + std::to_string(number);
  const auto comment = line.find('#');
  const bool is_comment = comment != std::string_view::npos && trimmed(line.substr(0, comment)).empty();
  if (is_comment) return;
  std::string text(line.substr(0, comment));
  for (char& c : text)
    if (c == ',' || c == '\t' || c == '\r') c = ' ';
  const std::size_t before = batches.rows.size();
  for (const std::string& word : split(text, ' ')) {
    if (word.empty()) continue;
    const auto row = parse_integer(word);
    if (!row) throw refusal(place, in_quotes(word) + " is no whole number; " + std::string(form) + ".");
    batches.rows.push_back(row_of(*row, place));
  }
  if (batches.rows.size() == before)
    throw refusal(place, "the line is empty, a step needs a row; " + std::string(form) + ".");
  batches.begins.push_back(batches.rows.size());
  batches.lines.push_back(number);
}

void add_lines(std::string_view bytes, GivenBatches& batches) {
  long long number = 0;
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    add_line(bytes.substr(0, end), ++number, batches);
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  }
}

void add_array(const NpyArray& array, GivenBatches& batches) {
  if (array.shape.size() != 2)
    throw refusal(batches.path, "this array has " + std::to_string(array.shape.size()) +
                                    (array.shape.size() == 1 ? " axis" : " axes") +
                                    "; --batches expects two, steps × rows of a step.");
  if (array.shape[1] == 0) throw refusal(batches.path, "its steps have no rows.");
  for (Index i = 0; i < array.size(); ++i) {
    batches.rows.push_back(row_of(array.integer(i), batches.path + ": " + array.place(i)));
    if ((i + 1) % array.shape[1] == 0) batches.begins.push_back(batches.rows.size());
  }
}

}  // namespace

std::shared_ptr<const GivenBatches> read_batches(ByteStream&& stream) {
  std::string bytes;
  for (auto block = stream.next(); !block.empty(); block = stream.next()) bytes += block;
  GivenBatches batches{.path = stream.path(), .hash = ""};
  if (is_npy(bytes))
    add_array(read_npy(bytes, stream.path(), NpyNumbers::integers), batches);
  else
    add_lines(bytes, batches);
  if (batches.steps() == 0) throw refusal(batches.path, "holds no step; " + std::string(form) + ".");
  batches.hash = hash_of(batches_text(batches));
  return std::make_shared<const GivenBatches>(std::move(batches));
}

std::string batches_text(const GivenBatches& batches) {
  std::string text;
  for (Index t = 0; t < batches.steps(); ++t) text += batch_line(batches.step(t));
  return text;
}

std::string batch_line(std::span<const int> rows) {
  std::string line;
  for (const int row : rows) line += (line.empty() ? "" : " ") + std::to_string(row);
  return line + '\n';
}

}  // namespace lrscope
