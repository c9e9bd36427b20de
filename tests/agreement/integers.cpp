// Values have 32 bits. A result that leaves them is a trap, in search, machine code and interpreter alike, and wherever
// an expression can stand; bounds of what is computed on the way never wrap: no check is folded away.
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/interpret/search.hpp"
#include "model/semantics/lower/lower.hpp"
#include "tests/support/agreement.hpp"
#include "tests/support/native_agreement.hpp"

using namespace revoke_mc;

namespace {

/// "trap", "fine", or in what the implementations differ.
std::string outcome(const std::string& text) {
    INFO(text);
    const auto program = check::check(syntax::load_text("a.rvk", "spec \"integers\"; " + text), {});
    std::string difference = tests::compare_engines(program, 100000).difference +
                             tests::compare_native(lower::lower(program).model(), 100000).difference;
    if (!difference.empty()) return difference;
    const auto found = interpret::search(interpret::Interpreter(program));
    return found.of(program, "trap")->violated ? "trap" : "fine";
}

/// Variables x and y, which begin with these values, and a thread that computes with them.
std::string with(const std::string& x, const std::string& y, const std::string& code) {
    return outcome("user u { int<-2147483647 - 1..2147483647> x = " + x + ", y = " + y +
                   "; int<0..3> few; int<-2147483647 - 1..2147483647> sum; bool got, a[4], b[60]; thread t { " + code +
                   " } }");
}

struct Operation {
    std::string x, y, result, outcome;
};

const std::string least = "-2147483647 - 1";

const std::vector<Operation> operations{
    {"2147483647", "1", "x + y", "trap"},
    {"2147483646", "1", "x + y", "fine"},
    {least, "-1", "x + y", "trap"},
    {least, "0", "x - y", "fine"},
    {least, "1", "x - y", "trap"},
    {"0", least, "x - y", "trap"},
    {"-1", least, "x - y", "fine"},
    {"46341", "46341", "x * y", "trap"},
    {"46340", "46340", "x * y", "fine"},
    {"65536", "-32768", "x * y", "fine"},
    {"65536", "32768", "x * y", "trap"},
    {least, "-1", "x * y", "trap"},
    {least, "1", "x * y", "fine"},
    {least, least, "x * y", "trap"},
    {least, "0", "-x", "trap"},
    {"2147483647", "0", "-x", "fine"},
    {least, "-1", "x / y", "trap"},
    {least, "-1", "x % y", "trap"},
    {least, "1", "x % y", "fine"},
    {"7", "0", "x / y", "trap"},
    {"7", "0", "x % y", "trap"},
    {"2000000000", "0", "x * x * x", "trap"},
    {"65536", "0", "x * x * x * x", "trap"},
    {"2147483647", "1", "x + y - y", "trap"},
    {"2147483647", "1", "x - y + y", "fine"},
    {"2147483647", "1", "y - (0 - x)", "trap"},
};

}  // namespace

TEST_CASE("a result that does not fit 32 bits is a trap, whatever becomes of it") {
    for (const auto& [x, y, result, expected] : operations) {
        INFO(result << " with x = " << x << ", y = " << y);
        CHECK(with(x, y, "sum = " + result + ";") == expected);
        CHECK(with(x, y, "got = " + result + " > 5;") == expected);
        CHECK(with(x, y, "if (" + result + " == 5 || got) got = true;") == expected);
        CHECK(with(x, y, "rest: await (" + result + " != 4); got = true;") == expected);
        CHECK(with(x, y, "atomic { if (got || " + result + " < 3) got = true; sum = got ? " + result + " : 1; }") ==
              expected);
    }
}

TEST_CASE("what a function returns has the range of its type, whatever becomes of it") {
    const auto with_result = [](const std::string& result, const std::string& use) {
        return outcome("user u { int<0..600> x; bool got; int f(int a) { return " + result +
                       "; } bool g() { return f(1) == 3; } thread t { x = 600; " + use + " } }");
    };
    for (const char* result : {"512", "-513", "x", "x + a", "a * 40000", "40000 * 4"}) {
        INFO(result);
        for (const char* use : {"f(1);", "got = f(1) == 3;", "if (f(1) == 3) got = true;", "got = g();",
                                "atomic { if (f(1) > 3) got = true; }", "while (f(1) > 1000) got = true;",
                                "atomic { got = f(1) != 7; }"}) {
            INFO(use);
            CHECK(with_result(result, use) == "trap");
        }
    }
    for (const char* result : {"511", "-512", "x - 89", "x - 1111 - a"}) CHECK(with_result(result, "f(1);") == "fine");
}

