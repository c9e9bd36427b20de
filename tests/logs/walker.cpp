// Where a point is seen with a number: at a call, the parameter `k` (in the state behind it, since the first statement
// of each function is a step); at a return, the value that the function is about to return (in the state before).
#include "tests/logs/walker.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "model/language/check/check.hpp"
#include "model/language/syntax/instrument.hpp"
#include "model/language/syntax/loader.hpp"

namespace revoke_mc::tests {

using explain::Logged;
using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;
using program::LogPoint;
using random_specs::Dice;

namespace {

// ---- specs

class Writer {
public:
    explicit Writer(Dice& dice) : dice_(dice) {}

    std::string spec() {
        std::string out = "spec \"random\";\nuser box { int<0..2> x; bool flag; lock l; }\n";
        out += "user actor[2]" + std::string(dice_.chance(50) ? " ordered" : "") + " {\n    bool mine;\n";
        out += function("actor", "f");
        out += thread("actor", "run") + "}\nuser other {\n";
        out += function("other", "g");
        out += thread("other", "t");
        out += thread("other", "u") + "}\n";
        return out + "log {\n" + table_ + "    optional step other.t @ last;\n}\n";
    }

private:
    std::string function(const std::string& component, const std::string& name) {
        where_ = component + "." + name;
        callable_.clear();
        const std::string value = dice_.chance(50) ? "box.x" : std::to_string(dice_.between(0, 2));
        std::string out = fmt::format("    int {}(int k) {{\n        box.x = k % 3;\n", name);
        out += statements(dice_.between(0, 2), "        ");
        out += fmt::format("        box.flag = k == 1;\n        return {};\n    }}\n", value);
        const std::string kinds[] = {"", "call ", "return ", "optional "};
        if (dice_.chance(80)) table_ += fmt::format("    {}{};\n", kinds[dice_.below(4)], where_);
        callable_ = name;
        return out;
    }

    std::string thread(const std::string& component, const std::string& name) {
        where_ = component + "." + name;
        const bool round = dice_.chance(50);
        std::string out = fmt::format("    thread {} {{\n{}", name, round ? "        loop {\n" : "");
        out += "        rest: skip;\n" + statements(dice_.between(2, 4), "        ");
        out += "        last: skip;\n";
        return out + (round ? "        }\n" : "") + "    }\n";
    }

    std::string statements(int count, const std::string& indent) {
        std::string out;
        for (int i = 0; i < count; ++i) out += statement(indent);
        return out;
    }

    std::string label(bool often) {
        std::string name = fmt::format("l{}", ++labels_);
        if (dice_.chance(often ? 80 : 50))
            table_ += fmt::format("    {}step {} @ {} as \"p{}\";\n", dice_.chance(15) ? "optional " : "", where_, name,
                                  dice_.between(0, 5));
        return name;
    }

    std::string statement(const std::string& indent) {
        const int c = dice_.between(0, 2);
        switch (dice_.below(callable_.empty() ? 7 : 9)) {
        case 0: return fmt::format("{}{}: skip;\n", indent, label(true));
        case 1: return fmt::format("{}{}: box.x = {};\n", indent, label(false), c);
        case 2: return fmt::format("{}rest: await (box.x == {});\n", indent, c);
        case 3:
            return fmt::format("{}mutex_lock(box.l);\n{}: skip;\n{}mutex_unlock(box.l);\n", indent, label(true),
                               indent);
        case 4: {
            const std::string first = label(true), second = label(false);
            return fmt::format("{0}atomic {{ {1}: skip; box.x = {2}; {3}: skip; }}\n", indent, first, c, second);
        }
        case 5: {
            const std::string left = statement(indent + "    "), right = statement(indent + "    ");
            return fmt::format("{0}either {{\n{1}{0}}} or {{\n{2}{0}}}\n", indent, left, right);
        }
        case 6: return fmt::format("{}if (box.flag) {{ {}: skip; }} else box.x = {};\n", indent, label(true), c);
        case 7: return fmt::format("{}{}({});\n", indent, callable_, c);
        default: return fmt::format("{}if ({}({}) == 1) box.flag = false;\n", indent, callable_, c);
        }
    }

