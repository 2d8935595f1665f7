#include "report/selection.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace lrscope {

Selection::Selection(std::vector<std::string> fields, std::vector<ConstantField> beside, std::vector<std::string> first)
    : fields_(std::move(fields)), beside_(std::move(beside)), first_(std::move(first)) {}

void Selection::Selected::add(std::string_view name, Source source) {
  kind.columns.push_back(name);
  sources.push_back(std::move(source));
}

const Selection::Selected& Selection::selected(const Kind& kind) const {
  const auto [at, is_new] = selected_.try_emplace(&kind, Selected{.kind = {kind.type, kind.rows, {}}});
  Selected& selected = at->second;
  if (!is_new) return selected;
  const auto add_field = [&](std::string_view name) {
    const auto place = std::ranges::find(kind.columns, name) - kind.columns.begin();
    if (place == std::ssize(kind.columns)) return false;
    selected.add(kind.columns[static_cast<std::size_t>(place)], static_cast<std::size_t>(place));
    return true;
  };
  const auto add_beside = [&](std::string_view name) {
    const auto value = std::ranges::find(beside_, name, &ConstantField::name);
    if (value == beside_.end()) return false;
    selected.add(value->name, value->value);
    return true;
  };
  if (!fields_.empty()) {
    for (const std::string& name : fields_) {
      if (add_field(name) || add_beside(name)) continue;
      std::vector<std::string> names(kind.columns.begin(), kind.columns.end());
      for (const ConstantField& field : beside_) names.emplace_back(field.name);
      selected_.erase(at);
      throw UsageError("--fields: no field of " + std::string(kind.rows) + " is called " + in_quotes(name) +
                       did_you_mean_one_of(name, names));
    }
    return selected;
  }
  for (const std::string& name : first_)
    if (std::ranges::find(kind.columns, name) == kind.columns.end()) add_beside(name);
  for (std::size_t i = 0; i < kind.columns.size(); ++i) selected.add(kind.columns[i], i);
  return selected;
}

const Kind& Selection::kind_of(const Kind& kind) const { return is_everything() ? kind : selected(kind).kind; }

RecordView Selection::view(const RecordView& record) const {
  if (is_everything()) return record;
  const Selected& all = selected(record.kind);
  RecordView view{all.kind, {}};
  for (const Source& source : all.sources) {
    const auto* place = std::get_if<std::size_t>(&source);
    view.values.push_back(place ? record.values[*place] : std::get<Value>(source));
  }
  return view;
}

}  // namespace lrscope
