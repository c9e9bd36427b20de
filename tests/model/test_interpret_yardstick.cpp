// The benchmark model of four variants against the counts that other checkers give for it.
//
// base: odd importers pinned, the exporter visits in order. dyn: nobody is pinned. sym: nobody is
// pinned, any order. bug: base without waiting for the fences; (a) and (b) are then violated.
#include <catch2/catch.hpp>

#include "tests/model/test_interpret.hpp"

using revoke_mc::tests::Counts;
using revoke_mc::tests::Explored;

namespace {

struct Variant {
    std::string instances, pinned, fences;
};

std::string yardstick(int importers, const Variant& variant) {
    return "const NONE = -1; enum operation { NOP, REVOKE, UNREVOKE, MOVE };"
           "exporter E { lock R; bool revoked = false; int<0..1> loc = 0; bool alive[2] = { true, false }; operation "
           "op = NOP;"
           " thread main { loop {"
           "  e0: mutex_lock(R);"
           "  e1: either { atomic { revoked = true; op = REVOKE; } }"
           "      or { atomic { await (revoked); revoked = false; op = UNREVOKE; } }"
           "      or { atomic { await (!exists (M i) (i.pinned && i.map != NONE)); alive[1 - loc] = true; op = MOVE; } "
           "}"
           "  e2: foreach (M i) atomic { if (i.map != NONE) i.inval = true; }"
           "  e3: atomic { " +
           variant.fences +
           "       each (M i) if (i.inval) { i.map = NONE; i.inval = false; }"
           "       if (op == MOVE) { alive[loc] = false; loc = 1 - loc; } }"
           "  e4: atomic { mutex_unlock(R); op = NOP; } } } }"
           "importer M[" +
           std::to_string(importers) + "]" + variant.instances +
           " {"
           " const bool pinned = " +
           variant.pinned +
           ";"
           " int<-1..1> map = NONE, dma = NONE; bool inval = false, fence = false;"
           " thread main { loop {"
           "  i0: mutex_lock(E.R);"
           "  i1: atomic { if (E.revoked) goto i3; if (map == NONE) map = E.loc; }"
           "  i2: either { atomic { await (map != NONE); dma = map; fence = true; } } or { skip; }"
           "  i3: mutex_unlock(E.R); } }"
           " device hw { loop { atomic { await (dma != NONE && fence); dma = NONE; fence = false; } } } }"
           "always a: forall (M i) (i.dma == NONE || E.alive[i.dma]);"
           "always b: E.main @ e4 && E.op == REVOKE implies forall (M i) i.dma == NONE;"
           "always c: (holds(E.R, E.main) == (E.main @ {e1, e2, e3, e4})) &&"
           "          forall (M i) (holds(E.R, i.main) == (i.main @ {i1, i2, i3}));";
}

const std::string wait_for_fences = "await (forall (M i) !i.fence);";
const Variant base{" ordered", "index % 2 == 0", wait_for_fences};
const Variant dyn{" ordered", "false", wait_for_fences};
const Variant sym{"", "false", wait_for_fences};
const Variant bug{" ordered", "index % 2 == 0", ""};

Explored explored(int importers, const Variant& variant) { return Explored(yardstick(importers, variant)); }

}  // namespace

TEST_CASE("yardstick, base") {
    CHECK(explored(2, base).counts() == Counts{224, 416, 18});
    CHECK(explored(3, base).counts() == Counts{766, 1758, 24});
    CHECK(explored(2, base).violated().empty());
}

TEST_CASE("yardstick, dyn") {
    CHECK(explored(2, dyn).counts() == Counts{260, 486, 18});
    CHECK(explored(3, dyn).counts() == Counts{958, 2170, 24});
    CHECK(explored(3, dyn).violated().empty());
}

TEST_CASE("yardstick, sym") {
    CHECK(explored(2, sym).counts() == Counts{300, 590, 18});
    CHECK(explored(3, sym).counts() == Counts{1406, 3610, 24});
    CHECK(explored(3, sym).violated().empty());
}

TEST_CASE("yardstick, bug") {
    const Explored two = explored(2, bug);
    CHECK(two.counts() == Counts{1044, 2760, 46});
    CHECK(two.violated() == "a 9, b 9");
    const Explored three = explored(3, bug);
    CHECK(three.counts() == Counts{6696, 22410, 67});
    CHECK(three.violated() == "a 10, b 10");
}
