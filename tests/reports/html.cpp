// The page: its frame, its data, and what moments add to a trace. What a browser makes of it is in tests/html.
#include <algorithm>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "reports/document_error.hpp"
#include "reports/html/embedded.hpp"
#include "reports/html/page.hpp"
#include "tests/reports/sample.hpp"
#include "tests/reports/specs.hpp"

using namespace revoke_mc;
using Catch::Contains;
using nlohmann::json;
using reports::Moment;
using reports::Moments;
using reports::Obstacle;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

/// What stands between the tags of the data.
std::string data_text(const std::string& html) {
    const std::string begin = "<script type=\"application/json\" id=\"data\">";
    REQUIRE(count(html, begin) == 1);
    const std::size_t first = html.find(begin) + begin.size();
    return html.substr(first, html.find("</script>", first) - first);
}

json data_of(const reports::html::Page& page) { return json::parse(data_text(to_html(page))); }

reports::html::Page sample_page() {
    reports::html::Page page{tests::sample_results(), {}};
    page.traces.push_back({.trace = tests::sample_trace(), .result = 1, .property = 0, .without_moments = "gone"});
    return page;
}

std::vector<std::string> obstacles(const Moment& moment) {
    std::vector<std::string> all;
    for (const Obstacle& one : moment.obstacles)
        all.push_back(std::string(to_string(one.kind)) + ": " + one.thread + ": " + one.why);
    return all;
}

Moments moments_of(const tests::Spec& spec, const std::string& property) {
    return reports::moments(spec.trace(property), spec.interpreter());
}

}  // namespace

TEST_CASE("a page is one file with a policy that lets in its own script and style alone") {
    const std::string html = to_html(sample_page());
    CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    CHECK_THAT(html, Contains("content=\"default-src 'none'; script-src '" + std::string(reports::html::script_hash()) +
                              "'; style-src '" + std::string(reports::html::style_hash()) +
                              "'; base-uri 'none'; form-action 'none'\""));
    CHECK(count(html, "<script>" + std::string(reports::html::script()) + "</script>") == 1);
    CHECK(count(html, "<style>" + std::string(reports::html::style()) + "</style>") == 1);
    CHECK(count(html, "<script") == 2);
    for (const char* word : {"unsafe", "https://", "@import", "url(", "src=\"", "href=\""})
        CHECK(count(html, word) == 0);
    CHECK(count(html, "http://") == 1);  // the name of SVG
    CHECK(to_html(sample_page()) == html);
}

TEST_CASE("the script makes nothing from markup, and runs nothing from text") {
    const std::string script(reports::html::script());
    for (const char* word : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
                             "DOMParser", "fetch(", "XMLHttpRequest", "import(", "localStorage", "</script"})
        CHECK(count(script, word) == 0);
    CHECK(reports::html::script_hash().size() == std::string("sha256-").size() + 44);
}

TEST_CASE("the data has the documents, and no character that HTML would look at") {
    reports::html::Page page = sample_page();
    page.traces[0].trace.spec.title = "<b>&amp;</script><!-- \u2028";
    const std::string text = data_text(to_html(page));
    CHECK(text.find_first_of("<>&") == std::string::npos);
    const json data = json::parse(text);
    CHECK(data["results"]["results"].size() == 4);
    const json& trace = data["traces"][0];
    CHECK(trace["trace"]["spec"]["title"] == "<b>&amp;</script><!--  ");
    CHECK(trace["trace"]["steps"].size() == 3);
    CHECK(trace["trace"]["steps"][1]["statement"] == "atomic { await (iova && !cached); cached = true; }");
    CHECK_FALSE(trace["trace"]["steps"][1].contains("state"));
    CHECK(trace["result"] == 1);
    CHECK(trace["property"] == 0);
    CHECK(trace["told"].is_null());
    CHECK(trace["without"] == "gone");
    CHECK(trace["comparison"].is_null());
    CHECK(data_of({})["results"].is_null());
}

TEST_CASE("a text of several traces is in the page once") {
    const tests::Spec spec(tests::bug());
    const reports::TraceDocument trace = spec.trace("no_use_after_release");
    reports::html::Page page;
    for (int i = 0; i < 2; ++i)
        page.traces.push_back({.trace = trace, .moments = reports::moments(trace, spec.interpreter())});
    const json data = data_of(page);
    REQUIRE(data["sources"].size() == 1);
    CHECK(data["sources"][0] == json({{"name", "test.rvk"}, {"text", tests::bug()}}));
    CHECK(data["traces"][1]["sources"] == json::array({0}));
    CHECK(data["traces"][0]["told"]["moments"].size() == trace.steps.size() + 1);
}

