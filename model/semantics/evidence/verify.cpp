// Each claim, state by state.
#include "model/semantics/evidence/verify.hpp"

#include <algorithm>
#include <deque>
#include <set>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include "explorer/base/limits.hpp"
#include "model/language/program/fingerprint.hpp"
#include "model/language/program/names.hpp"
#include "model/semantics/evidence/describe.hpp"
#include "model/semantics/evidence/findings.hpp"
#include "model/semantics/evidence/graph.hpp"
#include "model/semantics/evidence/progress_tree.hpp"
#include "model/semantics/interpret/nesting.hpp"

namespace revoke_mc::evidence {

using namespace program;  // NOLINT(google-build-using-namespace)
using interpret::Outcome;
using interpret::State;
using Answer = ClaimAnswer::Answer;

namespace {

bool fits(const Property& property, PropertyId id, Claim::Kind kind) {
    const bool builtin = property.kind == Property::Kind::builtin;
    const auto is = [&](BuiltinProperty which) { return id == id_of(which); };
    const bool apart = is(BuiltinProperty::deadlock) || is(BuiltinProperty::stuck) || is(BuiltinProperty::lock_order);
    switch (kind) {
    case Claim::Kind::safety:
        return (builtin && !apart) || property.kind == Property::Kind::invariant ||
               property.kind == Property::Kind::assertion;
    case Claim::Kind::deadlock: return is(BuiltinProperty::deadlock);
    case Claim::Kind::stuck: return is(BuiltinProperty::stuck);
    case Claim::Kind::lock_order: return is(BuiltinProperty::lock_order);
    case Claim::Kind::possible: return property.kind == Property::Kind::reachable;
    case Claim::Kind::always_possible: return property.is_possibility();
    case Claim::Kind::progress: return property.kind == Property::Kind::progress;
    }
    return false;
}

/// One state with what is around it.
struct Visit {
    std::uint32_t number;
    const State& state;
    const StateGraph::Steps& steps;
};

class Verifier {
public:
    Verifier(const Program& program, const File& file)
        : program_(program), head_(file.head()), graph_(program, head_.symmetric),
          demands_(interpret::demands(program)) {
        read(file);
        for (const Claim& claim : claims_) add(claim);
        findings_.emplace(claims_.size());
        queued_ = std::vector<std::atomic<bool>>(program.lock_classes.size());
    }

    Report run(unsigned threads, const std::atomic<bool>* interrupt) {
        look_at_starts();
        oneapi::tbb::task_arena arena(static_cast<int>(std::max(1U, threads)));
        arena.execute([&] {
            oneapi::tbb::parallel_for(oneapi::tbb::blocked_range<std::uint32_t>(0, graph_.size(), 64),
                                      [&](const auto& range) {
                                          if (interrupt != nullptr && interrupt->load()) return;
                                          for (std::uint32_t i = range.begin(); i != range.end(); ++i) look_at(i);
                                      });
        });
        if (interrupt != nullptr && interrupt->load()) throw limits::Exhausted(limits::Reason::interrupt);
        for (std::size_t c = 0; c < claims_.size(); ++c)
            if (claims_[c].kind == Claim::Kind::possible) walk(c);
        return report();
    }

private:
    // --- reading

    void read(const File& file) {
        std::deque<Row> rows;
        File::Contents contents = file.read(program_, graph_.columns(), [&](const Row& row) {
            limits::poll();
            rows.push_back(row);
        });
        graph_.set_controls(std::move(contents.controls));
        std::vector<StateGraph::Place> places;
        for (; !rows.empty(); rows.pop_front()) {
            limits::poll();
            places.push_back(graph_.add(rows.front()));
        }
        claims_ = std::move(contents.claims);
        for (Claim& claim : claims_) renumber(claim, places);
    }

    /// From the states of the file to those of the graph, where some may be one. Of several ranks the first counts.
    /// Those of threads change places with them.
    void renumber(Claim& claim, const std::vector<StateGraph::Place>& places) const {
        if (claim.kind == Claim::Kind::stuck && claim.ranks.size() != program_.threads.size())
            throw Damaged("has ranks of other threads");
        for (std::uint32_t& row : claim.rows) row = places[row].state;
        const auto before = std::exchange(claim.ranks, {});
        claim.ranks.resize(before.size(), std::vector<std::uint32_t>(graph_.size()));
        for (std::size_t i = places.size(); i-- > 0;)
            for (std::size_t column = 0; column < before.size(); ++column)
                claim.ranks[becomes(claim, column, places[i].renaming)][places[i].state] = before[column][i];
    }
    [[nodiscard]] std::size_t becomes(const Claim& claim, std::size_t column, std::size_t renaming) const {
        if (claim.kind != Claim::Kind::stuck) return column;
        return graph_.instances().renamings()[renaming].threads[ThreadId{column}].number();
    }

