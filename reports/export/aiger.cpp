// AIGER: a circuit whose states are those of the spec, for provers by induction.
//
// A step of the circuit is a step of one thread: inputs say which thread, and which of the commands that can be taken
// from where it stands. Where there is no such command, or it is not enabled, the state stays as it is. That adds
// no state, and no bad one: every circuit has a successor, and "bad" is a condition on single states.
#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "model/semantics/lower/lower.hpp"
#include "reports/export/bits.hpp"
#include "reports/export/export.hpp"
#include "reports/export/term_text.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

namespace {

using Form = ExportedProperty::Form;

/// Of a thread that stands at `position`: the command that `number` chooses, of so many.
struct Option {
    const Command* command = nullptr;
    std::size_t number = 0, of = 0;
    Literal taken = Gates::no;
};

struct Latch {
    std::string name;
    Literal now = Gates::no, next = Gates::no;
    bool starts_set = false;
};

struct Bad {
    std::string name;
    Literal literal = Gates::no;
};

/// Bits that tell so many things apart.
std::size_t bits_for(std::size_t things) { return things <= 1 ? 0 : std::bit_width(things - 1); }

std::string bit_name(const std::string& name, std::size_t bit, std::size_t of) {
    return of == 1 ? name : fmt::format("{}[{}]", name, bit);
}

/// The commands of each thread by the position that they start from.
std::vector<Option> options_of(const Commands& commands) {
    const lower::Lowered& lowered = commands.slots().lowered();
    std::map<std::pair<lower::ThreadId, system::PositionId>, std::vector<const Command*>> by_position;
    for (const Command& command : commands.commands()) {
        if (command.guard == commands.terms().no()) continue;  // it always breaks something: see the properties
        const lower::RawTransition& raw = lowered.transition(command.number);
        const system::PositionId position = lowered.generated().threads[raw.thread].position[raw.start];
        by_position[{raw.thread, position}].push_back(&command);
    }
    std::vector<Option> out;
    for (const auto& [where, all] : by_position)
        for (std::size_t i = 0; i < all.size(); ++i) out.push_back({all[i], i, all.size()});
    return out;
}

class Circuit {
public:
    explicit Circuit(const Commands& commands)
        : commands_(commands), names_(commands.names()), options_(options_of(commands)), initial_(commands.initial()),
          terms_(commands.terms(), gates_) {
        for (const Option& option : options_)
            if (threads_.empty() || threads_.back() != option.command->thread)
                threads_.push_back(option.command->thread);
        add_inputs();
        add_latches();
        for (Option& option : options_) option.taken = taken(option);
        for (const lower::SlotId slot : names_.variables()) add_next(slot);
        if (several()) start_first();
        add_bad();
        drop_unused();
    }

    [[nodiscard]] const Gates& gates() const { return gates_; }
    [[nodiscard]] const std::vector<std::string>& inputs() const { return inputs_; }
    [[nodiscard]] const std::vector<Latch>& latches() const { return latches_; }
    [[nodiscard]] const std::vector<Bad>& bad() const { return bad_; }
    [[nodiscard]] const std::vector<Option>& options() const { return options_; }
    [[nodiscard]] const std::vector<lower::ThreadId>& threads() const { return threads_; }
    [[nodiscard]] bool several() const { return initial_.size() > 1; }

private:
    // --- inputs and latches

    Bits leaves(std::size_t number) {
        Bits out;
        for (std::size_t i = 0; i < number; ++i) out.push_back(gates_.leaf());
        return out;
    }

    Bits add_input(const std::string& name, std::size_t things) {
        const std::size_t number = bits_for(things);
        for (std::size_t i = 0; i < number; ++i) inputs_.push_back(bit_name(name, i, number));
        return leaves(number);
    }

    void add_inputs() {
        std::size_t most = 0;
        for (const Option& option : options_) most = std::max(most, option.of);
        thread_input_ = add_input("choose.thread", threads_.size());
        option_input_ = add_input("choose.option", most);
        start_input_ = add_input("choose.start", initial_.size());
    }

    void add_latches() {
        for (std::size_t v = 0; v < names_.variables().size(); ++v) add_latch(names_.variables()[v], initial_[0][v]);
        if (!several()) return;
        started_ = gates_.leaf();
        latches_.push_back({"start.chosen", started_, Gates::yes, false});
    }

    /// A sign that is always the same takes no latch.
    void add_latch(lower::SlotId slot, std::int64_t initial) {
        const bool boolean = commands_.slots().boolean(slot);
        const auto [low, high] = commands_.slots().range(slot);
        const bool has_sign = !boolean && low < 0 && high >= 0;
        const std::size_t stored = boolean ? 1 : width_of(low, high) - (has_sign ? 0 : 1);
        Bits bits = leaves(stored);
        for (std::size_t i = 0; i < stored; ++i) {
            const bool set = !several() && (static_cast<std::uint64_t>(initial) >> i & 1U) != 0;
            latches_.push_back({bit_name(names_.variable(slot), i, stored), bits[i], bits[i], set});
        }
        first_latch_[slot] = latches_.size() - stored;
        stored_[slot] = bits;
        if (!boolean && !has_sign) bits.push_back(low < 0 ? Gates::yes : Gates::no);
        terms_.define(slot.number(), std::move(bits));
    }

