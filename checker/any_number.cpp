// Rounds of views, and searches where they suspect something.
#include "checker/any_number.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "checker/internal/abstract_run.hpp"
#include "checker/internal/contents.hpp"
#include "checker/internal/reporter.hpp"
#include "checker/internal/search.hpp"
#include "explorer/base/limits.hpp"
#include "explorer/split_counters.hpp"
#include "explorer/views/closure.hpp"
#include "model/language/program/names.hpp"
#include "model/semantics/interpret/interpreter.hpp"
#include "model/semantics/lower/family.hpp"

namespace revoke_mc::checker {

namespace {

namespace views = explorer::views;

const char* why_not(program::PropertyId id, const program::Property& property) {
    using Kind = program::Property::Kind;
    switch (property.kind) {
    case Kind::invariant:
    case Kind::assertion: return nullptr;
    case Kind::possibility: return "that something stays possible is not about a state or a step";
    case Kind::reachable: return "a witness is for one number of instances";
    case Kind::leak: return "what is left at the end is not about a state or a step";
    case Kind::progress: return "what must happen in the end is not about a state or a step";
    case Kind::builtin: break;
    }
    switch (static_cast<program::BuiltinProperty>(id.number())) {
    case program::BuiltinProperty::deadlock:
    case program::BuiltinProperty::stuck: return "that nobody can go on is not about a state or a step alone";
    case program::BuiltinProperty::lock_order: return "the order of locks is looked for in a search of its own";
    default: return nullptr;
    }
}

class Check {
public:
    Check(const Spec& spec, const std::string& parameter, const AnyNumberOptions& options)
        : spec_(spec), options_(options), of_{spec.contents().loaded, parameter, spec.contents().parameters, {}} {
        of_.others.erase(parameter);
        out_.file = spec.file();
        out_.parameter = parameter;
    }

    AnyNumber run() {
        list_properties();
        try {
            (void)lower::counted_components(of_);  // before programs of other sizes, which may be none
            for (std::uint32_t k = options_.least_k; k <= options_.most_k && any_open(); ++k)
                if (!round(k)) break;
        } catch (const lower::NotApplicable& reason) {
            refuse(reason);
        } catch (const limits::Exhausted& limit) {  // what was found so far stands
            for (AnyNumberProperty& property : out_.properties) {
                if (property.answer != Answer::unknown) continue;
                property.reason = std::string("not complete: ") + limit.what();
                property.limit = reason_of(limit.reason());
            }
        }
        return std::move(out_);
    }

private:
    void list_properties() {
        const program::Program& program = spec_.program();
        for (const program::PropertyId id : program.properties.ids()) {
            const std::string name = program::name_for_all(program.properties[id].name);
            if (index_.contains(name)) continue;
            index_[name] = out_.properties.size();
            AnyNumberProperty& property = out_.properties.emplace_back();
            property.name = name;
            if (const char* reason = why_not(id, program.properties[id])) {
                property.answer = Answer::not_applicable;
                property.about_states = false;
                property.reason = reason;
            }
        }
    }

    /// Larger views can tell. A counter that may pass its upper end may do so in them as well.
    [[nodiscard]] bool any_open() const {
        return std::any_of(out_.properties.begin(), out_.properties.end(), [&](const AnyNumberProperty& p) {
            return p.answer == Answer::unknown && (!ends_dropped() || p.name != trap_name());
        });
    }
    /// Seen in a complete closure; one that was cut knows nothing of how far counters go.
    [[nodiscard]] bool ends_dropped() const {
        return !out_.dropped_ends.empty() && !out_.rounds.empty() && out_.rounds.back().cut.empty();
    }
    [[nodiscard]] const std::string& trap_name() const {
        return spec_.program().properties[program::id_of(program::BuiltinProperty::trap)].name;
    }

