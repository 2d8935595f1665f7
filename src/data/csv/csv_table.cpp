#include "data/csv/csv_table.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "data/csv/foreign_format.h"
#include "data/csv/line_filter.h"
#include "data/csv/record_parser.h"

namespace lrscope {
namespace {

constexpr std::size_t bytes_before = 20, bytes_after = 10;

/// The line of `bytes` around `at`, cut to so many bytes.
std::string_view surroundings(std::string_view bytes, std::size_t at) {
  const std::string_view line_ends = "\r\n";
  const auto last_end = at == 0 ? std::string_view::npos : bytes.find_last_of(line_ends, at - 1);
  const std::size_t line_begin = last_end == std::string_view::npos ? 0 : last_end + 1;
  const std::size_t begin = std::max(line_begin, at > bytes_before ? at - bytes_before : 0);
  const std::size_t end = std::min({bytes.find_first_of(line_ends, at), at + bytes_after, bytes.size()});
  return bytes.substr(begin, end - begin);
}

/// Of a row's bytes while it is sniffed and taken: libcsv's buffer, the record, the row, and where it is stored.
constexpr std::uint64_t copies = 4;

/// A beginning that is long enough for sniffing, as `lines` filters it: a block, more where lines are long.
struct Head {
  std::string text;
  bool is_everything = false;

  /// Without the line that was cut off.
  std::string_view whole_lines() const {
    return is_everything ? std::string_view(text) : std::string_view(text).substr(0, text.find_last_of("\r\n"));
  }
};

Head head_of(ByteStream& stream, BinaryCheck& check, LineFilter& lines, const ReadingObserver& watch) {
  constexpr std::size_t long_line = 1 << 20;
  constexpr std::ptrdiff_t enough_lines = 3;
  constexpr std::size_t most_bytes = 16 << 20;
  Head head;
  std::ptrdiff_t ends = 0;
  while (head.text.size() < most_bytes && (ends < enough_lines || lines.still_to_skip() > 0)) {
    std::string_view block = stream.next();
    if (block.empty()) {
      head.is_everything = true;
      break;
    }
    const bool is_first = head.text.empty();
    check(block, stream.path());
    if (is_first && block.starts_with("\xef\xbb\xbf")) block.remove_prefix(3);
    const std::string_view left = lines(block);
    ends += std::count(left.begin(), left.end(), '\n') + std::count(left.begin(), left.end(), '\r');
    head.text += left;
    const std::size_t line_begin = head.text.find_last_of("\r\n") + 1;  // 0 where there is none
    const std::uint64_t unended = head.text.size() - line_begin;
    if (watch && unended >= long_line)
      watch({stream.taken(), stream.size(), 0, 0, 0, {check.line(), unended, head.text.capacity() + copies * unended}});
  }
  head.is_everything = head.is_everything || stream.has_ended();
  return head;
}

}  // namespace

CsvTable::CsvTable(ByteStream&& stream, const DataSpec& spec, const ReadingObserver& watch)
    : path_(stream.path()), reader_(spec.cells) {
  read(stream, spec, watch);
  hash_ = stream.hash();
}

void CsvTable::read(ByteStream& stream, const DataSpec& spec, const ReadingObserver& watch) {
  BinaryCheck check(spec.skip_lines == 0 && !spec.comment);
  LineFilter lines(spec.skip_lines, spec.comment);
  BlankFilter blanks;
  Head head = head_of(stream, check, lines, watch);
  const auto separator = separator_line(head.text);
  if (separator) head.text.erase(0, separator->bytes);
  const std::string_view sample = head.whole_lines();
  delimiter_ = spec.delimiter ? *spec.delimiter : separator ? separator->delimiter : sniff_delimiter(sample);
  first_ = first_records(sample, delimiter_);
  has_header_ = spec.header.value_or(first_.lacks_one_name || sniff_header(sample, delimiter_, first_.others));
  RecordParser parser(path_, delimiter_, [&](const Record& record) { add(record); });
  std::string before;  // the end of the block before
  bool is_blank = true;
  const auto take = [&](std::string_view block) {
    is_blank = is_blank && trimmed(block).empty();
    if (delimiter_ == ' ') block = blanks(block);
    const std::size_t taken = parser.add(block);
    if (taken < block.size()) {
      const std::string near = before + std::string(block.substr(0, taken + bytes_after));
      throw DataError(path_ + ":" + parser.next_cell() + ": a stray \" in a cell (near " +
                      in_quotes(surroundings(near, before.size() + taken)) +
                      "); put the whole cell in quotes and double the \" inside it.");
    }
    before = block.substr(block.size() - std::min(block.size(), bytes_before));
    if (!watch) return;
    const std::uint64_t row = parser.bytes_of_row();
    watch({stream.taken(),
           stream.size(),
           rows(),
           columns(),
           bytes(),
           {parser.line(), row, parser.bytes_allocated() + 3 * row}});
  };
  take(head.text);
  head = {};
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    check(block, path_);
    take(lines(block));
  }
  if (lines.still_to_skip() > 0)
    throw about("--skip-lines",
                DataError(path_ + ": --skip-lines " + std::to_string(spec.skip_lines) + ": the file has only " +
                          counted(static_cast<std::size_t>(spec.skip_lines - lines.still_to_skip()), "line") + "."));
  const std::string end = path_ + ":" + parser.next_cell();
  if (!parser.finish()) throw DataError(end + ": a quoted cell begins here and is never closed; add the missing \".");
  finish(is_blank);
}

