// Limits: whatever is nested or chained ten thousand times either parses or is refused with the stated
// limit, and the tree can be destroyed. What is at the limit still parses.
#include <chrono>

#include <catch2/catch.hpp>

#include "model/language/syntax/builder.hpp"
#include "tests/model/test_parser_support.hpp"

using namespace parser_test;

namespace {

constexpr std::size_t many = 10'000;

std::string repeat(const std::string& text, std::size_t times) {
    std::string result;
    result.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

std::string value(const std::string& text) { return "spec \"t\"; const X = " + text + ";"; }
std::string code(const std::string& text) { return "spec \"t\"; user u { thread t { " + text + " } }"; }

bool refused(const std::string& text, const std::string& part) {
    const std::string message = mistake(text).substr(0, 2000);
    CAPTURE(message);
    CHECK(message.find(part) != std::string::npos);
    return message.find(part) != std::string::npos;
}

const std::string too_nested = "error: nested more than 200 deep";
const std::string too_high = "error: an expression is at most 400 operators deep";
const std::string too_deep = "error: statements stand at most 400 deep inside one another";

}  // namespace

TEST_CASE("what is nested ten thousand deep is refused") {
    for (const auto& [open, inner, close] :
         std::vector<std::array<std::string, 3>>{{"(", "1", ")"},
                                                 {"f(", "", ")"},
                                                 {"a[", "1", "]"},
                                                 {"a ? ", "b", " : c"},
                                                 {"any(0..", "1", ")"},
                                                 {"exists (M i where ", "x", ") y"}}) {
        CAPTURE(open);
        CHECK(refused(value(repeat(open, many) + inner + repeat(close, many)), too_nested));
    }
    for (const auto& [open, inner, close] : std::vector<std::array<std::string, 3>>{{"{", "", "}"},
                                                                                    {"if (a) ", "skip;", ""},
                                                                                    {"atomic {", "", "}"},
                                                                                    {"loop ", "skip;", ""},
                                                                                    {"either ", "skip;", " or skip;"},
                                                                                    {"foreach (M i) ", "skip;", ""},
                                                                                    {"ghost ", "skip;", ""},
                                                                                    {"{", "", ""}}) {
        CAPTURE(open);
        CHECK(refused(code(repeat(open, many) + inner + repeat(close, many)), too_nested));
    }
}

TEST_CASE("what is chained ten thousand long is refused where the tree would be too high") {
    for (const auto& [element, last] : std::vector<std::array<std::string, 2>>{{"!", "a"},
                                                                               {"- ", "a"},
                                                                               {"& ", "a"},
                                                                               {"a + ", "a"},
                                                                               {"a && ", "a"},
                                                                               {"a implies ", "a"},
                                                                               {"a ? b : ", "c"},
                                                                               {"forall (M i) ", "a"}}) {
        CAPTURE(element);
        CHECK(refused(value(repeat(element, many) + last), too_high));
    }
    for (const std::string postfix : {".b", "->b", "[1]", "()"})
        CHECK(refused(value("a" + repeat(postfix, many)), too_high));
    CHECK(refused(code("if (a) skip;" + repeat(" else if (b) skip;", many)), too_deep));
    CHECK(refused(code(repeat("l: ", many) + "skip;"), too_deep));
}

TEST_CASE("what is long but flat parses") {
    CHECK(mistake(value("f(" + repeat("a, ", many) + "a)")) == "no mistake");
    CHECK(mistake(value("t @ {" + repeat("l, ", many) + "l}")) == "no mistake");
    CHECK(mistake(code("either skip;" + repeat(" or skip;", many))) == "no mistake");
    CHECK(mistake(code(repeat("x = 1; ", many))) == "no mistake");
    CHECK(mistake("spec \"t\"; " + repeat("/* c */ // d\n", many)) == "no mistake");
    CHECK(mistake(value(repeat("/* c */", many) + "1")) == "no mistake");
}

TEST_CASE("what is at the limit parses") {
    CHECK(mistake(value(repeat("(", max_nesting - 1) + "1" + repeat(")", max_nesting - 1))) == "no mistake");
    CHECK(refused(value(repeat("(", max_nesting) + "1" + repeat(")", max_nesting)), too_nested));
    CHECK(mistake(value(repeat("!", max_height) + "a")) == "no mistake");
    CHECK(refused(value(repeat("!", max_height + 1) + "a"), too_high));
    CHECK(mistake(code("if (a) skip;" + repeat(" else if (b) skip;", max_height - 2))) == "no mistake");
}

TEST_CASE("a nesting that is too deep is shown where it is exceeded") {
    const auto message = mistake("spec \"t\";\nconst X = " + repeat("(", many));
    CHECK(message.starts_with("t.rvk:2:211: error: nested more than 200 deep\n"));
}

TEST_CASE("a spec of two thousand lines parses at once") {
    const auto text = code(repeat("if (a.b[i] && c->d != 3) x = f(a, &b) + 1; // comment\n", 2000));
    const auto start = std::chrono::steady_clock::now();
    CHECK(mistake(text) == "no mistake");
    const auto took = std::chrono::steady_clock::now() - start;
    CHECK(took < std::chrono::seconds(2));  // generous: sanitizers and busy machines; about 20 ms otherwise
}
