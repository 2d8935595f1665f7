#include "data/csv/csv_table.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "data/csv/record_parser.h"

namespace lrscope {
namespace {

constexpr std::size_t beginning = 4096;  // where no control character passes; later only NUL is refused

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x09 || (byte > 0x0d && byte < 0x20);
}

/// The place of the first byte that no text has; the size of `block` if there is none. `first`: the part of the block
/// that belongs to the beginning of the file.
std::size_t first_control(std::string_view block, std::string_view first) {
  const std::size_t at = std::ranges::find_if(first, is_control) - first.begin();
  if (at < first.size()) return at;
  return std::min(block.find('\0'), block.size());
}

/// True if the file begins as gzip, zip (and with it xlsx), xz, zstd or UTF-16, or if many control characters follow
/// the first one; else it is a single stray character.
bool is_no_text(std::string_view block, std::size_t at, bool is_first) {
  using namespace std::string_view_literals;
  for (const std::string_view magic :
       {"\x1f\x8b"sv, "PK\x03\x04"sv, "\xfd\x37zXZ"sv, "\x28\xb5\x2f\xfd"sv, "\xff\xfe"sv, "\xfe\xff"sv})
    if (is_first && block.starts_with(magic)) return true;
  const std::string_view rest = block.substr(at, beginning);
  constexpr std::ptrdiff_t some = 8, share = 32;
  const auto controls = std::ranges::count_if(rest, is_control);
  return controls >= some && controls >= static_cast<std::ptrdiff_t>(rest.size()) / share;
}

/// Refuses binary files. Sees every block of a file once, in order.
class BinaryCheck {
 public:
  /// Throws: DataError for a control character in the first 4 kB, and for NUL anywhere.
  void operator()(std::string_view block, const std::string& path) {
    const std::string_view first = seen_ < beginning ? block.substr(0, beginning - seen_) : "";
    const std::size_t at = first_control(block, first);
    lines_ += std::count(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    if (at < block.size()) {
      const std::string where = "byte " + in_quotes(block.substr(at, 1)) + " at offset " + std::to_string(seen_ + at);
      throw DataError(
          path + ":" + std::to_string(lines_ + 1) + ": " +
          (is_no_text(block, at, seen_ == 0)
               ? "this is not a text file (" + where +
                     "); lrscope reads CSV. Decompress or export it first, or convert UTF-16 to UTF-8."
               : "there is a control character here (" + where + "), which CSV does not allow; remove it."));
    }
    seen_ += block.size();
  }

  /// The line on which the next block begins, from 1.
  long long line() const { return lines_ + 1; }

 private:
  std::uint64_t seen_ = 0;
  long long lines_ = 0;
};

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

/// A beginning that is long enough for sniffing: a block, more where lines are long.
std::string head_of(ByteStream& stream, BinaryCheck& check, const ReadingObserver& watch) {
  constexpr std::size_t long_line = 1 << 20;
  constexpr std::ptrdiff_t enough_lines = 3;
  constexpr std::size_t most_bytes = 16 << 20;
  std::string head;
  std::ptrdiff_t lines = 0;
  while (head.size() < most_bytes && lines < enough_lines) {
    const std::string_view block = stream.next();
    if (block.empty()) break;
    check(block, stream.path());
    lines += std::count(block.begin(), block.end(), '\n') + std::count(block.begin(), block.end(), '\r');
    head += block;
    const std::size_t line_begin = head.find_last_of("\r\n") + 1;  // 0 where there is none
    const std::uint64_t unended = head.size() - line_begin;
    if (watch && unended >= long_line)
      watch({stream.taken(), stream.size(), 0, 0, 0, {check.line(), unended, head.capacity() + copies * unended}});
  }
  if (head.starts_with("\xef\xbb\xbf")) head.erase(0, 3);
  return head;
}

/// `head` without the line that was cut off; all of it if it holds no line end or is the whole file.
std::string_view whole_lines(std::string_view head, const ByteStream& stream) {
  if (stream.size() && *stream.size() == stream.taken()) return head;
  return head.substr(0, head.find_last_of("\r\n"));
}

}  // namespace

CsvTable::CsvTable(ByteStream&& stream, std::optional<char> delimiter, std::optional<bool> header,
                   const DefectSink& report, const ReadingObserver& watch)
    : path_(stream.path()) {
  BinaryCheck check;
  std::string head = head_of(stream, check, watch);
  const std::string_view sample = whole_lines(head, stream);
  delimiter_ = delimiter.value_or(sniff_delimiter(sample));
  has_header_ = header.value_or(sniff_header(sample, delimiter_));
  RecordParser parser(path_, delimiter_, [&](const Record& record) { add(record, report); });
  std::string before;  // the end of the block before
  bool is_blank = true;
  const auto take = [&](std::string_view block) {
    is_blank = is_blank && trimmed(block).empty();
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
  take(head);
  head = {};
  for (auto block = stream.next(); !block.empty(); block = stream.next()) {
    check(block, path_);
    take(block);
  }
  const std::string end = path_ + ":" + parser.next_cell();
  if (!parser.finish()) throw DataError(end + ": a quoted cell begins here and is never closed; add the missing \".");
  hash_ = stream.hash();
  finish(is_blank);
}

/// Memory of the rows and of the names.
std::uint64_t CsvTable::bytes() const {
  std::uint64_t names = 0;
  for (const std::string& name : names_) names += name.size();
  return cells_.bytes() + names + text_.capacity() + 4 * ends_.capacity();
}

/// True if `record` is as wide as the first; else it is reported.
bool CsvTable::is_regular(const Record& record, const DefectSink& report) {
  const std::size_t width = names_.size(), here = record.width();
  if (here == width) return true;
  ++ragged_rows_;
  const std::size_t column = std::min(here, width) + (here > width ? 1 : 0);
  const std::string_view raw = record.cell(column - 1);
  const bool is_delimiter_at_end = here == width + 1 && raw.empty();
  const std::string remedy =
      is_delimiter_at_end
          ? "; remove the delimiter at the end of the line, or add one to the first row."
          : " (near " + in_quotes(raw) + "); add or remove cells, or quote a cell that contains the delimiter.";
  report({.kind = DefectKind::ragged,
          .line = record.line,
          .column = static_cast<std::int64_t>(column),
          .cell = std::string(raw),
          .message = path_ + ":" + std::to_string(record.line) + ":" + std::to_string(column) + ": this row has " +
                     counted(here, "cell") + ", the first row has " + std::to_string(width) + remedy});
  return false;
}

void CsvTable::add(const Record& record, const DefectSink& report) {
  if (names_.empty()) {
    for (std::size_t column = 0; column < record.width(); ++column) {
      const std::string name = has_header_ ? std::string(trimmed(record.cell(column))) : "";
      names_.push_back(name.empty() ? "column" + std::to_string(column + 1) : name);
    }
    numbers_over_words_.resize(names_.size(), 0);
    if (has_header_) return;
  }
  if (!is_regular(record, report)) return;
  text_.clear();
  ends_.clear();
  for (std::size_t column = 0; column < record.width(); ++column) {
    const std::string_view cell = trimmed(record.cell(column));
    text_ += cell;
    ends_.push_back(static_cast<std::uint32_t>(text_.size()));
    if (!is_missing_marker(cell)) numbers_over_words_[column] += is_any_number(cell) ? 1 : -1;
  }
  cells_.add(text_, ends_);
  lines_.push_back(record.line);
}

void CsvTable::finish(bool is_blank) {
  if (is_blank) throw DataError(path_, "the file is empty; it needs one row per example.");
  if (has_header_ && rows() + ragged_rows_ == 0)
    throw DataError(path_ + ":1: the file contains a header (" + in_quotes(names_[0]) +
                    ", …) and no data; add rows, or use --header no if this is one.");
  text_ = {};
  ends_ = {};
}

Defect CsvTable::defect(DefectKind kind, Index row, Index column, const std::string& what) const {
  const std::string message = path_ + ":" + std::to_string(line(row)) + ":" + std::to_string(column + 1) + ": column " +
                              in_quotes(name(column)) + ": " + what;
  return {kind, line(row), column + 1, name(column), std::string(cell(row, column)), message};
}

std::string delimiter_name(char delimiter) { return delimiter == '\t' ? "tab" : "'" + std::string(1, delimiter) + "'"; }

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