    Dice& dice_;
    std::string table_, where_, callable_;
    int labels_ = 0;
};

// ---- what a step shows

struct Shown {
    program::LogPointId point = program::none;
    std::optional<std::int64_t> number;
};

std::optional<std::int64_t> number_at(const program::Program& program, const State& state, program::ThreadId thread,
                                      program::RoutineId routine, const std::string& name) {
    const auto& frames = state.threads[thread].frames;
    if (frames.empty() || frames.back().routine != routine) return std::nullopt;
    const auto& locals = program.routines[routine].locals;
    for (const program::LocalId local : locals.ids())
        if (locals[local].name == name) return frames.back().locals[local];
    return std::nullopt;
}

std::vector<Shown> shown_by(const program::Program& program, const State& before, const Outcome& step) {
    std::vector<program::StmtId> statements{step.statement};
    statements.insert(statements.end(), step.folded.begin(), step.folded.end());
    std::vector<Shown> out;
    for (const program::StmtId id : statements) {
        if (id == program::none) continue;
        const program::Stmt& stmt = *program.statements[id];
        const auto* skip = stmt.as<program::Skip>();
        if (skip == nullptr || skip->point == program::none) continue;
        Shown shown{skip->point, {}};
        const LogPoint::Kind kind = program.log[skip->point].kind;
        if (kind == LogPoint::Kind::call && step.next)
            shown.number = number_at(program, *step.next, step.thread, stmt.routine, "k");
        if (kind == LogPoint::Kind::returned)
            shown.number = number_at(program, before, step.thread, stmt.routine, syntax::returned_value);
        out.push_back(shown);
    }
    return out;
}

Logged line_of(const program::Program& program, program::ThreadId thread, const Shown& shown) {
    const LogPoint& point = program.log[shown.point];
    Logged line;
    line.task = program.threads[thread].name;
    line.kind = point.kind;
    line.name = point.name;
    if (point.kind == LogPoint::Kind::call && shown.number) line.arguments.emplace_back("k", *shown.number);
    if (point.kind == LogPoint::Kind::returned && shown.number) line.value = *shown.number;
    return line;
}

// ---- the judge

std::optional<std::int64_t> number_of(const Logged& line) {
    if (!line.arguments.empty()) return std::get<std::int64_t>(line.arguments.front().second);
    if (line.value) return std::get<std::int64_t>(*line.value);
    return std::nullopt;
}

/// Statements of all ways to a state, and of some.
struct Marks {
    std::vector<bool> surely, perhaps;

    void add(program::StmtId statement) {
        if (statement != program::none) surely[statement.number()] = perhaps[statement.number()] = true;
    }
    void add(const Outcome& step) {
        add(step.statement);
        for (const program::StmtId folded : step.folded) add(folded);
    }
    /// Another way, or other ways. True: that changes something.
    bool meet(const Marks& other) {
        const Marks before = *this;
        for (std::size_t i = 0; i < surely.size(); ++i) {
            surely[i] = surely[i] && other.surely[i];
            perhaps[i] = perhaps[i] || other.perhaps[i];
        }
        return surely != before.surely || perhaps != before.perhaps;
    }
};

using States = std::unordered_map<State, Marks, interpret::StateHash>;

class Judge {
public:
    Judge(const Interpreter& interpreter, const std::vector<Logged>& log,
          const std::map<std::string, program::ThreadId>& threads)
        : interpreter_(interpreter), program_(interpreter.program()), log_(log), threads_(threads),
          at_(log.size() + 1) {}

    std::uint64_t explained() {
        const std::size_t statements = program_.statements.size();
        for (const Outcome& start : interpreter_.starts()) {
            if (!start.next) continue;
            Marks marks{std::vector<bool>(statements), std::vector<bool>(statements)};
            marks.add(start);
            arrive(0, *start.next, marks);
        }
        for (std::size_t line = 0; line < log_.size(); ++line) {
            std::vector<State> open;
            for (const auto& [state, marks] : at_[line]) open.push_back(state);
            while (!open.empty()) {
                const State state = std::move(open.back());
                open.pop_back();
                go_on(state, line, open);
            }
        }
        return furthest_;
    }

    /// Of all ways that come as far as any.
    [[nodiscard]] Marks marks() const {
        std::optional<Marks> out;
        for (const auto& [state, marks] : at_[furthest_]) {
            if (out)
                out->meet(marks);
            else
                out = marks;
        }
        return *out;
    }

private:
    /// True: there is something new.
    bool arrive(std::size_t line, const State& state, const Marks& marks) {
        furthest_ = std::max(furthest_, line);
        const auto [place, is_new] = at_[line].try_emplace(state, marks);
        return is_new || place->second.meet(marks);
    }

    void go_on(const State& state, std::size_t line, std::vector<State>& open) {
        const Marks before = at_[line].at(state);
        for (const Outcome& step : interpreter_.steps(state)) {
            if (!step.next) continue;
            Marks marks = before;
            marks.add(step);
            for (const std::size_t to : lines_behind(shown_by(program_, state, step), step, 0, line))
                if (arrive(to, *step.next, marks) && to == line) open.push_back(*step.next);
        }
    }

