// Dates and times as numbers: ISO 8601 and the usual local forms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lrscope {

/// One way of writing dates. The letters d m Y y (two digits: 1969 to 2068) H M S p (am, pm) stand for numbers, T for
/// itself, everything else for itself. A time may follow a form that holds none: " 5:06", "T17:06:33.25+01:00",
/// " 5:06 PM".
using DateForm = std::string_view;

/// The forms that are recognised: those of ISO 8601 first, a time alone last.
std::span<const DateForm> known_date_forms();

/// `text`, read by a form, in days since 1970-01-01 0:00 UTC, of the Gregorian calendar; a time without a zone is taken
/// as UTC. Nothing for what is no such date.
std::optional<double> days_of(std::string_view text, DateForm form);

/// The known forms under which `text` is a date: a bit for each, the first the lowest. 0 for most texts at a glance.
std::uint32_t date_forms_of(std::string_view text);

/// "2019-03-01", "2019-03-01 00:13:05" for days since 1970.
std::string date_text(double days);

}  // namespace lrscope
