// replay confirms only what it has compared: every edit of a trace, anywhere in the document, is found.
//
// One trace or more of each kind; each value at each path is changed in every way that its type allows, and each time
// the trace is read and replayed as `revoke-mc replay` does it. Nothing in a trace is free text.
#include <functional>
#include <map>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checker/checker.hpp"
#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/locks/order.hpp"
#include "reports/replay.hpp"
#include "tests/support/all_specs.hpp"
#include "tests/support/program.hpp"

using namespace revoke_mc;
using Json = nlohmann::ordered_json;

namespace {

using Pointer = Json::json_pointer;

struct Edit {
    std::string what;
    Json document;
};

/// All edits of one document, one after the other.
class Edits {
public:
    using Take = std::function<void(const Edit&)>;

    /// Every edit, or one of `stride`.
    Edits(const Json& document, std::size_t stride, Take take)
        : document_(document), stride_(stride), take_(std::move(take)) {
        collect("", document);
        visit(Pointer(), document);
    }

private:
    /// What stands under each key, anywhere: a text or a number that is right elsewhere is the most convincing wrong
    /// one.
    void collect(const std::string& key, const Json& value) {
        if (value.is_structured()) {
            for (const auto& [name, part] : value.items()) collect(value.is_object() ? name : key, part);
        } else {
            said_[key].insert(value.dump());
        }
    }

    void give(const std::string& what, const Pointer& at, Json value) {
        if (++number_ % stride_ != 0) return;
        Json edited = document_;
        edited[at] = std::move(value);
        take_({at.to_string() + ": " + what, std::move(edited)});
    }

    void visit(const Pointer& at, const Json& value) {
        for (const Json& other : others(at, value))
            if (other.dump() != value.dump()) give(other.dump(), at, other);
        if (value.is_array()) edit_array(at, value);
        if (value.is_object()) edit_object(at, value);
        if (!value.is_structured()) return;
        std::size_t number = 0;
        for (const auto& [name, part] : value.items()) visit(value.is_object() ? at / name : at / number++, part);
    }

    std::vector<Json> others(const Pointer& at, const Json& value) const {
        std::vector<Json> all{nullptr, "", "x", 0, 1, false, true, Json::array(), Json::object()};
        if (value.is_string()) {
            const auto text = value.get<std::string>();
            for (const char* tail : {" ", "\n", "x", "\x1b[2J", "\u009b", "\u202e"}) all.emplace_back(text + tail);
            all.emplace_back(text.substr(0, text.size() / 2));
            all.emplace_back(" " + text);
        }
        if (value.is_number_integer()) {
            const auto number = value.get<std::int64_t>();
            for (const std::int64_t by : {-1, 1, 1000}) all.emplace_back(number + by);
            all.emplace_back(static_cast<double>(number));
            all.emplace_back(~std::uint64_t{0});
        }
        if (!at.empty() && !value.is_structured()) add_said(at, all);
        return all;
    }

    void add_said(const Pointer& at, std::vector<Json>& all) const {
        std::string key = at.back();
        if (key.find_first_not_of("0123456789") == std::string::npos) key = at.parent_pointer().back();
        if (const auto said = said_.find(key); said != said_.end())
            for (const std::string& text : said->second) all.push_back(Json::parse(text));
    }

    void edit_array(const Pointer& at, const Json& array) {
        for (std::size_t i = 0; i < array.size(); ++i) {
            std::vector<Json> parts = array;
            parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
            give(fmt::format("without [{}]", i), at, parts);
            parts = array;
            parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(i), array[i]);
            give(fmt::format("[{}] twice", i), at, parts);
            if (i == 0 || array[i] == array[i - 1]) continue;
            parts = array;
            std::swap(parts[i], parts[i - 1]);
            give(fmt::format("[{}] and [{}] swapped", i - 1, i), at, parts);
        }
        std::vector<Json> parts = array;
        parts.emplace_back("x");
        give("one more", at, parts);
    }

