// Specs are the same if their names are, spelt in any way; properties of a spec by name.
//
// A sentence of `unexpected` that is about a finding begins with its place, which moves with each line that is written
// above it: findings are known by their ids.
#include "reports/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include "reports/document_error.hpp"
#include "reports/table.hpp"

namespace revoke_mc::reports {
namespace {

using Kind = Change::Kind;

constexpr double least_seconds = 0.5;  ///< below that a machine's mood is all that is measured
constexpr double least_factor = 1.5;
constexpr std::string_view not_accepted = ": not accepted: ";  ///< in sentences about findings

std::string key_of(const std::string& spec) { return std::filesystem::path(spec).lexically_normal().string(); }

bool is_about_finding(const std::string& sentence) { return sentence.find(not_accepted) != std::string::npos; }

const SpecResult* find(const ResultDocument& document, const std::string& spec) {
    const std::string key = key_of(spec);
    const auto found = std::ranges::find(document.results, key, [](const auto& one) { return key_of(one.spec); });
    return found == document.results.end() ? nullptr : &*found;
}

const PropertyResult* find(const SpecResult& result, const std::string& name) {
    const auto found = std::ranges::find(result.properties, name, &PropertyResult::name);
    return found == result.properties.end() ? nullptr : &*found;
}

/// "holds", "violated", "not decided"; what it did before: "held".
std::string is(Verdict verdict) {
    return verdict == Verdict::incomplete ? "not decided" : std::string(to_string(verdict));
}
std::string was(Verdict verdict) {
    switch (verdict) {
    case Verdict::holds: return "held";
    case Verdict::violated: return "was violated";
    case Verdict::incomplete: return "was not decided";
    case Verdict::error: break;
    }
    return "was in error";
}

std::set<std::string> sentences(const SpecResult& result) {
    std::set<std::string> out;
    std::ranges::copy_if(result.unexpected, std::inserter(out, out.end()),
                         [](const auto& sentence) { return !is_about_finding(sentence); });
    return out;
}

std::set<std::string> open_findings(const std::vector<FindingResult>& findings) {
    std::set<std::string> out;
    for (const FindingResult& finding : findings)
        if (!finding.accepted) out.insert(finding.id);
    return out;
}

/// What of `now` was so before.
std::set<std::string> known_of(const SpecResult& before, const SpecResult& now) {
    const std::set<std::string> old = sentences(before);
    const std::set<std::string> findings = open_findings(before.findings);
    std::set<std::string> known;
    for (const std::string& sentence : now.unexpected) {
        const std::size_t at = sentence.find(not_accepted);
        const bool is_old = at == std::string::npos ? old.contains(sentence)
                                                    : findings.contains(sentence.substr(at + not_accepted.size()));
        if (is_old) known.insert(sentence);
    }
    return known;
}

std::string parameters(const SpecResult& result) {
    std::string out;
    for (const ParameterValue& parameter : result.params) {
        out += out.empty() ? "" : ", ";
        out += parameter.name + " = ";
        out += parameter.boolean ? (parameter.value != 0 ? "true" : "false") : std::to_string(parameter.value);
    }
    return out.empty() ? "none" : out;
}

/// Every state was visited.
bool is_counted(const SpecResult& result) {
    return !result.reason && (result.verdict == Verdict::holds || result.verdict == Verdict::violated);
}

/// The changes of one spec, which both runs have.
class Changes {
public:
    Changes(const SpecResult& before, const SpecResult& now, std::vector<Change>& out)
        : before_(before), now_(now), out_(out) {}

    void find_all() {
        if (before_.verdict == Verdict::error || now_.verdict == Verdict::error) return errors();
        if (before_.params != now_.params)
            add(Kind::neutral, "parameters: " + parameters(now_) + ", before " + parameters(before_));
        for (const PropertyResult& property : now_.properties) verdicts(property);
        for (const PropertyResult& property : before_.properties)
            if (find(now_, property.name) == nullptr)
                add(Kind::neutral, "gone, " + was(property.verdict) + " before", property.name);
        completeness();
        expectations();
        counts();
        seconds();
    }

private:
    void add(Kind kind, std::string text, const std::string& property = {}) {
        out_.push_back({kind, now_.spec, property, std::move(text)});
    }

