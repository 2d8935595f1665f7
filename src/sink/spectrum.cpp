#include "lrscope/sink/spectrum.h"

#include "json_record.h"
#include "lrscope/core/text.h"
#include "row_format.h"
#include "spectrum_table.h"

namespace lrscope {
namespace {

struct RowsName {
  std::string_view name;
  SpectrumRows rows;
};
constexpr RowsName names[] = {{"eigenvalues", SpectrumRows::eigenvalues},
                              {"density", SpectrumRows::density},
                              {"shares", SpectrumRows::shares},
                              {"spectrum", SpectrumRows::spectrum}};

std::string rows_text(const RowFormat& format, const SpectrumResult& result, SpectrumRows rows) {
  switch (rows) {
    case SpectrumRows::eigenvalues:
      return rows_text(format, result.eigenvalues);
    case SpectrumRows::density:
      return rows_text(format, result.density);
    case SpectrumRows::shares:
      return rows_text(format, result.shares);
    case SpectrumRows::spectrum:
      return rows_text(format, std::vector{result.spectrum});
  }
  return "";
}

std::string jsonl_text(const BeginRecord& begin, const SpectrumResult& result) {
  std::string text = begin_line(begin) + record_line("spectrum", result.spectrum);
  for (const EigenvalueRecord& record : result.eigenvalues) text += record_line("eigenvalue", record);
  for (const DensityRecord& record : result.density) text += record_line("density", record);
  for (const ShareRecord& record : result.shares) text += record_line("share", record);
  return text;
}

}  // namespace

SpectrumRows parse_spectrum_rows(std::string_view name) {
  return find_named(std::span<const RowsName>(names), name, "--rows").rows;
}

std::string spectrum_text(Format format, const BeginRecord& begin, const SpectrumResult& result,
                          SpectrumRows rows) {
  switch (format) {
    case Format::table:
      return printable_lines(spectrum_table(result));
    case Format::csv:
      return rows_text(*make_delimited_format(','), result, rows);
    case Format::tsv:
      return rows_text(*make_delimited_format('\t'), result, rows);
    case Format::jsonl:
      return jsonl_text(begin, result);
    case Format::markdown:
      return rows_text(*make_markdown_format(), result, rows);
  }
  return "";
}

}  // namespace lrscope
