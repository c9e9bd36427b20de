// And-inverter graphs: circuits of nothing but gates with two inputs and inverters, as AIGER writes them down (Biere
// 2007, "The AIGER And-Inverter Graph (AIG) Format").
//
// A literal is twice the number of a node, and one more where the node's value is inverted; node 0 is false. Equal
// gates are one gate (structural hashing, Kuehlmann and Krohm 1997), and constants are folded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace revoke_mc::reports {

using Literal = std::uint32_t;

class Gates {
public:
    static constexpr Literal no = 0, yes = 1;

    /// A node whose value comes from outside: an input, or a latch. All of them come before the first gate.
    [[nodiscard]] Literal leaf();
    [[nodiscard]] Literal and_(Literal a, Literal b);
    [[nodiscard]] static Literal not_(Literal a) { return a ^ 1U; }
    [[nodiscard]] Literal or_(Literal a, Literal b) { return not_(and_(not_(a), not_(b))); }
    [[nodiscard]] Literal xor_(Literal a, Literal b);
    [[nodiscard]] Literal select(Literal condition, Literal then, Literal otherwise);
    /// All of them, any of them: a balanced tree.
    [[nodiscard]] Literal all(std::vector<Literal> literals);
    [[nodiscard]] Literal any(std::vector<Literal> literals);

    /// Numbers of nodes: 0, the leaves from 1 on, then the gates; what a gate reads has a smaller number.
    [[nodiscard]] std::size_t leaves() const { return leaves_; }
    [[nodiscard]] std::size_t nodes() const { return 1 + leaves_ + gates_.size(); }
    [[nodiscard]] const std::pair<Literal, Literal>& gate(std::size_t node) const { return gates_[node - 1 - leaves_]; }

    /// The same circuit without the gates that no root reads; the roots become their literals in it.
    [[nodiscard]] Gates cone(std::vector<Literal>& roots) const;

private:
    [[nodiscard]] std::vector<bool> read_by(const std::vector<Literal>& roots) const;

    std::size_t leaves_ = 0;
    std::vector<std::pair<Literal, Literal>> gates_;
    std::unordered_map<std::uint64_t, Literal> known_;
};

}  // namespace revoke_mc::reports