TEST_CASE("what a function returns that was called before the first step has a range, too") {
    CHECK(outcome("user u { int f() { return 512; } thread t { if (f() == 3) { } } }") == "trap");
    CHECK(outcome("user u { int f() { return 511; } thread t { if (f() == 3) { } } }") == "fine");
}

TEST_CASE("operands that are not looked at do not trap") {
    CHECK(with("65536", "65536", "got = got && x * y > 0;") == "fine");
    CHECK(with("65536", "65536", "sum = got ? x * y : 1;") == "fine");
    CHECK(with("65536", "65536", "got = !got || x * y > 0;") == "fine");
}

TEST_CASE("division rounds towards zero, and the remainder has the sign of the dividend") {
    CHECK(with("-7", "2",
               "assert (x / y == -3 && x % y == -1); assert (-x / y == 3 && x / -y == 3 && x % -y == -1);") == "fine");
}

TEST_CASE("products of many factors fold no range check and no index check away") {
    // Powers of 65536 are 0 in 32 or 64 bits that wrap: their bounds would seem to lie in any range.
    for (const char* power : {"x * x", "x * x * x * x", "x * x * x * x * x * x * x * x"}) {
        INFO(power);
        const auto small = [&](const std::string& value, const std::string& code) {
            return outcome("user u { int<0..65536> x; int<0..3> few; bool a[4], b[40]; thread t { x = " + value + "; " +
                           code + " } }");
        };
        const std::string p = power;
        for (const char* value : {"2", "3", "65535", "65536"}) {
            CHECK(small(value, "few = " + p + ";") == "trap");
            CHECK(small(value, "a[" + p + "] = true;") == "trap");
            CHECK(small(value, "if (a[" + p + "]) few = 1;") == "trap");
        }
        CHECK(small("1", "few = " + p + "; a[" + p + "] = true; b[" + p + " * 39] = a[1];") == "fine");
    }
}

TEST_CASE("indices of arrays in arrays are computed without overflow") {
    const std::string grid = "struct row { bool cell[9]; } user u { int<-2147483647 - 1..2147483647> i, j; row rows[5];"
                             " bool got; thread t { ";
    CHECK(outcome(grid + "i = 4; j = 8; rows[i].cell[j] = true; got = rows[i].cell[j]; } }") == "fine");
    CHECK(outcome(grid + "i = 5; got = rows[i].cell[j]; } }") == "trap");
    CHECK(outcome(grid + "i = 477218589; rows[i].cell[j] = true; } }") == "trap");  // 9 * i is 5 in 32 bits
    CHECK(outcome(grid + "j = -1; i = 1; rows[i].cell[j] = true; } }") == "trap");
}

TEST_CASE("an int is -512..511: it holds every error code of the kernel's drivers") {
    CHECK(outcome("user u { int<-600..600> b; bool d; thread t { int k = -ERESTARTSYS; b = k; d = true; } }") ==
          "fine");
    CHECK(outcome("user u { int<-600..600> b = 511; bool d; thread t { int k = b; k = k + 1; d = true; } }") == "trap");
    CHECK(outcome("user u { int<-600..600> b = -512; bool d; thread t { int k = b; d = true; k = k - 1; } }") ==
          "trap");
    CHECK(outcome("user u { bool d; int f() { return 512; } thread t { d = f() == 3; } }") == "trap");
    CHECK(outcome("user u { bool d; int f() { return 512; } thread t { int k = f(); d = true; } }") == "trap");
    CHECK(outcome("user u { int<0..600> b = 512; bool d; int f() { return b; } thread t { f(); d = true; } }") ==
          "trap");
    CHECK(outcome("user u { int<-600..600> b = 512; bool d; int f(int k) { return 0; } thread t { b = f(b); } }") ==
          "trap");
}

TEST_CASE("a condition of a property that traps is false") {
    CHECK(outcome("user u { int<0..65536> x; thread t { x = 65536; } } always (u.x * u.x >= 0) as squares;") == "fine");
    CHECK(outcome("user u { int<0..65536> x; thread t { x = 65536; } } possible (u.x * u.x * u.x > 2) as cubes;") ==
          "fine");
}
