// The cells of one pass over a map, handed out to threads shape by shape: one engine trains only networks of
// one shape together. Nothing is listed, for a map may hold millions of cells. Private to this folder.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace lrscope {

/// How a map's cells fall into shapes of network and rows: a map has one shape, or each of its columns, rows
/// or cells.
struct MapShapes {
  std::size_t width = 0;   // cells
  std::size_t height = 0;  // cells
  bool x_keeps_shape = true;
  bool y_keeps_shape = true;

  std::size_t columns() const { return x_keeps_shape ? 1 : width; }
  std::size_t rows() const { return y_keeps_shape ? 1 : height; }
  std::size_t count() const { return columns() * rows(); }
  std::size_t cells_each() const { return width * height / count(); }

  /// Cell k < cells_each() of a shape, ascending.
  std::size_t cell(std::size_t shape, std::size_t k) const {
    const std::size_t first = shape / columns() * width + shape % columns();
    return first + k * (x_keeps_shape ? 1 : width);
  }
};

/// The wanted cells of one shape. Thread-safe.
class MapBatch {
 public:
  MapBatch(const MapShapes& shapes, const std::vector<bool>& wanted, std::size_t shape)
      : shapes_(shapes), wanted_(wanted), shape_(shape) {}

  /// The next cell that nobody has begun.
  std::optional<std::size_t> next() {
    const std::lock_guard lock(mutex_);
    while (begun_ < shapes_.cells_each()) {
      const std::size_t cell = shapes_.cell(shape_, begun_++);
      if (wanted_[cell]) return cell;
    }
    return std::nullopt;
  }

 private:
  const MapShapes& shapes_;
  const std::vector<bool>& wanted_;
  std::size_t shape_;
  std::mutex mutex_;
  std::size_t begun_ = 0;  // cells of the shape, wanted or not
};

/// All batches of a pass. Thread-safe.
class MapPass {
 public:
  /// `wanted`: for each cell of the map.
  MapPass(const MapShapes& shapes, std::vector<bool> wanted) : shapes_(shapes), wanted_(std::move(wanted)) {}

  /// The batch that follows `done`, or that others are at already; null: no more. `done` null: the first.
  std::shared_ptr<MapBatch> after(const std::shared_ptr<MapBatch>& done) {
    const std::lock_guard lock(mutex_);
    if (now_ == done)
      now_ = begun_ < shapes_.count() ? std::make_shared<MapBatch>(shapes_, wanted_, begun_++) : nullptr;
    return now_;
  }

 private:
  MapShapes shapes_;
  std::vector<bool> wanted_;
  std::mutex mutex_;
  std::shared_ptr<MapBatch> now_;
  std::size_t begun_ = 0;  // shapes
};

}  // namespace lrscope
