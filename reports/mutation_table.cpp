// The mutation document for people:
//
//     specs/drivers/vfio-iommufd.rvk: vfio-pci resets a function whose BAR iommufd has mapped
//
//     vfio.revoke, specs/drivers/parts/vfio.rvk
//       51  drop    dma_resv_lock(b)                      unguarded, lock_discipline after 4 steps
//       57  weaken  dma_resv_wait(b, BOOKKEEP) -> KERNEL  nothing breaks [1]
//
//     accepted:
//       [1] question 2: ...
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/mutation.hpp"
#include "reports/table.hpp"

namespace revoke_mc::reports {
namespace {

constexpr std::size_t widest_change = 72;

/// "specs/drivers/parts/vfio.rvk:51:9" -> the file and "51".
std::pair<std::string, std::string> file_and_line(const std::string& place) {
    const std::size_t column = place.rfind(':');
    const std::size_t line = column == std::string::npos ? column : place.rfind(':', column - 1);
    if (line == std::string::npos) return {place, ""};
    return {place.substr(0, line), place.substr(line + 1, column - line - 1)};
}

std::string change(const MutantResult& mutant) {
    if (mutant.kind == "swap") return mutant.before + " <-> " + mutant.after;
    return mutant.before + (mutant.kind == "weaken" ? " -> " + mutant.after : "");
}

std::string broken(const BrokenProperty& property) {
    if (property.change != "violated") return property.name + " " + property.change;
    if (!property.steps) return property.name;
    return fmt::format("{} after {} step{}", property.name, *property.steps, *property.steps == 1 ? "" : "s");
}

/// "works[0]", "works[1]": of `for each` one is enough.
std::vector<BrokenProperty> without_instances(const std::vector<BrokenProperty>& properties) {
    std::vector<BrokenProperty> out;
    for (BrokenProperty property : properties) {
        property.name.resize(std::min(property.name.find('['), property.name.size()));
        const bool again = !out.empty() && out.back().name == property.name && out.back().change == property.change;
        if (!again) out.push_back(std::move(property));
    }
    return out;
}

/// Violated ones of the same length are named together: "safe_reuse, trap after 12 steps".
std::string all_broken(const std::vector<BrokenProperty>& all) {
    const std::vector<BrokenProperty> properties = without_instances(all);
    std::string text;
    for (std::size_t i = 0; i < properties.size(); ++i) {
        const bool same = i + 1 < properties.size() && properties[i].change == "violated" &&
                          properties[i + 1].change == "violated" && properties[i].steps == properties[i + 1].steps;
        text += (i > 0 ? ", " : "") + (same ? properties[i].name : broken(properties[i]));
    }
    return text;
}

std::string effect(const MutantResult& mutant) {
    switch (mutant.outcome) {
    case MutantOutcome::killed: return all_broken(mutant.broken);
    case MutantOutcome::survived: return "nothing breaks";
    case MutantOutcome::equivalent: return "the same: no step of the system differs";
    case MutantOutcome::invalid: return "is not a spec: " + mutant.reason.value_or("");
    case MutantOutcome::incomplete: return "incomplete: " + explain_reason(mutant.reason.value_or(""));
    }
    return "";
}

Colour colour(const MutantResult& mutant) {
    if (unexplained(mutant)) return Colour::red;
    if (mutant.outcome == MutantOutcome::incomplete && !mutant.accepted) return Colour::yellow;
    return mutant.outcome == MutantOutcome::killed ? Colour::none : Colour::dim;
}

/// Reasons that the spec gives, each once, below the table.
class Notes {
public:
    /// " [2]" for a mutant that is accepted.
    std::string mark(const MutantResult& mutant) {
        if (!mutant.accepted) return "";
        auto at = std::find(reasons_.begin(), reasons_.end(), *mutant.accepted);
        if (at == reasons_.end()) at = reasons_.insert(at, *mutant.accepted);
        return fmt::format(" [{}]", at - reasons_.begin() + 1);
    }
    [[nodiscard]] std::string text() const {
        std::string text = reasons_.empty() ? "" : "\naccepted:\n";
        for (std::size_t i = 0; i < reasons_.size(); ++i)
            text += fmt::format("{:>5} {}\n", fmt::format("[{}]", i + 1), printable(reasons_[i]));
        return text;
    }

private:
    std::vector<std::string> reasons_;
};

std::string heading(const MutantResult& mutant, const Style& style) {
    const std::string text = mutant.routine + ", " + file_and_line(mutant.place).first;
    return "\n" + style.paint(printable(text), Colour::bold) + "\n";
}

std::size_t count(const MutationDocument& document, MutantOutcome outcome, bool accepted = false) {
    return static_cast<std::size_t>(std::count_if(document.mutants.begin(), document.mutants.end(), [&](const auto& m) {
        return m.outcome == outcome && (!accepted || m.accepted);
    }));
}

}  // namespace

std::string mutation_table(const MutationDocument& document, const Style& style) {
    std::size_t width = 0;
    for (const MutantResult& mutant : document.mutants)
        width = std::max(width, std::min(columns(change(mutant)), widest_change));
    std::string text = printable(document.spec + ": " + document.title) + "\n";
    const std::string* routine = nullptr;
    Notes notes;
    for (const MutantResult& mutant : document.mutants) {
        if (routine == nullptr || *routine != mutant.routine) text += heading(mutant, style);
        routine = &mutant.routine;
        const std::string line =
            fmt::format("  {:>4}  {:<6}  {}  {}", file_and_line(mutant.place).second, mutant.kind,
                        pad_right(printable(change(mutant)), width), effect(mutant) + notes.mark(mutant));
        text += style.paint(printable(line), colour(mutant)) + "\n";
    }
    return text + notes.text();
}

std::string mutation_summary(const MutationDocument& document) {
    constexpr std::array outcomes{MutantOutcome::killed, MutantOutcome::survived, MutantOutcome::equivalent,
                                  MutantOutcome::invalid, MutantOutcome::incomplete};
    std::vector<std::string> parts;
    for (const MutantOutcome outcome : outcomes) {
        const std::size_t all = count(document, outcome), accepted = count(document, outcome, true);
        if (all == 0) continue;
        parts.push_back(fmt::format("{} {}", all, to_string(outcome)));
        if (accepted > 0) parts.back() += fmt::format(" ({} accepted)", accepted);
    }
    const std::size_t all = document.mutants.size();
    return fmt::format("{} mutant{}: {}", all, all == 1 ? "" : "s", fmt::join(parts, ", "));
}

}  // namespace revoke_mc::reports
