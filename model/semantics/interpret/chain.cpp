// Follows the waiting from thread to thread, looking ahead for who would have to move.
#include "model/semantics/interpret/chain.hpp"

#include <algorithm>
#include <deque>
#include <optional>
#include <unordered_map>

#include "model/semantics/interpret/evaluate.hpp"

namespace revoke_mc::interpret {

using namespace program;  // NOLINT(google-build-using-namespace): the vocabulary of every line below

namespace {

/// How others let a thread go on once a lock is free.
struct Way {
    ThreadId provider = none;  ///< who takes the last step
    StmtId step = none;        ///< ... which is this
    ThreadId taker = none;     ///< who takes the lock that was made free; none: nobody has to
};

/// The state in which nobody holds the lock.
State freed(const Program& program, State state, ObjectId lock) {
    const Object& object = program.objects[lock];
    const std::size_t cells = object.kind == ObjectKind::rwlock ? object.cells : 1;
    std::fill_n(state.cells.begin() + object.first_cell.number(), cells, 0);
    return state;
}

/// Breadth-first along the steps of all but one thread, until that one can step.
class ChainFinder {
public:
    ChainFinder(const Interpreter& interpreter, ThreadId waiting, ObjectId lock, std::size_t& budget)
        : interpreter_(interpreter), waiting_(waiting), lock_(lock), budget_(budget) {}

    std::optional<Way> from(const State& start) {
        seen_.emplace(start, Link{});
        open_.push_back(&seen_.begin()->first);
        while (!open_.empty() && budget_ > 0) {
            --budget_;
            const State& here = *open_.front();
            open_.pop_front();
            if (!interpreter_.steps(here, waiting_).empty()) return way_to(here);
            for (Outcome& step : interpreter_.steps(here))
                if (step.next && step.thread != waiting_) add(here, step);
        }
        return std::nullopt;
    }

private:
    struct Link {
        const State* before = nullptr;
        ThreadId thread = none;
        StmtId statement = none;
    };
    void add(const State& here, Outcome& step) {
        const auto [place, fresh] = seen_.try_emplace(std::move(*step.next), Link{&here, step.thread, step.statement});
        if (fresh) open_.push_back(&place->first);
    }
    [[nodiscard]] std::optional<Way> way_to(const State& end) const {
        const Link* last = &seen_.at(end);
        if (last->before == nullptr) return std::nullopt;  // it can go on at once: it was waiting for something else
        Way way{last->thread, last->statement, none};
        for (const State* at = &end; seen_.at(*at).before != nullptr; at = seen_.at(*at).before) {
            const Link& link = seen_.at(*at);
            if (holds_lock(interpreter_.program(), *at, lock_, link.thread)) way.taker = link.thread;
        }
        return way;
    }

    const Interpreter& interpreter_;
    const ThreadId waiting_;
    const ObjectId lock_;
    std::size_t& budget_;  ///< states that may still be looked at
    std::unordered_map<State, Link, StateHash> seen_;
    std::deque<const State*> open_;
};

class Chain {
public:
    Chain(const Interpreter& interpreter, const State& state, std::size_t most_states)
        : interpreter_(interpreter), program_(interpreter.program()), state_(state), budget_(most_states) {}

    std::vector<std::string> follow(ThreadId thread) {
        std::vector<ThreadId> met;
        while (thread != none && std::find(met.begin(), met.end(), thread) == met.end()) {
            met.push_back(thread);
            thread = link_from(thread);
        }
        return std::move(lines_);
    }

private:
    [[nodiscard]] const std::string& name(ThreadId thread) const { return program_.threads[thread].name; }

    /// Who has to move first; none: the chain ends here.
    ThreadId link_from(ThreadId thread) {
        if (!interpreter_.steps(state_, thread).empty()) return none;
        if (interpreter_.at_rest(state_, thread)) {
            lines_.push_back(name(thread) + " is at rest");
            return none;
        }
        for (const Wait& wait : interpreter_.waits(state_))
            if (wait.thread == thread && !wait.holders.empty()) {
                const ThreadId other = wait.holders.front();
                const bool holds = holds_lock(program_, state_, wait.lock, other);
                lines_.push_back(name(thread) + " waits for " + program_.objects[wait.lock].name + ", which " +
                                 name(other) + (holds ? " holds" : " waits to write"));
                return other;
            }
        if (const ThreadId worker = worker_for(thread); worker != none) return worker;
        return provider_for(thread);
    }

    /// The thread waits for a work to run, or to have run.
    ThreadId worker_for(ThreadId thread) {
        const Stmt& next = *program_.statements[state_.threads[thread].frames.back().position];
        const BuiltinCall* call = next.waits_for_work();
        if (!call) return none;
        const Object& work = program_.objects[Evaluator(program_, state_, thread).used_object(*call->object)];
        lines_.push_back(name(thread) + " waits for " + work.name + ", which has not ended");
        return work.worker;
    }

    /// The thread waits for a condition: which lock, if it were free, would let others make it true?
    ThreadId provider_for(ThreadId thread) {
        for (const ObjectId lock : program_.objects.ids()) {
            const ObjectKind kind = program_.objects[lock].kind;
            if (kind != ObjectKind::lock && kind != ObjectKind::rwlock) continue;
            const std::vector<ThreadId> holders = holders_of(lock);
            if (holders.empty()) continue;
            const std::optional<Way> way =
                ChainFinder(interpreter_, thread, lock, budget_).from(freed(program_, state_, lock));
            if (!way || way->taker == none) continue;
            explain(thread, *way, lock, holders.front());
            return holders.front();
        }
        return none;
    }

    void explain(ThreadId thread, const Way& way, ObjectId lock, ThreadId holder) {
        lines_.push_back(name(thread) + " waits for " + name(way.provider) + " to " + what(way.step));
        lines_.push_back("before that " + name(way.taker) + " needs " + program_.objects[lock].name + ", which " +
                         name(holder) + " holds");
    }

    /// "get through dma_fence_signal", "carry out revoked = true;"
    [[nodiscard]] std::string what(StmtId step) const {
        const Stmt& stmt = *program_.statements[step];
        const Routine& routine = program_.routines[stmt.routine];
        return routine.thread_body ? "carry out " + stmt.source : "get through " + routine.name;
    }

    [[nodiscard]] std::vector<ThreadId> holders_of(ObjectId lock) const {
        std::vector<ThreadId> holders;
        for (const ThreadId t : program_.threads.ids())
            if (holds_lock(program_, state_, lock, t)) holders.push_back(t);
        return holders;
    }

    const Interpreter& interpreter_;
    const Program& program_;
    const State& state_;
    std::size_t budget_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> who_waits_for_whom(const Interpreter& interpreter, const State& state, ThreadId thread,
                                            std::size_t most_states) {
    return Chain(interpreter, state, most_states).follow(thread);
}

}  // namespace revoke_mc::interpret
