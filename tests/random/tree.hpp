// A generated spec as a tree of text, which can be made smaller.
//
// A node is a line or a bracket with nodes inside. Shrinking is delta debugging on that tree: a node is removed, or
// replaced by what stands inside it, as long as the failure persists. What does not check any more simply does not
// fail: the tree needs to know nothing of the language.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace revoke_mc::random_specs {

struct Node {
    std::string open;  ///< the line, or what stands before the inner nodes
    std::vector<Node> inner;
    std::string close;  ///< empty: no bracket

    static Node line(std::string text) { return {std::move(text), {}, {}}; }
    static Node bracket(std::string open, std::vector<Node> inner) { return {std::move(open), std::move(inner), "}"}; }
    /// Nodes one after the other.
    static Node group(std::vector<Node> inner) { return {{}, std::move(inner), {}}; }
};

[[nodiscard]] std::string to_text(const Node& node);

/// The smallest tree found on which `fails` still says true. At most `attempts` calls.
[[nodiscard]] Node shrink(Node node, const std::function<bool(const std::string&)>& fails, int attempts = 2000);

}  // namespace revoke_mc::random_specs
