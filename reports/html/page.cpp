// The data of a page, and the frame around it. What the scripts expect is said in reports/html/data.js.
#include "reports/html/page.hpp"

#include <map>

#include <fmt/format.h>

#include "reports/html/embedded.hpp"
#include "reports/internal/common_json.hpp"
#include "reports/internal/json_reader.hpp"
#include "reports/plain_trace.hpp"

namespace revoke_mc::reports::html {
namespace {

using internal::Json;
using internal::write_list;

/// A text of several files is in the data once.
class Sources {
public:
    /// The numbers of these texts.
    [[nodiscard]] Json add(const std::vector<SourceText>& texts) {
        Json numbers = Json::array();
        for (const SourceText& text : texts) numbers.push_back(number(text));
        return numbers;
    }
    [[nodiscard]] const Json& all() const { return all_; }

private:
    std::size_t number(const SourceText& text) {
        const auto [at, is_new] = numbers_.try_emplace(text, all_.size());
        if (is_new) all_.push_back({{"name", text.name}, {"text", text.text}});
        return at->second;
    }

    Json all_ = Json::array();
    std::map<SourceText, std::size_t> numbers_;
};

/// Documents as they are written elsewhere: one place says what their members are called.
Json json_of(const TraceDocument& trace) {
    Json json = Json::parse(to_json(plain(trace)));
    for (Json& step : json["steps"]) step.erase("state");
    return json;
}

Json write(const LocalValue& local) {
    return {{"routine", local.routine}, {"name", local.name}, {"value", local.value}};
}

Json write(const Standing& standing) {
    return {{"thread", standing.at.thread},
            {"at", standing.at.at},
            {"place", standing.at.place},
            {"locals", write_list(standing.locals, [](const LocalValue& local) { return write(local); })}};
}

Json write(const Obstacle& obstacle) {
    return {{"kind", to_string(obstacle.kind)}, {"thread", obstacle.thread}, {"why", obstacle.why}};
}

/// Obstacles mostly stay from one moment to the next: null says that these are those before.
Json write(const Moment& moment, const Moment* before) {
    Json json{{"moved", write_list(moment.moved, [](const Standing& one) { return write(one); })}};
    const bool same = before != nullptr && before->obstacles == moment.obstacles;
    json["obstacles"] =
        same ? Json(nullptr) : write_list(moment.obstacles, [](const Obstacle& one) { return write(one); });
    json["cut"] = moment.cut;
    json["accesses"] = moment.accesses;
    return json;
}

Json write(const FenceVariables& fence) {
    Json in_resv = Json::array();
    for (const auto& [buffer, variable] : fence.in_resv)
        in_resv.push_back({{"buffer", buffer}, {"variable", variable}});
    return {{"name", fence.name}, {"pending", fence.pending}, {"in_resv", in_resv}};
}

Json write(const Moments& moments) {
    Json all = Json::array();
    const Moment* before = nullptr;
    for (const Moment& moment : moments.moments) {
        all.push_back(write(moment, before));
        before = &moment;
    }
    return {{"fences", write_list(moments.fences, [](const FenceVariables& one) { return write(one); })},
            {"moments", std::move(all)}};
}

std::string_view word(Followed::Ending ending) {
    switch (ending) {
    case Followed::Ending::departed: return "departed";
    case Followed::Ending::not_broken: return "not_broken";
    case Followed::Ending::detour: return "detour";
    case Followed::Ending::broken: return "broken";
    case Followed::Ending::not_claimed: return "not_claimed";
    case Followed::Ending::undecided: break;
    }
    return "undecided";
}

/// Steps are written as those of a trace are: by a trace that has no others.
Json way_of(const Followed& followed) {
    TraceDocument document;
    for (const FollowedStep& one : followed.way) document.steps.push_back(one.step);
    Json steps = json_of(document)["steps"];
    for (std::size_t i = 0; i < followed.way.size(); ++i)
        steps[i]["of"] = followed.way[i].of ? Json(*followed.way[i].of) : Json(nullptr);
    return steps;
}

Json write(const Comparison& comparison, Sources& sources) {
    const Followed& followed = comparison.followed;
    return {{"spec", comparison.spec},
            {"text", comparison.text},
            {"settled", comparison.settled},
            {"ending", word(followed.ending)},
            {"step", followed.step},
            {"why", followed.text},
            {"way", way_of(followed)},
            {"left_out", followed.left_out},
            {"sources", sources.add(comparison.sources)}};
}

Json number(const std::optional<std::size_t>& value) { return value ? Json(*value) : Json(nullptr); }

Json write(const ShownTrace& shown, Sources& sources) {
    Json json{{"trace", json_of(shown.trace)},
              {"expected", shown.expected},
              {"result", number(shown.result)},
              {"property", number(shown.property)},
              {"verdict", shown.verdict},
              {"told", shown.moments ? write(*shown.moments) : Json(nullptr)},
              {"without", shown.without_moments},
              {"sources", sources.add(shown.moments ? shown.moments->sources : std::vector<SourceText>{})},
              {"comparison", nullptr}};
    if (shown.comparison) json["comparison"] = write(*shown.comparison, sources);
    return json;
}

/// Every text of the data, names of members included, fit to be shown. Texts with several lines (sources, messages)
/// keep them.
Json shown(const Json& json) {
    if (json.is_string()) return printable_lines(json.get_ref<const std::string&>());
    if (!json.is_structured()) return json;
    Json result = json.is_array() ? Json::array() : Json::object();
    for (const auto& [name, part] : json.items()) {
        if (json.is_array())
            result.push_back(shown(part));
        else
            result.emplace(printable(name), shown(part));
    }
    return result;
}

/// JSON in which HTML finds neither an end of the script nor a comment. Outside of strings JSON has none of these.
std::string in_script(const Json& json) {
    std::string text;
    for (const char c : internal::dump_json(json, -1)) {
        if (c == '<' || c == '>' || c == '&')
            text += internal::json_escape(std::string_view(&c, 1));
        else
            text += c;
    }
    return text;
}

Json data_of(const Page& page) {
    Sources sources;
    Json traces = Json::array();
    for (const ShownTrace& shown : page.traces) traces.push_back(write(shown, sources));
    return shown({{"results", page.results ? Json::parse(to_json(*page.results)) : Json(nullptr)},
                  {"traces", std::move(traces)},
                  {"sources", sources.all()}});
}

}  // namespace

std::string to_html(const Page& page) {
    return fmt::format(
        "<!DOCTYPE html>\n"
        "<html lang=\"en\">\n"
        "<head>\n"
        "<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{}'; style-src '{}'; "
        "base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<title>revoke-mc report</title>\n"
        "<style>{}</style>\n"
        "</head>\n"
        "<body>\n"
        "<noscript>This report needs JavaScript. It loads nothing.</noscript>\n"
        "<script type=\"application/json\" id=\"data\">{}</script>\n"
        "<script>{}</script>\n"
        "</body>\n"
        "</html>\n",
        script_hash(), style_hash(), style(), in_script(data_of(page)), script());
}

}  // namespace revoke_mc::reports::html
