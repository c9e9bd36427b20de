// Promela for Spin.
//
// What keeps Spin's count equal to ours: variables that hold no state are `hidden`, every command is one d_step from
// the head of a do loop back to it, each loop's head is a valid end state, and what only watches leads back to the
// state that it watches.
#include <algorithm>

#include <fmt/format.h>

#include "reports/export/export.hpp"
#include "reports/export/term_text.hpp"
#include "reports/style.hpp"

namespace revoke_mc::reports {

namespace {

using Form = ExportedProperty::Form;

constexpr std::uint64_t usual_depth = 1'000'000;
constexpr std::size_t default_vector = 900;  ///< bytes; Spin has room for 1024
constexpr std::size_t process_bytes = 8;

std::string in_comment(std::string text) {
    for (std::size_t at = 0; (at = text.find("*/", at)) != std::string::npos; at += 2) text.insert(at + 1, " ");
    for (std::size_t at = 0; (at = text.find("/*", at)) != std::string::npos; at += 2) text.insert(at + 1, " ");
    return text;
}

std::string in_promela_string(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '%') out += '%';
        if (c == '"' || c == '\\')
            out += '\'';
        else
            out += c;
    }
    return out;
}

class Promela {
public:
    Promela(const Commands& commands, const std::string& name)
        : commands_(commands), names_(commands.names()), program_(commands.program()),
          text_(commands, ExportLanguage::promela), name_(in_comment(shell_word(name))), initial_(commands.initial()) {}

    std::string write() {
        head();
        constants();
        variables();
        guards();
        for (const lower::ThreadId t : program_.threads.ids()) thread(t);
        watch();
        if (several()) init();
        return temporaries_before(std::move(out_));
    }

private:
    void line(const std::string& text) { out_ += text + "\n"; }
    void define(const std::string& name, const std::string& value) {
        line(folded("#define " + name + " (" + value + ")", " \\\n        "));
    }
    [[nodiscard]] bool several() const { return initial_.size() > 1; }
    [[nodiscard]] bool bounded() const { return commands_.bound() != commands_.terms().no(); }
    [[nodiscard]] bool has(Term term) const { return term != commands_.terms().no(); }
    [[nodiscard]] std::string thread_name(lower::ThreadId t) const { return names_.thread(t); }

    // --- head

    void head() {
        line("/*");
        for (const std::string& each : heading(commands_)) line(" * " + in_comment(each));
        line(" *   A violated property P is reported as `assertion violated holds_P`.");
        line(" * Deadlock is checked by the process `watch`, not by Spin, whose notion of it is another one.");
        line(" *");
        line(" * Run it (-c0: go on after violations, so that all states are counted; without it: stop at the first "
             "one,");
        line(" * then `spin -t " + name_ + ".pml` shows the trace):");
        line(" *");
        line(" *   spin -a " + name_ + ".pml");
        line(" *   gcc -O2 -DSAFETY -DNOREDUCE" + vector_option() + " -o pan pan.c");
        line(" *   ./pan -c0 -n -m" + std::to_string(depth()));
        if (several()) {
            line(" *");
            line(fmt::format(" * There are {} initial states; Spin counts one state more, the one before the choice.",
                             initial_.size()));
        }
        line(" */\n");
    }

    [[nodiscard]] std::uint64_t depth() const {
        const bool known = program_.counts.states && *program_.counts.states > usual_depth;
        return known ? *program_.counts.states : usual_depth;
    }

    [[nodiscard]] std::string vector_option() const {
        std::size_t bytes = process_bytes * (program_.threads.size() + 2);
        for (const lower::SlotId slot : names_.variables()) bytes += type(slot) == "int" ? 4 : 2;
        return bytes <= default_vector ? "" : fmt::format(" -DVECTORSZ={}", (bytes / 1024 + 1) * 1024);
    }

    void constants() {
        for (const ExportNames::Group& group : names_.constants()) {
            line("/* " + in_comment(group.heading) + " */");
            for (const ExportNames::Constant& constant : group.constants)
                line(fmt::format("#define {} {}", constant.name, constant.value) +
                     (constant.comment.empty() ? "" : "  /* " + in_comment(constant.comment) + " */"));
            line("");
        }
    }

    // --- variables

    [[nodiscard]] std::string type(lower::SlotId slot) const {
        if (commands_.slots().boolean(slot)) return "bool";
        const auto [low, high] = commands_.slots().range(slot);
        if (low >= 0 && high <= 255) return "byte";
        return low >= -32768 && high <= 32767 ? "short" : "int";
    }

    [[nodiscard]] std::string value(std::size_t variable, std::size_t initial) const {
        const lower::SlotId slot = names_.variables()[variable];
        const std::int64_t value = initial_[initial][variable];
        if (commands_.slots().boolean(slot)) return value != 0 ? "true" : "false";
        return names_.value(slot, value);
    }

