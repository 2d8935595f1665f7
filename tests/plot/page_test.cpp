// The page: one file that holds everything, asks for nothing, and does in a browser what it says.
#include "plot/page.h"

#include <nlohmann/json.hpp>
#include <regex>

#include "plot/panels.h"
#include "plot/parts.h"
#include "test.h"

namespace {
using Json = nlohmann::json;

std::string first_match(const std::string& text, const char* pattern) {
  std::smatch match;
  REQUIRE(std::regex_search(text, match, std::regex(pattern)));
  return match[1];
}

/// The records inside a page.
Json records_in(const std::string& html) {
  const std::string start = "id=\"records\">";
  const std::size_t begin = html.find(start) + start.size();
  return Json::parse(html.substr(begin, html.find("</script>", begin) - begin));
}

std::string page_of_text(const std::string& text) {
  const RecordSet records = record_set("made", text);
  return page_of(figure_of(records), records);
}

std::string swept_page(const std::string& folder, const std::string& options) {
  const std::string words = "sweep case:diabetes --target progression --scale standard -q " + options;
  REQUIRE(run_lrscope(words + " -o runs.jsonl --trajectories steps.jsonl", folder).status == 0);
  REQUIRE(run_lrscope("plot runs.jsonl steps.jsonl -o page.html", folder).status == 0);
  return read_file(folder + "/page.html");
}
}  // namespace

TEST_CASE("a page holds the records that it shows, to the last digit") {
  const std::string folder = scratch();
  const Json inside = records_in(swept_page(folder, "--hidden 8 --max-steps 12 --lr 1e-3,1e-2,1 --seeds 0,1"));
  const RecordSet records = read_records({folder + "/runs.jsonl", folder + "/steps.jsonl"});
  REQUIRE(inside["run"].size() == 6);
  std::size_t found = 0;
  for (const std::string& line : split(trimmed(read_file(folder + "/runs.jsonl")), '\n')) {
    Json record = Json::parse(line);
    if (record.contains("nonfinite_at")) record["nonfinite_at"].erase("last_finite");
    found += std::ranges::count(inside["run"], record) > 0;
  }
  CHECK(found == 6);
  std::size_t losses = 0;
  for (const RunWithSteps& run : runs_with_steps(records)) {
    const Json& steps = inside["steps"][run.key()];
    CHECK(steps["step"] == run.steps.size());
    for (std::size_t i = 0; i < run.steps.size(); ++i, ++losses) {
      const double loss = *run.steps[i]->number("loss");
      const Json& there = steps["loss float32"][i];
      CHECK((std::isfinite(loss) ? static_cast<double>(there.get<float>()) == loss : there == number_text(loss)));
    }
  }
  CHECK(losses > 40);
}

TEST_CASE("a page asks nothing of any network, and no text of a file becomes a part of it") {
  const std::string hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
  const std::string html = page_of_text(
      Json{{"type", "begin"}, {"command", {"lrscope", "sweep", hostile}}}.dump() + "\n" +
      Json{{"type", "run"},
           {"run", 0},
           {"seed", 0},
           {"lr", 0.1},
           {"outcome", "trained"},
           {"final_loss", 2},
           {"note", hostile}}
          .dump() +
      "\n" + Json{{"type", "explanation"}, {"lr", 0.1}, {"verdict", "healthy"}, {"evidence", hostile}}.dump() + "\n");
  CHECK(html.find("<img") == std::string::npos);
  CHECK(html.find("alert(1)</script>") == std::string::npos);
  std::size_t scripts = 0;
  for (std::size_t at = 0; (at = html.find("<script", at)) != std::string::npos; ++at) ++scripts;
  CHECK(scripts == 2);  // the records, and the program
  CHECK(records_in(html)["run"][0]["note"] == hostile);
  CHECK(first_match(html, "content=\"default-src '([a-z]*)';") == "none");
  CHECK(first_match(html, "script-src 'nonce-([0-9a-f]{32})'") ==
        first_match(html, "<script nonce=\"([0-9a-f]{32})\">"));
  const std::string elsewhere = std::regex_replace(html, std::regex("http://www.w3.org/2000/svg"), "");
  CHECK(elsewhere.find("http") == elsewhere.find("http-equiv"));
  CHECK(elsewhere.find("http", elsewhere.find("http-equiv") + 4) == std::string::npos);
}

TEST_CASE("the first words of a page are the verdict") {
  const RecordSet records = record_set(
      "made",
      R"({"type":"summary","runs":10,"failed":4,"largest_safe_lr":0.01,"smallest_failed_lr":0.02,"suggested_lr":0.005,"suggested_d2":0.5}
)");
  CHECK(verdict_of(records) ==
        std::vector<std::string>{"4 of 10 runs failed. Training works up to learning rate 0.01. It fails from 0.02. "
                                 "Suggested: 0.005, with d2 0.5."});
}

TEST_CASE("a page of 125 runs of 140 steps has at most 600 kB, and is the same each time") {
  const std::string folder = scratch();
  const std::string html = swept_page(folder, "--lr log:1e-5:10:25 --seeds 0..4");
  CHECK(html.size() <= 600'000);
  REQUIRE(run_lrscope("plot runs.jsonl steps.jsonl -o again.html", folder).status == 0);
  CHECK(html == read_file(folder + "/again.html"));
}

TEST_CASE("in a browser words, zoom, pin and keys do what they say, and nothing is asked of a network") {
  if (shell("chromium --version --no-sandbox").status != 0) {
    WARN("skipped: chromium is not installed");
    return;
  }
  const std::string folder = scratch();
  std::string html = swept_page(folder, "--hidden 8 --max-steps 25 --lr 1e-4,1e-3,1e-2,1 --seeds 0..2");
  const std::string nonce = first_match(html, "nonce-([0-9a-f]{32})");
  html.replace(
      html.rfind("</body>"), 7,
      "<script nonce=\"" + nonce + "\">" + read_file(LRSCOPE_SOURCE "/tests/plot/page_driver.js") + "</script></body>");
  write_file(folder, "driven.html", html);
  const Finished run = shell(
      "timeout 100 chromium --headless --no-sandbox --disable-gpu --enable-logging=stderr --window-size=1300,1600 "
      "--user-data-dir=\"$PWD/profile\" --host-resolver-rules='MAP * ~NOTFOUND' --virtual-time-budget=5000 --dump-dom "
      "\"file://$PWD/driven.html\"",
      folder);
  REQUIRE(run.status == 0);
  INFO(run.err.substr(0, 3000));
  CHECK(run.err.find("CONSOLE") == std::string::npos);
  CHECK(first_match(run.out, "<pre id=\"seen\">([^<]*)") ==
        "hover 100; drawn true; zoom true 5; pin true false true; free 0; keys true true; enter true; scale true; "
        "outside 0");
}
