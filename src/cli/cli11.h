// CLI11, for the sources that add or read options: headers take cli11_fwd.h, which costs nothing.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
