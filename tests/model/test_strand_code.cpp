// Code with labels: where jumps lead to once it is finished, and what is not code.
#include <stdexcept>

#include <catch2/catch.hpp>

#include "model/semantics/lower/strand_code.hpp"

using namespace revoke_mc::lower;
using revoke_mc::system::Opcode;

namespace {

Op plain(Opcode op) {
    Op out;
    out.op = op;
    return out;
}

}  // namespace

TEST_CASE("jumps lead to where their label was bound") {
    StrandCode code;
    const StrandCode::Label near = code.new_label(), far = code.new_label();
    code.jump(plain(Opcode::jump_if_zero), near);
    code.jump(plain(Opcode::jump), far);
    code.emit(plain(Opcode::constant));
    code.bind(near);
    code.emit(plain(Opcode::constant));
    code.jump(plain(Opcode::jump_if_set), far);
    code.bind(far);
    const Code out = code.finish();
    REQUIRE(out.size() == 5);
    CHECK(out[0].imm == 3);
    CHECK(out[1].imm == 5);
    CHECK(out[4].imm == 5);
}

TEST_CASE("a copy of code has the same labels, and goes its own way") {
    StrandCode code;
    const StrandCode::Label end = code.new_label();
    code.jump(plain(Opcode::jump), end);
    StrandCode copy = code;
    copy.emit(plain(Opcode::constant));
    copy.bind(end);
    code.bind(end);
    CHECK(code.finish()[0].imm == 1);
    CHECK(copy.finish()[0].imm == 2);
}

TEST_CASE("a label that is not bound is found, if somebody jumps to it") {
    StrandCode code;
    const StrandCode::Label end = code.new_label();
    CHECK_NOTHROW(code.finish());
    code.jump(plain(Opcode::jump_if_zero), end);
    CHECK_THROWS_AS(code.finish(), std::logic_error);
    code.bind(end);
    CHECK_NOTHROW(code.finish());
    CHECK_THROWS_AS(code.bind(end), std::logic_error);
    CHECK_THROWS_AS(code.jump(plain(Opcode::jump), end), std::logic_error);
}

TEST_CASE("what is dropped takes its jumps and the places of labels with it") {
    StrandCode code;
    code.emit(plain(Opcode::constant));
    const StrandCode::Label inner = code.new_label();
    code.jump(plain(Opcode::jump), inner);
    code.shorten(1);
    CHECK(code.finish().size() == 1);
    const StrandCode::Label kept = code.new_label(), gone = code.new_label();
    code.bind(kept);
    code.emit(plain(Opcode::constant));
    code.bind(gone);
    code.shorten(1);
    CHECK_NOTHROW(code.bind(gone));
    CHECK_THROWS_AS(code.bind(kept), std::logic_error);
}

TEST_CASE("only a jump has a label") {
    StrandCode code;
    CHECK_THROWS_AS(code.emit(plain(Opcode::jump)), std::logic_error);
    CHECK_THROWS_AS(code.jump(plain(Opcode::constant), code.new_label()), std::logic_error);
}
