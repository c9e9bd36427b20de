// Safe for every number of instances of a component: checking a spec once for all values of a parameter.
//
//     const checker::Spec spec("specs/drivers/vfio-iommufd.rvk");
//     const checker::AnyNumber result = checker::check_any_number(spec, "N", options);
//     for (const auto& property : result.properties) std::cout << property.name << ": " << to_string(property.answer);
//
// Views of k instances are closed (explorer/views), k = 1, 2, 3, until every question is settled. Sizes up to k are
// searched as they are. Where a view makes a property suspected, systems of the size in which it came up, and a little
// above, are searched: only what is broken there is said to be violated, with a trace that the reference interpreter
// has walked through.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "checker/checker.hpp"
#include "explorer/contract/options.hpp"
#include "explorer/views/result.hpp"

namespace revoke_mc::checker {

struct AnyNumberOptions {
    Limits limits;
    unsigned threads = 1;
    std::uint32_t least_k = 1;  ///< views of so many instances at first, of more if these cannot tell
    std::uint32_t most_k = 3;
    std::uint32_t sizes_above = 1;               ///< so many sizes above that of a suspicion are searched as well
    std::uint64_t states_of_search = 5'000'000;  ///< and each of these searches gives up here
    std::function<void(const explorer::Progress&)> progress = {};  ///< of every search and closure; or an observer
};

enum class Answer : std::uint8_t {
    holds,          ///< for every number of instances that the parameter allows, and above
    violated,       ///< with `size` instances; there is a trace
    unknown,        ///< with views of `k`: see `reason` and `suspicion`
    not_applicable  ///< this kind of property, or this spec: see `reason`
};
[[nodiscard]] std::string_view to_string(Answer answer);

struct AnyNumberProperty {
    std::string name;  ///< those `for each` instance are one
    Answer answer = Answer::unknown;
    bool about_states = true;  ///< false: not about a state or a step, and so never applicable
    std::uint32_t k = 0;       ///< holds: the views that were enough
    std::uint32_t size = 0;    ///< violated
    std::string reason;
    std::optional<explorer::Reason> limit;                ///< unknown: it was reached before there was an answer
    std::optional<explorer::views::Suspicion> suspicion;  ///< unknown: what could not be excluded
    std::vector<std::string> run;                         ///< the same in words
    std::optional<reports::TraceDocument> trace;          ///< violated
};

/// One closure.
struct AnyNumberRound {
    std::uint32_t k = 0, widest = 0;
    std::uint64_t views = 0, configurations = 0;
    double seconds = 0;
    std::string cut;  ///< why it is not complete
};

struct AnyNumber {
    std::string file, parameter, component;
    std::string not_applicable;             ///< of the spec as a whole, with the place
    std::vector<std::string> split;         ///< counters that are split into what each instance has added
    std::vector<std::string> dropped_ends;  ///< those whose upper end was not looked at
    std::vector<AnyNumberRound> rounds;
    std::set<std::uint32_t> searched;  ///< sizes that were searched completely
    std::vector<AnyNumberProperty> properties;
    double seconds = 0;
};

/// Throws syntax::SpecError, limits::Exhausted.
[[nodiscard]] AnyNumber check_any_number(const Spec& spec, const std::string& parameter,
                                         const AnyNumberOptions& options, Observer* observer = nullptr);

}  // namespace revoke_mc::checker
