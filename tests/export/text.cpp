// The text of exported files: what stands in them for small specs.
#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "reports/document_error.hpp"
#include "reports/export/export.hpp"

using namespace revoke_mc;
using Catch::Contains;

namespace {

enum class To { promela, murphi };

std::string exported(const std::string& text, To to) {
    const program::Program program = check::check(syntax::load_text("dir/a.rvk", text), {});
    const lower::Lowered lowered = lower::lower(program);
    const reports::Commands commands(program, lowered);
    return to == To::promela ? reports::to_promela(commands, "a") : reports::to_murphi(commands, "a");
}

const std::string counter = "spec \"a counter\"; param N in 1..9 = 3; user u { int<0..9> x; lock l;\n"
                            "thread up { rest: mutex_lock(l);\n if (x < N) x = x + 1;\n mutex_unlock(l); } }\n"
                            "always u.x <= N as small; possible u.x == 1 as once; always possible (u.x == 0);\n"
                            "expect states 5, transitions 4, depth 4;";

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t number = 0;
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += word.size()) ++number;
    return number;
}

}  // namespace

TEST_CASE("the head of an exported file") {
    for (const To to : {To::promela, To::murphi}) {
        const std::string text = exported(counter, to);
        for (const char* part : {"a counter", "Spec: dir/a.rvk", "Parameter: N = 3", "5 states", "stuck: not exported",
                                 "lock_order: not exported", "once: to be found", "small: checked in each state"})
            CHECK_THAT(text, Contains(part));
    }
    CHECK_THAT(exported(counter, To::promela),
               Contains("spin -a a.pml") && Contains("-DNOREDUCE") && Contains("./pan -c0"));
    CHECK_THAT(exported(counter, To::murphi),
               Contains("rumur --deadlock-detection off --output a.c a.m") && Contains("-mcx16"));
}

TEST_CASE("Promela: variables, guards, steps, and what is asserted") {
    const std::string text = exported(counter, To::promela);
    CHECK_THAT(text,
               Contains("\nbyte u_x = 0;\n") && Contains("\nbyte u_l = nobody;") && Contains("#define by_u_up 1"));
    CHECK_THAT(text, Contains("active proctype u_up() {") && Contains("end_u_up:"));
    CHECK_THAT(text, Contains("#define can_0 (u_up_at == u_up_L2 && u_l == nobody)"));
    CHECK_THAT(text, Contains("u_l = by_u_up;\n") && Contains("u_x = (u_x + 1);\n"));
    CHECK_THAT(text, Contains("dir/a.rvk:3:2: if (x < N)"));
    CHECK_THAT(text, Contains("(3 < u_x) -> holds_small = false; assert(holds_small)"));
    CHECK_THAT(text, Contains("(u_x == 1) -> holds_once = false; assert(holds_once)"));
    CHECK_THAT(text, !Contains("init {") && !Contains("holds_stuck"));
}

TEST_CASE("Murphi: variables, rules, and what is an invariant or covered") {
    const std::string text = exported(counter, To::murphi);
    CHECK_THAT(text, Contains("  u_x: 0..9;\n") && Contains("  u_l := nobody;\n"));
    CHECK_THAT(text, Contains("rule \"0 u.up: dir/a.rvk:2:19: mutex_lock(l);\"") && Contains("u_x := u_x + 1;"));
    CHECK_THAT(text, Contains("invariant \"small\"") && Contains("cover \"once is found\"\n  (u_x = 1);"));
    CHECK_THAT(text, Contains("invariant \"deadlock\"") && !Contains("\"stuck\""));
    CHECK(count(text, "startstate") == 2);  // its begin and its end
}

TEST_CASE("what is expected to be violated is covered, and asserted") {
    const std::string bug = "spec \"bug\"; user u { bool b; thread t { assert (b) as fine; b = true; } }"
                            " always fine; expect violated fine;";
    CHECK_THAT(exported(bug, To::murphi), Contains("cover \"fine is violated\"") && !Contains("invariant \"fine\""));
    CHECK_THAT(exported(bug, To::promela), Contains("assert(holds_fine)") && Contains("expects it to be violated"));
}

TEST_CASE("a step that is cut changes nothing") {
    const std::string trap = "spec \"trap\"; user u { int<0..2> x = 1; thread t { loop { x = x * 2; } } }";
    const std::string promela = exported(trap, To::promela);
    CHECK_THAT(promela, Contains("-> holds_trap = false; assert(holds_trap) }"));
    CHECK_THAT(exported(trap, To::murphi),
               Contains("invariant \"trap\"\n  !(2 < u_x * 2)") && Contains("u_x * 2 <= 2"));
}