    /// All initial states have the same value.
    [[nodiscard]] bool settled(std::size_t variable) const {
        return std::all_of(initial_.begin(), initial_.end(), [&](const std::vector<std::int64_t>& state) {
            return state[variable] == initial_.front()[variable];
        });
    }

    void variables() {
        for (std::size_t v = 0; v < names_.variables().size(); ++v) {
            const lower::SlotId slot = names_.variables()[v];
            const std::string meaning = names_.meaning(slot);
            line(type(slot) + " " + names_.variable(slot) + (settled(v) ? " = " + value(v, 0) : "") + ";" +
                 (meaning.empty() ? "" : "  /* " + in_comment(meaning) + " */"));
        }
        line("\n/* not part of the state: what an assertion names, and values on the way */");
        for (const program::PropertyId p : program_.properties.ids())
            if (commands_.properties()[p].form != Form::beyond) line("hidden byte " + names_.property(p) + ";");
        if (bounded()) line("hidden byte within_bound;");
        temporaries_at_ = out_.size();
        line("");
    }

    /// How many values are computed early is known only when all commands are written.
    [[nodiscard]] std::string temporaries_before(std::string text) const {
        std::string declared;
        for (std::size_t i = 0; i < early_; ++i) declared += fmt::format("hidden int before_{};\n", i);
        for (const lower::ThreadId t : circle()) declared += "hidden byte waits_" + thread_name(t) + ";\n";
        if (!circle().empty()) declared += "hidden byte round;\n";
        return text.insert(temporaries_at_, declared);
    }

    // --- commands

    void guards() {
        line("/* when the steps can be taken */");
        for (const Command& command : commands_.commands()) guards(command);
        line("");
    }

    void guards(const Command& command) {
        if (has(command.guard)) define(fmt::format("can_{}", command.number.number()), text_(command.guard));
        for (const auto& [property, where] : command.cut) define(cut(command, property), text_(where));
        if (has(command.bound)) define(fmt::format("bound_{}", command.number.number()), text_(command.bound));
    }

    [[nodiscard]] std::string cut(const Command& command, program::PropertyId property) const {
        return fmt::format("cut_{}_{}", command.number.number(), names_.property(property));
    }

    [[nodiscard]] static std::string failing(const std::string& property) {
        return fmt::format("{0} = false; assert({0})", property);
    }

    void thread(lower::ThreadId t) {
        const auto is_mine = [&](const Command& command) { return command.thread == t; };
        if (std::none_of(commands_.commands().begin(), commands_.commands().end(), is_mine)) return;
        line(fmt::format("{}proctype {}() {{", several() ? "" : "active ", thread_name(t)));
        line("end_" + thread_name(t) + ":");
        line("  do");
        for (const Command& command : commands_.commands())
            if (is_mine(command)) step(command);
        line("  od\n}\n");
    }

    void step(const Command& command) {
        line(fmt::format("  /* {}: {} */", command.number.number(), in_comment(command.statement)));
        if (has(command.guard))
            line(fmt::format("  :: d_step {{ can_{} ->{}\n       printf(\"{}\\n\") }}", command.number.number(),
                             effects(command), in_promela_string(title_of(command))));
        for (const auto& [property, where] : command.cut)
            option(cut(command, property), failing(names_.property(property)));
        if (has(command.bound)) option(fmt::format("bound_{}", command.number.number()), failing("within_bound"));
    }

    void option(const std::string& guard, const std::string& body) {
        line("  :: d_step { " + folded("(" + guard + ")", "\n        ") + " -> " + body + " }");
    }

    /// One statement on each line.
    std::string effects(const Command& command) {
        std::string before, after;
        const auto add = [](std::string& to, const std::string& statement) {
            to += "\n       " + folded(statement, "\n         ") + ";";
        };
        for (const auto& [property, keeps] : command.keeps) {
            add(before, fmt::format("{} = ({})", names_.property(property), text_(keeps)));
            add(before, fmt::format("assert({})", names_.property(property)));
        }
        std::size_t early = 0;
        for (const OrderedWrite& write : in_order(command.writes, text_)) {
            std::string now = text_(write.value, write.slot);
            if (write.early) {
                add(before, fmt::format("before_{} = ({})", early, now));
                now = fmt::format("before_{}", early++);
            }
            if (now.find(' ') != std::string::npos && now.front() != '(') now = fmt::format("({})", now);
            add(after, fmt::format("{} = {}", names_.variable(write.slot), now));
        }
        early_ = std::max(early_, early);
        return before + after;
    }