    void edit_object(const Pointer& at, const Json& object) {
        for (const auto& [name, part] : object.items()) {
            Json edited = object;
            edited.erase(name);
            give("without " + name, at, edited);
            edited[name + "x"] = part;
            give(name + " renamed", at, edited);
        }
        static const std::vector<std::string> known{"thread", "events",  "rule",        "blame", "place",
                                                    "state",  "circles", "cycle_start", "N",     "seconds"};
        for (const std::string& key : known) {
            if (object.contains(key)) continue;
            for (const Json& value : {Json(nullptr), Json(""), Json("x"), Json(0), Json::array(), Json::object()}) {
                Json edited = object;
                edited[key] = value;
                give(fmt::format("with {} = {}", key, value.dump()), at, edited);
            }
        }
    }

    const Json& document_;
    std::size_t stride_;
    std::size_t number_ = 0;
    Take take_;
    std::map<std::string, std::set<std::string>> said_;
};

/// `revoke-mc replay` without its output: empty if the trace is confirmed, else why it is not.
class Replay {
public:
    std::string operator()(const std::string& json) {
        try {
            const reports::TraceDocument trace = reports::trace_from_json(json);
            program::Program& program = load(trace);
            const std::size_t claimed = program.properties.size();
            const bool asked = locks::ask(program, trace.property.name);
            const Forget forget{program, claimed, asked};
            const reports::Replayed replayed = reports::replay(trace, interpret::Interpreter(program));
            return replayed.decided ? "" : "not decided";
        } catch (const reports::DocumentError& error) {
            return error.what();
        } catch (const syntax::SpecError& error) {
            return error.what();
        }
    }

private:
    /// A question is asked for one trace.
    struct Forget {
        program::Program& program;
        std::size_t claimed;
        bool asked;
        ~Forget() {
            if (asked) program.properties.resize(claimed);
        }
    };

    program::Program& load(const reports::TraceDocument& trace) {
        if (known_ && trace.spec.file == file_ && trace.spec.parameters == parameters_) return *known_;
        std::map<std::string, std::int64_t> settings;
        for (const auto& parameter : trace.spec.parameters) settings[parameter.name] = parameter.value;
        known_.emplace(check::check(syntax::load(trace.spec.file), settings));
        file_ = trace.spec.file;
        parameters_ = trace.spec.parameters;
        return *known_;
    }

    std::optional<program::Program> known_;
    std::string file_;
    std::vector<reports::ParameterValue> parameters_;
};

checker::CheckedSpec checked(const std::string& file) {
    checker::CheckOptions options;
    options.limits.max_memory = std::uint64_t{1} << 28U;
    checker::CheckedSpec result = checker::check_file(file, {}, options);
    REQUIRE(result.result.error.value_or("") == "");
    return result;
}

/// Edits that came through.
std::vector<std::string> unnoticed(const reports::TraceDocument& trace, std::size_t stride = 1) {
    const Json document = Json::parse(reports::to_json(trace));
    std::vector<std::string> missed;
    Replay replay;
    CHECK(replay(document.dump()) == "");
    std::size_t tried = 0;
    const Edits edits(document, stride, [&](const Edit& edit) {
        ++tried;
        if (replay(edit.document.dump()).empty()) missed.push_back(edit.what);
    });
    CHECK(tried > 0);
    return missed;
}

struct Kind {
    std::string property;
    std::string text;
    bool operator==(const Kind&) const = default;
};

const std::string two_locks =
    "user u { lock l; lock m; thread a { mutex_lock(l); mutex_lock(m); mutex_unlock(m); mutex_unlock(l); }\n"
    " thread b { mutex_lock(m); mutex_lock(l); mutex_unlock(l); mutex_unlock(m); } }";

