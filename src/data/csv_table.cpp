#include "lrscope/data/csv_table.h"

#include <csv.h>

#include <algorithm>
#include <map>
#include <memory>
#include <new>
#include <set>

#include "lrscope/core/text.h"
#include "lrscope/data/cell.h"

namespace lrscope {
namespace {

/// Cells and record boundaries as libcsv reports them, with the line each record starts on.
struct Records {
  std::string text;
  std::vector<std::size_t> ends;
  std::vector<std::size_t> cells_before;  // per record: index of its first cell
  std::vector<long long> lines;

  std::size_t count() const { return lines.size(); }
  std::size_t width(std::size_t record) const {
    return (record + 1 < cells_before.size() ? cells_before[record + 1] : ends.size()) - cells_before[record];
  }
  std::string_view cell(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends[index - 1];
    return std::string_view(text).substr(begin, ends[index] - begin);
  }

  /// Where the cell that comes next begins, "line:column".
  std::string next_cell() const {
    const std::size_t column = in_record_ ? ends.size() - cells_before.back() + 1 : 1;
    return std::to_string(line_) + ":" + std::to_string(column);
  }

  // libcsv's callbacks.
  static void on_cell(void* data, std::size_t size, void* self) {
    static_cast<Records*>(self)->add_cell({static_cast<const char*>(data), size});
  }
  static void on_end_of_record(int terminator, void* self) {
    static_cast<Records*>(self)->end_record(terminator);
  }

 private:
  void add_cell(std::string_view cell) {
    if (!in_record_) {
      cells_before.push_back(ends.size());
      lines.push_back(line_);
      in_record_ = true;
    }
    text += cell;
    ends.push_back(text.size());
    for (std::size_t i = 0; i < cell.size(); ++i)
      line_ += cell[i] == '\n' || (cell[i] == '\r' && (i + 1 == cell.size() || cell[i + 1] != '\n'));
    after_carriage_return_ = false;
  }
  void end_record(int terminator) {
    const bool second_half_of_crlf = terminator == '\n' && after_carriage_return_ && !in_record_;
    if (!second_half_of_crlf) ++line_;
    after_carriage_return_ = terminator == '\r';
    in_record_ = false;  // a blank line ends a record that never began: it is skipped
  }

  long long line_ = 1;
  bool in_record_ = false;
  bool after_carriage_return_ = false;
};

/// The cells of `bytes` up to the first that is not quoted as it should be, and how many bytes that took.
struct Parsed {
  Records records;
  std::size_t bytes = 0;
  bool is_open = false;  // the last cell begins with a quote and never ends
};

Parsed parse(std::string_view bytes, char delimiter) {
  Parsed result;
  csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) throw std::bad_alloc();
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> owner(&parser, &csv_free);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
  result.bytes = csv_parse(&parser, bytes.data(), bytes.size(), &Records::on_cell, &Records::on_end_of_record,
                           &result.records);
  if (result.bytes == bytes.size())
    result.is_open = csv_fini(&parser, &Records::on_cell, &Records::on_end_of_record, &result.records) != 0;
  return result;
}

/// The line that `bytes` has around `at`, cut to a bearable length.
std::string_view surroundings(std::string_view bytes, std::size_t at) {
  constexpr std::size_t before = 20, after = 10;
  const std::string_view line_ends = "\r\n";
  const auto last_end = at == 0 ? std::string_view::npos : bytes.find_last_of(line_ends, at - 1);
  const std::size_t line_begin = last_end == std::string_view::npos ? 0 : last_end + 1;
  const std::size_t begin = std::max(line_begin, at > before ? at - before : 0);
  const std::size_t end = std::min({bytes.find_first_of(line_ends, at), at + after, bytes.size()});
  return bytes.substr(begin, end - begin);
}

Records parse_whole(std::string_view bytes, char delimiter, const std::string& path) {
  Parsed parsed = parse(bytes, delimiter);
  const std::string where = path + ":" + parsed.records.next_cell();
  if (parsed.bytes < bytes.size())
    throw DataError(where + ": a stray \" in a cell (near " + in_quotes(surroundings(bytes, parsed.bytes)) +
                    "); put the whole cell in quotes and double the \" inside it.");
  if (parsed.is_open)
    throw DataError(where + ": a quoted cell begins here and is never closed; add the missing \".");
  return std::move(parsed.records);
}

/// How well a delimiter explains the first records: better if `<` says it is more.
struct DelimiterFit {
  double agreement = 0;  // share of records of the most frequent width, times the share that could be parsed
  double numbers = 0;  // share of cells that are numbers: tells 1,5;2,5 with decimal commas from a comma file
  std::size_t width = 1;