TEST_CASE("several initial states") {
    const std::string any =
        "spec \"any\"; user u { bool a = any; int<1..3> n = any; int<0..4> m = 1; thread t { m = n; a = !a; } }";
    const std::string promela = exported(any, To::promela);
    CHECK_THAT(promela, Contains("There are 6 initial states; Spin counts one state more"));
    CHECK_THAT(promela, Contains("init {") && Contains(":: u_a = true; u_n = 3") && Contains("run u_t();"));
    CHECK_THAT(promela, Contains("\nbyte u_n;") && Contains("\nbyte u_m = 1;") && !Contains("active proctype"));
    CHECK(count(exported(any, To::murphi), "endstartstate") == 6);
}

TEST_CASE("values that overwrite each other are kept first") {
    const std::string swap =
        "spec \"swap\"; user u { int<0..2> a = 1, b = 2; thread t { loop { atomic { int<0..2> c = a;"
        " a = b; b = c; } } } }";
    CHECK_THAT(exported(swap, To::promela),
               Contains("hidden int before_0;") && Contains("before_0 = (u_a)") && Contains("u_b = before_0;"));
    CHECK_THAT(exported(swap, To::murphi), Contains("before_u_b: 1..2;") && Contains("u_b := before_u_b;"));
}

TEST_CASE("names are identifiers, each one given once, and no keyword") {
    reports::Identifiers identifiers;
    CHECK(identifiers.take("iommufd[1].att.listed") == "iommufd_1_att_listed");
    CHECK(identifiers.take("iommufd.1.att_listed") == "iommufd_1_att_listed_2");
    CHECK(identifiers.take("proctype") == "proctype_2");
    CHECK(identifiers.take("rule") == "rule_2");
    CHECK(identifiers.take("moves") == "moves_2");
    CHECK(identifiers.take("can_7") == "the_can_7");
    CHECK(identifiers.take("7up") == "x7up");
    CHECK(identifiers.take("-") == "x");
}

TEST_CASE("a sum that does not fit 32 bits is cut, and the test for that computes in 32 bits") {
    const std::string big =
        "spec \"big\"; user u { int<0..2000000000> a = 1, b = 2; bool c;"
        " thread t { loop { either { a = 2000000000; } or { b = 2000000000; } or { c = a + b > 5; } } } }";
    for (const To to : {To::promela, To::murphi})
        CHECK_THAT(exported(big, to), Contains("2147483647 - u_b < u_a") && Contains("5 < u_a + u_b"));
    CHECK_THAT(exported("spec \"small\"; user u { int<-2147483647 - 1..0> a;"
                        " thread t { a = -2147483647 - 1; } }",
                        To::promela),
               Contains("u_a = (-2147483647 - 1)"));
}

TEST_CASE("Rumur computes in a type that holds every value on the way") {
    const std::string down = "spec \"down\"; user u { int<0..2> n = 2; thread t { loop { atomic { n--; } } } }";
    CHECK_THAT(exported(down, To::murphi), Contains("least_value: -2147483648;"));
}

TEST_CASE("texts of a spec cannot break out of comments and strings") {
    const std::string odd = "spec \"ends */ here\"; user u { int<0..3> x; thread t { /* % */ x = 7 % 4; x = 1; } }";
    const std::string promela = exported(odd, To::promela);
    CHECK_THAT(promela, Contains("ends * / here") && Contains("x = 7 %% 4;"));
}

TEST_CASE("what is broken before the first step is broken in the exported model, and its states are the same") {
    const std::string text = "spec \"s\"; user u { int<0..1> k = any; bool x; ghost int<0..1> g;\n"
                             "thread t { assert (1 > 2) as A; ghost { g = k + 1; } x = true; } } always A;\n";
    const std::string promela = exported(text, To::promela);
    CHECK(count(promela, "what stands before the first step breaks it") == 2);
    CHECK_THAT(promela, Contains(":: d_step { (true) -> holds_A = false; assert(holds_A) }") &&
                            Contains("holds_trap = false; assert(holds_trap)"));
    const std::string murphi = exported(text + "expect violated A;", To::murphi);
    CHECK_THAT(murphi, Contains("invariant \"trap\"\n  !(true);") && Contains("cover \"A is violated\"\n  (true);"));
    CHECK(count(murphi, "\nstartstate ") == 1);
}

TEST_CASE("names that mean something to Spin, Rumur or C are changed") {
    const std::string spec = "spec \"names\"; enum kind { Rule, BEGIN, asm, uchar, D_proctype, fine };\n"
                             "user INT { kind MAX; bool mtype; thread t { MAX = BEGIN; mtype = true; } }";
    for (const To to : {To::promela, To::murphi}) {
        const std::string text = exported(spec, to);
        for (const char* name : {"Rule_2", "BEGIN_2", "asm_2", "uchar_2", "D_proctype_2", "fine", "the_INT_MAX"})
            CHECK_THAT(text, Contains(name));
    }
}
