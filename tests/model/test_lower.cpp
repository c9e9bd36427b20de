// The lowering's own promises: what takes bits, where blocks lie, what only it can refuse. What a
// step means is tested against the interpreter (tests/agreement, tests/random).
#include <catch2/catch.hpp>

#include "model/language/check/check.hpp"
#include "model/language/syntax/loader.hpp"
#include "model/semantics/lower/lower.hpp"

using namespace revoke_mc;

namespace {

struct Compiled {
    explicit Compiled(const std::string& text)
        : program(check::check(syntax::load_text("test.rvk", text), {})), lowered(lower::lower(program)) {}
    program::Program program;
    lower::Lowered lowered;
    [[nodiscard]] system::Field field(const std::string& cell) const {
        for (const program::CellId i : program.cells.ids())
            if (program.cells[i].name == cell) return lowered.layout().fields[lower::slot_of(i)];
        throw std::out_of_range(cell);
    }
};

std::string refusal(const std::string& text) {
    try {
        const Compiled compiled(text);
        return "";
    } catch (const syntax::SpecError& error) {
        return error.what();
    }
}

const char* const counters = R"(
spec "counters";
exporter e {
    lock l;
    bool unused;
    int<0..5> limit = 3;
    thread t { loop { mutex_lock(l); mutex_unlock(l); } }
}
importer m[3] {
    int<0..2> x;
    thread t { loop { mutex_lock(e.l); if (x < 2) x = x + 1; mutex_unlock(e.l); } }
}
always small: forall (m i) i.x <= 2;
)";

}  // namespace

TEST_CASE("a variable that nothing writes takes no bits, one that does as many as its values need") {
    const Compiled compiled(counters);
    CHECK(compiled.field("e.unused").width == 0);
    CHECK(compiled.field("e.limit").width == 0);
    CHECK(compiled.field("e.limit").base == 3);
    CHECK(compiled.field("m[0].x").width == 2);
    CHECK(compiled.lowered.model().words == 1);
}

TEST_CASE("what is only copied takes no more bits than what it is copied from") {
    const Compiled compiled(R"(
spec "copies";
exporter e {
    int<-1..1> from = -1;
    int<0..100> first = 7, second = 9;
    int<0..100> x, cell[2], sum, kept = 50;
    void give(int k) { e.x = k < 0 ? 0 : k; cell[e.x] = k; }
    thread t { loop { int k = from; give(k); from = 1; } }
    thread swap { loop { atomic { int<0..100> c = first; first = second; second = c; } } }
    thread add { loop { sum = kept + first; kept = second; kept = kept; } }
}
)");
    CHECK(compiled.field("e.first").width == 2);  // 7..9
    CHECK(compiled.field("e.first").base == 7);
    CHECK(compiled.field("e.second").width == 2);
    CHECK(compiled.field("e.cell[0]").width == 1);  // -1 is a trap
    CHECK(compiled.field("e.sum").width == 7);      // what is calculated has the range of its type
    CHECK(compiled.field("e.kept").width == 6);     // 7..50
    for (const lower::SlotId slot : compiled.lowered.generated().slots.ids())
        if (compiled.lowered.generated().slots[slot].kind == lower::Slot::Kind::local)
            CHECK(compiled.lowered.layout().fields[slot].width <= 2);
}

TEST_CASE("the blocks of interchangeable instances have the same layout, side by side") {
    const Compiled compiled(counters);
    const system::Field first = compiled.field("m[0].x"), second = compiled.field("m[1].x"),
                        third = compiled.field("m[2].x");
    CHECK(first.word == second.word);
    CHECK(second.shift - first.shift == third.shift - second.shift);
}

TEST_CASE("no field crosses a word, however many there are") {
    const Compiled compiled("spec \"wide\"; exporter e { int<0..1000> x[40]; thread t { loop { skip; x[3] = 5; "
                            "int k = any(0..39); x[k] = 7; } } }");
    CHECK(compiled.lowered.model().words > 1);
    for (const system::Field& field : compiled.lowered.layout().fields) CHECK(field.shift + field.width <= 64);
}

TEST_CASE("a lock's owner is a kind, and a bit in the holder's block") {
    const Compiled compiled(counters);
    CHECK(compiled.field("e.l").width == 2);  // free, e.t, some m.t
    const auto view = compiled.lowered.view(compiled.lowered.model().initial.data());
    CHECK(view.threads.size() == 4);
    for (const program::Value value : view.cells) CHECK((value == 0 || value == 3));
}

TEST_CASE("leading tests of a transition are merged to one compare for each word") {
    const Compiled compiled(counters);
    for (const system::Transition& transition : compiled.lowered.model().transitions) CHECK(transition.guards <= 1);
}

TEST_CASE("each over many instances is one transition") {
    const Compiled compiled(
        "spec \"each\"; exporter e { thread t { loop { atomic { each (m i) if (i.x) i.x = false; } skip; } } }"
        "importer m[8] { bool x; thread t { loop { x = true; } } }");
    std::size_t of_exporter = 0;
    for (const system::Transition& transition : compiled.lowered.model().transitions)
        of_exporter += transition.thread == system::ThreadId{0} ? 1 : 0;
    CHECK(of_exporter == 2);
}

TEST_CASE("what only the lowering can see is refused with a place") {
    CHECK(
        refusal(
            "spec \"x\";\nexporter e { bool b; thread t { skip; int k = 0; while (k >= 0) { k = 1 - k; } b = true; } }")
            .find("test.rvk:2:") != std::string::npos);
    CHECK(refusal("spec \"x\"; exporter e { int<0..1000000> x[200]; thread t { loop { int k = any(0..199); x[k] = "
                  "1000000; } } }")
              .find("the state needs") != std::string::npos);
}
