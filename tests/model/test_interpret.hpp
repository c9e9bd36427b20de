// What the tests of the reference interpreter share: a spec as text, its whole graph, its verdicts.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"

namespace revoke_mc::tests {

struct Counts {
    std::size_t states = 0, transitions = 0, depth = 0;
    bool operator==(const Counts&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Counts& counts) {
    return out << counts.states << " states, " << counts.transitions << " transitions, depth " << counts.depth;
}

/// A checked text with its complete graph.
class Explored {
public:
    explicit Explored(const std::string& declarations)
        : program_(std::make_unique<program::Program>(checked(declarations))), interpreter_(*program_),
          result_(interpret::search(interpreter_, {.state_limit = 200000, .keep_states = true})) {}

    [[nodiscard]] Counts counts() const { return {result_.states, result_.transitions, result_.depth}; }
    /// "deadlock 2, mine 3": what is violated, and the length of the shortest trace.
    [[nodiscard]] std::string violated() const {
        std::string text;
        for (const interpret::Verdict& verdict : result_.verdicts) {
            if (!verdict.violated) continue;
            text += (text.empty() ? "" : ", ") + program_->properties[verdict.property].name;
            if (verdict.length) text += " " + std::to_string(*verdict.length);
        }
        return text;
    }
    [[nodiscard]] std::string message(const std::string& property) const {
        return result_.of(*program_, property)->message;
    }
    [[nodiscard]] const program::Program& program() const { return *program_; }
    [[nodiscard]] const interpret::Interpreter& interpreter() const { return interpreter_; }
    [[nodiscard]] const interpret::SearchResult& result() const { return result_; }
    [[nodiscard]] interpret::State initial() const { return interpreter_.initial_states().at(0); }
    [[nodiscard]] std::vector<interpret::Outcome> first_steps() const { return interpreter_.steps(initial()); }

    /// The value of a cell, by its name.
    [[nodiscard]] program::Value cell(const interpret::State& state, const std::string& name) const {
        for (const program::CellId id : program_->cells.ids())
            if (program_->cells[id].name == name) return state.cells[id];
        throw std::logic_error("no cell " + name);
    }

private:
    static program::Program checked(const std::string& declarations) {
        return check::check(syntax::load_text("test.rvk", "spec \"test\";\n" + declarations), {});
    }

    std::unique_ptr<program::Program> program_;
    interpret::Interpreter interpreter_;
    interpret::SearchResult result_;
};

/// One component `u` with these members; most rules need no more.
inline Explored user(const std::string& members, const std::string& rest = {}) {
    return Explored("user u {\n" + members + "\n}\n" + rest);
}

}  // namespace revoke_mc::tests
