#include "tests/random/repair.hpp"

#include <cstdlib>
#include <set>

namespace revoke_mc::random_specs {

namespace {

/// Lines that messages name, counted from 1.
std::set<int> named_lines(const std::string& complaint) {
    const std::string file = "random.rvk:";
    std::set<int> lines;
    for (std::size_t at = complaint.find(file); at != std::string::npos; at = complaint.find(file, at + 1))
        lines.insert(std::atoi(complaint.c_str() + at + file.size()));
    return lines;
}

/// Removes the nodes that begin or end on the lines; `line` is the first one of the node.
class Removal {
public:
    explicit Removal(const std::set<int>& lines) : lines_(lines) {}

    /// True: the node itself must go.
    bool visit(Node& node) {
        bool mine = !node.open.empty() && lines_.contains(line_);
        if (!node.open.empty()) ++line_;
        std::vector<Node> kept;
        for (Node& inner : node.inner)
            if (!visit(inner))
                kept.push_back(std::move(inner));
            else
                ++dropped_;
        node.inner = std::move(kept);
        if (!node.close.empty()) mine = lines_.contains(line_++) || mine;
        return mine;
    }
    [[nodiscard]] int dropped() const { return dropped_; }

private:
    const std::set<int>& lines_;
    int line_ = 1;
    int dropped_ = 0;
};

}  // namespace

Repaired repair(Node spec, const Complaint& complaint) {
    Repaired out;
    out.spec = std::move(spec);
    for (int round = 0; round < 40; ++round) {
        out.complaint = complaint(to_text(out.spec));
        if (out.complaint.empty()) return out;
        out.refusals.push_back(out.complaint);
        const std::set<int> lines = named_lines(out.complaint);
        Removal removal(lines);
        (void)removal.visit(out.spec);
        if (removal.dropped() == 0) return out;
        out.dropped += removal.dropped();
    }
    return out;
}

}  // namespace revoke_mc::random_specs