    [[nodiscard]] std::string title_of(const Command& command) const {
        return program_.threads[command.thread].name + ": " + command.statement;
    }

    // --- properties of states

    void watch() {
        line("/* Watches: each of its steps leads back to the state that it was taken in. */");
        moves();
        line(std::string(several() ? "" : "active ") + "proctype watch() {");
        line("end_watch:");
        line("  do");
        for (const program::PropertyId p : program_.properties.ids()) watch(p);
        read_all();
        line("  od\n}");
    }

    /// Spin leaves a variable that is only written out of the state, unless somebody could read it.
    void read_all() {
        std::string all;
        for (const lower::SlotId slot : names_.variables())
            all += (all.empty() ? "" : " || ") + names_.variable(slot) + " != 0";
        line("  /* never taken; without it Spin would leave variables that nobody reads out of the state */");
        option(all.empty() ? "false" : "false && (" + all + ")", "skip");
    }

    void before_the_first_step(const std::string& name) {
        line("  /* what stands before the first step breaks it */");
        option("true", failing(name));
    }

    void watch(program::PropertyId p) {
        const ExportedProperty& property = commands_.properties()[p];
        const std::string& name = names_.property(p);
        if (property.at_start) before_the_first_step(name);
        if (property.form == Form::state) {
            line(fmt::format("  /* {} */", in_comment(program_.properties[p].text)));
            if (has(property.broken)) option(text_(property.broken), failing(name));
        }
        if (property.form == Form::deadlock && has(property.broken)) option("!moves && !all_rest", failing(name));
        if (property.form == Form::lock_cycle && !commands_.waits().empty()) watch_locks(name);
    }

    /// What can move: the guards of all steps that change something; `check` counts a step that is cut as well.
    void moves() {
        std::string any;
        for (const Command& command : commands_.commands()) {
            const bool always = command.changes == commands_.terms().yes();
            const std::string can = fmt::format("can_{}", command.number.number());
            if (has(command.guard) && has(command.changes))
                any += (always ? can : fmt::format("({} && ({}))", can, text_(command.changes))) + " || ";
            for (const auto& [property, where] : command.cut) any += cut(command, property) + " || ";
            if (has(command.bound)) any += fmt::format("bound_{} || ", command.number.number());
        }
        define("moves", any + "false");
        define("all_rest", text_(commands_.all_rest()));
        line("");
    }

    [[nodiscard]] std::set<lower::ThreadId> circle() const {
        std::set<lower::ThreadId> out;
        for (const WaitsFor& edge : commands_.waits()) out.insert(edge.waiter);
        return out;
    }

    /// Whoever waits for nobody that waits is taken out, until nothing changes; a circle is what is left.
    void watch_locks(const std::string& name) {
        std::string any, start, rounds, left;
        for (const lower::ThreadId t : circle()) {
            std::string waits;
            for (const WaitsFor& edge : commands_.waits()) {
                if (edge.waiter != t) continue;
                waits += fmt::format("(({}) && waits_{}) || ", text_(edge.condition), thread_name(edge.holder));
                any += fmt::format("({}) || ", text_(edge.condition));
            }
            start += fmt::format("waits_{} = true; ", thread_name(t));
            rounds += fmt::format("waits_{} = {}false; ", thread_name(t), waits);
            left += fmt::format("!waits_{} && ", thread_name(t));
        }
        option(any + "false",
               fmt::format("round = 0; {}do :: round < {} -> {}round++ :: else -> break od; {} = {}true; "
                           "assert({})",
                           start, circle().size(), rounds, name, left, name));
    }

    // --- several initial states

    void init() {
        line("\ninit {\n  atomic {\n    if");
        for (std::size_t i = 0; i < initial_.size(); ++i) {
            std::string values;
            for (std::size_t v = 0; v < names_.variables().size(); ++v)
                if (!settled(v)) values += names_.variable(names_.variables()[v]) + " = " + value(v, i) + "; ";
            line(folded("    :: " + values.substr(0, values.size() - 2), "\n        "));
        }
        line("    fi;");
        for (const lower::ThreadId t : program_.threads.ids())
            if (out_.find("\nproctype " + thread_name(t) + "()") != std::string::npos)
                line("    run " + thread_name(t) + "();");
        line("    run watch()\n  }\n}");
    }

    const Commands& commands_;
    const ExportNames& names_;
    const program::Program& program_;
    TermText text_;
    std::string name_;
    std::vector<std::vector<std::int64_t>> initial_;
    std::string out_;
    std::size_t temporaries_at_ = 0;
    std::size_t early_ = 0;
};

}  // namespace

std::string to_promela(const Commands& commands, const std::string& name) { return Promela(commands, name).write(); }

}  // namespace revoke_mc::reports
