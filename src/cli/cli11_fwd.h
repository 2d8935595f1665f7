// The names of CLI11 that headers mention. A source that uses them includes "cli11.h".
#pragma once

namespace CLI {
class App;
class Option;
class ParseError;
}  // namespace CLI
