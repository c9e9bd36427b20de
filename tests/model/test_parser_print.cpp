// Places, messages as they are shown, and trees as text.
#include <catch2/catch.hpp>

#include "model/language/syntax/scan.hpp"
#include "model/language/syntax/suggest.hpp"
#include "tests/model/test_parser_support.hpp"

using namespace parser_test;

namespace {

Sources one_file(std::string text) { return Sources{{{"t.rvk", std::move(text)}}}; }

Diagnostic error_at(std::uint32_t line, std::uint32_t column, std::string message = "wrong", std::string hint = "") {
    return {Severity::error, Place{0, line, column}, std::move(message), std::move(hint)};
}

std::string printed(const std::string& text) {
    const auto parsed = spec("const X = " + text + ";");
    return print(*parsed.file.constants.at(0).value);
}

std::string shown(const std::string& text) {
    const auto parsed = thread(text);
    return StatementTexts(parsed.sources).of(first_statement(parsed));
}

}  // namespace

TEST_CASE("a line is found by its place") {
    const auto sources = one_file("one\ntwo\r\n\nfour");
    CHECK(sources.line_at({0, 1, 1}) == "one");
    CHECK(sources.line_at({0, 2, 9}) == "two");
    CHECK(sources.line_at({0, 3, 1}).empty());
    CHECK(sources.line_at({0, 4, 1}) == "four");
    CHECK(sources.line_at({0, 5, 1}).empty());
    CHECK(sources.line_at({0, 0, 0}).empty());
    CHECK(sources.line_at({7, 1, 1}).empty());
    CHECK(sources.describe({0, 2, 3}) == "t.rvk:2:3");
    CHECK(sources.describe({0, 0, 0}) == "t.rvk");
}

TEST_CASE("a message shows its line with a caret") {
    CHECK(render(error_at(2, 5, "wrong", "do better"), one_file("first\nsome text\n")) == "t.rvk:2:5: error: wrong\n"
                                                                                          "     2 | some text\n"
                                                                                          "       |     ^\n"
                                                                                          "hint: do better");
    Diagnostic warning = error_at(1, 1);
    warning.severity = Severity::warning;
    CHECK(render(warning, one_file("x")) == "t.rvk:1:1: warning: wrong\n     1 | x\n       | ^");
    CHECK(render({Severity::error, Place{}, "no place", ""}, Sources{}) == "error: no place");
}

TEST_CASE("the caret stands where the eye expects it") {
    CHECK(render(error_at(1, 3), one_file("\t\tx")) ==
          "t.rvk:1:3: error: wrong\n     1 |                 x\n       |                 ^");
    CHECK(render(error_at(1, 4), one_file("ab\tx")) ==
          "t.rvk:1:4: error: wrong\n     1 | ab      x\n       |         ^");
    CHECK(render(error_at(1, 5), one_file("\xC3\xA4\xE2\x82\xACx")) ==
          "t.rvk:1:5: error: wrong\n     1 | \xC3\xA4\xE2\x82\xACx\n       |  ^");
    CHECK(render(error_at(1, 4), one_file("abc")) == "t.rvk:1:4: error: wrong\n     1 | abc\n       |    ^");
    CHECK(render(error_at(1, 999), one_file("abc")) == "t.rvk:1:999: error: wrong\n     1 | abc\n       |    ^");
}

TEST_CASE("what a terminal would obey is shown as a question mark") {
    CHECK(render(error_at(1, 1), one_file("\x1B[31m\x01\xFF\x7F")) ==
          "t.rvk:1:1: error: wrong\n     1 | ?[31m???\n       | ^");
    CHECK(render(error_at(1, 1, "bad \x1B name"), one_file("a")).find("bad ? name") != std::string::npos);
}

TEST_CASE("of a long line only a window is shown") {
    const std::string line(10 * 1024 * 1024, 'x');
    for (const std::uint32_t column : {1U, 61U, 5'000'000U, 10'485'760U, 10'485'761U}) {
        const auto text = render(error_at(1, column), one_file(line));
        CAPTURE(column, text);
        CHECK(text.size() < 400);
        CHECK(text.find("...") != std::string::npos);
        CHECK(text.back() == '^');
    }
    std::string marked = line;
    marked[5'000'000] = '#';
    const auto text = render(error_at(1, 5'000'001), one_file(marked));
    const auto lines = text.substr(text.find('\n') + 1);
    CHECK(lines.find('#') == lines.find('^') - lines.find('\n') - 1);
}

TEST_CASE("an error of many mistakes shows them in order of place, twenty at most") {
    std::string text;
    std::vector<Diagnostic> diagnostics;
    for (std::uint32_t line = 25; line >= 1; --line) {
        text += "line\n";
        diagnostics.push_back(error_at(line, 1, "mistake " + std::to_string(line)));
    }
    diagnostics.push_back(diagnostics.front());
    const SpecError error(diagnostics, one_file(text));
    const std::string shown = error.what();
    CHECK(shown.starts_with("t.rvk:1:1: error: mistake 1\n"));
    CHECK(shown.find("mistake 20") != std::string::npos);
    CHECK(shown.find("mistake 21") == std::string::npos);
    CHECK(shown.ends_with("\nand 5 more"));
    CHECK(error.diagnostics().size() == 25);
    CHECK(error.diagnostics().back().place.line == 25);
    CHECK(std::string(SpecError("t.rvk does not exist").what()) == "error: t.rvk does not exist");
}

