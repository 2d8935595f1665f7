#include "map/map.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <tuple>
#include <utility>

#include "base/interruption.h"
#include "base/threads.h"
#include "map/map_journal.h"
#include "map/refinement.h"
#include "train/lockstep.h"

namespace lrscope {
namespace {

// Measured (float32, AVX-512, 272 and 442 rows): with 64 cells and up to 3000 parameters lockstep is 1.7 to 2.5 times as
// fast as the loop, with 5000 parameters in two layers no faster. Fewer cells do not fill the lanes of several threads.
constexpr std::size_t least_in_lockstep = 64;
constexpr Index most_parameters_in_lockstep = 3000;

/// How the cells of a map fall into shapes of network and rows, which one engine can train together: a map has one shape,
/// or one for each of its columns, rows or cells.
struct MapShapes {
  std::size_t width = 0;   // cells
  std::size_t height = 0;  // cells
  bool x_keeps_shape = true;
  bool y_keeps_shape = true;

  std::size_t columns() const { return x_keeps_shape ? 1 : width; }
  std::size_t count() const { return columns() * (y_keeps_shape ? 1 : height); }
  std::size_t cells_each() const { return width * height / count(); }

  /// Cell k < cells_each() of a shape, ascending.
  std::size_t cell(std::size_t shape, std::size_t k) const {
    const std::size_t first = shape / columns() * width + shape % columns();
    return first + k * (x_keeps_shape ? 1 : width);
  }
};

/// The wanted cells of a map, handed out to threads shape by shape. Nothing is listed: a map may hold millions of cells.
class MapPass {
 public:
  /// `wanted`: for each cell of the map.
  MapPass(const MapShapes& shapes, std::vector<bool> wanted) : shapes_(shapes), wanted_(std::move(wanted)) {}

  /// The shape of the next cell; nothing if there are no more.
  std::optional<std::size_t> shape() {
    const std::lock_guard lock(mutex_);
    const auto next = find();
    return next ? std::optional(begun_ / shapes_.cells_each()) : std::nullopt;
  }
  /// Takes the next cell, if it has this shape.
  std::optional<std::size_t> take(std::size_t shape) {
    const std::lock_guard lock(mutex_);
    const auto next = find();
    if (!next || begun_ / shapes_.cells_each() != shape) return std::nullopt;
    ++begun_;
    return next;
  }

 private:
  std::optional<std::size_t> find() {
    for (; begun_ < wanted_.size(); ++begun_) {
      const std::size_t cell = shapes_.cell(begun_ / shapes_.cells_each(), begun_ % shapes_.cells_each());
      if (wanted_[cell]) return cell;
    }
    return std::nullopt;
  }

  MapShapes shapes_;
  std::vector<bool> wanted_;
  std::mutex mutex_;
  std::size_t begun_ = 0;  // cells, in the order of shapes, wanted or not
};

class Map {
 public:
  Map(const Problem& problem, const MapSpec& spec) : problem_(problem), spec_(spec), result_(empty_map(spec)) {
    MapCells& cells = result_.cells;
    const std::size_t count = cells.outcome.size();
    if (spec.memory) spec.memory->recall(cells);
    was_known_.assign(count, false);
    for (std::size_t i = 0; i < count; ++i) was_known_[i] = cells.is_known(i);
    shapes_ = {static_cast<std::size_t>(cells.width), static_cast<std::size_t>(cells.height), keeps_shape(spec.x),
               !spec.y || keeps_shape(*spec.y)};
  }

  MapResult run() {
    // Before anything is run, and always for the same cell.
    for (const std::size_t corner : {std::size_t{0}, result_.cells.outcome.size() - 1}) problem_.check(spec_of(corner));
    if (spec_.refine) {
      Refinement refinement(result_.cells);
      while (auto wanted = refinement.next())
        if (!run_pass(std::move(*wanted), refinement.is_finest())) break;
      result_.inferred = refinement.inferred();
    } else {
      run_pass(std::vector<bool>(result_.cells.outcome.size(), true), true);
    }
    if (spec_.memory) spec_.memory->flush();
    return std::move(result_);
  }

 private:
  RunSpec spec_of(std::size_t cell) const {
    const auto width = static_cast<std::size_t>(result_.cells.width);
    const std::optional<double> y = spec_.y ? std::optional(result_.y.values[cell / width]) : std::nullopt;
    return cell_spec(spec_, result_.x.values[cell % width], y);
  }

  /// For the cells of this one's shape; null where the loop trains them.
  std::unique_ptr<Lockstep> lockstep_for(std::size_t cell) const {
    if (spec_.engine == MapEngine::loop) return nullptr;
    if (spec_.engine == MapEngine::automatic && shapes_.cells_each() < least_in_lockstep) return nullptr;
    const RunSpec spec = spec_of(cell);
    problem_.check(spec);
    const bool is_tiny = problem_.parameters(spec) <= most_parameters_in_lockstep;
    return is_tiny || spec_.engine == MapEngine::lockstep ? problem_.lockstep(spec) : nullptr;
  }