    void add(const Claim& claim) {
        const auto found = std::ranges::find(program_.properties, claim.property, &Property::name);
        const auto id = PropertyId{static_cast<std::size_t>(found - program_.properties.begin())};
        if (found == program_.properties.end() || !fits(*found, id, claim.kind))
            throw Damaged("claims of '" + claim.property + "' what cannot be said of it");
        const std::size_t columns = claim.kind == Claim::Kind::stuck ? program_.threads.size()
                                    : claim.kind == Claim::Kind::always_possible || claim.kind == Claim::Kind::progress
                                        ? 1
                                        : 0;
        if (claim.ranks.size() != columns) throw Damaged("has other ranks than its claim needs");
        properties_.push_back(id);
        not_covered_.push_back(why_not(claim));
        trees_.emplace_back();
        if (claim.kind == Claim::Kind::lock_order) set_order(claim);
        if (claim.kind != Claim::Kind::progress) return;
        trees_.back().emplace(claim.nodes, demands_);
        for (const std::uint32_t node : claim.ranks.front())
            if (node > claim.nodes.size()) throw Damaged("has a state in a set that does not exist");
    }

    /// What the order excludes. A job may wait for the one before it: an event is not above itself.
    void set_order(const Claim& claim) {
        Indexed<ClassId, std::uint32_t> place(program_.lock_classes.size());
        if (std::set(claim.classes.begin(), claim.classes.end()).size() != place.size())
            throw Damaged("has an order that is not one of all locks");
        for (std::uint32_t i = 0; i < place.size(); ++i) place[ClassId{claim.classes[i]}] = i;
        lock_order_.emplace();
        for (const ClassId held : place.ids())
            for (const ClassId taken : place.ids())
                if (place[held] > place[taken] || (held == taken && !program_.lock_classes[held].event))
                    lock_order_->push_back({held, taken});
        for (const Nesting& declared : program_.lock_orders)
            if (place[declared.held] >= place[declared.taken]) throw Damaged("has an order against a declared one");
        for (const Stmt* stmt : program_.statements)
            if (const auto* call = stmt->as<BuiltinCall>())
                waits_for_works_ = waits_for_works_ || call->waits_for_work();
    }

    /// What cannot be said of states that stand for others.
    [[nodiscard]] std::string why_not(const Claim& claim) const {
        if (!graph_.instances().some()) return {};
        if (claim.kind == Claim::Kind::progress) return "one state stands for several, and threads are not told apart";
        const bool of_one = claim.property.find('[') != std::string::npos;
        if (!of_one) return {};
        if (claim.kind == Claim::Kind::always_possible)
            return "one state stands for several, and it is about one instance";
        const std::string name = name_for_all(claim.property);
        for (const Property& property : program_.properties)
            if (name_for_all(property.name) == name &&
                std::ranges::find(claims_, property.name, &Claim::property) == claims_.end())
                return "one state stands for several, and it is not claimed for all instances";
        return {};
    }

    // --- looking

    template <class Text>
    void refute(std::size_t claim, std::uint32_t state, const Text& text) {
        findings_->add(claim, state, text);
    }
    template <class Text>
    void refute_all(std::uint32_t state, const Text& text) {
        for (std::size_t c = 0; c < claims_.size(); ++c)
            if (claims_[c].kind != Claim::Kind::possible) refute(c, state, text);
    }

    void look_at_starts() {
        for (const Outcome& start : graph_.interpreter().starts()) {
            limits::poll();
            const auto what = [&] { return "before the first step: " + describe_events(program_, start); };
            look_at_events(start, 0, what);
            if (start.bound_reached) refute_all(0, what);
            if (!start.next) continue;
            const auto place = graph_.find(*start.next);
            if (!place)
                refute_all(0, [&] { return "an initial state is not in it: " + describe(program_, *start.next); });
            else
                initial_.insert(place->state);
        }
    }

    template <class Text>
    void look_at_events(const Outcome& step, std::uint32_t state, const Text& text) {
        for (const interpret::Event& event : step.events)
            for (std::size_t c = 0; c < claims_.size(); ++c)
                if (properties_[c] == event.property) refute(c, state, text);
    }