    /// What was found so far stands: a violation in a search is one.
    void refuse(const lower::NotApplicable& reason) {
        out_.not_applicable = reason.what();
        if (reason.place() != program::Place{})
            out_.not_applicable += " (" + of_.loaded.sources.describe(reason.place()) + ")";
        for (AnyNumberProperty& property : out_.properties) {
            if (property.answer != Answer::unknown) continue;
            property.answer = Answer::not_applicable;
            property.reason = out_.not_applicable;
        }
    }

    // --- searches of one size

    [[nodiscard]] std::uint32_t least_size() const {
        for (const program::Parameter& parameter : spec_.program().parameters)
            if (parameter.name == of_.parameter) return static_cast<std::uint32_t>(std::max(0, parameter.low));
        return 1;
    }

    [[nodiscard]] explorer::Options limits() const {
        explorer::Options out;
        out.threads = options_.threads;
        out.max_memory = std::min(options_.limits.max_memory, limits::memory_left());
        out.timeout = limits::time_left();
        out.interrupt = options_.limits.interrupt;
        out.progress = options_.progress;
        return out;
    }

    /// Whatever is broken with so many instances is violated. A search that is not complete settles nothing else.
    void search_size(std::uint32_t size, std::uint64_t most_states) {
        if (size < least_size() || out_.searched.contains(size)) return;
        std::uint64_t& looked_at = looked_at_[size];
        if (looked_at >= most_states) return;
        looked_at = most_states;
        auto set = of_.others;
        set[of_.parameter] = size;
        const program::Program program = check::check(of_.loaded, set, {of_.parameter});
        explorer::Options within = limits();
        within.max_states = std::min(options_.limits.max_states, most_states);
        const SearchOutcome found = search(program, within, {.symmetry = true, .partial_order = true, .slice = true});
        if (found.status == explorer::Status::complete)
            out_.searched.insert(size);
        else
            why_cut_ = found.reason;
        const interpret::Interpreter interpreter(program);
        for (const program::PropertyId id : program.properties.ids()) {
            AnyNumberProperty& property =
                out_.properties[index_.at(program::name_for_all(program.properties[id].name))];
            const PropertyOutcome& outcome = found.properties[id];
            if (property.answer != Answer::unknown || outcome.verdict != explorer::Verdict::violated || !outcome.trace)
                continue;
            property.trace = reports::build_trace(interpreter, id, *outcome.trace, reports::Order::few_switches);
            property.answer = Answer::violated;
            property.size = size;
            property.reason.clear();
            forget_suspicion(property);
        }
    }

    static void forget_suspicion(AnyNumberProperty& property) {
        property.suspicion.reset();
        property.run.clear();
    }

    [[nodiscard]] bool searched_up_to(std::uint32_t k) const {
        for (std::uint32_t size = least_size(); size <= k; ++size)
            if (!out_.searched.contains(size)) return false;
        return true;
    }

    // --- views

    struct Closed {
        lower::Family family;
        views::Result result;
    };

    [[nodiscard]] views::Result close(const lower::Family& family, std::uint32_t k) const {
        std::vector<std::unique_ptr<views::Member>> made;
        std::vector<const views::Member*> members;
        for (const auto& member : family.members) {
            made.push_back(views::make_member(member->lowered.model(), member->apart));
            members.push_back(made.back().get());
        }
        return views::close(members, k, limits_of_closure(family, k));
    }

    /// One larger k is mostly the cheaper way to get rid of a false alarm, so the first try gives up soon.
    [[nodiscard]] explorer::Options limits_of_closure(const lower::Family& family, std::uint32_t k) const {
        explorer::Options out = limits();
        if (k != 1 || options_.most_k == 1) return out;
        out.first = true;
        out.max_states = std::min(options_.limits.max_states, configurations_of_first_try);
        for (const program::Property& property : family.members.front()->program.properties)
            out.welcome.push_back(out_.properties[index_.at(program::name_for_all(property.name))].answer !=
                                  Answer::unknown);
        return out;
    }