const std::vector<Kind> kinds{
    {"no_sleep", "spec \"rule, readings, parameters\";\nparam N in 1..4 = 2; param bool B = true;\n"
                 "reading sleeping of no_sleep { NEVER \"not at all\" source \"the comment\";\n"
                 " IDLE \"while idle\" source \"the mail\"; }\nreading sleeping = IDLE;\n"
                 "rule no_sleep \"it does not sleep\" source \"the comment\";\n"
                 "user u { int<0..4> queued; bool m[2]; void work(int<0..4> n) { queued = n; m[1] = B; }\n"
                 "thread t { int<0..4> k = any; if (k > N) { work(k); } skip; } }\n"
                 "always !(u.queued > N && sleeping == IDLE) as no_sleep;"},
    {"small", "spec \"an assert, a choice, a loop, blame\"; user e { int<0..3> x;\n"
              "void add() { x = x + 1; } thread t { either { add(); } or { add(); add(); }\n"
              "assert (x < 2) as small blames EXPORTER; } }\nalways small;"},
    {"A", "spec \"before the first step\"; user u { bool x = any; thread t { assert (1 > 2) as A; x = true; } } "
          "always A;"},
    {"trap", "spec \"a start that is cut\"; user u { bool x = any; bool m[2]; int<0..2> k = 2; ghost bool g;\n"
             "thread t { ghost { if (x) { g = m[k]; } } x = true; } }"},
    {"trap", "spec \"a step that is cut\"; user u { int<0..3> x = 3; thread a { x = 2; atomic { x += 2; } } }"},
    {"deadlock", "spec \"0 steps\"; user u { bool b; thread a { await (b); } }"},
    {"deadlock", "spec \"locks\"; " + two_locks},
    {"lock_cycle", "spec \"locks\"; " + two_locks},
    {"lock order: u.m -> u.l", "spec \"order\"; user u { lock l; lock m; lock g;\n"
                               "thread a { mutex_lock(g); mutex_lock(l); mutex_lock(m); mutex_unlock(m);"
                               " mutex_unlock(l); mutex_unlock(g); }\n"
                               "thread b { mutex_lock(g); mutex_lock(m); mutex_lock(l); mutex_unlock(l);"
                               " mutex_unlock(m); mutex_unlock(g); } }"},
    {"stuck", "spec \"two are stuck\"; user u { bool b; int<0..1> n; thread a { skip; await (b); }\n"
              "thread c { skip; await (b); } thread z { loop { n = 1; n = 0; } } }"},
    {"small", "spec \"a step that changes nothing breaks it\"; user u { int<0..3> x; thread a { x = 2;\n"
              "loop { assert (x < 2) as small; x = 2; } } }\nalways small;"},
    {"unguarded", "spec \"g\"; user u { lock l; bool b __guarded_by(l); thread a { b = true; } }"},
    {"two", "spec \"a witness\"; param N in 1..3 = 2; user u[2] ordered { int<0..3> x; thread a { x = 1; x = N; } }\n"
            "possible u[1].x == 2 as two;"},
    {"comes_back", "spec \"no way back\"; user u { bool b = true; thread a { rest: b = false; } }\n"
                   "always possible u.b as comes_back;"},
    {"done", "spec \"round and round\"; user u { bool b; int<0..2> n; thread a { n = 2; loop { n = 1; n = 0; } } }\n"
             "eventually u.b as done;"},
    {"told", "spec \"it stays\"; user u { bool asked; bool b; thread a { asked = true; rest: b = true; } }\n"
             "always u.asked leads_to u.b as told;"},
};

}  // namespace

TEST_CASE("no edit of a trace is confirmed by replay, of whatever kind it is") {
    const auto kind = GENERATE(from_range(kinds));
    CAPTURE(kind.property, kind.text);
    const tests::Workplace place;
    place.write("a.rvk", kind.text);
    const checker::CheckedSpec result = checked(place.path("a.rvk"));
    bool found = false;
    for (const auto& one : result.found) {
        if (one.trace.property.name != kind.property) continue;
        found = true;
        CHECK(unnoticed(one.trace) == std::vector<std::string>{});
    }
    CHECK(found);
}

TEST_CASE("of the traces of the specs in the tree, replay confirms those that are not edited", "[.soak]") {
    constexpr std::size_t stride = 499;  // a prime: no two of these are the same edit of neighbouring steps
    for (const auto& path : tests::all_specs()) {
        const std::string spec = path.string();
        CAPTURE(spec);
        for (const auto& one : checked(spec).found) {
            CAPTURE(one.trace.property.name);
            CHECK(unnoticed(one.trace, stride) == std::vector<std::string>{});
        }
    }
}