    // --- steps

    Literal chooses(const Bits& input, std::size_t number, std::size_t of) {
        std::vector<Literal> bits;
        for (std::size_t i = 0; i < bits_for(of); ++i)
            bits.push_back((number >> i & 1U) != 0 ? input[i] : Gates::not_(input[i]));
        return gates_.all(std::move(bits));
    }

    Literal taken(const Option& option) {
        const auto thread = std::find(threads_.begin(), threads_.end(), option.command->thread) - threads_.begin();
        return gates_.all({terms_.condition(option.command->guard),
                           chooses(thread_input_, static_cast<std::size_t>(thread), threads_.size()),
                           chooses(option_input_, option.number, option.of)});
    }

    /// The value that the one command that is taken writes; if it writes none, the old one.
    void add_next(lower::SlotId slot) {
        const Bits& now = stored_.at(slot);
        std::vector<Literal> written;
        std::vector<std::vector<Literal>> set(now.size());
        for (const Option& option : options_) {
            const auto write = option.command->writes.find(slot);
            if (write == option.command->writes.end()) continue;
            const Bits value = written_value(slot, write->second);
            written.push_back(option.taken);
            for (std::size_t i = 0; i < now.size(); ++i) set[i].push_back(gates_.and_(option.taken, value[i]));
        }
        const Literal stays = Gates::not_(gates_.any(written));
        for (std::size_t i = 0; i < now.size(); ++i) {
            set[i].push_back(gates_.and_(stays, now[i]));
            latches_[first_latch_.at(slot) + i].next = gates_.any(std::move(set[i]));
        }
    }

    Bits written_value(lower::SlotId slot, Term value) {
        if (commands_.slots().boolean(slot)) return {terms_.condition(value)};
        return BitArithmetic::resized(terms_.number(value), stored_.at(slot).size());
    }

    /// With several initial states the circuit begins before them, where nothing is bad, and an input chooses one.
    void start_first() {
        for (std::size_t v = 0; v < names_.variables().size(); ++v) {
            const lower::SlotId slot = names_.variables()[v];
            for (std::size_t i = 0; i < stored_.at(slot).size(); ++i) {
                Literal& next = latches_[first_latch_.at(slot) + i].next;
                next = gates_.select(started_, next, chosen_start(v, i, 0, initial_.size()));
            }
        }
    }

    /// Bit `bit` of a variable in the initial state that the input names, one of `first` to `first + number`; a name
    /// beyond the last one is another name of some of them.
    Literal chosen_start(std::size_t variable, std::size_t bit, std::size_t first, std::size_t number) {
        if (number == 1) return (initial_[first][variable] >> bit & 1) != 0 ? Gates::yes : Gates::no;
        const std::size_t half = std::bit_ceil(number) / 2;
        return gates_.select(start_input_[bits_for(number) - 1],
                             chosen_start(variable, bit, first + half, number - half),
                             chosen_start(variable, bit, first, half));
    }

    // --- properties

    void add_bad() {
        for (const program::PropertyId p : commands_.program().properties.ids()) {
            const ExportedProperty& property = commands_.properties()[p];
            if (property.form == Form::beyond) continue;
            add_bad((property.sought ? "found " : "violated ") + printable(commands_.program().properties[p].name),
                    property.form == Form::lock_cycle ? lock_cycle() : terms_.condition(property.broken));
        }
        if (commands_.bound() != commands_.terms().no()) add_bad("bound", terms_.condition(commands_.bound()));
    }

    void add_bad(std::string name, Literal literal) {
        bad_.push_back({std::move(name), several() ? gates_.and_(started_, literal) : literal});
    }

    /// Whoever waits for nobody that waits is taken out, as often as there are threads; a circle is what is left.
    Literal lock_cycle() {
        std::map<lower::ThreadId, Literal> waits;
        for (const WaitsFor& edge : commands_.waits()) waits[edge.waiter] = Gates::yes;
        for (std::size_t round = 0; round < waits.size(); ++round) {
            std::map<lower::ThreadId, std::vector<Literal>> ways;
            for (const WaitsFor& edge : commands_.waits()) {
                const auto holder = waits.find(edge.holder);
                if (holder == waits.end()) continue;
                ways[edge.waiter].push_back(gates_.and_(terms_.condition(edge.condition), holder->second));
            }
            for (auto& [thread, literal] : waits) literal = gates_.any(ways[thread]);
        }
        std::vector<Literal> left;
        left.reserve(waits.size());
        for (const auto& [thread, literal] : waits) left.push_back(literal);
        return gates_.any(std::move(left));
    }

    void drop_unused() {
        std::vector<Literal> roots;
        for (const Latch& latch : latches_) roots.push_back(latch.next);
        for (const Bad& bad : bad_) roots.push_back(bad.literal);
        gates_ = gates_.cone(roots);
        for (std::size_t i = 0; i < latches_.size(); ++i) latches_[i].next = roots[i];
        for (std::size_t i = 0; i < bad_.size(); ++i) bad_[i].literal = roots[latches_.size() + i];
    }

