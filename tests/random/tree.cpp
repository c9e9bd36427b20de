#include "tests/random/tree.hpp"

namespace revoke_mc::random_specs {

namespace {

void print(const Node& node, std::size_t depth, std::string& text) {
    const auto put = [&](const std::string& line) {
        if (!line.empty()) text += std::string(4 * depth, ' ') + line + "\n";
    };
    put(node.open);
    for (const Node& inner : node.inner) print(inner, node.close.empty() ? depth : depth + 1, text);
    put(node.close);
}

class Shrinker {
public:
    Shrinker(Node root, const std::function<bool(const std::string&)>& fails, int attempts)
        : root_(std::move(root)), fails_(fails), attempts_(attempts) {}

    Node run() {
        for (bool smaller = true; smaller && attempts_ > 0;) smaller = pass(root_);
        return std::move(root_);
    }

private:
    /// One way through the tree, from the end: users go before what they use.
    bool pass(Node& node) {
        bool smaller = false;
        for (std::size_t at = node.inner.size(); at-- > 0 && attempts_ > 0;) {
            if (removed(node, at) || hoisted(node, at)) {
                smaller = true;
                continue;
            }
            smaller = pass(node.inner[at]) || smaller;
        }
        return smaller;
    }

    bool still_fails() {
        --attempts_;
        return fails_(to_text(root_));
    }

    bool removed(Node& node, std::size_t at) {
        Node kept = std::move(node.inner[at]);
        node.inner.erase(node.inner.begin() + static_cast<std::ptrdiff_t>(at));
        if (still_fails()) return true;
        node.inner.insert(node.inner.begin() + static_cast<std::ptrdiff_t>(at), std::move(kept));
        return false;
    }

    bool hoisted(Node& node, std::size_t at) {
        if (node.inner[at].close.empty() || node.inner[at].inner.empty()) return false;
        Node kept = node.inner[at];
        node.inner[at] = Node::group(kept.inner);
        if (still_fails()) return true;
        node.inner[at] = std::move(kept);
        return false;
    }

    Node root_;
    const std::function<bool(const std::string&)>& fails_;
    int attempts_;
};

}  // namespace

std::string to_text(const Node& node) {
    std::string text;
    print(node, 0, text);
    return text;
}

Node shrink(Node node, const std::function<bool(const std::string&)>& fails, int attempts) {
    return Shrinker(std::move(node), fails, attempts).run();
}

}  // namespace revoke_mc::random_specs
