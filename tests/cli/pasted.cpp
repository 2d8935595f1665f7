#include "pasted.h"

namespace lrscope::test {
namespace {

const std::string blanks = " \n";

/// The end of the word of a shell that begins at `at`: quotes hold blanks together.
std::size_t end_of_word(const std::string& text, std::size_t at) {
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == 0 && blanks.find(c) != std::string::npos) return at;
    if (quote == 0 && c == '\\')
      ++at;
    else if (quote == 0 && (c == '\'' || c == '"'))
      quote = c;
    else if (c == quote)
      quote = 0;
  }
  return at;
}

/// The end of flags and values that begin at `at`, without the punctuation of the sentence behind them.
std::size_t end_of_flags(const std::string& text, std::size_t at) {
  std::size_t end = at;
  while (text.compare(at, 2, "--") == 0) {
    end = end_of_word(text, at);
    if (text.substr(at, end - at).find('=') == std::string::npos)
      end = end_of_word(text, std::min(text.find_first_not_of(blanks, end), text.size()));
    at = std::min(text.find_first_not_of(blanks, end), text.size());
  }
  return end;
}

}  // namespace

const std::vector<std::string>& hostile_names() {
  static const std::vector<std::string> names = {
      // that end a quotation, or run something
      "driver's age", "x'; touch pwned; echo '", "'; touch pwned #", "`touch pwned`", "$(touch pwned)", "; touch pwned",
      "| touch pwned", "& touch pwned &", "&& touch pwned", "x\ntouch pwned\n", "x\r\ntouch pwned", "\ntouch pwned",
      ">pwned", "a >pwned", "2>pwned", "<b", "<<EOF", "'", "''", "'''", "\"", "\"$(touch pwned)\"", "'$(touch pwned)'",
      "\\", "a\\'b", "\\'; touch pwned; \\'", "$'\\n'", "$HOME", "${IFS}", "$(touch\tpwned)", "{a,b}", "(touch pwned)",
      "x) touch pwned", "x'\x01; touch pwned; '", "`touch\npwned`", "$(touch pwned)\n", "x\n\n",
      // that look like options
      "-q", "--quiet", "--", "-", "--drop", "--help", "-h", "-x y", "--=", "-inf", "-nan", "-'q'",
      // like indices, ranges and lists
      "-1", "0", "1", "2", "3", "12", "007", "+3", "1e3", "nan", "1..3", "b..y", "..", "1-3", "2-", "-1..2", "column1",
      "column2", "column99", "a,b", "b,y", "1,2", ",", "b,", ",b",
      // like other columns
      "b", "y", "",
      // long, blank, in other writings, or in none
      std::string(300, 'x'), std::string(40, 'y'), std::string(41, 'z'), std::string(200, '\''),
      "Average number of rooms per household in the block group (1990 census)", " ", "  lead", "trail  ", "tab\there",
      "two words", "größe", "年齢", "é'é", "🙂", "e\u0301", "a\u202eb", "\u200b", "\xff", "caf\xe9",
      "\xff\xfe;touch pwned", "\xc2\x9b", "x\x1b[31m", "x\x7f", "a\xf0\x9f", "\u00a0",
      // that shells expand
      "*", "?", "[ab]", "~", "~root", "!", "!!", "a!b", "#", "# x", "%s", "%d\\n", "=x", "=1+1", "@r.csv", "a=b",
      "^a^b", "NA", "none", "auto"};
  return names;
}

std::vector<std::vector<std::string>> pasted(const std::vector<std::string>& lines, const std::string& shell_name) {
  const std::string folder = scratch();
  std::string script_input;
  for (const std::string& line : lines) {
    CAPTURE(line);
    REQUIRE(line.find('\n') == std::string::npos);
    script_input += line + "\n";
  }
  write_file(folder, "a", "");
  write_file(folder, "b", "");
  write_file(folder, "lines", script_input);
  write_file(folder, "script",
             "lrscope() { printf '%s\\0' \"$#\" \"$@\"; }\n"
             "while IFS= read -r line <&3; do eval \"$line\"; done 3< lines\n");
  const Finished run = shell(shell_name + " ./script", folder);
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < run.out.size(); at = run.out.find('\0', at) + 1) parts.push_back(run.out.c_str() + at);
  std::vector<std::vector<std::string>> all;
  for (std::size_t at = 0; at < parts.size();) {
    const auto count = static_cast<std::size_t>(std::stoul(parts[at]));
    std::vector<std::string> words = {"lrscope"};
    words.insert(words.end(), parts.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                 parts.begin() + static_cast<std::ptrdiff_t>(at + 1 + count));
    all.push_back(std::move(words));
    at += count + 1;
  }
  CAPTURE(shell_name, run.err, all.size() < lines.size() ? lines[all.size()] : "");
  REQUIRE((run.err.empty() && all.size() == lines.size()));
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.insert(entry.path().filename().string());
  REQUIRE(files == std::set<std::string>{"a", "b", "lines", "script"});
  return all;
}

std::vector<std::string> flags_in(const std::string& printed) {
  std::vector<std::string> all;
  std::string text;  // without the commands on lines of their own
  std::istringstream lines(printed);
  for (std::string line; std::getline(lines, line);)
    if (!trimmed(line).starts_with("lrscope ")) text += line + "\n";
  for (const std::string before : {"use ", ", ", "or ", "write ", "index: ", "with ", "consider "})
    for (std::size_t at = 0; (at = text.find(before + "--", at)) != std::string::npos;) {
      at += before.size();
      const std::size_t end = end_of_flags(text, at);
      all.push_back(text.substr(at, end - at));
    }
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::vector<std::string> commands_in(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string begun = std::string(trimmed(line));
    if (begun.starts_with("lrscope ")) all.push_back(begun);
    for (const std::string before : {": ", " Write "})
      if (const auto at = line.rfind(before + "lrscope "); at != std::string::npos)
        all.push_back(line.substr(at + before.size()));
  }
  return all;
}

std::vector<std::string> suggestions_in(const std::string& text) {
  constexpr std::string_view before = "did you mean ";
  std::vector<std::string> all;
  for (std::size_t at = 0; (at = text.find(before, at)) != std::string::npos;) {
    at += before.size();
    std::string word = text.substr(at, end_of_word(text, at) - at);
    if (word.ends_with('?') || word.ends_with(',')) word.pop_back();
    all.push_back(std::move(word));
  }
  return all;
}

}  // namespace lrscope::test
