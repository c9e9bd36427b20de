// Collects what the lowering knows, under the names that people gave.
#include "reports/info.hpp"

#include <array>
#include <set>

#include <fmt/format.h>

#include "explorer/reduce/liveness.hpp"
#include "explorer/system/access.hpp"
#include "model/semantics/lower/system_ids.hpp"

namespace revoke_mc::reports {
namespace {

using lower::Slot;
using lower::SlotId;

class Describer {
public:
    Describer(const program::Program& program, const lower::Lowered& lowered)
        : program_(program), lowered_(lowered), slots_(lowered.generated().slots), model_(lowered.model()) {}

    Info describe() {
        info_.spec = program_.file;
        info_.title = program_.title;
        for (const program::Parameter& parameter : program_.parameters)
            info_.parameters.emplace_back(parameter.name, parameter.value);
        info_.bits = model_.bits;
        info_.words = model_.words;
        info_.initial_states = model_.initial.size() / model_.words;
        for (const system::Start& start : model_.faulty_starts) info_.cut_starts += start.cut ? 1 : 0;
        for (const system::SymmetricGroup& group : model_.symmetry.groups)
            info_.groups.push_back({group.name, group.size, group.obstacle});
        add_variables();
        add_threads();
        for (const system::TransitionId id : model_.transitions.ids()) add_transition(id);
        return std::move(info_);
    }

private:
    [[nodiscard]] const system::Field& field(SlotId slot) const { return lowered_.layout().fields[slot]; }
    [[nodiscard]] bool touches(SlotId slot, const std::vector<std::uint64_t>& bits) const {
        return (bits[field(slot).word] & (field(slot).mask() << field(slot).shift)) != 0;
    }
    /// Slots that take bits.
    [[nodiscard]] std::vector<SlotId> variables() const {
        std::vector<SlotId> out;
        for (const SlotId slot : slots_.ids())
            if (field(slot).width != 0) out.push_back(slot);
        return out;
    }

    [[nodiscard]] std::vector<std::uint64_t> live_somewhere() const {
        const reduce::Liveness live = reduce::live_bits(model_);
        std::vector<std::uint64_t> out = live.always;
        for (const auto& thread : live.at)
            for (const reduce::Bits& here : thread)
                for (std::size_t w = 0; w < out.size(); ++w) out[w] |= here[w];
        return out;
    }

    void add_variables() {
        const std::vector<std::uint64_t> matter = live_somewhere();
        for (const SlotId slot : variables()) {
            const system::Field& at = field(slot);
            const bool matters = touches(slot, matter);
            info_.variables.push_back(
                {name(slot), at.word, at.shift, at.width, slots_[slot].used_low, slots_[slot].used_high, matters});
        }
    }

    void add_threads() {
        constexpr std::array kinds{"thread", "device", "work"};
        for (const program::ThreadId t : program_.threads.ids()) {
            const auto& by_position = model_.threads[lower::system_id(t)].by_position;
            std::size_t transitions = 0;
            for (const system::TransitionRange& range : by_position) transitions += range.size();
            info_.threads.push_back({program_.threads[t].name,
                                     kinds.at(static_cast<std::size_t>(program_.threads[t].kind)), by_position.size(),
                                     transitions});
        }
    }

    void add_transition(system::TransitionId id) {
        const lower::RawTransition& raw = lowered_.transition(id);
        const lower::Config& config = lowered_.generated().threads[raw.thread].configs[raw.start];
        InfoTransition out;
        out.number = id;
        out.thread = program_.threads[raw.thread].name;
        if (!config.ended()) {
            const program::Stmt& at = *program_.statements[config.frames.back().next];
            out.place = program_.sources->describe(at.place);
            out.statement = at.source;
        }
        const system::Access access = system::access_of(model_, model_.transitions[id].code);
        out.reads = names(access.reads, raw.thread);
        out.writes = names(access.writes, raw.thread);
        info_.transitions.push_back(std::move(out));
    }

    [[nodiscard]] std::vector<std::string> names(const std::vector<std::uint64_t>& bits, program::ThreadId own) const {
        std::vector<std::string> out;
        for (const SlotId slot : variables()) {
            const bool position = slots_[slot].kind == Slot::Kind::position && slots_[slot].thread == own;
            if (!position && touches(slot, bits)) out.push_back(name(slot));
        }
        return out;
    }

    // --- names of slots

    [[nodiscard]] std::string name(SlotId id) const {
        const Slot& slot = slots_[id];
        const std::string thread = slot.thread == program::none ? "" : program_.threads[slot.thread].name;
        const std::string element = slot.element == program::none ? "" : program_.objects[slot.element].name;
        switch (slot.kind) {
        case Slot::Kind::cell: return program_.cells[lower::cell_of(id)].name;
        case Slot::Kind::owner: return program_.cells[lower::cell_of(id)].name + " (owner)";
        case Slot::Kind::position: return thread + " (position)";
        case Slot::Kind::local: return thread + "." + local(slot.thread, slot.number);
        case Slot::Kind::todo: return fmt::format("{} (still visits {})", thread, element);
        case Slot::Kind::current: return fmt::format("{} (visits {})", thread, element);
        case Slot::Kind::cursor: return thread + " (foreach)";
        case Slot::Kind::own: return program_.cells[lower::cell_of(slot.lock)].name + " (own part)";
        case Slot::Kind::share: return program_.cells[lower::cell_of(slot.lock)].name + " (share of an instance)";
        case Slot::Kind::which: break;
        }
        const std::string holder = slot.component == program::none ? "" : program_.objects[instance(slot)].name;
        return fmt::format("{} (owner is of {})", program_.cells[lower::cell_of(slot.lock)].name, holder);
    }
    [[nodiscard]] program::ObjectId instance(const Slot& slot) const {
        return program_.components[slot.component].instances[slot.instance];
    }

    /// Locals of scopes that are never open together share a slot: all their names.
    [[nodiscard]] std::string local(program::ThreadId thread, std::uint32_t number) const {
        std::set<std::string> names;
        for (const lower::Config& config : lowered_.generated().threads[thread].configs) {
            for (const lower::Frame& frame : config.frames) {
                const auto& locals = program_.routines[frame.routine].locals;
                const bool here =
                    number >= frame.locals_at && locals.contains(program::LocalId{number - frame.locals_at});
                if (here) names.insert(locals[program::LocalId{number - frame.locals_at}].name);
            }
        }
        return fmt::format("{}", fmt::join(names, "/"));
    }

    const program::Program& program_;
    const lower::Lowered& lowered_;
    const lower::Slots& slots_;
    const system::PackedModel& model_;
    Info info_;
};

}  // namespace

Info describe(const program::Program& program, const lower::Lowered& lowered) {
    return Describer(program, lowered).describe();
}

}  // namespace revoke_mc::reports
