#include "data/csv/foreign_format.h"

#include <algorithm>

#include "base/text.h"

namespace lrscope {
namespace {

using namespace std::string_view_literals;

// The names of functions are those of pandas, which most people who have such files have, too.
constexpr ForeignFormat spreadsheet{
    "an Excel workbook (.xlsx)", "save the sheet as CSV in the spreadsheet program, or pandas.read_excel(…).to_csv(…)"},
    open_document{"an OpenDocument spreadsheet (.ods)", "save the sheet as CSV in the spreadsheet program"},
    numpy_archive{"a NumPy archive (.npz)", "numpy.savetxt('data.csv', numpy.load(…)['name'], delimiter=',')"},
    archive{"a zip archive", "unpack it"}, json{"JSON", "pandas.read_json(…).to_csv('data.csv', index=False)"},
    html{"an HTML page", "download the data file itself (the \"raw\" one), or pandas.read_html(…)[0].to_csv(…)"},
    xml{"XML", "pandas.read_xml(…).to_csv('data.csv', index=False)"},
    arff{"an ARFF file (Weka)",
         "leave out the lines up to @data with --skip-lines, or scipy.io.arff.loadarff(…) and pandas"},
    libsvm{"in the format of libsvm (index:value pairs)",
           "sklearn.datasets.load_svmlight_file(…), then numpy.savetxt(…, delimiter=',')"},
    pointer{"a pointer of Git LFS, not the file itself", "git lfs pull"};

struct Magic {
  std::string_view bytes;
  ForeignFormat format;
};

constexpr Magic magics[] = {
    {"PAR1"sv, {"a Parquet file", "pandas.read_parquet(…).to_csv('data.csv', index=False)"}},
    {"ARROW1"sv, {"an Arrow (Feather) file", "pandas.read_feather(…).to_csv('data.csv', index=False)"}},
    {"FEA1"sv, {"a Feather file", "pandas.read_feather(…).to_csv('data.csv', index=False)"}},
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv,
     {"an Excel workbook (.xls)", "save the sheet as CSV in the spreadsheet program"}},
    {"\x89HDF\r\n\x1a\n"sv, {"an HDF5 file", "pandas.read_hdf(…).to_csv('data.csv', index=False), or h5py"}},
    {"\x93NUMPY"sv, {"a NumPy array (.npy)", "numpy.savetxt('data.csv', numpy.load(…), delimiter=',')"}},
    {"SQLite format 3\0"sv, {"an SQLite database", "sqlite3 -header -csv FILE 'select * from TABLE' > data.csv"}},
    {"\x80\x02"sv, {"a Python pickle", "pandas.read_pickle(…).to_csv('data.csv', index=False)"}},
    {"\x80\x03"sv, {"a Python pickle", "pandas.read_pickle(…).to_csv('data.csv', index=False)"}},
    {"\x80\x04"sv, {"a Python pickle", "pandas.read_pickle(…).to_csv('data.csv', index=False)"}},
    {"\x80\x05"sv, {"a Python pickle", "pandas.read_pickle(…).to_csv('data.csv', index=False)"}},
    {"MATLAB 5.0 MAT-file"sv, {"a MATLAB file (.mat)", "writematrix(x, 'data.csv') in MATLAB"}},
    {"RDX2\n"sv, {"an R data file", "write.csv(x, 'data.csv', row.names = FALSE) in R"}},
    {"RDX3\n"sv, {"an R data file", "write.csv(x, 'data.csv', row.names = FALSE) in R"}},
    {"X\n\0\0\0"sv, {"an R data file (.rds)", "write.csv(readRDS(…), 'data.csv', row.names = FALSE) in R"}},
    {"%PDF-"sv, {"a PDF document", "copy the table into a spreadsheet program and save it as CSV"}},
    {"BZh"sv, {"compressed by bzip2", "decompress it with bunzip2"}},
    {"\xfd\x37zXZ"sv, {"compressed by xz", "decompress it with unxz"}},
    {"\x28\xb5\x2f\xfd"sv, {"compressed by Zstandard", "decompress it with unzstd"}},
    {"\xff\xfe"sv, {"in UTF-16, not UTF-8", "iconv -f UTF-16 -t UTF-8 FILE > data.csv"}},
    {"\xfe\xff"sv, {"in UTF-16, not UTF-8", "iconv -f UTF-16 -t UTF-8 FILE > data.csv"}},
    {"version https://git-lfs"sv, pointer},
};

/// True if `text` begins with `word`, in letters of either case.
bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && std::equal(word.begin(), word.end(), text.begin(), [](char w, char c) {
           return w == c || (c >= 'A' && c <= 'Z' && static_cast<char>(c - 'A' + 'a') == w);
         });
}