    const Commands& commands_;
    const ExportNames& names_;
    std::vector<Option> options_;
    std::vector<std::vector<std::int64_t>> initial_;
    std::vector<lower::ThreadId> threads_;  ///< those that have options
    Gates gates_;
    TermBits terms_;
    std::vector<std::string> inputs_;
    Bits thread_input_, option_input_, start_input_;
    std::vector<Latch> latches_;
    std::map<lower::SlotId, Bits> stored_;  ///< the bits of a variable that are latches
    std::map<lower::SlotId, std::size_t> first_latch_;
    Literal started_ = Gates::no;  ///< with several initial states: one was chosen
    std::vector<Bad> bad_;
};

class Aiger {
public:
    Aiger(const Commands& commands, const std::string& name)
        : commands_(commands), names_(commands.names()), circuit_(commands), name_(shell_word(name)) {}

    std::string write() {
        numbers();
        gates();
        symbols();
        line("c");
        comments();
        return std::move(out_);
    }

private:
    void line(const std::string& text) { out_ += text + "\n"; }

    void numbers() {
        const Gates& gates = circuit_.gates();
        line(fmt::format("aig {} {} {} 0 {} {}", gates.nodes() - 1, circuit_.inputs().size(), circuit_.latches().size(),
                         gates.nodes() - 1 - gates.leaves(), circuit_.bad().size()));
        for (const Latch& latch : circuit_.latches()) line(std::to_string(latch.next) + (latch.starts_set ? " 1" : ""));
        for (const Bad& bad : circuit_.bad()) line(std::to_string(bad.literal));
    }

    void gates() {
        const Gates& gates = circuit_.gates();
        for (std::size_t node = gates.leaves() + 1; node < gates.nodes(); ++node) {
            const auto [smaller, greater] = gates.gate(node);
            number(static_cast<Literal>(2 * node) - greater);
            number(greater - smaller);
        }
    }

    /// Seven bits to a byte, the lowest first; the eighth says that more follow.
    void number(Literal value) {
        for (; value >= 128; value >>= 7U) out_ += static_cast<char>(value % 128 + 128);
        out_ += static_cast<char>(value);
    }

    void symbols() {
        for (std::size_t i = 0; i < circuit_.inputs().size(); ++i) line(fmt::format("i{} {}", i, circuit_.inputs()[i]));
        for (std::size_t i = 0; i < circuit_.latches().size(); ++i)
            line(fmt::format("l{} {}", i, circuit_.latches()[i].name));
        for (std::size_t i = 0; i < circuit_.bad().size(); ++i) line(fmt::format("b{} {}", i, circuit_.bad()[i].name));
    }

    // --- comments

    void comments() {
        for (const std::string& each : heading(commands_)) line(each);
        line("  (\"Each step\" is each state, and what the steps from it break.)\n");
        line("A bad state of `violated P` refutes P; one of `found P` is what P looks for. Each is proved on its own:");
        line("  berkeley-abc -q \"cone -s -O 0; pdr -nct; write_cex -n trace.cex\" " + name_ + ".aig\n");
        line("Latches are the bits of variables in two's complement, the lowest first.");
        if (circuit_.several()) line("The first step goes to the initial state that `choose.start` names.");
        variables();
        constants();
        choices();
    }

    void variables() {
        line("\nVariables:");
        for (const lower::SlotId slot : names_.variables()) {
            const auto [low, high] = commands_.slots().range(slot);
            const std::string meaning = names_.meaning(slot);
            line(fmt::format("  {}: {}", names_.variable(slot),
                             commands_.slots().boolean(slot) ? "boolean" : fmt::format("{}..{}", low, high)) +
                 (meaning.empty() ? "" : "  " + printable(meaning)));
        }
    }

    void constants() {
        for (const ExportNames::Group& group : names_.constants()) {
            line("\n" + printable(group.heading) + ":");
            for (const ExportNames::Constant& constant : group.constants)
                line(fmt::format("  {} = {}", constant.name, constant.value) +
                     (constant.comment.empty() ? "" : "  " + printable(constant.comment)));
        }
    }

    void choices() {
        line("\nSteps: of the thread that `choose.thread` names; of several ways, the one that the low bits of");
        line("`choose.option` name. Where nothing is named that can be done, the state stays as it is.");
        for (const Option& option : circuit_.options()) {
            const auto& all = circuit_.threads();
            const auto thread = std::find(all.begin(), all.end(), option.command->thread) - all.begin();
            line(fmt::format("  thread {} ({})", thread, printable(names_.thread(option.command->thread))) +
                 (option.of == 1 ? "" : fmt::format(", option {} of {}", option.number, option.of)) + ": " +
                 printable(option.command->statement));
        }
    }

    const Commands& commands_;
    const ExportNames& names_;
    Circuit circuit_;
    std::string name_;
    std::string out_;
};

}  // namespace

std::string to_aiger(const Commands& commands, const std::string& name) { return Aiger(commands, name).write(); }

}  // namespace revoke_mc::reports
