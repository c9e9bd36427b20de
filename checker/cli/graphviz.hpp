// Graphs as pictures: by Graphviz, whose program `dot` is run for it.
#pragma once

#include <string>

namespace revoke_mc::cli {

/// Throws std::runtime_error, which says what to install, if there is no `dot`.
void require_graphviz();

/// The drawing of a graph in DOT, as SVG. Throws std::runtime_error.
[[nodiscard]] std::string svg_of(const std::string& dot);

}  // namespace revoke_mc::cli
