// Results for every number of instances, as JSON and as a table.
#include "reports/any_number.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "reports/internal/columns.hpp"
#include "reports/internal/common_json.hpp"
#include "reports/table.hpp"

namespace revoke_mc::reports {
namespace {

using internal::Json;
using internal::nullable;

Json write_property(const EveryProperty& property) {
    return {{"name", property.name},
            {"kind", property.kind},
            {"answer", to_string(property.answer)},
            {"about_states", property.about_states},
            {"expected_violated", property.expected_violated},
            {"k", property.k},
            {"size", property.size},
            {"reason", property.reason},
            {"run", property.run},
            {"steps", property.steps ? Json(*property.steps) : Json(nullptr)},
            {"trace", nullable(property.trace)}};
}

Json write_round(const EveryRound& round) {
    return {{"k", round.k},
            {"widest", round.widest},
            {"views", round.views},
            {"configurations", round.configurations},
            {"seconds", round.seconds},
            {"cut", round.cut}};
}

Json write_result(const EveryResult& result) {
    return {{"spec", result.spec},
            {"title", result.title},
            {"parameter", result.parameter},
            {"component", result.component},
            {"others", internal::write_parameters(result.others)},
            {"as_expected", result.as_expected()},
            {"not_applicable", nullable(result.not_applicable)},
            {"error", nullable(result.error)},
            {"split", result.split},
            {"without_upper_bound", result.without_upper_bound},
            {"rounds", internal::write_list(result.rounds, write_round)},
            {"searched", result.searched},
            {"properties", internal::write_list(result.properties, write_property)},
            {"seconds", result.seconds}};
}

// --- the table

constexpr std::size_t cells = 9;
constexpr std::size_t left_aligned = 3;
using Row = std::array<std::string, cells>;

const Row header{"spec", "every", "as expected", "hold", "violated", "open", "k", "views", "time"};

std::size_t count(const EveryResult& result, EveryAnswer answer) {
    return static_cast<std::size_t>(
        std::count_if(result.properties.begin(), result.properties.end(),
                      [&](const EveryProperty& p) { return p.about_states && p.answer == answer; }));
}

bool any_open(const EveryResult& result) {
    return result.not_applicable || std::any_of(result.properties.begin(), result.properties.end(), open);
}

bool any_surprise(const EveryResult& result) {
    return result.error || std::any_of(result.properties.begin(), result.properties.end(), surprising);
}

Row row(const EveryResult& result) {
    const std::size_t unsettled =
        static_cast<std::size_t>(std::count_if(result.properties.begin(), result.properties.end(), open));
    const bool ran = !result.rounds.empty();
    const std::string every = result.parameter + (result.component.empty() ? "" : " (" + result.component + ")");
    return {printable(result.spec),
            printable(every),
            result.as_expected() ? "yes" : "no",
            std::to_string(count(result, EveryAnswer::holds)),
            std::to_string(count(result, EveryAnswer::violated)),
            std::to_string(unsettled),
            ran ? std::to_string(result.rounds.back().k) : "-",
            ran ? grouped(result.rounds.back().views) : "-",
            duration(result.seconds)};
}

Colour colour(const EveryResult& result) {
    if (result.as_expected()) return Colour::green;
    return any_surprise(result) ? Colour::red : Colour::yellow;
}

std::string reasons(const EveryResult& result) {
    if (result.error) return {};  // was reported when it was found
    if (result.not_applicable) return "    not applicable: " + printable(*result.not_applicable) + "\n";
    std::string text;
    for (const EveryProperty& property : result.properties) {
        if (!open(property) && !surprising(property)) continue;
        text += "    " + printable(property.name) + " " + printable(answer_text(property, result.parameter)) + "\n";
        for (const std::string& step : property.run) text += "        " + printable(step) + "\n";
    }
    return text;
}

}  // namespace

std::string_view to_string(EveryAnswer answer) {
    switch (answer) {
    case EveryAnswer::holds: return "holds for every number";
    case EveryAnswer::violated: return "violated";
    case EveryAnswer::unknown: return "unknown";
    case EveryAnswer::not_applicable: break;
    }
    return "not applicable";
}

std::string answer_text(const EveryProperty& property, const std::string& parameter) {
    switch (property.answer) {
    case EveryAnswer::holds: return "holds for every " + parameter;
    case EveryAnswer::violated: return fmt::format("is violated with {} = {}", parameter, property.size);
    case EveryAnswer::unknown: return fmt::format("unknown, with views of {}: {}", property.k, property.reason);
    case EveryAnswer::not_applicable: break;
    }
    return "not applicable: " + property.reason;
}

bool surprising(const EveryProperty& property) {
    const bool violated = property.answer == EveryAnswer::violated, holds = property.answer == EveryAnswer::holds;
    return (violated || holds) && violated != property.expected_violated;
}

bool open(const EveryProperty& property) {
    return property.about_states &&
           (property.answer == EveryAnswer::unknown || property.answer == EveryAnswer::not_applicable);
}

bool EveryResult::as_expected() const { return !any_surprise(*this) && !any_open(*this); }

std::string every_table(const EveryDocument& document, const Style& style) {
    std::vector<Row> rows{header};
    for (const EveryResult& result : document.results) rows.push_back(row(result));
    const std::vector<std::string> lines = internal::aligned(rows, left_aligned);
    std::string text = style.paint(lines[0], Colour::bold) + "\n";
    for (std::size_t i = 0; i < document.results.size(); ++i) {
        const EveryResult& result = document.results[i];
        text += style.paint(lines[i + 1], colour(result)) + "\n" + reasons(result);
    }
    return text;
}

std::string every_summary(const EveryDocument& document) {
    std::size_t expected = 0, surprises = 0;
    for (const EveryResult& result : document.results) {
        expected += result.as_expected() ? 1 : 0;
        surprises += any_surprise(result) ? 1 : 0;
    }
    const std::size_t all = document.results.size(), unsettled = all - expected - surprises;
    std::string text = fmt::format("{} spec{} for every number: {} as expected", all, all == 1 ? "" : "s", expected);
    if (surprises > 0) text += fmt::format(", {} not as expected", surprises);
    if (unsettled > 0) text += fmt::format(", {} not settled", unsettled);
    return text;
}

std::string every_properties(const EveryResult& result, const Style& style) {
    std::string text, others;
    for (const EveryProperty& property : result.properties) {
        if (!property.about_states) {
            others += (others.empty() ? "" : ", ") + property.name;
            continue;
        }
        const Colour shade = surprising(property) ? Colour::red : open(property) ? Colour::yellow : Colour::green;
        text +=
            style.paint(printable(property.name) + ": " + printable(answer_text(property, result.parameter)), shade) +
            "\n";
    }
    if (!others.empty())
        text +=
            printable("not about a state or a step, so checked for one " + result.parameter + " at a time: " + others) +
            "\n";
    return text;
}

std::string every_json(const EveryDocument& document) {
    const Json results = internal::write_list(document.results, write_result);
    return internal::dump_json(Json{{"format", "revoke-mc/any-number"}, {"version", 1}, {"results", results}});
}

}  // namespace revoke_mc::reports