    void errors() {
        if (before_.verdict == now_.verdict) return;
        if (now_.verdict == Verdict::error) return add(Kind::worse, "in error, before " + is(before_.verdict));
        add(Kind::better, is(now_.verdict) + ", was in error before");
    }

    /// A violation is worse than before only if it is not what the spec expects.
    void verdicts(const PropertyResult& property) {
        const PropertyResult* before = find(before_, property.name);
        if (before == nullptr) return add(kind_of(property), "new, " + is(property.verdict), property.name);
        if (before->verdict == property.verdict || (now_.reason && property.verdict == Verdict::incomplete)) return;
        const bool improved = property.verdict == Verdict::holds && !surprises(now_, property.name);
        add(improved ? Kind::better : kind_of(property), is(property.verdict) + ", " + was(before->verdict) + " before",
            property.name);
    }

    static bool surprises(const SpecResult& result, const std::string& property) {
        return std::ranges::any_of(result.unexpected,
                                   [&](const auto& sentence) { return sentence.starts_with(property + " is "); });
    }
    [[nodiscard]] Kind kind_of(const PropertyResult& property) const {
        return property.verdict == Verdict::incomplete || surprises(now_, property.name) ? Kind::worse : Kind::neutral;
    }

    /// A search that was cut short leaves many properties undecided at once.
    void completeness() {
        const std::vector<std::string> lost = no_longer_decided();
        if (!now_.reason && before_.reason) add(Kind::better, "complete, was cut short before");
        if (!now_.reason || (now_.reason == before_.reason && lost.empty())) return;
        const std::string which = lost.empty() ? "" : fmt::format("; not decided any more: {}", fmt::join(lost, ", "));
        add(before_.reason && lost.empty() ? Kind::neutral : Kind::worse,
            "cut short: " + explain_reason(*now_.reason) + which);
    }

    [[nodiscard]] std::vector<std::string> no_longer_decided() const {
        std::vector<std::string> out;
        for (const PropertyResult& property : now_.properties) {
            const PropertyResult* before = find(before_, property.name);
            if (property.verdict == Verdict::incomplete && before != nullptr && before->verdict != Verdict::incomplete)
                out.push_back(property.name);
        }
        return out;
    }

    void expectations() {
        const std::set<std::string> before = sentences(before_);
        const std::set<std::string> now = sentences(now_);
        for (const std::string& sentence : now)
            if (!before.contains(sentence) && !is_told(sentence)) add(Kind::worse, "newly unexpected: " + sentence);
        const bool is_asked = before_.params == now_.params && before_.reduction == now_.reduction;  // counts are
        for (const std::string& sentence : before)
            if (!now.contains(sentence) && !is_told(sentence) && is_counted(now_) && is_asked)
                add(Kind::better, "no longer so: " + sentence);
        findings();
    }

    /// It is about a property whose verdict is another one.
    [[nodiscard]] bool is_told(const std::string& sentence) const {
        return std::ranges::any_of(now_.properties, [&](const PropertyResult& property) {
            const PropertyResult* before = find(before_, property.name);
            return sentence.starts_with(property.name + " is ") &&
                   (before == nullptr || before->verdict != property.verdict);
        });
    }

    void findings() {
        const std::set<std::string> before = open_findings(before_.findings);
        const std::set<std::string> now = open_findings(now_.findings);
        for (const std::string& id : now)
            if (!before.contains(id) && before_.coverage == now_.coverage) add(Kind::worse, "new finding: " + id);
        for (const std::string& id : before)
            if (!now.contains(id) && before_.coverage == now_.coverage) add(Kind::better, "no longer found: " + id);
    }