    void look_at(std::uint32_t number) {
        const State state = graph_.state(number);
        const StateGraph::Steps steps = graph_.steps(state);
        const Visit visit{number, state, steps};
        transitions_ += steps.all.size();
        look_at_state(visit);
        for (const Step& step : steps.all) look_at_step(visit, step);
        if (!steps.order_matters.empty())
            refute_all(number, [&] {
                return "one state stands for several, but it makes a difference in which order " + steps.order_matters +
                       " takes instances: " + describe(program_, state);
            });
        for (std::size_t c = 0; c < claims_.size(); ++c) look_at_claim(c, visit);
        for (const ClassId id : program_.lock_classes.ids())
            if (lock_order_ && interpret::somebody_nests(program_, state, {id, none})) queued_[id.number()] = true;
    }

    void look_at_state(const Visit& visit) {
        for (const interpret::Event& event : graph_.interpreter().broken_in(visit.state))
            for (std::size_t c = 0; c < claims_.size(); ++c)
                if (properties_[c] == event.property)
                    refute(c, visit.number, [&] { return describe(program_, visit.state) + ": " + event.message; });
    }

    void look_at_step(const Visit& visit, const Step& step) {
        const auto text = [&] { return describe(program_, visit.state, step.outcome); };
        look_at_events(step.outcome, visit.number, text);
        if (step.outcome.bound_reached) refute_all(visit.number, text);
        if (step.outside) refute_all(visit.number, [&] { return text() + ", to a state that is not in it"; });
    }

    void look_at_claim(std::size_t c, const Visit& visit) {
        switch (claims_[c].kind) {
        case Claim::Kind::safety:
        case Claim::Kind::possible: return;
        case Claim::Kind::deadlock: return look_at_deadlock(c, visit);
        case Claim::Kind::stuck: return look_at_stuck(c, visit);
        case Claim::Kind::always_possible: return look_at_possibility(c, visit);
        case Claim::Kind::progress: return look_at_progress(c, visit);
        case Claim::Kind::lock_order: return look_at_order(c, visit);
        }
    }

    void look_at_deadlock(std::size_t c, const Visit& visit) {
        if (std::ranges::any_of(visit.steps.all, &Step::changes)) return;
        for (const ThreadId thread : program_.threads.ids())
            if (!graph_.interpreter().at_rest(visit.state, thread))
                return refute(c, visit.number, [&] {
                    return describe(program_, visit.state) + ": nothing changes, and " + program_.threads[thread].name +
                           " is not at rest";
                });
    }

    void look_at_stuck(std::size_t c, const Visit& visit) {
        for (const ThreadId thread : program_.threads.ids()) {
            const std::uint32_t rank = claims_[c].ranks[thread.number()][visit.number];
            const bool fine = std::ranges::any_of(visit.steps.all, [&](const Step& step) {
                if (rank == 0) return !step.outcome.next || (step.thread == thread && step.changes);
                if (!step.to) return false;
                const ThreadId there = graph_.instances().renamings()[step.renaming].threads[thread];
                return claims_[c].ranks[there.number()][*step.to] < rank;
            });
            if (fine || (rank == 0 && graph_.interpreter().at_rest(visit.state, thread))) continue;
            refute(c, visit.number, [&] {
                return describe(program_, visit.state) + ": no step leads to where " + program_.threads[thread].name +
                       " goes on, as its rank " + std::to_string(rank) + " says";
            });
        }
    }

    void look_at_possibility(std::size_t c, const Visit& visit) {
        const std::uint32_t rank = claims_[c].ranks.front()[visit.number];
        const bool fine = rank == 0 ? graph_.interpreter().holds(properties_[c], visit.state)
                                    : std::ranges::any_of(visit.steps.all, [&](const Step& step) {
                                          return step.to && claims_[c].ranks.front()[*step.to] < rank &&
                                                 !graph_.interpreter().forbidden(properties_[c], step.outcome);
                                      });
        if (!fine)
            refute(c, visit.number, [&] {
                return describe(program_, visit.state) + ": " +
                       (rank == 0 ? "it does not hold here" : "no step that is allowed leads to a smaller rank than ") +
                       (rank == 0 ? "" : std::to_string(rank));
            });
    }

