// Construction of and-inverter graphs.
#include "reports/export/gates.hpp"

#include <stdexcept>

namespace revoke_mc::reports {

Literal Gates::leaf() {
    if (!gates_.empty()) throw std::logic_error("a leaf after a gate");
    return static_cast<Literal>(2 * ++leaves_);
}

Literal Gates::and_(Literal a, Literal b) {
    if (a > b) std::swap(a, b);
    if (a == no || a == not_(b)) return no;
    if (a == yes || a == b) return b;
    const auto [entry, is_new] = known_.emplace((std::uint64_t{a} << 32U) | b, static_cast<Literal>(2 * nodes()));
    if (is_new) gates_.emplace_back(a, b);
    return entry->second;
}

Literal Gates::xor_(Literal a, Literal b) { return or_(and_(a, not_(b)), and_(not_(a), b)); }

Literal Gates::select(Literal condition, Literal then, Literal otherwise) {
    if (then == otherwise) return then;
    return or_(and_(condition, then), and_(not_(condition), otherwise));
}

Literal Gates::all(std::vector<Literal> literals) {
    if (literals.empty()) return yes;
    while (literals.size() > 1) {
        std::vector<Literal> pairs;
        for (std::size_t i = 0; i + 1 < literals.size(); i += 2) pairs.push_back(and_(literals[i], literals[i + 1]));
        if (literals.size() % 2 != 0) pairs.push_back(literals.back());
        literals = std::move(pairs);
    }
    return literals.front();
}

Literal Gates::any(std::vector<Literal> literals) {
    for (Literal& literal : literals) literal = not_(literal);
    return not_(all(std::move(literals)));
}

std::vector<bool> Gates::read_by(const std::vector<Literal>& roots) const {
    std::vector<bool> read(nodes());
    for (const Literal root : roots) read[root / 2] = true;
    for (std::size_t node = nodes(); --node > leaves_;)
        if (read[node]) read[gate(node).first / 2] = read[gate(node).second / 2] = true;
    return read;
}

Gates Gates::cone(std::vector<Literal>& roots) const {
    const std::vector<bool> read = read_by(roots);
    Gates out;
    std::vector<Literal> renamed(nodes(), no);
    const auto rename = [&](Literal literal) { return renamed[literal / 2] ^ (literal & 1U); };
    for (std::size_t node = 1; node < nodes(); ++node) {
        if (node <= leaves_)
            renamed[node] = out.leaf();
        else if (read[node])
            renamed[node] = out.and_(rename(gate(node).first), rename(gate(node).second));
    }
    for (Literal& root : roots) root = rename(root);
    return out;
}

}  // namespace revoke_mc::reports