    /// The line that is next after `line` if the points from `point` on are lines, for each way to leave some out.
    std::set<std::size_t> lines_behind(const std::vector<Shown>& shown, const Outcome& step, std::size_t point,
                                       std::size_t line) const {
        if (point == shown.size()) return {line};
        std::set<std::size_t> out;
        const Shown& here = shown[point];
        if (program_.log[here.point].optional) out = lines_behind(shown, step, point + 1, line);
        if (line == log_.size()) {
            if (point > 0) out.insert(line);  // the log may end in the middle of a step
            return out;
        }
        const Logged& wanted = log_[line];
        const LogPoint& known = program_.log[here.point];
        const bool same = known.kind == wanted.kind && known.name == wanted.name &&
                          threads_.at(*wanted.task) == step.thread &&
                          (!number_of(wanted) || !here.number || *here.number == *number_of(wanted));
        if (same) out.merge(lines_behind(shown, step, point + 1, line + 1));
        return out;
    }

    const Interpreter& interpreter_;
    const program::Program& program_;
    const std::vector<Logged>& log_;
    const std::map<std::string, program::ThreadId>& threads_;
    std::vector<States> at_;
    std::size_t furthest_ = 0;
};

}  // namespace

std::string random_logged_spec(Dice& dice) { return Writer(dice).spec(); }

program::Program instrumented(const std::string& text) {
    syntax::Loaded loaded = syntax::load_text("random.rvk", text);
    syntax::instrument(loaded);
    return check::check(loaded);
}

std::vector<Logged> log_of_walk(const Interpreter& interpreter, Dice& dice, std::size_t steps) {
    std::vector<Logged> log;
    State state = dice.pick(interpreter.initial_states());
    for (std::size_t i = 0; i < steps; ++i) {
        const std::vector<Outcome> all = interpreter.steps(state);
        if (all.empty()) break;
        const Outcome& step = dice.pick(all);
        if (!step.next) break;
        for (const Shown& shown : shown_by(interpreter.program(), state, step)) {
            if (interpreter.program().log[shown.point].optional && dice.chance(50)) continue;
            log.push_back(line_of(interpreter.program(), step.thread, shown));
        }
        state = *step.next;
    }
    return log;
}

void edit(std::vector<Logged>& log, const program::Program& program, Dice& dice) {
    if (log.empty()) return;
    const std::size_t at = dice.below(log.size());
    Logged& line = log[at];
    switch (dice.below(4)) {
    case 0: log.erase(log.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 1:
        if (at + 1 < log.size()) std::swap(line, log[at + 1]);
        break;
    case 2:
        if (!line.arguments.empty()) line.arguments.front().second = std::int64_t{dice.between(0, 2)};
        if (line.value) line.value = std::int64_t{dice.between(0, 2)};
        break;
    default: {
        const LogPoint& other = dice.pick(program.log.items());
        line.kind = other.kind;
        line.name = other.name;
        line.arguments.clear();
        line.value.reset();
    }
    }
}

bool is_choice(const program::Stmt& stmt) { return stmt.is<program::Either, program::Any>(); }

ExplainedSlowly explained_slowly(const Interpreter& interpreter, const std::vector<Logged>& log, bool bound) {
    const program::Program& program = interpreter.program();
    std::set<std::string> tasks;
    for (const Logged& line : log) tasks.insert(*line.task);
    std::map<std::string, program::ThreadId> threads;
    ExplainedSlowly most;
    const std::function<void(std::set<std::string>::const_iterator)> choose = [&](auto task) {
        if (task == tasks.end()) {
            Judge judge(interpreter, log, threads);
            const std::uint64_t lines = judge.explained();
            Marks marks = judge.marks();
            if (lines == most.lines && !most.surely.empty()) marks.meet({most.surely, most.perhaps});
            if (lines >= most.lines) most = {lines, marks.surely, marks.perhaps};
            return;
        }
        for (const program::ThreadId thread : program.threads.ids()) {
            const bool taken =
                std::any_of(threads.begin(), threads.end(), [&](const auto& t) { return t.second == thread; });
            if (taken || (bound && program.threads[thread].name != *task)) continue;
            threads[*task] = thread;
            choose(std::next(task));
            threads.erase(*task);
        }
    };
    choose(tasks.begin());
    return most;
}

}  // namespace revoke_mc::tests