/// Memory of the rows, of those left out, and of the names.
std::uint64_t CsvTable::bytes() const {
  std::uint64_t names = 0;
  for (const std::string& name : names_) names += name.size();
  return cells_.bytes() + names + text_.capacity() + 4 * ends_.capacity() + sizeof(RaggedRow) * ragged_.capacity();
}

void CsvTable::add_ragged(const Record& record, RaggedKind kind) {
  constexpr std::size_t most_texts = 1000, most_bytes = 200;
  const Index width = names_.empty() ? first_.width : columns(), here = static_cast<Index>(record.width());
  const bool is_no_row = kind == RaggedKind::first_line || kind == RaggedKind::comment;
  const Index place = is_no_row ? 0 : std::min(width, here) - (here > width ? 0 : 1);
  const std::string_view cell = record.cell(static_cast<std::size_t>(place));
  const bool is_kept = ragged_.size() < most_texts;
  ragged_.push_back({kind, record.line, here, is_kept ? std::string(cell.substr(0, most_bytes)) : ""});
}

void CsvTable::set_names(const Record& record) {
  if (has_header_ && first_.lacks_one_name) names_.emplace_back("row.names");  // as R calls them
  const std::size_t before = names_.size();
  const std::size_t width = first_.lacks_one_name ? static_cast<std::size_t>(first_.width) : before + record.width();
  while (names_.size() < width) {
    const std::size_t column = names_.size();
    const std::string name = has_header_ ? std::string(trimmed(record.cell(column - before))) : "";
    names_.push_back(name.empty() ? "column" + std::to_string(column + 1) : name);
  }
  sorts_.resize(names_.size());
}

void CsvTable::add(const Record& record) {
  if (std::ssize(ragged_) < first_.others) return add_ragged(record, RaggedKind::first_line);
  if (names_.empty()) {
    set_names(record);
    if (has_header_) return;
  }
  if (record.width() != names_.size()) {
    const bool is_comment = record.text.starts_with('#') || record.text.starts_with('%');
    const bool is_delimiter = record.width() == names_.size() + 1 && record.cell(names_.size()).empty();
    return add_ragged(record, is_comment     ? RaggedKind::comment
                              : is_delimiter ? RaggedKind::delimiter_at_end
                                             : RaggedKind::width);
  }
  text_.clear();
  ends_.clear();
  for (std::size_t column = 0; column < record.width(); ++column) {
    const std::string_view cell = trimmed(record.cell(column));
    text_ += cell;
    ends_.push_back(static_cast<std::uint32_t>(text_.size()));
    if (!reader_.is_missing(cell)) sorts_[column].add(reader_.sort_of(cell));
  }
  cells_.add(text_, ends_);
  lines_.push_back(record.line);
}

CellSort CsvTable::sort(Index column, const CellReader& reader) const {
  if (reader.format() == reader_.format()) return sorts_[static_cast<std::size_t>(column)].sort();
  SortCounts counts;
  for (Index row = 0; row < rows(); ++row)
    if (const auto here = cell(row, column); !reader.is_missing(here)) counts.add(reader.sort_of(here));
  return counts.sort();
}

void CsvTable::finish(bool is_blank) {
  if (is_blank) throw DataError(path_, "the file is empty; it needs one row per example.");
  if (has_header_ && rows() == 0 && ragged_.empty())
    throw DataError(path_ + ":1: the file contains a header (" + in_quotes(names_[0]) +
                    ", …) and no data; add rows, or use --header no if this is one.");
  text_ = {};
  ends_ = {};
}

std::string CsvTable::place(Index row, Index column) const {
  return path_ + ":" + std::to_string(line(row)) + ":" + std::to_string(column + 1) + ": column " +
         in_quotes(name(column)) + ": ";
}

std::string delimiter_name(char delimiter) {
  if (delimiter == '\t') return "tab";
  return delimiter == ' ' ? "space" : "'" + std::string(1, delimiter) + "'";
}

void LineNumbers::push_back(long long line) {
  if (size_ == 0 || line != stretches_.back().line + static_cast<long long>(size_ - stretches_.back().row))
    stretches_.push_back({size_, line});
  ++size_;
}

long long LineNumbers::operator[](std::size_t row) const {
  const Stretch& here = *std::prev(std::ranges::upper_bound(stretches_, row, {}, &Stretch::row));
  return here.line + static_cast<long long>(row - here.row);
}

}  // namespace lrscope
