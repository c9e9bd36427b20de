// Each sentence of `unexpected` becomes one issue, and so does each mistake and each search that was cut short. What is
// as it should be, but worth knowing, is a note.
#include "reports/ci/issue.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "reports/table.hpp"

namespace revoke_mc::reports {
namespace {

struct FixedRule {
    std::string_view id, text, help;
};

constexpr std::string_view about_spec = "spec-mistake", about_warning = "spec-warning", about_counts = "pinned-counts",
                           about_every = "every-number", about_cut = "incomplete", about_use = "unused",
                           about_other = "unexpected";

/// What no spec claims in words of its own.
constexpr std::array fixed_rules{
    FixedRule{about_spec, "A spec has to be free of mistakes: one that cannot be read proves nothing.",
              "The message says what is wrong, at which place, and what to do."},
    FixedRule{about_warning, "Something in a spec is most likely not meant as it is written.",
              "The message says what to do."},
    FixedRule{
        about_counts, "The plain semantics has the states that the spec pins (expect states).",
        "If the spec was changed on purpose, pin the new counts; else something has changed that nobody meant to."},
    FixedRule{about_every, "What the spec expects for every number of instances holds (expect holds for every N).",
              "check --any N shows the number for which it fails, with a trace, or what could not be excluded."},
    FixedRule{about_cut, "The search visited every state: nothing is said to hold unless it did.",
              "Give it more memory, states or time (--max-memory, --max-states, --timeout), or a smaller N (--set)."},
    FixedRule{about_use,
              "Nothing in a spec holds by accident: each step runs, each branch is taken, each premise is true.",
              "Change the spec, or accept it with a reason: accept \"ID\" because \"...\";"},
    FixedRule{about_other, "Everything is as the spec expects it.", "The message says what is not."},
    FixedRule{"deadlock", "Some step changes something, or every thread is at rest.",
              "The details say who waits for whom."},
    FixedRule{"stuck", "A thread that is not at rest can step again.", "The details say who waits for whom."},
    FixedRule{"lock_cycle", "Nobody waits for a lock in a circle.", "Take the locks in one order everywhere."},
    FixedRule{"lock_misuse", "Locks are taken and given back as they are meant to be.",
              "The message names the lock and who holds it."},
    FixedRule{"trap",
              "No step divides by zero, leaves a range, uses an index that is not there or an object that is gone.",
              "The message names the value."},
    FixedRule{"unguarded", "What a lock guards is written by its holder only.",
              "Take the lock, or say what guards it."},
    FixedRule{"lock_order", "Locks, and what is waited for, are taken in one order, as lockdep asks.",
              "The details show the circle; graph --locks draws the order."},
    FixedRule{"sleeping_in_atomic", "Nobody sleeps while holding a spinlock or in an interrupt.",
              "The message names the lock."}};

/// The spec's own name does not depend on how its path is spelt.
std::string normal(const std::string& file) { return std::filesystem::path(file).lexically_normal().string(); }

bool is_general(const PropertyResult& property) {
    return property.kind == "builtin" || (property.kind == "assertion" && property.rule);
}

bool usable(const Location& location) { return !location.file.empty() && !is_in_kernel(location); }

/// All places that a violation is about, the most telling first.
std::vector<std::pair<std::string, std::string>> places_of(const TraceDocument& trace) {
    std::vector<std::pair<std::string, std::string>> out;
    if (trace.violation.place) out.emplace_back("the rule is broken here", *trace.violation.place);
    if (!trace.steps.empty()) {
        const TraceStep& last = trace.steps.back();
        for (auto frame = last.call_stack.rbegin(); frame != last.call_stack.rend(); ++frame)
            out.emplace_back(fmt::format("{} is in {} here", last.thread, frame->routine), frame->place);
        out.emplace_back("last step: " + last.statement, last.place);
    }
    if (trace.property.place) out.emplace_back("the property is claimed here", *trace.property.place);
    return out;
}

class SpecIssues {
public:
    SpecIssues(const CheckRun& run, const SpecReport& spec, std::vector<Issue>& out)
        : run_(run), spec_(spec), result_(spec.result), out_(out) {}