    void counts() {
        if (!is_counted(before_) || !is_counted(now_)) return;
        const std::string how = before_.reduction == now_.reduction
                                    ? ""
                                    : fmt::format(" (reduction {}, before {})", now_.reduction, before_.reduction);
        if (before_.states != now_.states)
            add(Kind::neutral,
                fmt::format("{} states, before {}{}", grouped(now_.states), grouped(before_.states), how));
        if (before_.transitions != now_.transitions)
            add(Kind::neutral, fmt::format("{} transitions, before {}{}", grouped(now_.transitions),
                                           grouped(before_.transitions), how));
    }

    void seconds() {
        const double longer = std::max(before_.seconds, now_.seconds);
        const double shorter = std::min(before_.seconds, now_.seconds);
        if (longer - shorter < least_seconds || longer < least_factor * shorter) return;
        add(Kind::neutral, fmt::format("{}, before {}", duration(now_.seconds), duration(before_.seconds)));
    }

    const SpecResult& before_;
    const SpecResult& now_;
    std::vector<Change>& out_;
};

void compare_shared(const ResultDocument& before, const ResultDocument& now, Comparison& out) {
    const std::set<std::string> old = open_findings(before.findings);
    const std::set<std::string> open = open_findings(now.findings);
    std::ranges::set_intersection(old, open, std::inserter(out.known_findings, out.known_findings.end()));
    for (const std::string& id : open)
        if (!old.contains(id)) out.changes.push_back({Kind::worse, "", "", "new finding: " + id});
    // Without --strict nothing is said of files that several specs use.
    for (const std::string& id : old)
        if (!open.contains(id) && !now.findings.empty())
            out.changes.push_back({Kind::better, "", "", "no longer found: " + id});
}

}  // namespace

std::string_view to_string(Change::Kind kind) {
    switch (kind) {
    case Kind::worse: return "worse";
    case Kind::better: return "better";
    case Kind::neutral: break;
    }
    return "other";
}

bool Comparison::is_known(const std::string& spec, const std::string& sentence) const {
    const auto found = known.find(spec);
    return found != known.end() && found->second.contains(sentence);
}

void require_baseline(const ResultDocument& before) {
    std::set<std::string> names;
    for (const SpecResult& result : before.results)
        if (!names.insert(key_of(result.spec)).second)
            throw DocumentError("it has two results for one spec: " + printable(result.spec));
}

Comparison compare(const ResultDocument& before, const ResultDocument& now) {
    require_baseline(before);
    Comparison out;
    for (const SpecResult& result : now.results) {
        const SpecResult* old = find(before, result.spec);
        if (old == nullptr) {
            const Kind kind = result.as_expected ? Kind::neutral : Kind::worse;
            out.changes.push_back({kind, result.spec, "", "new, " + is(result.verdict)});
            continue;
        }
        Changes(*old, result, out.changes).find_all();
        out.known[result.spec] = known_of(*old, result);
    }
    for (const SpecResult& result : before.results)
        if (find(now, result.spec) == nullptr)
            out.changes.push_back({Kind::neutral, result.spec, "", "gone, " + was(result.verdict) + " before"});
    compare_shared(before, now, out);
    return out;
}

std::string comparison_summary(const Comparison& comparison) {
    if (comparison.changes.empty()) return "compared with the baseline: nothing has changed";
    const auto count = [&](Kind kind) { return std::ranges::count(comparison.changes, kind, &Change::kind); };
    return fmt::format("compared with the baseline: {} worse, {} better, {} other", count(Kind::worse),
                       count(Kind::better), count(Kind::neutral));
}

std::string comparison_text(const Comparison& comparison, const Style& style) {
    std::string out;
    for (const Change& change : comparison.changes) {
        const Colour colour = change.kind == Kind::worse    ? Colour::red
                              : change.kind == Kind::better ? Colour::green
                                                            : Colour::dim;
        const std::string about = (change.spec.empty() ? "shared files" : change.spec) +
                                  (change.property.empty() ? "" : ": " + change.property);
        out += style.paint(pad_right(to_string(change.kind), 8), colour) + printable(about + ": " + change.text) + "\n";
    }
    return out + comparison_summary(comparison) + "\n";
}

}  // namespace revoke_mc::reports
