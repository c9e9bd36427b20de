// The walk is that of replay(), with less to compare: a step is the recorded one if it reads the same.
#include "reports/moments.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "model/semantics/interpret/run.hpp"
#include "reports/document_error.hpp"
#include "reports/internal/candidates.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Candidates;
using interpret::Interpreter;
using interpret::Outcome;
using interpret::State;
using program::ThreadId;

/// Functions of the kernel library by which devices and CPUs reach memory (model/language/kernel/memory.rvk).
constexpr std::array<std::string_view, 4> accesses{"dma_write", "dma_read", "cpu_access", "cpu_access_vmap"};

[[noreturn]] void not_possible(std::size_t step) {
    throw DocumentError(fmt::format("step {} is not one of this spec", step));
}

class Teller {
public:
    Teller(const TraceDocument& trace, const Interpreter& interpreter)
        : trace_(trace), interpreter_(interpreter), program_(interpreter.program()), recorder_(interpreter),
          candidates_(starts()) {}

    std::vector<Moment> tell() {
        for (std::size_t i = 0; i < trace_.steps.size(); ++i) take(i);
        std::vector<Moment> told;
        const State* before = nullptr;
        for (const Candidates::Node* node : Candidates::way_to(candidates_.front().front())) {
            const State* const after = node->outcome.next ? &*node->outcome.next : nullptr;
            Moment now;
            if (after != nullptr) now = moment(before, *after);
            now.cut = after == nullptr;
            now.accesses = accesses_of(node->outcome);
            told.push_back(std::move(now));
            before = after;
        }
        return told;
    }

private:
    [[nodiscard]] std::vector<Outcome> starts() const {
        std::vector<Outcome> starts = interpreter_.starts();
        std::erase_if(starts, [&](const Outcome& start) { return recorder_.initial(start) != trace_.initial; });
        if (starts.empty()) throw DocumentError("the trace does not start as this spec does");
        return starts;
    }

    void take(std::size_t number) {
        const TraceStep& step = trace_.steps[number];
        const auto named = std::find_if(program_.threads.begin(), program_.threads.end(),
                                        [&](const program::Thread& thread) { return thread.name == step.thread; });
        if (named == program_.threads.end()) not_possible(number + 1);
        const ThreadId thread{static_cast<std::size_t>(named - program_.threads.begin())};
        const auto outcomes = [&](const State& state) { return interpreter_.steps(state, thread); };
        const auto wanted = [&](const State& state, const Outcome& outcome) {
            return recorder_.step(state, outcome) == step;
        };
        if (!candidates_.advance(outcomes, wanted)) not_possible(number + 1);
    }

    [[nodiscard]] Moment moment(const State* before, const State& now) const {
        Moment told;
        const std::vector<interpret::Wait> waits = interpreter_.waits(now);
        for (const ThreadId id : program_.threads.ids()) {
            if (before == nullptr || before->threads[id] != now.threads[id])
                told.moved.push_back({recorder_.thread(now, id), recorder_.locals(now, id)});
            const bool for_lock = std::ranges::find(waits, id, &interpret::Wait::thread) != waits.end();
            if (std::optional<Obstacle> one = obstacle(now, id, for_lock)) told.obstacles.push_back(std::move(*one));
        }
        return told;
    }

    [[nodiscard]] std::optional<Obstacle> obstacle(const State& state, ThreadId id, bool for_lock) const {
        if (state.threads[id].ended()) return std::nullopt;
        std::vector<std::string> reasons;
        const bool blocked = interpret::Run::step(program_, state, id, &reasons).empty();
        if (reasons.empty()) return std::nullopt;
        std::vector<std::string> once;
        for (const std::string& reason : reasons)
            if (std::ranges::find(once, reason) == once.end()) once.push_back(reason);
        Obstacle::Kind kind = Obstacle::Kind::branch;
        if (blocked) kind = for_lock ? Obstacle::Kind::lock : Obstacle::Kind::condition;
        if (blocked && interpreter_.at_rest(state, id)) kind = Obstacle::Kind::rest;
        return Obstacle{kind, program_.threads[id].name, fmt::format("{}", fmt::join(once, "; "))};
    }

    /// In the order in which they happen; a step may make several. Who has entered such a function's block, and no
    /// more, has accessed nothing.
    [[nodiscard]] std::vector<std::string> accesses_of(const Outcome& outcome) const {
        std::vector<std::string> made;
        std::vector<program::StmtId> statements = outcome.folded;
        if (outcome.statement != program::none) statements.insert(statements.begin(), outcome.statement);
        for (const program::StmtId id : statements) {
            const program::Stmt& stmt = *program_.statements[id];
            const std::string& name = program_.routines[stmt.routine].name;
            if (stmt.is<program::Block>() || !program_.sources->files[stmt.place.file].is_kernel() ||
                std::ranges::find(accesses, name) == accesses.end())
                continue;
            if (made.empty() || made.back() != name) made.push_back(name);
        }
        return made;
    }

    const TraceDocument& trace_;
    const Interpreter& interpreter_;
    const program::Program& program_;
    Recorder recorder_;
    Candidates candidates_;
};

std::vector<FenceVariables> fences_of(const program::Program& program) {
    std::vector<FenceVariables> fences;
    if (!program.fence_fields.pending) return fences;
    for (const program::ObjectId id : program.fences()) {
        const program::Object& fence = program.objects[id];
        FenceVariables one{fence.name, program.cells[fence.first_cell + *program.fence_fields.pending].name, {}};
        for (const program::ObjectId buffer : program.objects.ids()) {
            if (program.objects[buffer].kind != program::ObjectKind::buffer || !program.fence_fields.in_resv) continue;
            if (program.fence_fields.per_buffer == 0 && fence.buffer != buffer) continue;
            one.in_resv.emplace_back(program.objects[buffer].name, program.cells[program.usage_cell(id, buffer)].name);
        }
        fences.push_back(std::move(one));
    }
    return fences;
}

}  // namespace

std::string_view to_string(Obstacle::Kind kind) {
    switch (kind) {
    case Obstacle::Kind::lock: return "lock";
    case Obstacle::Kind::condition: return "condition";
    case Obstacle::Kind::rest: return "rest";
    case Obstacle::Kind::branch: break;
    }
    return "branch";
}

std::vector<SourceText> source_texts(const program::Program& program) {
    std::vector<SourceText> texts;
    for (const syntax::SourceFile& file : program.sources->files) texts.push_back({file.name, file.text});
    return texts;
}

Moments moments(const TraceDocument& trace, const Interpreter& interpreter) {
    return {fences_of(interpreter.program()), source_texts(interpreter.program()), Teller(trace, interpreter).tell()};
}

}  // namespace revoke_mc::reports