  auto operator<=>(const DelimiterFit&) const = default;
};

bool is_number(std::string_view cell) {
  return (parse_number(cell) || is_localised_number(cell)) && !is_missing_marker(cell);
}

DelimiterFit fit_of(std::string_view sample, char delimiter) {
  constexpr std::size_t sample_records = 50;
  const Parsed parsed = parse(sample, delimiter);
  const Records& records = parsed.records;
  const std::size_t seen = std::min(records.count(), sample_records);
  std::map<std::size_t, std::size_t> widths;
  for (std::size_t i = 0; i < seen; ++i) ++widths[records.width(i)];
  DelimiterFit best;
  for (const auto& [width, times] : widths) {
    const double share = static_cast<double>(times) / static_cast<double>(seen);
    const double agreement = share * static_cast<double>(parsed.bytes) / static_cast<double>(sample.size());
    if (width >= 2 && share >= 0.5) best = std::max(best, {agreement, 0, width});
  }
  if (best.width == 1) return {};
  const std::size_t cells = seen < records.count() ? records.cells_before[seen] : records.ends.size();
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < cells; ++i) numbers += is_number(trimmed(records.cell(i)));
  best.numbers = static_cast<double>(numbers) / static_cast<double>(cells);
  return best;
}

/// The delimiter under which the first records look most like a table; a comma if none does.
char sniff_delimiter(std::string_view bytes) {
  constexpr std::size_t sample_bytes = 1 << 16;
  const std::string_view sample = bytes.substr(0, bytes.find_first_of("\r\n", sample_bytes));  // whole lines
  char best = ',';
  DelimiterFit best_fit;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const DelimiterFit fit = fit_of(sample, candidate);
    if (!(best_fit < fit)) continue;
    best = candidate;
    best_fit = fit;
  }
  return best;
}

/// A first row is a header if it has words over a column of numbers, or only words, each once and none
/// repeated below.
bool sniff_header(const Records& records) {
  constexpr std::size_t sample_records = 100;
  const std::size_t width = records.width(0);
  const std::size_t seen = std::min(records.count(), sample_records);
  bool only_words = true;
  std::set<std::string_view> words;
  for (std::size_t column = 0; column < width; ++column) {
    const std::string_view first = trimmed(records.cell(column));
    if (is_number(first) || is_missing_marker(first)) {
      only_words = only_words && first.empty();  // an unnamed index column
      continue;
    }
    std::size_t numbers = 0, others = 0;
    for (std::size_t i = 1; i < seen; ++i) {
      if (column >= records.width(i)) continue;
      const std::string_view below = trimmed(records.cell(records.cells_before[i] + column));
      if (is_number(below))
        ++numbers;
      else if (!is_missing_marker(below))
        ++others;
      if (below == first) only_words = false;
    }
    if (numbers > others) return true;
    only_words = only_words && words.insert(first).second;
  }
  return only_words && !words.empty();
}

void refuse_binary(std::string_view bytes, const std::string& path) {
  const auto control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x09 || (byte > 0x0d && byte < 0x20);
  };
  const std::string_view beginning = bytes.substr(0, 4096);
  auto at = std::find_if(beginning.begin(), beginning.end(), control) - beginning.begin();
  if (at == static_cast<std::ptrdiff_t>(beginning.size())) {
    const auto nul = bytes.find('\0');
    if (nul == std::string_view::npos) return;
    at = static_cast<std::ptrdiff_t>(nul);
  }
  const auto line = std::count(bytes.begin(), bytes.begin() + at, '\n') + 1;
  throw DataError(path + ":" + std::to_string(line) + ": this is not a text file (byte " +
                  in_quotes(bytes.substr(static_cast<std::size_t>(at), 1)) + " at offset " +
                  std::to_string(at) +
                  "); lrscope reads CSV. Decompress or export it first, or convert UTF-16 to UTF-8.");
}

