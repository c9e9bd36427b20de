// Murphi in Rumur's dialect.
#include <algorithm>

#include <fmt/format.h>

#include "reports/export/export.hpp"
#include "reports/export/term_text.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

namespace {

using Form = ExportedProperty::Form;

std::string in_murphi_string(std::string text) {
    std::replace(text.begin(), text.end(), '"', '\'');
    std::replace(text.begin(), text.end(), '\\', '/');
    return text;
}

class Murphi {
public:
    Murphi(const Commands& commands, const std::string& name)
        : commands_(commands), names_(commands.names()), program_(commands.program()),
          text_(commands, ExportLanguage::murphi), name_(shell_word(name)) {}

    std::string write() {
        head();
        constants();
        variables();
        start();
        for (const Command& command : commands_.commands()) rule(command);
        for (const program::PropertyId p : program_.properties.ids()) property(p);
        if (has(commands_.bound()))
            line("invariant \"within_bound\"\n  " + indented("!(" + text_(commands_.bound()) + ")") + ";\n");
        return std::move(out_);
    }

private:
    void line(const std::string& text) { out_ += text + "\n"; }
    [[nodiscard]] static std::string indented(const std::string& text) { return folded(text, "\n    "); }
    [[nodiscard]] bool has(Term term) const { return term != commands_.terms().no(); }

    void head() {
        for (const std::string& each : heading(commands_)) line("-- " + each);
        line("--   What should hold is an invariant, what should be violated or found a `cover`: Rumur reports no "
             "error");
        line("--   exactly if every verdict is as expected. For the trace of an expected violation, turn its `cover X` "
             "into");
        line("--   `invariant !(X)`.");
        line("-- Deadlock is such a property here; Rumur's own notion of it is another one and turned off.");
        line("--");
        line("-- Run it:");
        line("--   rumur --deadlock-detection off --output " + name_ + ".c " + name_ + ".m");
        line("--   gcc -O2 -mcx16 -o " + name_ + " " + name_ + ".c -pthread     (-mcx16: on x86-64 only)");
        line("--   ./" + name_ + "\n");
    }

    void constants() {
        line("-- Rumur computes in the narrowest type that holds all constants and variables; n - 1 and a + b need "
             "more.");
        line("const\n  least_value: -2147483648;\n  greatest_value: 2147483647;\n");
        for (const ExportNames::Group& group : names_.constants()) {
            line("-- " + printable(group.heading) + "\nconst");
            for (const ExportNames::Constant& constant : group.constants)
                line(fmt::format("  {}: {};", constant.name, constant.value) +
                     (constant.comment.empty() ? "" : "  -- " + constant.comment));
            line("");
        }
    }

    [[nodiscard]] std::string type(lower::SlotId slot) const {
        if (commands_.slots().boolean(slot)) return "boolean";
        const auto [low, high] = commands_.slots().range(slot);
        return fmt::format("{}..{}", low, high);
    }

    void variables() {
        line("var");
        for (const lower::SlotId slot : names_.variables()) {
            const std::string meaning = names_.meaning(slot);
            line(fmt::format("  {}: {};", names_.variable(slot), type(slot)) +
                 (meaning.empty() ? "" : "  -- " + meaning));
        }
        line("");
    }

    void start() {
        std::size_t number = 0;
        for (const std::vector<std::int64_t>& state : commands_.initial()) {
            line(fmt::format("startstate \"start {}\"", number++));
            line("begin");
            for (std::size_t v = 0; v < state.size(); ++v) {
                const lower::SlotId slot = names_.variables()[v];
                const bool boolean = commands_.slots().boolean(slot);
                const std::string truth = state[v] != 0 ? "true" : "false";
                line(fmt::format("  {} := {};", names_.variable(slot), boolean ? truth : names_.value(slot, state[v])));
            }
            line("endstartstate;\n");
        }
    }

    // --- rules

    void rule(const Command& command) {
        if (!has(command.guard)) return;  // it always breaks something: see the properties
        line(fmt::format("rule \"{} {}: {}\"", command.number.number(),
                         in_murphi_string(program_.threads[command.thread].name), in_murphi_string(command.statement)));
        line("  " + indented("(" + text_(command.guard) + ")"));
        line("==>");
        std::string locals, before, after;
        for (const OrderedWrite& write : in_order(command.writes, text_)) body(write, locals, before, after);
        out_ += (locals.empty() ? "" : "var\n" + locals) + "begin\n" + before + after;
        line("endrule;\n");
    }

    void body(const OrderedWrite& write, std::string& locals, std::string& before, std::string& after) const {
        const std::string& target = names_.variable(write.slot);
        std::string value = text_(write.value, write.slot);
        if (write.early) {
            const std::string early = "before_" + target;
            locals += fmt::format("  {}: {};\n", early, type(write.slot));
            before += fmt::format("  {} := {};\n", early, indented(value));
            value = early;
        }
        after += fmt::format("  {} := {};\n", target, indented(value));
    }

    // --- properties

    void property(program::PropertyId p) {
        const program::Property& property = program_.properties[p];
        const ExportedProperty& exported = commands_.properties()[p];
        if (exported.form == Form::beyond) return;
        if (exported.form == Form::lock_cycle) lock_cycle();
        const std::string broken = exported.form == Form::lock_cycle ? "lock_cycle_now()" : text_(exported.broken);
        const bool reached = exported.sought != property.expect_violated;
        if (property.kind != program::Property::Kind::builtin) line("-- " + printable(property.text));
        if (exported.at_start) line("-- What stands before the first step breaks it.");
        line(fmt::format("{} \"{}{}\"", reached ? "cover" : "invariant", in_murphi_string(property.name),
                         reached ? (exported.sought ? " is found" : " is violated") : ""));
        line("  " + indented((reached ? "(" : "!(") + broken + ")") + ";\n");
    }

    /// Whoever waits for nobody that waits is taken out, until nothing changes; a circle is what is left.
    void lock_cycle() {
        std::set<lower::ThreadId> circle;
        for (const WaitsFor& edge : commands_.waits()) circle.insert(edge.waiter);
        std::string locals, start, rounds, left;
        for (const lower::ThreadId t : circle) {
            const std::string mine = "waits_" + names_.thread(t);
            locals += "  " + mine + ": boolean;\n";
            start += "  " + mine + " := true;\n";
            rounds += "    " + mine + " := " + indented(waits_of(t)) + ";\n";
            left += " | " + mine;
        }
        line("function lock_cycle_now(): boolean;");
        out_ += circle.empty() ? "" : "var\n" + locals;
        line("begin");
        out_ += start;
        if (!circle.empty()) line(fmt::format("  for round: 1..{} do\n{}  endfor;", circle.size(), rounds));
        line("  return false" + left + ";\nend;\n");
    }

    [[nodiscard]] std::string waits_of(lower::ThreadId waiter) const {
        std::string out = "false";
        for (const WaitsFor& edge : commands_.waits())
            if (edge.waiter == waiter)
                out += fmt::format(" | (({}) & waits_{})", text_(edge.condition), names_.thread(edge.holder));
        return out;
    }

    const Commands& commands_;
    const ExportNames& names_;
    const program::Program& program_;
    TermText text_;
    std::string name_;
    std::string out_;
};

}  // namespace

std::string to_murphi(const Commands& commands, const std::string& name) { return Murphi(commands, name).write(); }

}  // namespace revoke_mc::reports