  /// False if it was interrupted.
  bool run_pass(std::vector<bool> wanted, bool is_last) {
    for (std::size_t i = 0; i < wanted.size(); ++i) wanted[i] = wanted[i] && !was_known_[i];
    if (spec_.on_pass) spec_.on_pass(std::ranges::count(wanted, true), is_last);
    MapPass pass(shapes_, std::move(wanted));
    const auto workers = static_cast<std::size_t>(spec_.threads);
    for_each_index(spec_.threads, workers, [&](std::size_t) {
      try {
        while (const auto shape = pass.shape()) run_cells(pass, *shape);
      } catch (const Interrupted&) {
        is_interrupted_ = true;
      }
    });
    result_.is_complete = !is_interrupted_;
    return result_.is_complete;
  }

  /// Runs cells of this shape as long as there are some.
  void run_cells(MapPass& pass, std::size_t shape) {
    auto cell = pass.take(shape);
    if (!cell) return;
    if (const auto engine = lockstep_for(*cell)) {
      const auto next = [&]() -> std::optional<LockstepJob> {
        const auto job = cell;
        if (!job) return std::nullopt;
        cell = pass.take(shape);
        return LockstepJob{*job, spec_of(*job)};
      };
      engine->run(next, [&](std::size_t done, const CellEnd& end) { set(done, end); });
      return;
    }
    for (; cell; cell = pass.take(shape)) {
      interruption::check();
      const RunSpec spec = spec_of(*cell);
      problem_.check(spec);
      set(*cell, cell_end(problem_.run(spec)));
    }
  }

  /// Thread-safe for different cells.
  void set(std::size_t cell, const CellEnd& end) {
    result_.cells.set(cell, end.outcome, end.score);
    if (spec_.memory) spec_.memory->remember(cell, end);
    if (spec_.on_cell) spec_.on_cell(end);
  }

  const Problem& problem_;
  const MapSpec& spec_;
  MapResult result_;
  std::vector<bool> was_known_;  // cells that were run before
  MapShapes shapes_;
  std::atomic<bool> is_interrupted_ = false;
};

}  // namespace

std::string_view name_of(MapEngine engine) {
  constexpr std::string_view names[] = {"auto", "loop", "lockstep"};
  return names[static_cast<int>(engine)];
}

std::int64_t count_cells(const MapSpec& spec) {
  const auto count = [](const AxisSpec& axis, long long size) { return std::ssize(axis_values(axis, size)); };
  return count(spec.x, spec.width) * (spec.y ? count(*spec.y, spec.height) : 1);
}

void add_config(const MapSpec& spec, const std::string& size,
                std::vector<std::pair<std::string, std::string>>& config) {
  config.emplace_back("x", axis_text(spec.x));
  if (spec.y) config.emplace_back("y", axis_text(*spec.y));
  config.emplace_back("size", size);
  config.emplace_back("refine", spec.refine ? "yes" : "no");
  config.emplace_back("engine", name_of(spec.engine));
}

MapSpec map_of_config(const std::vector<std::pair<std::string, std::string>>& config) {
  MapSpec spec;
  for (const auto& [flag, value] : config) {
    if (flag == "x") spec.x = parse_map_axis("--x", value);
    if (flag == "y") spec.y = parse_map_axis("--y", value);
    if (flag == "size") std::tie(spec.width, spec.height) = parse_map_size(value);
    if (flag == "refine") spec.refine = value == "yes";
  }
  return spec;
}

MapResult empty_map(const MapSpec& spec) {
  const auto axis_of = [](const AxisSpec& axis, long long count) {
    return MapAxis{axis.knob, axis.is_log, axis.is_whole, axis_values(axis, count)};
  };
  MapResult result;
  result.x = axis_of(spec.x, spec.width);
  result.y = spec.y ? axis_of(*spec.y, spec.height) : MapAxis{"", false, false, {0}};
  result.cells.width = std::ssize(result.x.values);
  result.cells.height = std::ssize(result.y.values);
  const auto count = static_cast<std::size_t>(result.cells.width * result.cells.height);
  result.cells.outcome.assign(count, MapCells::unknown);
  result.cells.score.assign(count, 0);
  return result;
}

RunSpec cell_spec(const MapSpec& spec, double x, std::optional<double> y) {
  // The commonest axis, without a detour through text.
  const auto turn = [](RunSpec run, const AxisSpec& axis, double value) {
    if (axis.knob == "lr") {
      run.learning_rate = value;
      return run;
    }
    const Change change = axis_change(axis, value, run);
    return with({std::move(run), {}}, change).run;
  };
  RunSpec run = turn(spec.base, spec.x, x);
  return spec.y ? turn(std::move(run), *spec.y, *y) : run;
}

MapResult run_map(const Problem& problem, const MapSpec& spec) { return Map(problem, spec).run(); }

}  // namespace lrscope