TEST_CASE("expressions are printed with the parentheses they need") {
    for (const std::string text : {
             "a + b * c",
             "(a + b) * c",
             "a - (b - c)",
             "a - b - c",
             "a && (b || c)",
             "a implies b implies c",
             "(a implies b) implies c",
             "a ? b : c ? d : e",
             "(a ? b : c) ? d : e",
             "!(a && b)",
             "!a",
             "-(-1)",
             "- -x",
             "& &x",
             "!!x",
             "bar->revoked && a.b[i + 1].c",
             "f(a, &b, g())",
             "vfio.reset @ idle",
             "E.main @ {e1, e2}",
             "a in b.c",
             "!(a is STATIC)",
             "has b->exporter.attach",
             "NULL",
             "true",
             "forall (M i) i.dma == NONE",
             "(forall (M i) i.dma) == x",
             "forall (M i) (i.a || i.b)",
             "exists (fence f of b where f.x) f.y",
             "forall (int k in 0..K - 1) a[k]",
             "any",
             "any (0..3 where it > 1)",
             "!(exists (M i) i.x)",
             "(a == b) == c",
             "a == (b == c)",
         }) {
        const std::string once = printed(text);
        CAPTURE(text, once);
        CHECK(expression(once) == expression(text));
        CHECK(printed(once) == once);
    }
    CHECK(printed("((a+b))*c") == "(a + b) * c");
    CHECK(printed("a->b.c") == "a->b.c");
    CHECK(printed("x@{l}") == "x @ l");
    CHECK(printed("0x10") == "16");
    CHECK(printed("a&&b||c") == "a && b || c");
}

TEST_CASE("a statement is shown as written, in one line") {
    CHECK(shown("x  =\n 1 ; // comment") == "x = 1 ;");
    CHECK(shown("x = /* why */ f( a,b );") == "x = f( a,b );");
    CHECK(shown("atomic { live = false; phys.live = false; }") == "atomic { live = false; phys.live = false; }");
    CHECK(shown("int k = cur, j;") == "int k = cur, j;");
    CHECK(shown("e0: mutex_lock(R);") == "e0: mutex_lock(R);");
    CHECK(shown("fair e0: rest:\n f();") == "fair e0: rest: f();");
    CHECK(shown("assert(a) as b blames C;") == "assert(a) as b blames C;");
    CHECK(shown("bound(x) \"a  // b\";") == "bound(x) \"a  // b\";");
}

TEST_CASE("of a compound statement only the head is shown") {
    CHECK(shown("if (a(b) && (c))\n { x = 1; } else skip;") == "if (a(b) && (c))");
    CHECK(shown("while ( x ) skip;") == "while ( x )");
    CHECK(shown("foreach (M i) f(i);") == "foreach (M i)");
    CHECK(shown("l: loop { (x)(); }") == "l: loop");
    CHECK(shown("either { f(); } or skip;") == "either");
    CHECK(shown("{ skip; }") == "{ skip; }");
    CHECK(shown("while /* ) */ (\n x // (\n ) skip;") == "while ( x )");
    CHECK(shown("atomic { each (M i) skip; }") == "atomic { each (M i) skip; }");
}

TEST_CASE("a long statement is cut") {
    const std::string atomic = "atomic { " + std::string(200, 'x') + " = 1; }";
    CHECK(shown(atomic).size() == 100);
    CHECK(shown(atomic).ends_with("xxx..."));
    CHECK(shown("bound(x) \"" + std::string(86, 'x') + "\xE2\x82\xAC\xE2\x82\xAC\";").ends_with("x..."));
}

TEST_CASE("the nearest word is suggested, if one is near") {
    const std::vector<std::string_view> words{"while", "either", "each", "or"};
    CHECK(nearest("whlie", words) == "while");
    CHECK(nearest("eiher", words) == "either");
    CHECK(nearest("eahc", words) == "each");
    CHECK(nearest("while", words).empty());
    CHECK(nearest("x", words).empty());
    CHECK(nearest("completely", words).empty());
    CHECK(nearest(std::string(1'000'000, 'w'), words).empty());
    CHECK(did_you_mean("wile", words) == "did you mean 'while'?");
}

TEST_CASE("white space and comments fold") {
    CHECK(fold_space("  a /* b */ c//d\n e\n") == "a c e");
    CHECK(fold_space("a/* b") == "a");
    CHECK(fold_space("") == "");
    CHECK(fold_space("\"a  b\"  +  1") == "\"a  b\" + 1");
    CHECK(fold_space("a  bcd  e", 2) == "a ");
    CHECK(fold_space("a  bcd  e", 3) == "a bcd ");
    CHECK(fold_space("a  bcd  e", 100) == "a bcd e");
}
