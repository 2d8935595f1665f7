// Files of an export: what they hold, and what no script can repeat. The scripts themselves are run by repeat.py.
#include "export/bundle.h"

#include "data/npy/npy.h"
#include "problems.h"
#include "test.h"

namespace {
const std::string table = "kind,size,\"a,b\",y\np,1,3,10\nq,2,,100\np,4,6,1000\n";

std::map<std::string, std::string> exported(const std::string& flags, const DataSpec& data, ExportSpec spec = {}) {
  spec.run = run_spec("--hidden 2 --lr 0.1 --max-steps 4 --precision float64 " + flags);
  spec.run.model.loss = "mse";
  const auto rows = std::make_shared<const Dataset>(load_dataset({"t.csv", table}, data));
  std::map<std::string, std::string> files;
  for (ExportedFile& file : exported_files(Problem(rows, spec.run.precision), *rows, spec))
    files[file.name] = std::move(file.bytes);
  return files;
}

DataSpec coded() {
  DataSpec data;
  data.missing = MissingPolicy::mean;
  data.scale = Scaling::max;
  data.scale_target = Scaling::log;
  return data;
}

std::vector<double> numbers_of(const std::string& bytes) {
  const NpyArray array = read_npy(bytes, "x.npy", NpyNumbers::floats);
  std::vector<double> list;
  for (Index i = 0; i < array.size(); ++i) list.push_back(array.number(i));
  return list;
}

std::string refusal_of(const std::string& flags, Framework framework) {
  try {
    exported(flags, coded(), {.run = {}, .at_step = {}, .framework = framework});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "written";
}
std::ptrdiff_t lines_in(const std::string& text) { return std::ranges::count(text, '\n'); }
}  // namespace

TEST_CASE("columns say where their numbers come from, and arrays hold them row by row") {
  const auto files = exported("", coded());
  CHECK(files.at("columns.csv") ==
        "role,name,column,kind,fill,shift,scale,log,level\n"
        "feature,kind=p,1,level,,0,1,no,p\n"
        "feature,kind=q,1,level,,0,1,no,q\n"
        "feature,size,2,number,,0,4,no,\n"
        "feature,\"a,b\",3,number,4.5,0,6,no,\n"
        "target,y,4,number,,0,1,yes,\n");
  CHECK(numbers_of(files.at("inputs.npy")) == std::vector<double>{1, 0, 0.25, 0.5, 0, 1, 0.5, 0.75, 1, 0, 1, 1});
  CHECK(numbers_of(files.at("targets.npy")) == std::vector<double>{std::log(10.), std::log(100.), std::log(1000.)});
  CHECK(files.at("lines.txt") == "2\n3\n4\n");
  CHECK(files.at("layout.csv") ==
        "layer,name,offset,rows,columns\n1,weight,0,2,4\n1,bias,8,2,1\n2,weight,10,1,2\n2,bias,12,1,1\n");
  CHECK_EACH(numbers_of(files.at("theta_0.npy")).size() == 13, !files.contains("train.py"),
             !files.contains("held_inputs.npy"));
}

TEST_CASE("a scaled target is written as it is trained on") {
  const auto files = exported("--target-scale 2", coded());
  CHECK(numbers_of(files.at("targets.npy"))[1] == 2 * std::log(100.));
  CHECK(files.at("columns.csv").ends_with("target,y,4,number,,0,0.5,yes,\n"));
}

TEST_CASE("batches are those of every step, or of one pass where all are alike") {
  CHECK(exported("--batch-size full", coded()).at("batches.txt") == "0 1 2\n");
  CHECK(exported("--batch-size 2 --shuffle no", coded()).at("batches.txt") == "0 1\n2\n");
  CHECK(lines_in(exported("--batch-size 2", coded()).at("batches.txt")) == 4);
  CHECK(lines_in(exported("--batch-size 2 --last-batch drop --max-steps 3", coded()).at("batches.txt")) == 3);
}

TEST_CASE("the state after some steps is written, vector by vector") {
  const auto files = exported("--optimizer adam", coded(), {.run = {}, .at_step = 2, .framework = {}});
  CHECK_EACH(numbers_of(files.at("state_2_first_moment.npy")).size() == 13, files.contains("state_2_second_moment.npy"),
             files.at("theta_2.npy") != files.at("theta_0.npy"));
}

TEST_CASE("a setting that a script cannot repeat is refused by its name") {
  CHECK_EACH(refusal_of("--parametrization ntk", Framework::numpy).starts_with("--parametrization ntk: "),
             refusal_of("--relu-backward multiply", Framework::pytorch).starts_with("--relu-backward multiply: "),
             refusal_of("--relu-backward multiply", Framework::numpy) == "written");
}

TEST_CASE("weights of rows are written, those of held-out rows too") {
  DataSpec data = coded();
  data.missing = MissingPolicy::drop;
  data.sample_weight = "a,b";
  data.drop = "kind";
  auto files = exported("", data);
  CHECK(numbers_of(files.at("weights.npy")) == std::vector<double>{3, 6});
  data.holdout = Holdout{0.4, true};
  files = exported("", data);
  CHECK(numbers_of(files.at("weights.npy")) == std::vector<double>{3});
  CHECK(numbers_of(files.at("held_weights.npy")) == std::vector<double>{6});
  CHECK(!exported("", coded()).contains("weights.npy"));
}

TEST_CASE("of two classes a loss of one output has the second as its target") {
  const auto data = std::make_shared<const Dataset>(load_dataset({"t.csv", "x,y\n1,a\n2,b\n4,b\n"}, {}));
  ExportSpec spec{
      .run = run_spec("--hidden 2 --lr 0.1 --max-steps 4 --precision float64"), .at_step = {}, .framework = {}};
  spec.run.model.loss = "binary-cross-entropy";
  std::map<std::string, std::string> files;
  for (ExportedFile& file : exported_files(Problem(data, spec.run.precision), *data, spec))
    files[file.name] = std::move(file.bytes);
  CHECK(numbers_of(files.at("targets.npy")) == std::vector<double>{0, 1, 1});
  CHECK(files.at("layout.csv").ends_with("2,weight,4,1,2\n2,bias,6,1,1\n"));
  CHECK(numbers_of(files.at("theta_0.npy")).size() == 7);
  CHECK(lines_in(files.at("columns.csv")) == 3);
}

TEST_CASE("what a framework's own optimizer does otherwise is refused with what it does") {
  const auto pytorch = [](const std::string& flags) { return refusal_of(flags, Framework::pytorch); };
  const auto keras = [](const std::string& flags) { return refusal_of(flags, Framework::keras); };
  const auto tf1 = [](const std::string& flags) { return refusal_of(flags, Framework::tf1); };
  const std::string adam = "--optimizer adam --epsilon 1e-8 ", falling = " --schedule cosine";
  CHECK_EACH(pytorch(adam + "--epsilon-form hat").starts_with("--epsilon-form hat: "), pytorch(adam) == "written",
             keras(adam).starts_with("--epsilon-form outside: "), keras(adam + "--epsilon-form hat") == "written",
             tf1(adam).find("use that, --epsilon 0, or --framework numpy") != std::string::npos);
  CHECK_EACH(keras("--optimizer heavy-ball" + falling).starts_with("--velocity gradients: "),
             keras("--optimizer heavy-ball") == "written",
             pytorch("--optimizer nesterov --velocity steps" + falling).starts_with("--velocity steps: "),
             pytorch("--optimizer sgd --velocity steps" + falling) == "written");
  CHECK_EACH(pytorch("--optimizer lion").starts_with("--optimizer lion: "),
             keras("--optimizer signsgd").starts_with("--optimizer signsgd: "),
             tf1("--optimizer adamw").starts_with("--optimizer adamw: "));
  CHECK_EACH(pytorch("--optimizer rmsprop --initial-accumulator 1").starts_with("--initial-accumulator 1: "),
             keras("--optimizer rmsprop --initial-accumulator 1").starts_with("--initial-accumulator 1: "),
             tf1("--optimizer rmsprop").starts_with("--initial-accumulator 0: "),
             tf1("--optimizer adagrad").starts_with("--initial-accumulator 0: "),
             tf1("--optimizer adagrad --initial-accumulator 1 --epsilon 1").starts_with("--epsilon 1: "));
  CHECK_EACH(pytorch("--clip-norm 1 --clip-margin 0").starts_with("--clip-margin 0: "),
             keras("--optimizer nadam").starts_with("--momentum-decay 0.004: "),
             keras("--optimizer muon").starts_with("--muon-scale aspect: "),
             keras("--weight-decay 1 --decay-form decoupled --decay-over batch").starts_with("--decay-over batch: "),
             tf1("--weight-decay 1 --decay-form decoupled").starts_with("--decay-form decoupled: "),
             keras("--layer-lr 1=0").starts_with("--layer-lr 1=0: "));
}

TEST_CASE("a name that a spreadsheet would run is a text in columns.csv, as in every csv") {
  const std::string columns = [] {
    const auto rows = std::make_shared<const Dataset>(load_dataset({"t.csv", "=cmd,y\n1,2\n2,1\n"}, DataSpec{}));
    ExportSpec spec{.run = run_spec("--hidden 2 --lr 0.1 --max-steps 4"), .at_step = {}, .framework = {}};
    spec.run.model.loss = "mse";
    for (const ExportedFile& file : exported_files(Problem(rows, spec.run.precision), *rows, spec))
      if (file.name == "columns.csv") return file.bytes;
    return std::string();
  }();
  CHECK_THAT(columns, Catch::Contains("feature,'=cmd,1,number,,0,1,no,"));
}
