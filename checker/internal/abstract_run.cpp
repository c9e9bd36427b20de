// Statements come from the configuration in which a step begins, values from the view of its system.
#include "checker/internal/abstract_run.hpp"

#include <fmt/format.h>

namespace revoke_mc::checker {
namespace {

namespace views = explorer::views;

class Describer {
public:
    Describer(const lower::Family& family, std::uint32_t k) : family_(family), k_(k) {}

    [[nodiscard]] std::string step(const views::Configuration& from, system::TransitionId transition) const {
        const lower::FamilyMember& member = of(from);
        const lower::RawTransition& raw = member.lowered.transition(transition);
        const std::string& thread = member.program.threads[raw.thread].name;
        const lower::Config& at = member.lowered.generated().threads[raw.thread].configs[raw.start];
        const program::Stmt& stmt = *member.program.statements[at.frames.back().next];
        return fmt::format("with {}: {}: {}  ({})", from.size, thread, stmt.source,
                           member.program.sources->describe(stmt.place));
    }

    [[nodiscard]] std::string state(const views::Configuration& at) const {
        const program::Program& program = of(at).program;
        const program::StateView view = of(at).lowered.view(at.state.data());
        std::string out;
        for (const program::CellId cell : program.cells.ids()) {
            const program::Cell& named = program.cells[cell];
            if (view.cells[cell] == named.initial.front()) continue;
            out += (out.empty() ? "" : ", ") + named.name + " = " + program.print(view.cells[cell], named.type);
        }
        return fmt::format("a state with {} that could not be excluded, where {}", at.size,
                           out.empty() ? "everything is as it begins" : out);
    }

private:
    [[nodiscard]] const lower::FamilyMember& of(const views::Configuration& configuration) const {
        return *family_.members[configuration.size - k_ - 1];
    }

    const lower::Family& family_;
    std::uint32_t k_;
};

}  // namespace

std::vector<std::string> describe(const lower::Family& family, std::uint32_t k, const views::Suspicion& suspicion) {
    const Describer describer(family, k);
    std::vector<std::string> out;
    for (const views::AbstractStep& step : suspicion.run) out.push_back(describer.step(step.from, step.transition));
    out.push_back(describer.state(suspicion.where));
    if (suspicion.transition != none)
        out.push_back("and there " + describer.step(suspicion.where, suspicion.transition));
    return out;
}

}  // namespace revoke_mc::checker
