// Several indices that only a run knows, one behind the other: each counts.
#include <catch2/catch.hpp>

#include "tests/agreement/cases.hpp"

using namespace revoke_mc;
using tests::check_all;

namespace {

/// `i`, `j` and `k` are any of 0 and 1.
std::string with(const std::string& what) {
    return "struct leaf { bool on; int<0..2> level[2]; }\n"
           "struct box { lock door; int<0..3> inside; leaf pair[2]; }\n"
           "struct shelf { bool full; box row[2]; }\n"
           "user c { shelf x[2]; int<0..2> i, j, k; bool seen;\n"
           "    thread t {\n"
           "        int a = any (0..1); i = a; int b = any (0..1); j = b; int d = any (0..1); k = d;\n"
           "        x[1].row[0].pair[1].on = true; x[0].row[1].pair[1].level[1] = 2;\n"
           "        " +
           what + "\n    }\n}\n";
}

std::string asserting(const std::string& what, const std::string& before = "") {
    return with(before + " assert (" + what + ") as one; skip;") + "always one;\n";
}

}  // namespace

TEST_CASE("indices of arrays in arrays all count, whether one reads or writes") {
    check_all({
        {asserting("x[i].row[0].pair[j].on == (i == 1 && j == 1)"), ""},
        {asserting("x[1].row[i].pair[j].on == (i == 0 && j == 1)"), ""},
        {asserting("x[i].row[j].pair[k].on == (i == 1 && j == 0 && k == 1)"), ""},
        {asserting("x[i].row[j].pair[1].level[k] == (i == 0 && j == 1 && k == 1 ? 2 : 0)"), ""},
        {asserting("!x[i].row[j].pair[k].on"), "one 6"},
        {asserting("x[i].row[j].pair[k].on", "x[i].row[j].pair[k].on = true;"), ""},
        {asserting("x[0].row[1].pair[0].level[0] == (i == 0 && j == 1 && k == 0 ? 1 : 0)",
                   "x[i].row[j].pair[k].level[i] = 1;"),
         ""},
    });
}

TEST_CASE("each of several indices that is too large is a trap") {
    check_all({
        {with("i = 2; seen = x[i].row[j].pair[k].on;"), "trap 7"},
        {with("j = 2; seen = x[i].row[j].pair[k].on;"), "trap 7"},
        {with("k = 2; x[i].row[j].pair[k].on = true;"), "trap 7"},
        {with("k = 2; x[i].row[j].pair[0].level[k] = 1;"), "trap 7"},
    });
}

TEST_CASE("what takes an object settles each of its indices") {
    check_all({
        {with("mutex_lock(x[i].row[j].door); x[i].row[j].inside = 1; mutex_unlock(x[i].row[j].door);"), ""},
        {with("mutex_lock(x[i].row[j].door); i = 1 - i; mutex_unlock(x[i].row[j].door);"), "lock_misuse 8"},
        {asserting("x[1].row[0].inside == (i == 1 && j == 0 ? 2 : 0)",
                   "int m = i; int n = j; box *p = &x[m].row[n]; p->inside = 2;"),
         ""},
        {asserting("(&x[i].row[j] == &x[1].row[0]) == (i == 1 && j == 0)"), ""},
        {asserting("(&x[i].row[j] == &x[j].row[i]) == (i == j)"), ""},
        {asserting("(&x[i].row[j].pair[k] == &x[1].row[1].pair[0]) == (i == 1 && j == 1 && k == 0)"), ""},
    });
}
