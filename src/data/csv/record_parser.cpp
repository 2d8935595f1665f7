#include "data/csv/record_parser.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "lrscope/errors.h"

namespace lrscope {

RecordParser::RecordParser(std::string path, char delimiter, Receiver receive)
    : path_(std::move(path)), receive_(std::move(receive)) {
  if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) throw std::bad_alloc();
  csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
}

std::size_t RecordParser::add(std::string_view block) {
  // libcsv's buffer grows by a constant: where a cell is huge, by as much as it holds already.
  constexpr std::size_t smallest_growth = 1 << 12;
  csv_set_blk_size(&parser_, std::max(smallest_growth, csv_get_buffer_size(&parser_)));
  const std::size_t taken = csv_parse(&parser_, block.data(), block.size(), &on_cell, &on_end_of_record, this);
  rethrow();
  if (taken < block.size() && csv_error(&parser_) != CSV_EPARSE) throw std::bad_alloc();
  return taken;
}

bool RecordParser::finish() {
  const bool is_closed = csv_fini(&parser_, &on_cell, &on_end_of_record, this) == 0;
  rethrow();
  return is_closed;
}

std::string RecordParser::next_cell() const {
  return std::to_string(line_) + ":" + std::to_string(in_record_ ? ends_.size() + 1 : 1);
}

void RecordParser::rethrow() {
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

template <class Step>
void RecordParser::guarded(const Step& step) noexcept {
  if (error_) return;
  try {
    step();
  } catch (...) {
    error_ = std::current_exception();
  }
}

void RecordParser::on_cell(void* data, std::size_t size, void* self) noexcept {
  auto& parser = *static_cast<RecordParser*>(self);
  parser.guarded([&] { parser.add_cell({static_cast<const char*>(data), size}); });
}

void RecordParser::on_end_of_record(int terminator, void* self) noexcept {
  auto& parser = *static_cast<RecordParser*>(self);
  parser.guarded([&] { parser.end_record(terminator); });
}

void RecordParser::add_cell(std::string_view cell) {
  if (!in_record_) {
    text_.clear();
    ends_.clear();
    first_line_ = line_;
    in_record_ = true;
  }
  if (cell.size() > std::numeric_limits<std::uint32_t>::max() - text_.size())
    throw DataError(path_ + ":" + std::to_string(first_line_) +
                    ": a row of more than 4 GB begins here; is a line end or a closing \" missing?");
  text_ += cell;
  ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  for (std::size_t i = 0; i < cell.size(); ++i)
    line_ += cell[i] == '\n' || (cell[i] == '\r' && (i + 1 == cell.size() || cell[i + 1] != '\n'));
  after_carriage_return_ = false;
}

void RecordParser::end_record(int terminator) {
  const bool second_half_of_crlf = terminator == '\n' && after_carriage_return_ && !in_record_;
  if (!second_half_of_crlf) ++line_;
  after_carriage_return_ = terminator == '\r';
  if (in_record_) receive_({text_, ends_, first_line_});
  in_record_ = false;  // a blank line ends a record that never began: it is skipped
}

}  // namespace lrscope
