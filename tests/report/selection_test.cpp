// Which fields an output shows, and what stands beside them.
#include "report/selection.h"

#include "lrscope/records.h"
#include "report/field_table.h"
#include "report/outputs.h"
#include "test.h"

namespace {
const Kind points{"point", "points", {"x", "y", "name"}};
const Kind others{"other", "others", {"z"}};

/// In one line.
std::string columns(const Selection& selection, const Kind& kind) {
  const auto& names = selection.kind_of(kind).columns;
  return join(std::vector<std::string>(names.begin(), names.end()), " ");
}

const std::vector<ConstantField> beside = {{"label", std::string("a")}, {"file", std::string("d.csv")}};

/// What an output of this format holds of two points and another record.
std::string written(Format format, const Selection& fields) {
  const std::string path = scratch() + "/out";
  Outputs outputs({{.path = path, .format = format, .rows = &points, .fields = fields}});
  outputs.write(RecordView{others, {1.0}});
  outputs.text([] { return std::string("the usual table\n"); });
  outputs.write(RecordView{points, {1.0, not_a_number, std::string("one")}});
  outputs.write(RecordView{points, {std::int64_t{22}, Absent{}, std::string("größer")}});
  outputs.finish();
  return read_file(path);
}
}  // namespace

TEST_CASE("named fields come in the order of their names, and what stands beside them where it is named") {
  const Selection some({"y", "label", "x"}, beside);
  CHECK_EACH(columns(some, points) == "y label x", some.names_fields(), !some.is_everything());
  const auto moved = std::make_unique<Selection>(some);  // it keeps no place of the one that it was copied from
  CHECK(columns(*moved, points) == "y label x");
  const RecordView view = moved->view({points, {1.0, 2.0, std::string("one")}});
  CHECK_EACH(std::get<double>(view.values[0]) == 2, std::get<std::string>(view.values[1]) == "a",
             std::get<double>(view.values[2]) == 1, view.kind.type == "point");
  CHECK_EACH(columns(Selection(), points) == "x y name", Selection().is_everything(),
             columns(Selection({}, beside), points) == "x y name");
}

TEST_CASE("what comes first does so before all fields of every kind, but for one that has the name itself") {
  const Selection first({}, {{"label", std::string("a")}, {"z", std::string("b")}}, {"label", "z"});
  CHECK_EACH(columns(first, points) == "label z x y name", columns(first, others) == "label z");
  CHECK(std::get<double>(first.view(RecordView{others, {1.0}}).values[1]) == 1);
  const Selection named({"z"}, {{"z", std::string("b")}});
  CHECK(std::get<double>(named.view(RecordView{others, {1.0}}).values[0]) == 1);
}

TEST_CASE("a field that no record has is refused, with the nearest of all") {
  const Selection wrong({"x", "nam"}, beside);
  const std::string message = [&] {
    try {
      wrong.kind_of(points);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string();
  }();
  CHECK(message ==
        "--fields: no field of points is called 'nam'; did you mean 'name'? One of: x, y, name, label, file.");
  CHECK_THROWS_AS(wrong.kind_of(points), UsageError);  // again
}

TEST_CASE("every format holds the named fields of the rows alone, the table in aligned columns") {
  const Selection fields({"name", "y", "file"}, beside);
  CHECK(written(Format::csv, fields) == "name,y,file\none,nan,d.csv\ngrößer,,d.csv\n");
  CHECK(written(Format::jsonl, fields) ==
        "{\"type\":\"point\",\"name\":\"one\",\"y\":null,\"file\":\"d.csv\",\"nonfinite\":{\"y\":\"nan\"}}\n"
        "{\"type\":\"point\",\"name\":\"größer\",\"file\":\"d.csv\"}\n");
  CHECK(written(Format::markdown, fields).starts_with("| name | y | file |\n|---|---|---|\n| one | nan |"));
  CHECK(written(Format::table, fields) == "name      y  file\none     nan  d.csv\ngrößer    ·  d.csv\n");
  CHECK(written(Format::table, Selection()) == "the usual table\n");
}

TEST_CASE("a label alone is in records of every kind") {
  const Selection labelled({}, beside, {"label"});
  CHECK(written(Format::csv, labelled) == "label,x,y,name\na,1,nan,one\na,22,,größer\n");
  CHECK(written(Format::jsonl, labelled)
            .starts_with("{\"type\":\"other\",\"label\":\"a\",\"z\":1.0}\n{\"type\":\"point\",\"label\":\"a\","));
  CHECK(written(Format::table, labelled) == "the usual table\n");
}

TEST_CASE("json is one array, also of nothing and of what is named") {
  const Json all = Json::parse(written(Format::json, Selection()));
  REQUIRE(all.size() == 3);
  CHECK_EACH(all[0]["type"] == "other", all[1]["nonfinite"]["y"] == "nan", all[2]["x"] == 22);
  CHECK(written(Format::json, Selection({"x"}, {})) ==
        "[\n{\"type\":\"point\",\"x\":1.0},\n{\"type\":\"point\",\"x\":22}\n]\n");
  const std::string path = scratch() + "/none.json";
  Outputs outputs({{.path = path, .format = Format::json, .rows = &points}});
  outputs.finish();
  CHECK(Json::parse(read_file(path)) == Json::array());
}

TEST_CASE("numbers of a table of fields have six digits, and lists are cells") {
  FieldTable table;
  const Kind kind{"k", "k", {"v", "list"}};
  table.add({kind, {1.23456789e-5, std::vector<double>{1.23456789, 2}}});
  table.add({kind, {-100.0, Absent{}}});
  CHECK(table.text(kind) ==
        "          v  list\n"
        "1.23457e-05  1.23457 2\n"
        "       -100  ·\n");
}

TEST_CASE("on a narrow terminal the fields named last go first, the first stays, and a line says which are missing") {
  const Kind kind{"k", "k", {"lr", "outcome", "loss", "path", "steps"}};
  const std::string path = "/a/folder/with/a/long/name/and/a/file.csv";
  FieldTable table;
  for (const double lr : {0.123456, 0.25})
    table.add({kind, {lr, std::string("trained"), 1.23457e-100, path, std::int64_t{123456789}}});
  const auto head_of = [](const std::string& text) { return text.substr(0, text.find('\n')); };
  const auto on = [&](std::size_t width) { return table.text(kind, {.width = width}); };
  CHECK(on(200) == table.text(kind));
  // A path is cut to what is known by it before a column goes.
  CHECK_EACH(head_of(on(68)) == "      lr  outcome          loss  path                          steps",
             on(68).find("/a/folder/with/a/long/n…  123456789\n") != std::string::npos,
             on(68).find("not shown") == std::string::npos);
  CHECK_EACH(head_of(on(67)) == "      lr  outcome          loss  path",
             on(67).find("\nnot shown: steps; a wider terminal or -o FILE.csv has them") != std::string::npos);
  FieldTable wide;
  const Kind long_names{
      "k",
      "k",
      {std::string_view("the first one is as long as a whole line of a narrow terminal, and more"), "b", "c"}};
  wide.add({long_names, {1.0, 2.0, 3.0}});
  const std::string narrow = wide.text(long_names, {.width = 60});
  CHECK_EACH(narrow.starts_with("the first one"), narrow.find("\nnot shown: b, c; ") != std::string::npos);
}
