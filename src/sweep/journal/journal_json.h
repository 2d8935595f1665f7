// The members of records as JSON and back, to the bit. Private to this folder.
#pragma once

#include <concepts>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/hash.h"
#include "base/text.h"
#include "sweep/journal/journal.h"
#include "train/run_members.h"

namespace lrscope::journal_json {

using Json = nlohmann::ordered_json;

/// Calls with(name, member of `record`) for each.
template <class With, class Record>
void visit(With& with, Record& record) {
  visit_members(members_of(record), with, record);
}

/// Calls with(name, member) for each member of a header.
template <class With, class Header>
void visit_header(With& with, Header& header) {
  auto& begin = header.begin;
  with("version", header.version);
  with("learning_rates", header.learning_rates);
  with("boundary_tolerance", begin.boundary_tolerance);
  with("seeds", header.seeds);
  with("start_hash", header.start_hash);
  with("holds_steps", header.holds_steps);
  with("holds_seconds", header.holds_seconds);
  with("command", begin.command);
  with("config", begin.config);
  with("data_path", begin.data_path);
  with("data_hash", begin.data_hash);
  with("rows", begin.rows);
  with("held_rows", begin.held_rows);
  with("features", begin.features);
  with("targets", begin.targets);
  with("task", begin.task);
  with("codings", begin.codings);
  with("parameters", begin.parameters);
}

/// The last of the values of an enumeration.
inline constexpr Outcome last_of(Outcome) { return Outcome::nonfinite; }
inline constexpr Stage last_of(Stage) { return Stage::update; }
inline constexpr NonfiniteKind last_of(NonfiniteKind) { return NonfiniteKind::invalid; }
inline constexpr BatchRule last_of(BatchRule) { return BatchRule::network_bound; }

template <class T>
concept Optional = requires(T value) {
  value.has_value();
};
template <class T>
concept List = requires(T value) {
  value.emplace_back();
};
template <class T>
concept Pair = requires(T value) {
  value.first, value.second;
};

// Numbers that JSON does not have are written as "nan", "inf" and "-inf", text that is not UTF-8 in hexadecimal.

inline Json text_to_json(const std::string& text) {
  try {
    Json json = text;
    static_cast<void>(json.dump());
    return json;
  } catch (const Json::type_error&) {
    return Json{{"hex", hexadecimal(text)}};
  }
}

struct Writer {
  Json json = Json::object();

  template <class T>
  void operator()(std::string_view name, const T& value) {
    if constexpr (Optional<T>) {
      if (value) (*this)(name, *value);
    } else {
      json[std::string(name)] = to_json(value);
    }
  }

  template <class T>
  static Json to_json(const T& value) {
    if constexpr (std::same_as<T, double>) {
      return value - value == 0 ? Json(value) : Json(number_text(value));
    } else if constexpr (std::same_as<T, std::string>) {
      return text_to_json(value);
    } else if constexpr (std::is_enum_v<T>) {
      return std::string(name_of(value));
    } else if constexpr (std::integral<T>) {
      return value;
    } else if constexpr (List<T>) {
      Json list = Json::array();
      for (const auto& element : value) list.push_back(to_json(element));
      return list;
    } else if constexpr (Pair<T>) {
      return Json::array({to_json(value.first), to_json(value.second)});
    } else {
      Writer writer;
      visit(writer, value);
      return std::move(writer.json);
    }
  }
};

/// Accepts only what Writer writes. Throws: MalformedLine, Json::exception.
struct Reader {
  const Json& json;

  template <class T>
  void operator()(std::string_view name, T& value) {
    const auto at = json.find(std::string(name));
    if constexpr (Optional<T>) {
      if (at != json.end()) from_json(*at, value.emplace());
    } else {
      if (at == json.end()) throw MalformedLine("without '" + std::string(name) + "'");
      from_json(*at, value);
    }
  }

  template <class T>
  static void from_json(const Json& json, T& value) {
    if constexpr (std::same_as<T, double>) {
      value = number(json);
    } else if constexpr (std::same_as<T, std::string>) {
      value = text(json);
    } else if constexpr (std::is_enum_v<T>) {
      value = named<T>(json.get<std::string>());
    } else if constexpr (std::same_as<T, bool>) {
      value = json.get<bool>();
    } else if constexpr (std::integral<T>) {
      value = whole<T>(json);
    } else if constexpr (List<T>) {
      if (!json.is_array()) throw MalformedLine("no list where one should be");
      for (const Json& element : json) from_json(element, value.emplace_back());
    } else if constexpr (Pair<T>) {
      from_json(json.at(0), value.first);
      from_json(json.at(1), value.second);
    } else {
      if (!json.is_object()) throw MalformedLine("no object where one should be");
      Reader reader{json};
      visit(reader, value);
    }
  }

  static double number(const Json& json) {
    if (json.is_number()) return json.get<double>();
    const auto value = parse_number(json.get<std::string>());
    if (!value || *value - *value == 0) throw MalformedLine("no number where one should be");
    return *value;
  }

  template <std::integral T>
  static T whole(const Json& json) {
    if (!json.is_number_integer()) throw MalformedLine("no whole number where one should be");
    const auto checked = [](auto number) {
      if (!std::in_range<T>(number)) throw MalformedLine("a whole number out of range");
      return static_cast<T>(number);
    };
    return json.is_number_unsigned() ? checked(json.get<std::uint64_t>()) : checked(json.get<std::int64_t>());
  }

  template <class T>
  static T named(const std::string& name) {
    for (int i = 0; i <= static_cast<int>(last_of(T{})); ++i)
      if (name_of(static_cast<T>(i)) == name) return static_cast<T>(i);
    throw MalformedLine("an unknown name '" + name + "'");
  }

  static std::string text(const Json& json) {
    if (json.is_string()) return json.get<std::string>();
    std::string bytes;
    const std::string digits = json.at("hex").get<std::string>();
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
      bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    return bytes;
  }
};

}  // namespace lrscope::journal_json