    /// A counter is split by construction. All the same nothing is said if that is not so of few instances.
    void look_at_shares(const lower::Family& family) {
        if (family.split.empty() || !looked_at_shares_.insert(family.split).second) return;
        explorer::Options within = limits();
        within.max_states = states_for_shares;
        for (std::uint32_t size = 2; size <= most_for_shares; ++size) {
            const auto member = lower::make_member(of_, family, size);
            if (const auto wrong = explorer::wrongly_split(member->lowered.model(), member->apart, within))
                throw std::logic_error("a counter is not the sum of its parts; please report it: " +
                                       family.split[*wrong]);
        }
    }

    /// For the same reason: where larger views can still tell, what is not soon found is not looked for.
    [[nodiscard]] std::uint64_t states_of_suspicion(std::uint32_t k) const {
        return k == 1 && options_.most_k > 1 ? std::min(states_of_first_try, options_.states_of_search)
                                             : options_.states_of_search;
    }

    /// Counters whose parts do not fit are left whole from then on.
    Closed closure(std::uint32_t k) {
        for (;;) {
            Closed out{lower::make_family(of_, k), {}};
            look_at_shares(out.family);
            out.result = close(out.family, k);
            const std::size_t whole = of_.whole.size();
            for (const views::BoundReached& bound : out.result.bounds) {
                if (bound.transition == none) {
                    of_.whole.insert(out.family.split.begin(), out.family.split.end());
                    continue;
                }
                of_.whole.merge(lower::counters_changed(*out.family.members[bound.size - k - 1], bound.transition));
            }
            if (of_.whole.size() == whole) return out;
        }
    }

    /// False: there is no use in a larger k.
    bool round(std::uint32_t k) {
        for (std::uint32_t size = 0; size <= k; ++size) search_size(size, options_.states_of_search);
        if (!any_open()) return false;
        Closed closed = closure(k);
        note(closed, k);
        for (const std::uint32_t size : suspected_sizes(closed.result, k))
            if (any_suspected(closed)) search_size(size, states_of_suspicion(k));
        settle(closed, k);
        return closed.result.reason != explorer::Reason::time && closed.result.reason != explorer::Reason::interrupt &&
               closed.result.reason != explorer::Reason::memory;
    }

    void note(const Closed& closed, std::uint32_t k) {
        const views::Result& result = closed.result;
        out_.component = closed.family.component;
        out_.split = closed.family.split;
        const auto kept = [&](const std::string& name, program::Value each) {
            const auto at = std::find(out_.split.begin(), out_.split.end(), name) - out_.split.begin();
            const auto& bounds = result.counters[static_cast<std::size_t>(at)];
            return result.status == explorer::Status::complete && bounds.own == 0 && bounds.share <= each;
        };
        out_.dropped_ends = closed.family.fixed_ends;
        for (const auto& [name, each] : closed.family.dropped_ends)
            if (!kept(name, each)) out_.dropped_ends.push_back(name);
        out_.rounds.push_back(
            {k, closed.family.widest, result.views, result.configurations, result.seconds, cut_of(result)});
        out_.seconds += result.seconds;
    }

    static std::string cut_of(const views::Result& result) {
        if (result.status == explorer::Status::complete) return {};
        return std::string(result.reason == explorer::Reason::none ? explorer::to_string(result.status)
                                                                   : explorer::to_string(result.reason));
    }

    /// Something is suspected that no search has found yet.
    [[nodiscard]] bool any_suspected(const Closed& closed) const {
        const program::Program& program = closed.family.members.front()->program;
        const auto ids = program.properties.ids();
        return std::any_of(ids.begin(), ids.end(), [&](program::PropertyId id) {
            const AnyNumberProperty& property =
                out_.properties[index_.at(program::name_for_all(program.properties[id].name))];
            return closed.result.properties[id.number()].suspicion && property.answer == Answer::unknown;
        });
    }