    void look_at_progress(std::size_t c, const Visit& visit) {
        const PropertyId id = properties_[c];
        const interpret::Interpreter& interpreter = graph_.interpreter();
        const std::uint32_t node = claims_[c].ranks.front()[visit.number];
        const auto wrong = [&](const char* why) {
            refute(c, visit.number, [&] { return describe(program_, visit.state) + ": " + why; });
        };
        if (node == 0) {
            const bool owed = interpreter.triggers(id, visit.state, initial_.contains(visit.number));
            if (owed && !interpreter.holds(id, visit.state)) wrong("something is owed, and no set has this state");
            return;
        }
        std::vector<Outcome> outcomes;
        for (const Step& step : visit.steps.all) outcomes.push_back(step.outcome);
        const interpret::Demand& demand = trees_[c]->demand(node);
        if (!interpret::asks(interpreter, demand, visit.state, outcomes))
            wrong("what is to lead out of it is not asked");
        for (const Step& step : visit.steps.all) {
            if (!step.to || interpreter.holds(id, *step.outcome.next)) continue;
            const std::uint32_t next = claims_[c].ranks.front()[*step.to];
            const auto met = [&](const interpret::Demand& each) {
                return interpret::meets(interpreter, each, visit.state, step.outcome);
            };
            if (next == 0) wrong("a step leads to where no set is, and it is still owed");
            if (next != 0 && !trees_[c]->allows(node, next, met)) wrong("a step goes against the order of the sets");
        }
    }

    void look_at_order(std::size_t c, const Visit& visit) {
        for (const Nesting& nesting : *lock_order_)
            if (interpret::somebody_nests(program_, visit.state, nesting))
                refute(c, visit.number, [&] {
                    return describe(program_, visit.state) + ": " + program_.lock_classes[nesting.taken].name +
                           " is asked for by who has " + program_.lock_classes[nesting.held].name;
                });
    }

    // --- the end

    /// A run from an initial state, by steps.
    void walk(std::size_t c) {
        const std::vector<std::uint32_t>& rows = claims_[c].rows;
        const auto wrong = [&](const std::string& why) { refute(c, 0, [&] { return why; }); };
        if (rows.empty() || !initial_.contains(rows.front())) return wrong("its run begins in no initial state");
        for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
            limits::poll();
            const StateGraph::Steps steps = graph_.steps(graph_.state(rows[i]));
            if (!steps.order_matters.empty()) return wrong("its run exchanges instances that differ by their order");
            if (std::ranges::none_of(steps.all, [&](const Step& step) { return step.to == rows[i + 1]; }))
                return wrong("its run has a step that is none, from " + describe(program_, graph_.state(rows[i])));
        }
        if (!graph_.interpreter().holds(properties_[c], graph_.state(rows.back())))
            wrong("its run ends where it does not hold: " + describe(program_, graph_.state(rows.back())));
    }

    [[nodiscard]] Report report() const {
        Report out;
        out.states = graph_.size();
        out.transitions = transitions_;
        for (std::size_t c = 0; c < claims_.size(); ++c) {
            ClaimAnswer answer{claims_[c].property, Answer::verified, {}};
            if (const std::string why = not_covered(c); !why.empty())
                answer = {answer.property, Answer::not_covered, why};
            if (!(*findings_)[c].empty()) answer = {answer.property, Answer::refuted, (*findings_)[c]};
            out.claims.push_back(std::move(answer));
        }
        for (const Property& property : program_.properties)
            if (!property.expect_violated && !head_.not_covered.contains(property.name) &&
                std::ranges::find(claims_, property.name, &Claim::property) == claims_.end())
                out.claims.push_back({property.name, Answer::not_claimed, {}});
        return out;
    }

    /// The order of locks is also that of works which are waited for and never queued, of which no state tells.
    [[nodiscard]] std::string not_covered(std::size_t c) const {
        if (claims_[c].kind != Claim::Kind::lock_order) return not_covered_[c];
        for (const Object& object : program_.objects)
            if (object.kind == ObjectKind::work && waits_for_works_ && !queued_[object.lock_class.number()])
                return "the work " + program_.lock_classes[object.lock_class].name +
                       " is never queued, and states do "
                       "not show what it would do";
        return not_covered_[c];
    }

    const Program& program_;
    const Head& head_;
    StateGraph graph_;
    std::vector<interpret::Demand> demands_;
    std::vector<Claim> claims_;
    std::vector<PropertyId> properties_;    ///< by claim
    std::vector<std::string> not_covered_;  ///< the same
    std::vector<std::optional<ProgressTree>> trees_;
    std::optional<std::vector<Nesting>> lock_order_;  ///< those that the order excludes
    bool waits_for_works_ = false;
    std::set<std::uint32_t> initial_;
    std::optional<Findings> findings_;
    std::vector<std::atomic<bool>> queued_;  ///< works, by class
    std::atomic<std::uint64_t> transitions_{0};
};

}  // namespace

Report verify(const Program& program, const File& certificate, unsigned threads, const std::atomic<bool>* interrupt) {
    if (program::fingerprint(*program.sources, program.parameters) != certificate.head().hash)
        throw Damaged("was made for another text of the spec (or of what it uses), or for other parameters");
    return Verifier(program, certificate).run(threads, interrupt);
}

}  // namespace revoke_mc::evidence
