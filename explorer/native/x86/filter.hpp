// The filter: the guards of all transitions, four to a vector, without a jump.
//
// Transitions are taken in groups of four. The groups of a thread with few transitions are all
// tested, its position being one more guard. Of a thread with many positions only the groups of the
// position at hand are: their guards lie in a table by position. Whichever takes fewer vectors.
#pragma once

#include <asmjit/x86.h>
#include <vector>

#include "explorer/native/compiled.hpp"
#include "explorer/native/guards.hpp"

namespace revoke_mc::native::x86 {

/// Plans the filter of the transitions out.order, writes its tables into `out`, and emits it. `out` must
/// stay where it is: the code knows the addresses of the tables.
class FilterMaker {
public:
    FilterMaker(const system::PackedModel& model, const Indexed<system::TransitionId, Prefix>& prefixes, Sieve& out);

    /// A function of type Filter.
    asmjit::FuncNode* emit(asmjit::x86::Compiler& compiler);

private:
    using Gp = asmjit::x86::Gp;
    using Ymm = asmjit::x86::Ymm;

    /// Indices into the order: of the transitions of a thread at one position.
    struct Range {
        std::uint32_t first = 0, last = 0;
    };
    struct Thread {
        system::Field position;
        std::vector<Range> by_position;
    };
    /// The shape of guards of a group: which words have wanted guards, and for each round of
    /// unwanted ones its word.
    struct Shape {
        std::vector<std::uint8_t> words;
        std::vector<std::uint8_t> unwanted;
        [[nodiscard]] std::size_t lanes() const { return 2 * (words.size() + unwanted.size()); }
    };
    /// `groups` groups of one shape from `lanes` on: the same ones always, or those of a position.
    struct Part {
        const Thread* by_position = nullptr;
        Shape shape;
        std::uint32_t groups = 1;
        std::size_t lanes = 0;
        std::size_t firsts = 0;
    };

    using Guards = std::vector<Guard>;

    void plan();
    void list_threads();
    [[nodiscard]] static bool prefers_positions(const Thread& table);
    void add_always(std::uint32_t first, std::uint32_t last);
    void add_by_position(const Thread& table);
    [[nodiscard]] Guards guards_of(std::uint32_t index, bool with_position) const;
    [[nodiscard]] static Shape shape_of(const std::vector<Guards>& rows);
    void write_group(const Shape& shape, const std::vector<Guards>& rows, std::size_t first);
    [[nodiscard]] bool write_wanted(const Shape& shape, const Guards& row, std::size_t start, std::size_t lane);
    void write_unwanted(const Shape& shape, const Guards& row, std::size_t start, std::size_t lane);
    void put(std::size_t at, std::size_t lane, const Guard& guard);

    void emit_part(const Part& part);
    void emit_group(const Part& part, const Gp& table, std::size_t offset);
    void finish_word();
    [[nodiscard]] Ymm word(std::size_t w);

    const system::PackedModel& model_;
    const Indexed<system::TransitionId, Prefix>& prefixes_;
    Sieve& out_;
    Indexed<system::TransitionId, system::PositionId> position_of_;
    std::vector<Thread> threads_;
    std::vector<Part> parts_;

    asmjit::x86::Compiler* cc_ = nullptr;
    Gp state_, masks_, bases_, table_, collected_;
    std::vector<Ymm> words_;
    Ymm zero_;
    std::uint32_t group_ = 0;  // number of the next one
};

}  // namespace revoke_mc::native::x86
