// Damaged specs: whatever a text is, it parses or is refused with a message, and nothing else happens.
//
// The seeds are fixed; a failing case prints its text. Each text that parses is also printed: the printer sees trees
// nobody would write.
#include <random>

#include <catch2/catch.hpp>

#include "tests/model/test_parser_support.hpp"

using namespace parser_test;

namespace {

constexpr const char* valid = R"(// a comment
spec "fuzz"; source "a.c"; use dma_buf;
param N in 1..8 = 2; param bool X = true; const NONE = -1;
enum usage { NONE, KERNEL, WRITE }; struct kref { int<0..7> n = 1; ghost bool g; }
dma_buf bar of vfio;
exporter vfio {
    per buffer { bool revoked = false __guarded_by(resv); }
    int<-1..1> map = NONE, dma[2] = { 0, 1 };
    int attach(attachment *a, fence *f = NULL) { if (!has a->importer.x) return -EOPNOTSUPP; else if (a is STATIC) { } return 0; }
    predicate idle(dma_buf *b) = forall (fence f of b where f.n > 0) f.pending == false && X;
    thread reset {
        loop { idle: rest: either { atomic { await (map == NONE); map++; } } or { skip; }
            foreach (attachment a of bar where a.listed) { if (a.x) continue; a.importer.f(&a); }
            int k = any (0..3 where dma[k] != 0); dma[k] -= k ? 1 : 2 * (3 - k);
            assert(k <= 3) as small blames EXPORTER; bound(k < 9) "many"; goto out; /* x */
            out: while (holds(bar)) --k; } }
    device hw { loop { fair done: ghost { map = 1; } } }
    work w[N](int k) { queue_work(w[k]); }
}
importer M[N] ordered { attachment att of bar : dynamic; mapping m[2] of att, n of att; fence f of bar; object mr { bool key; } mr *p = NULL; }
override int vfio.pin(attachment *a) { return 0; }
always a: E.main @ {e1, e2} implies exists (M i) (i.dma == NONE || i.x); always b, c; never (t in f) as d;
always possible (vfio.reset @ idle) without entering vfio.x @ l for each M i as e; possible x as y;
expect holds a, b; expect violated d; expect states 10, transitions 20, depth 3;
)";

constexpr auto snippets = std::to_array<std::string_view>({
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    ":",
    "..",
    ".",
    "->",
    "@",
    "=",
    "==",
    "<",
    ">",
    "*",
    "&",
    "!",
    "-",
    "++",
    "\"",
    "/*",
    "*/",
    "//",
    "?",
    "0x",
    "99999999999999999999",
    "if (",
    "else ",
    "either ",
    "or ",
    "atomic ",
    "loop ",
    "forall (M i) ",
    "any",
    "int<",
    "always ",
    "possible ",
    "thread t {",
    "x",
    " in ",
    "\xFF",
    "\\",
    "\n",
    "ghost ",
    "const ",
    "leads_to",
    "spec \"s\";",
    "struct ",
    "void ",
    "@ {",
    "has ",
    "fair ",
});

class Mutator {
public:
    explicit Mutator(std::uint32_t seed) : random_(seed) {}

    std::string mutate(std::string text) {
        for (std::size_t times = 1 + below(6); times > 0; --times) text = mutate_once(std::move(text));
        return text;
    }

private:
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

    std::string mutate_once(std::string text) {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = std::min(below(30), text.size() - at);
        switch (below(6)) {
        case 0: return text.erase(at, length);
        case 1: return text.insert(at, snippets[below(snippets.size())]);
        case 2: return text.insert(below(text.size() + 1), text.substr(at, length));
        case 3: return text.insert(at, 1, static_cast<char>(random_() & 0xFFU));
        case 4: return text.substr(0, at);
        default:
            if (at < text.size()) text[at] = static_cast<char>(random_() & 0xFFU);
            return text;
        }
    }

    std::mt19937 random_;
};

void print_everything(const Parsed& parsed, const Stmt& stmt) {
    CHECK(StatementTexts(parsed.sources).of(stmt).size() <= 4096);
    for (const auto& expr : stmt.exprs) CHECK_FALSE(print(*expr).empty());
    for (const auto& inner : stmt.body) print_everything(parsed, *inner);
}

void print_everything(const Parsed& parsed) {
    for (const auto& component : parsed.file.components) {
        for (const auto& thread : component.threads) print_everything(parsed, *thread.body);
        for (const auto& function : component.functions)
            if (function.body) print_everything(parsed, *function.body);
    }
    for (const auto& property : parsed.file.properties)
        if (property.condition) CHECK_FALSE(print(*property.condition).empty());
}

/// True if it parsed, false if it was refused with a place in it; anything else fails the test.
bool parses(const std::string& text) {
    try {
        print_everything(parse_text(text));
        return true;
    } catch (const SpecError& error) {
        REQUIRE(error.diagnostics().size() == 1);
        REQUIRE(error.diagnostics()[0].place.line > 0);
        REQUIRE_FALSE(error.diagnostics()[0].message.empty());
        return false;
    }
}

int count_parsed(std::uint32_t first_seed, std::uint32_t seeds) {
    int parsed = 0;
    for (std::uint32_t seed = first_seed; seed < first_seed + seeds; ++seed) {
        const std::string text = Mutator(seed).mutate(valid);
        CAPTURE(seed, text);
        if (parses(text)) ++parsed;
    }
    return parsed;
}

}  // namespace

TEST_CASE("the text that is damaged parses undamaged") { REQUIRE(parses(valid)); }

TEST_CASE("every beginning of a spec parses or is refused") {
    const std::string text = valid;
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        (void)parses(text.substr(0, size));
    }
}

TEST_CASE("damaged specs parse or are refused") {
    const int parsed = count_parsed(1, 2000);
    CHECK(parsed > 20);
    CHECK(parsed < 1900);
}

TEST_CASE("many damaged specs parse or are refused", "[.soak]") { (void)count_parsed(100'000, 200'000); }

TEST_CASE("noise is refused") {
    std::mt19937 random(7);
    for (int i = 0; i < 200; ++i) {
        std::string text(random() % 300, ' ');
        for (auto& c : text) c = static_cast<char>(random() & 0xFFU);
        (void)parses(text);
        (void)parses("spec \"t\"; user u { thread t { " + text);
    }
}