/// Whether `record` is as wide as the first; reports it if not.
bool is_regular(const Records& records, std::size_t record, const std::string& path,
                const DefectSink& report) {
  const std::size_t width = records.width(0), here = records.width(record);
  if (here == width) return true;
  const std::size_t column = std::min(here, width) + (here > width ? 1 : 0);
  const std::string_view raw = records.cell(records.cells_before[record] + column - 1);
  const bool is_delimiter_at_end = here == width + 1 && raw.empty();
  Defect defect;
  defect.kind = "ragged";
  defect.line = records.lines[record];
  defect.column = static_cast<Index>(column) - 1;
  defect.cell = raw;
  defect.message =
      path + ":" + std::to_string(records.lines[record]) + ":" + std::to_string(column) + ": this row has " +
      counted(here, "cell") + ", the first row has " + std::to_string(width) +
      (is_delimiter_at_end ? "; remove the delimiter at the end of the line, or add one to the first row."
                           : " (near " + in_quotes(raw) +
                                 "); add or remove cells, or quote a cell that contains the delimiter.");
  report(defect);
  return false;
}

}  // namespace

CsvTable::CsvTable(const Source& source, std::optional<char> delimiter, std::optional<bool> header,
                   const DefectSink& report)
    : path_(source.path) {
  refuse_binary(source.bytes, path_);
  std::string_view bytes = source.bytes;
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  if (trimmed(bytes).empty())
    throw DataError(path_ + ": the file is empty; it should hold a row per example.");
  delimiter_ = delimiter.value_or(sniff_delimiter(bytes));
  Records records = parse_whole(bytes, delimiter_, path_);
  std::vector<std::size_t> regular;
  for (std::size_t i = 0; i < records.count(); ++i)
    if (is_regular(records, i, path_, report)) regular.push_back(i);
  ragged_rows_ = static_cast<Index>(records.count() - regular.size());
  has_header_ = header.value_or(sniff_header(records));

  const std::size_t width = records.width(0);
  for (std::size_t column = 0; column < width; ++column) {
    const std::string name = has_header_ ? std::string(trimmed(records.cell(column))) : "";
    names_.push_back(name.empty() ? "column" + std::to_string(column + 1) : name);
  }
  if (has_header_ && records.count() == 1)
    throw DataError(path_ + ":1: the file holds a header (" + in_quotes(names_[0]) +
                    ", …) and no data; add rows, or use --header no if this is one.");
  for (std::size_t i = has_header_ ? 1 : 0; i < regular.size(); ++i) {
    lines_.push_back(records.lines[regular[i]]);
    first_cells_.push_back(records.cells_before[regular[i]]);
  }
  text_ = std::move(records.text);
  ends_ = std::move(records.ends);
}

std::string_view CsvTable::cell(Index row, Index column) const {
  const std::size_t index = first_cells_[static_cast<std::size_t>(row)] + static_cast<std::size_t>(column);
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  return trimmed(std::string_view(text_).substr(begin, ends_[index] - begin));
}

std::string CsvTable::where(Index row, Index column) const {
  return path_ + ":" + std::to_string(line(row)) + ":" + std::to_string(column + 1) + ": column " +
         in_quotes(names_[static_cast<std::size_t>(column)]);
}

Defect CsvTable::defect(std::string kind, Index row, Index column, const std::string& what) const {
  return {std::move(kind),
          line(row),
          column,
          names_[static_cast<std::size_t>(column)],
          std::string(cell(row, column)),
          where(row, column) + ": " + what};
}

std::string delimiter_name(char delimiter) {
  return delimiter == '\t' ? "tab" : "'" + std::string(1, delimiter) + "'";
}

}  // namespace lrscope