bool is_json(std::string_view text) {
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  const bool is_object = text[0] == '{';
  text = trimmed(text.substr(1));
  const std::string_view first = is_object ? "\"}" : "{[\"";
  return !text.empty() && first.find(text[0]) != std::string_view::npos;
}

/// "1:0.5"
bool is_pair(std::string_view word) {
  const auto colon = word.find(':');
  const auto index = parse_integer(word.substr(0, colon));
  return colon != std::string_view::npos && index && *index >= 0 && parse_number(word.substr(colon + 1));
}

/// A label and pairs in each of the first lines, in some of them several: one may be a time.
bool is_libsvm(std::string_view text) {
  constexpr int enough = 5;
  std::size_t pairs = 0;  // most in a line
  for (int line = 0; line < enough && !trimmed(text).empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto words = split(trimmed(text.substr(0, end)), ' ');
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!parse_number(words[0])) return false;
    for (std::size_t i = 1; i < words.size(); ++i)
      if (!words[i].empty() && !is_pair(words[i])) return false;
    pairs = std::max(pairs, words.size() - 1);
  }
  return pairs >= 2;
}

bool is_arff(std::string_view text) {
  while (text.starts_with('%')) {  // a comment
    text.remove_prefix(std::min(text.find('\n'), text.size()));
    text = trimmed(text);
  }
  return begins_with(text, "@relation");
}

const ForeignFormat* text_format_of(std::string_view head) {
  constexpr std::size_t enough = 4096;
  std::string_view text = head.substr(0, enough);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  text = trimmed(text);
  if (is_json(text)) return &json;
  if (begins_with(text, "<!doctype html") || begins_with(text, "<html")) return &html;
  if (begins_with(text, "<?xml")) return text.find("<html") == std::string_view::npos ? &xml : &html;
  if (is_arff(text)) return &arff;
  return is_libsvm(text) ? &libsvm : nullptr;
}

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

/// True if many control characters follow the first one; else it is a single stray character.
bool is_no_text(std::string_view block, std::size_t at) {
  const std::string_view rest = block.substr(at, beginning);
  constexpr std::ptrdiff_t some = 8, share = 32;
  const auto controls = std::ranges::count_if(rest, is_control);
  return controls >= some && controls >= static_cast<std::ptrdiff_t>(rest.size()) / share;
}

}  // namespace

const ForeignFormat* foreign_format_of(std::string_view head, bool may_be_text) {
  if (head.starts_with("PK\x03\x04")) {
    const std::string_view names = head.substr(0, beginning);
    const auto holds = [&](std::string_view name) { return names.find(name) != std::string_view::npos; };
    if (holds("[Content_Types].xml") || holds("xl/")) return &spreadsheet;
    if (holds("opendocument.spreadsheet")) return &open_document;
    return holds(".npy") ? &numpy_archive : &archive;
  }
  for (const Magic& magic : magics)
    if (head.starts_with(magic.bytes)) return &magic.format;
  return may_be_text ? text_format_of(head) : nullptr;
}

void BinaryCheck::operator()(std::string_view block, const std::string& path) {
  const ForeignFormat* foreign = seen_ == 0 ? foreign_format_of(block, may_be_text_) : nullptr;
  if (foreign)
    throw DataError(path, "this is " + std::string(foreign->name) +
                              "; lrscope reads CSV. To get there: " + std::string(foreign->advice) + ".");
  const std::string_view first = seen_ < beginning ? block.substr(0, beginning - seen_) : "";
  const std::size_t at = first_control(block, first);
  lines_ += std::count(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  if (at < block.size()) {
    const std::string where = "byte " + in_quotes(block.substr(at, 1)) + " at offset " + std::to_string(seen_ + at);
    throw DataError(path + ":" + std::to_string(lines_ + 1) + ": " +
                    (is_no_text(block, at)
                         ? "this is not a text file (" + where +
                               "); lrscope reads CSV. Decompress or export it first, or convert it to UTF-8."
                         : "there is a control character here (" + where + "), which CSV does not allow; remove it."));
  }
  seen_ += block.size();
}

}  // namespace lrscope