TEST_CASE("moments: who waits for a lock, who may rest, whose condition is false") {
    const tests::Spec spec(R"(spec "s"; user u { lock l; bool go, late; int<0..3> k;
        thread holder { mutex_lock(l); k = 1; late = true; }
        thread waiter { mutex_lock(l); k = 2; }
        thread gated { await (go && k > 0); late = true; }
        thread idle { rest: await (go); k = 3; }
        thread chooser { loop { either { await (go); k = 3; } or { await (k == 0); skip; } } } }
        never u.late as on_time;)");
    const Moments told = moments_of(spec, "on_time");
    REQUIRE(told.moments.size() == 4);
    CHECK(told.moments[0].moved.size() == 5);
    CHECK(obstacles(told.moments[0]) ==
          std::vector<std::string>{"condition: u.gated: await (go && k > 0); is not true: u.go is false",
                                   "rest: u.idle: await (go); is not true: u.go is false",
                                   "branch: u.chooser: await (go); is not true: u.go is false"});
    const std::vector<std::string> held = obstacles(told.moments[1]);
    CHECK(held[0] == "lock: u.waiter: mutex_lock(l); waits: u.l is held by u.holder");
    REQUIRE(told.moments[1].moved.size() == 1);
    CHECK(told.moments[1].moved[0].at == reports::TraceThread{"u.holder", "k = 1;", "test.rvk:2:40"});
    CHECK(obstacles(told.moments[2]).back() ==
          "condition: u.chooser: await (go); is not true: u.go is false; await (k == 0); is not true: u.k is 1");
}

TEST_CASE("moments: locals in scope, by function") {
    const tests::Spec spec(R"(spec "s"; user u { bool late; int<0..3> k;
        void f(int n) { int m = n; k = m; late = true; }
        thread t { int outer = 2; k = outer; f(outer); } }
        never u.late as on_time;)");
    const Moments told = moments_of(spec, "on_time");
    REQUIRE(told.moments.size() == 4);
    using reports::LocalValue;
    CHECK(told.moments[2].moved.at(0).locals ==
          std::vector<LocalValue>{{"u.t", "outer", "2"}, {"u.f", "n", "2"}, {"u.f", "m", "2"}});
    CHECK(told.moments[3].moved.at(0).locals.empty());
}

TEST_CASE("moments: fences and accesses to memory") {
    const tests::Spec spec(R"(spec "s"; use dma_buf; dma_buf b of e;
        exporter e { int map_dma_buf(attachment *a) { return 0; } void unmap_dma_buf(attachment *a) { }
            thread revoke { dma_resv_lock(b); memory_remove(b); } }
        importer i { attachment a of b : dynamic; mapping m of a; fence f of b;
            void invalidate_mappings(attachment *a) { }
            
            device d { dma_write(&m, NULL); } }
        always no_dma_after_revoke;)");
    const Moments told = moments_of(spec, "no_dma_after_revoke");
    REQUIRE(told.fences.size() == 1);
    CHECK(told.fences[0].name == "i.f");
    CHECK(told.fences[0].pending == "i.f.pending");
    CHECK(told.fences[0].in_resv == std::vector<std::pair<std::string, std::string>>{{"b", "i.f.in_resv"}});
    CHECK(told.moments.back().cut);
    CHECK(told.moments.back().moved.empty());
    CHECK_FALSE(told.moments.front().cut);
    CHECK(told.moments.back().accesses == std::vector<std::string>{"dma_write"});
    for (std::size_t i = 0; i + 1 < told.moments.size(); ++i) CHECK(told.moments[i].accesses.empty());
    CHECK(told.sources.size() > 3);
}

TEST_CASE("moments: a trace of another spec is refused") {
    const tests::Spec spec(tests::bug());
    reports::TraceDocument trace = spec.trace("no_use_after_release");
    const auto told = [&](const reports::TraceDocument& edited) {
        return reports::moments(edited, spec.interpreter());
    };
    reports::TraceDocument edited = trace;
    edited.steps[2].statement = "skip;";
    CHECK_THROWS_WITH(told(edited), "step 3 is not one of this spec");
    edited = trace;
    edited.steps[1].thread = "u.nobody";
    CHECK_THROWS_WITH(told(edited), "step 2 is not one of this spec");
    edited = trace;
    edited.initial.values[0].second = "true";
    CHECK_THROWS_WITH(told(edited), "the trace does not start as this spec does");
}

TEST_CASE("a followed trace says which steps were taken for which") {
    const std::string property = "no_use_after_release";
    const reports::TraceDocument trace = tests::Spec(tests::bug()).trace(property);
    const auto followed = [&](const std::string& text) {
        return reports::follow(trace, tests::Spec(text).interpreter());
    };
    const auto stands_for = [](const reports::Followed& one) {
        std::vector<int> of;
        for (const reports::FollowedStep& step : one.way) of.push_back(step.of ? static_cast<int>(*step.of) : -1);
        return of;
    };
    const reports::Followed fixed = followed(tests::fix());
    CHECK(stands_for(fixed) == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7});  // in front of the wait
    CHECK(fixed.way[3].step.statement == trace.steps[3].statement);
    const reports::Followed more = followed(tests::release_spec("        await (gone);"));
    CHECK(stands_for(more) == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, -1, 8, 9});
    CHECK(more.way[8].step.statement == "await (gone);");
    CHECK(more.left_out.empty());
    std::string text = tests::bug();
    text.replace(text.find("busy = true;"), 12, "skip;       ");
    const reports::Followed less = followed(text);
    REQUIRE(less.left_out.size() == 1);
    CHECK(trace.steps[less.left_out[0]].statement == "busy = true;");

    reports::html::Page page;
    page.traces.push_back({.trace = trace});
    page.traces[0].comparison = {"fix.rvk", "departs", true, more, {{"fix.rvk", "text"}}};
    const json comparison = data_of(page)["traces"][0]["comparison"];
    CHECK(comparison["way"][8]["of"].is_null());
    CHECK(comparison["way"][9]["of"] == 8);
    CHECK(comparison["ending"] == "broken");
    CHECK(comparison["sources"] == json::array({0}));
}