    void find_all() {
        for (const Remark& remark : spec_.details.remarks) add_remark(remark);
        if (result_.error && std::ranges::none_of(spec_.details.remarks, &Remark::error))
            add(about_spec, {result_.spec, 0, 0}, *result_.error);
        for (std::size_t i = 0; i < result_.unexpected.size(); ++i) add_surprise(i);
        if (result_.reason || (result_.verdict == Verdict::incomplete && !result_.as_expected)) add_cut();
        for (std::size_t i = 0; i < result_.properties.size(); ++i) add_expected(i);
        if (!run_.strict) return;
        for (const FindingResult& finding : result_.findings)
            if (finding.accepted) add_accepted(finding);
    }

private:
    Issue& add(std::string_view rule, Location location, std::string message, Level level = Level::error) {
        if (!usable(location)) location = {result_.spec, 0, 0};
        Issue issue{.level = level,
                    .rule = std::string(rule),
                    .spec = result_.spec,
                    .property = {},
                    .location = std::move(location),
                    .message = std::move(message)};
        issue.identity = normal(result_.spec) + "\n" + issue.rule + "\n" + issue.message;
        out_.push_back(std::move(issue));
        return out_.back();
    }

    void add_remark(const Remark& remark) {
        Issue& issue = add(remark.error ? about_spec : about_warning, location_of(remark.place), remark.message,
                           remark.error ? Level::error : Level::warning);
        if (!remark.hint.empty()) issue.details.push_back(remark.hint);
    }

    void add_surprise(std::size_t number) {
        const std::string& sentence = result_.unexpected[number];
        const bool is_placed = number < spec_.details.surprises.size() && is_sound(spec_.details.surprises[number]);
        if (is_placed)
            add_surprise(spec_.details.surprises[number], sentence);
        else
            add(about_other, {result_.spec, 0, 0}, sentence);
        out_.back().known = run_.comparison && run_.comparison->is_known(result_.spec, sentence);
    }

    /// It names what is there.
    [[nodiscard]] bool is_sound(const Surprise& surprise) const {
        if (surprise.kind == Surprise::Kind::verdict) return surprise.property < result_.properties.size();
        return surprise.kind != Surprise::Kind::finding || surprise.finding < result_.findings.size();
    }

    void add_surprise(const Surprise& surprise, const std::string& sentence) {
        const Location place = location_of(surprise.place);
        switch (surprise.kind) {
        case Surprise::Kind::verdict: add_verdict(surprise.property, sentence); break;
        case Surprise::Kind::counts: add(about_counts, place, sentence); break;
        case Surprise::Kind::every_number: add(about_every, place, sentence); break;
        case Surprise::Kind::finding: add_finding(result_.findings[surprise.finding]); break;
        }
    }

    void add_finding(const FindingResult& finding) {
        Issue& issue = add(about_use, location_of(finding.place), finding.text + ": " + finding.id, Level::warning);
        issue.identity = normal(result_.spec) + "\n" + issue.rule + "\n" + finding.id;
    }

    void add_verdict(std::size_t number, const std::string& sentence) {
        const PropertyResult& property = result_.properties.at(number);
        const ClaimDetails claim = number < spec_.details.claims.size() ? spec_.details.claims[number] : ClaimDetails{};
        Issue& issue = add(rule_id(spec_, property), location_of(claim.place), sentence);
        describe(number, issue);
        issue.identity = normal(result_.spec) + "\n" + issue.rule + "\n" + to_string(property.verdict).data();
    }

    /// What the traces and the rule say.
    void describe(std::size_t number, Issue& issue) const {
        const PropertyResult& property = result_.properties[number];
        issue.property = property.name;
        for (const SpecReport::Shown& shown : spec_.traces)
            if (shown.property == number && !shown.trace.witness) issue.traces.push_back(&shown.trace);
        for (const std::string& circle : property.circles) issue.details.push_back("circle: " + circle);
        for (const std::string& order : property.untraced) issue.details.push_back("without a trace: " + order);
        if (property.more_circles)
            issue.details.emplace_back("there may be more circles; each order that was seen is on one of these");
        if (!issue.traces.empty()) describe(*issue.traces.front(), issue);
        if (property.blame) issue.details.push_back("blamed: " + *property.blame);
        if (!property.rule) return;
        issue.details.push_back("rule: " + property.rule->text);
        for (const ReadingResult& reading : property.rule->readings)
            issue.details.push_back(fmt::format("read as {}: {}", reading.way, reading.text));
    }

    static void describe(const TraceDocument& trace, Issue& issue) {
        if (!trace.violation.message.empty()) issue.message += ": " + trace.violation.message;
        for (const std::string& detail : trace.violation.details) issue.details.push_back(detail);
        bool is_placed = false;
        std::set<std::string> seen;
        for (const auto& [what, place] : places_of(trace)) {
            Location location = location_of(place);
            if (location.file.empty() || !seen.insert(place).second) continue;
            if (!is_placed && usable(location)) {
                issue.location = std::move(location);
                is_placed = true;
            } else {
                issue.related.emplace_back(what, std::move(location));
            }
        }
    }