    /// From small to large: fewer instances may be enough, and cost little.
    [[nodiscard]] std::set<std::uint32_t> suspected_sizes(const views::Result& result, std::uint32_t k) const {
        std::set<std::uint32_t> out;
        for (const views::PropertyResult& property : result.properties)
            for (std::uint32_t size = k + 1;
                 property.suspicion && size <= property.suspicion->where.size + options_.sizes_above; ++size)
                out.insert(size);
        return out;
    }

    /// Why it is unknown so far; `search_cut`: the views exclude it, but a search of few instances was cut short.
    void explain(AnyNumberProperty& property, const views::Result& result, bool search_cut) const {
        property.limit.reset();
        const explorer::Reason reason = search_cut ? why_cut_ : result.reason;
        if (reason != explorer::Reason::none) property.limit = reason;
        if (search_cut)
            property.reason = "not complete with few instances: " + std::string(explorer::to_string(reason));
        else if (result.status == explorer::Status::complete)
            property.reason = "a part of a state in which it is broken could not be excluded";
        else
            property.reason = "not complete: " + cut_of(result);
    }

    void settle(const Closed& closed, std::uint32_t k) {
        const program::Program& program = closed.family.members.front()->program;
        std::map<std::string, bool> excluded;
        for (const program::PropertyId id : program.properties.ids()) {
            const std::string name = program::name_for_all(program.properties[id].name);
            const bool now = closed.result.excludes(id.number());
            const auto [entry, is_new] = excluded.emplace(name, now);
            entry->second = entry->second && now;
            AnyNumberProperty& property = out_.properties[index_.at(name)];
            if (property.answer != Answer::unknown) continue;
            property.k = k;
            forget_suspicion(property);  // of smaller views: these may be able to tell
            if (const auto& suspicion = closed.result.properties[id.number()].suspicion) {
                property.suspicion = suspicion;
                property.run = describe(closed.family, k, *suspicion);
            }
            explain(property, closed.result, now && !searched_up_to(k));
        }
        for (const auto& [name, all] : excluded) {
            AnyNumberProperty& property = out_.properties[index_.at(name)];
            if (name == trap_name() && !out_.dropped_ends.empty()) {
                if (property.answer == Answer::unknown && ends_dropped())
                    property.reason =
                        "the counter " + out_.dropped_ends.front() + " may pass the upper end of its type";
                continue;
            }
            if (property.answer != Answer::unknown || !all || !searched_up_to(k)) continue;
            property.answer = Answer::holds;
            property.reason.clear();
            forget_suspicion(property);
        }
    }

    static constexpr std::uint32_t most_for_shares = 3;
    static constexpr std::uint64_t states_for_shares = 20'000;
    static constexpr std::uint64_t configurations_of_first_try = 1'000'000;
    static constexpr std::uint64_t states_of_first_try = 20'000;

    const Spec& spec_;
    const AnyNumberOptions& options_;
    lower::FamilyOf of_;
    AnyNumber out_;
    std::map<std::string, std::size_t> index_;
    std::map<std::uint32_t, std::uint64_t> looked_at_;     // sizes, and how many states they were given
    std::set<std::vector<std::string>> looked_at_shares_;  // for these counters
    explorer::Reason why_cut_ = explorer::Reason::none;    // the last search that was not complete
};

}  // namespace

std::string_view to_string(Answer answer) {
    switch (answer) {
    case Answer::holds: return "holds for every number";
    case Answer::violated: return "violated";
    case Answer::unknown: return "unknown";
    case Answer::not_applicable: break;
    }
    return "not applicable";
}

AnyNumber check_any_number(const Spec& spec, const std::string& parameter, const AnyNumberOptions& options,
                           Observer* observer) {
    Reporter reporter(observer);
    reporter.begin(Pass::every_number);
    const limits::Scope scope(reporter.allowance(options.limits));
    AnyNumberOptions watched = options;
    if (observer != nullptr) watched.progress = reporter.of_search();
    return Check(spec, parameter, watched).run();
}

}  // namespace revoke_mc::checker
