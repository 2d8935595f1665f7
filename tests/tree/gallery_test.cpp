// The pictures of the guide are those that its script makes. LRSCOPE_UPDATE_README=1 writes them anew.
#include <cstdlib>

#include "documents.h"
#include "transcript.h"

TEST_CASE("the gallery is what its script makes, every picture well-formed") {
  namespace fs = std::filesystem;
  const fs::path gallery = fs::path(LRSCOPE_SOURCE) / "examples/guide/gallery";
  const std::string folder = scratch();
  REQUIRE(shell("sh '" + (gallery / "make.sh").string() + "' .", folder).status == 0);
  const bool has_xmllint = shell("xmllint --version").status == 0;
  std::set<std::string> made, kept;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".svg") made.insert(entry.path().filename().string());
  for (const std::string& name : made) {
    INFO(name);
    if (has_xmllint) CHECK(shell("xmllint --noout " + name, folder).status == 0);
    const std::string svg = read_file(folder + "/" + name);
    if (has_the_digits_shown && std::getenv("LRSCOPE_UPDATE_README"))
      fs::copy_file(folder + "/" + name, gallery / name, fs::copy_options::overwrite_existing);
    if (has_the_digits_shown) CHECK(svg == read_file((gallery / name).string()));
  }
  for (const auto& entry : fs::directory_iterator(gallery))
    if (entry.path().extension() == ".svg") kept.insert(entry.path().filename().string());
  CHECK(made == kept);
  CHECK(made.size() >= 12);
}

TEST_CASE("no two labels of a picture of the gallery overlap, in a browser's own measure") {
  if (shell("chromium --version --no-sandbox").status != 0) {
    WARN("skipped: chromium is not installed");
    return;
  }
  namespace fs = std::filesystem;
  const std::string folder = scratch();
  std::string html = "<!DOCTYPE html><meta charset=utf-8><body>";
  for (const auto& entry : fs::directory_iterator(fs::path(LRSCOPE_SOURCE) / "examples/guide/gallery"))
    if (entry.path().extension() == ".svg")
      html +=
          "<section title=" + entry.path().filename().string() + ">" + read_file(entry.path().string()) + "</section>";
  html += R"(<section title=planted><svg><text y=20>one</text><text x=5 y=25>two</text></svg></section>
<pre id=seen></pre><script>
const seen = [];
for (const section of document.querySelectorAll('section')) {
  const boxes = [...section.querySelectorAll('text')].map(el => [el.textContent, el.getBoundingClientRect()]);
  boxes.forEach(([a, p], i) => boxes.slice(i + 1).forEach(([b, q]) => {
    if (p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 4 && q.top < p.bottom - 4)
      seen.push(`${section.title}: ${a} ${b}`);
  }));
}
document.getElementById('seen').textContent = seen.join('; ');
</script>)";
  write_file(folder, "all.html", html);
  const Finished run = shell(
      "timeout 100 chromium --headless --no-sandbox --disable-gpu --user-data-dir=\"$PWD/profile\" --dump-dom "
      "\"file://$PWD/all.html\"",
      folder);
  REQUIRE(run.status == 0);
  CHECK(run.out.find("<pre id=\"seen\">planted: one two</pre>") != std::string::npos);
}