    void add_cut() {
        std::vector<std::string> open;
        for (const PropertyResult& property : result_.properties)
            if (property.verdict == Verdict::incomplete) open.push_back(property.name);
        const std::string why = result_.reason ? explain_reason(*result_.reason) : "something is not decided";
        Issue& issue = add(about_cut, {result_.spec, 0, 0}, "incomplete: " + why);
        if (!open.empty()) issue.details.push_back(fmt::format("not decided: {}", fmt::join(open, ", ")));
    }

    /// A violation that the spec expects.
    void add_expected(std::size_t number) {
        const PropertyResult& property = result_.properties[number];
        const bool expected = number < spec_.details.claims.size() && spec_.details.claims[number].expect_violated;
        if (!expected || property.verdict != Verdict::violated) return;
        Issue& issue = add(rule_id(spec_, property), location_of(spec_.details.claims[number].place),
                           property.name + " is violated, as expected", Level::note);
        describe(number, issue);
        issue.accepted = "the spec expects it (expect violated)";
        issue.identity = normal(result_.spec) + "\n" + issue.rule + "\nexpected";
    }

    void add_accepted(const FindingResult& finding) {
        add_finding(finding);
        out_.back().level = Level::note;
        out_.back().accepted = finding.accepted;
    }

    const CheckRun& run_;
    const SpecReport& spec_;
    const SpecResult& result_;
    std::vector<Issue>& out_;
};

/// Of files that several specs use.
Issue shared_issue(std::string_view rule, const std::string& place, std::string message, Level level) {
    Issue issue{.level = level, .rule = std::string(rule), .spec = {}, .property = {}, .location = location_of(place)};
    issue.message = std::move(message);
    issue.identity = normal(issue.location.file) + "\n" + issue.rule + "\n" + issue.message;
    return issue;
}

void add_shared(const CheckRun& run, std::vector<Issue>& out) {
    for (const Remark& remark : run.remarks) {
        out.push_back(shared_issue(about_spec, remark.place, remark.message, Level::error));
        if (!remark.hint.empty()) out.back().details.push_back(remark.hint);
    }
    for (const FindingResult& finding : run.findings) {
        out.push_back(shared_issue(about_use, finding.place, finding.text + ": " + finding.id,
                                   finding.accepted ? Level::note : Level::warning));
        out.back().accepted = finding.accepted;
        out.back().known = run.comparison && run.comparison->is_known(finding);
    }
}

std::string help_of(const PropertyResult& property) {
    std::string help;
    if (property.rule)
        for (const ReadingResult& reading : property.rule->readings)
            help += fmt::format("It can be read in several ways; the spec reads it as {}: {} ({}) ", reading.way,
                                reading.text, reading.source);
    return help + "The trace is the shortest way to the violation; replay walks through it, and graph --thread draws a "
                  "thread's control flow.";
}

Rule rule_of(const SpecReport& spec, std::size_t number) {
    const PropertyResult& property = spec.result.properties[number];
    Rule rule{rule_id(spec, property), {}, {}, help_of(property)};
    if (number < spec.details.claims.size()) rule.text = spec.details.claims[number].text;
    if (property.rule) {
        rule.text = property.rule->text;
        rule.source = property.rule->source;
    }
    if (rule.text.empty()) rule.text = property.name;
    return rule;
}

}  // namespace

std::string_view to_string(Level level) {
    switch (level) {
    case Level::error: return "error";
    case Level::warning: return "warning";
    case Level::note: break;
    }
    return "note";
}

ResultDocument document_of(const CheckRun& run) {
    ResultDocument document;
    for (const SpecReport& spec : run.specs) document.results.push_back(spec.result);
    document.findings = run.findings;
    return document;
}

std::string rule_id(const SpecReport& spec, const PropertyResult& property) {
    return is_general(property) ? property.name : property.name + "@" + normal(spec.result.spec);
}

std::vector<Issue> issues_of(const CheckRun& run) {
    std::vector<Issue> out;
    for (const SpecReport& spec : run.specs) SpecIssues(run, spec, out).find_all();
    add_shared(run, out);
    return out;
}

std::vector<Rule> rules_of(const CheckRun& run) {
    std::vector<Rule> out;
    std::set<std::string> known;
    for (const FixedRule& rule : fixed_rules) {
        out.push_back({std::string(rule.id), std::string(rule.text), {}, std::string(rule.help)});
        known.insert(out.back().id);
    }
    for (const SpecReport& spec : run.specs)
        for (std::size_t i = 0; i < spec.result.properties.size(); ++i)
            if (known.insert(rule_id(spec, spec.result.properties[i])).second) out.push_back(rule_of(spec, i));
    return out;
}

}  // namespace revoke_mc::reports
